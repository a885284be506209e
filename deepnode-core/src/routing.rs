//! Weighted draws in order of registration.

use alloc::vec::Vec;

use crate::hash::{Hash, keccak};
use crate::registry::Ix;

const FAN: usize = 16;
const BITS: u32 = FAN.trailing_zeros();
const NONE: u32 = u32::MAX;

/// Weights under places in the order of registration: sums, updates and draws take one step for each level of a
/// 16-ary tree (five levels for a million members), and only the parts that hold somebody take memory.
#[derive(Clone, Debug)]
pub(crate) struct SumTree {
    nodes: Vec<Node>,
    root: u32,
    /// Levels below and with the root: the tree spans `16^height` places.
    height: u32,
    total: u128,
    /// How many places have a weight above zero.
    members: u32,
}

#[derive(Clone, Debug)]
struct Node {
    sums: [u128; FAN],
    children: [u32; FAN],
}

impl Node {
    const EMPTY: Self = Self { sums: [0; FAN], children: [NONE; FAN] };
}

impl Default for SumTree {
    fn default() -> Self {
        Self { nodes: alloc::vec![Node::EMPTY], root: 0, height: 1, total: 0, members: 0 }
    }
}

const fn digit(ix: Ix, level: u32) -> usize {
    // Eight levels of four bits make up all 32 bits of a place.
    (ix >> (BITS * level)) as usize % FAN
}

impl SumTree {
    /// The sum of all weights.
    pub(crate) const fn total(&self) -> u128 {
        self.total
    }

    /// How many places have a weight above zero.
    pub(crate) const fn members(&self) -> u32 {
        self.members
    }

    const fn spans(&self, ix: Ix) -> bool {
        self.height >= 8 || ix >> (BITS * self.height) == 0
    }

    /// The weight at a place; nothing where none was set.
    pub(crate) fn weight(&self, ix: Ix) -> u128 {
        if !self.spans(ix) {
            return 0;
        }
        let mut node = &self.nodes[self.root as usize];
        for level in (1..self.height).rev() {
            match node.children[digit(ix, level)] {
                NONE => return 0,
                child => node = &self.nodes[child as usize],
            }
        }
        node.sums[digit(ix, 0)]
    }

    /// Sets the weight at a place.
    pub(crate) fn set(&mut self, ix: Ix, weight: u128) {
        let before = self.weight(ix);
        if before == weight {
            return;
        }
        while !self.spans(ix) {
            let mut root = Node::EMPTY;
            root.sums[0] = self.total;
            root.children[0] = self.root;
            self.root = self.push(root);
            self.height += 1;
        }
        self.members = self.members - u32::from(before > 0) + u32::from(weight > 0);
        self.total = self.total - before + weight;
        let mut at = self.root;
        for level in (0..self.height).rev() {
            let d = digit(ix, level);
            let node = &mut self.nodes[at as usize];
            node.sums[d] = node.sums[d] - before + weight;
            if level > 0 {
                if node.children[d] == NONE {
                    let child = self.push(Node::EMPTY);
                    self.nodes[at as usize].children[d] = child;
                }
                at = self.nodes[at as usize].children[d];
            }
        }
    }

    fn push(&mut self, node: Node) -> u32 {
        self.nodes.push(node);
        self.nodes.len() as u32 - 1
    }

    /// The sum of the weights before a place.
    fn sum_before(&self, ix: Ix) -> u128 {
        if !self.spans(ix) {
            return self.total;
        }
        let mut sum = 0;
        let mut at = self.root;
        for level in (0..self.height).rev() {
            let node = &self.nodes[at as usize];
            let d = digit(ix, level);
            sum += node.sums[..d].iter().sum::<u128>();
            if level > 0 {
                match node.children[d] {
                    NONE => return sum,
                    child => at = child,
                }
            }
        }
        sum
    }

    /// The first place whose running sum of weights exceeds `r`, for `r` below the total.
    fn find(&self, mut r: u128) -> Option<Ix> {
        let mut ix = 0;
        let mut at = self.root;
        for level in (0..self.height).rev() {
            let node = &self.nodes[at as usize];
            let d = node.sums.iter().position(|sum| {
                let here = r < *sum;
                if !here {
                    r -= sum;
                }
                here
            })?;
            ix |= (d as Ix) << (BITS * level);
            at = node.children[d];
        }
        Some(ix)
    }
}

/// Two trees are equal if every place has the same weight; how their memory is laid out does not matter.
impl PartialEq for SumTree {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total
            && self.members == other.members
            && self.first_places().eq(other.first_places())
    }
}

impl Eq for SumTree {}

impl SumTree {
    /// Every place with a weight above zero, ascending.
    fn first_places(&self) -> impl Iterator<Item = (Ix, u128)> {
        let mut next = 0;
        core::iter::from_fn(move || {
            let ix = self.find(next).filter(|_| next < self.total)?;
            let weight = self.weight(ix);
            next = self.sum_before(ix) + weight;
            Some((ix, weight))
        })
    }
}

/// A draw among the members of a tree, less a few that may not be drawn.
pub(crate) struct Draw<'a> {
    tree: &'a SumTree,
    /// Excluded places with their weights, ascending.
    without: Vec<(Ix, u128)>,
    total: u128,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(tree: &'a SumTree, without: impl IntoIterator<Item = Ix>) -> Self {
        let mut without: Vec<_> =
            without.into_iter().map(|ix| (ix, tree.weight(ix))).filter(|(_, weight)| *weight > 0).collect();
        without.sort_unstable();
        without.dedup();
        let excluded: u128 = without.iter().map(|(_, weight)| weight).sum();
        Self { tree, without, total: tree.total - excluded }
    }

    /// How many can be drawn.
    pub(crate) fn candidates(&self) -> u32 {
        self.tree.members - self.without.len() as u32
    }

    /// Takes a place out of the draw.
    fn exclude(&mut self, ix: Ix) {
        let weight = self.tree.weight(ix);
        if weight > 0
            && let Err(at) = self.without.binary_search_by_key(&ix, |w| w.0)
        {
            self.without.insert(at, (ix, weight));
            self.total -= weight;
        }
    }

    /// Draws one: `r = x * W / 2^64`, the first in order of registration whose running sum exceeds `r`. Who was
    /// drawn is taken out. `None` when nobody with a weight is left.
    pub(crate) fn draw(&mut self, x: u64) -> Option<Ix> {
        if self.total == 0 {
            return None;
        }
        let mut r = scale(x, self.total);
        // From a place among those that are left to the place among all: skip each excluded one that lies before.
        for (ix, weight) in &self.without {
            if self.tree.sum_before(*ix) > r {
                break;
            }
            r += weight;
        }
        let ix = self.tree.find(r)?;
        self.exclude(ix);
        Some(ix)
    }
}

/// `x * total / 2^64`, rounded down, without leaving 128 bits.
const fn scale(x: u64, total: u128) -> u128 {
    let (high, low) = (total >> 64, total & u64::MAX as u128);
    x as u128 * high + ((x as u128 * low) >> 64)
}

/// What a draw is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Lease,
    Seat,
}

/// The `k`-th random number for an id: the first eight bytes, big endian, of
/// `keccak(beacon || tag || u64be(id) || u32be(k))`.
pub(crate) fn random(beacon: &Hash, purpose: Purpose, id: u64, k: u32) -> u64 {
    let tag: &[u8] = match purpose {
        Purpose::Lease => b"lease",
        Purpose::Seat => b"seat",
    };
    let hash = keccak(&[&beacon.0, tag, &id.to_be_bytes(), &k.to_be_bytes()]);
    hash.0.iter().take(8).fold(0, |x, byte| x << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// The rule, literally: a list of weights and a running sum.
    fn drawn(weights: &[(Ix, u128)], x: u64) -> Option<Ix> {
        let total: u128 = weights.iter().map(|w| w.1).sum();
        let r = scale(x, total);
        let mut running = 0;
        weights
            .iter()
            .find(|w| {
                running += w.1;
                running > r
            })
            .map(|w| w.0)
    }

    #[test]
    fn draws_as_a_list_would() {
        let mut tree = SumTree::default();
        let mut list = Vec::new();
        for i in 0..500u32 {
            let ix = i * 37;
            let weight = u128::from(random(&Hash::ZERO, Purpose::Lease, i.into(), 0)) % 1000;
            tree.set(ix, weight);
            list.push((ix, weight));
        }
        let mut draw = Draw::new(&tree, [37, 74, 5]);
        list.retain(|(ix, _)| ![37, 74, 5].contains(ix));
        for k in 0..400 {
            let x = random(&Hash::ZERO, Purpose::Seat, 7, k);
            let expected = drawn(&list, x);
            assert_eq!(draw.draw(x), expected);
            list.retain(|(ix, _)| Some(*ix) != expected);
        }
    }

    #[test]
    fn trees_are_equal_by_their_weights() {
        let tree = |a, b| {
            let mut tree = SumTree::default();
            tree.set(0, a);
            tree.set(300, b);
            tree
        };
        assert_ne!(tree(1, 2), tree(2, 1));
        let mut laid_out_otherwise = SumTree::default();
        for (ix, weight) in [(5000, 9), (300, 2), (0, 1), (5000, 0)] {
            laid_out_otherwise.set(ix, weight);
        }
        assert_eq!(tree(1, 2), laid_out_otherwise);
    }

    #[test]
    fn sums_beyond_64_bits_are_exact() {
        assert_eq!(scale(u64::MAX, 1 << 72), ((u128::from(u64::MAX)) << 8));
        assert_eq!(scale(1 << 63, 10), 5);
    }

    #[test]
    fn the_last_place_of_all_can_be_used() {
        let mut tree = SumTree::default();
        tree.set(3, 1);
        tree.set(u32::MAX, 2);
        assert_eq!((tree.total(), tree.members()), (3, 2));
        assert_eq!((tree.find(0), tree.find(1), tree.find(2)), (Some(3), Some(u32::MAX), Some(u32::MAX)));
    }
}
