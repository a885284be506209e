//! Balances as a Merkle tree, so that a contract can pay one out, or a phone believe one, by a short proof.

use alloc::vec::Vec;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::address::Address;
use crate::amount::Amount;
use crate::by_prefix::ByPrefix;
use crate::domain::Domain;
use crate::hash::{Hash, keccak};

/// Every balance above zero, provable against one root.
///
/// The tree is the `StandardMerkleTree` of the npm package `@openzeppelin/merkle-tree` over `[address, uint256]`, whose
/// proofs the Solidity library `MerkleProof` verifies. A leaf is `keccak(keccak(abi.encode(address, amount)))`; leaves
/// are sorted by hash and lie in reverse at the end of a heap; any other node is the hash of its two children, the
/// smaller one first. JSON is `{"root", "claims": [...]}`.
///
/// ```
/// use deepnode_core::{Address, Amount, Command, Domain, Params};
///
/// let (bridge, ana, sam) = (Address([1; 20]), Address([2; 20]), Address([3; 20]));
/// let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
/// assert!(domain.claims().is_none()); // nobody has anything yet
///
/// domain.apply(1_000, bridge, &Command::Deposit { to: ana, amount: Amount::dn(5) })?;
/// domain.apply(1_000, bridge, &Command::Deposit { to: sam, amount: Amount::dn(2) })?;
/// let claims = domain.claims().expect("two addresses have a balance");
///
/// let claim = claims.claim_of(&ana).expect("she has a balance");
/// assert_eq!(claim.amount, Amount::dn(5));
/// assert!(claim.verify(claims.root()));
/// assert!(claims.iter().map(|claim| claim.address).eq([ana, sam]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// A heap: the children of node `i` are `2i + 1` and `2i + 2`; the leaves are its second half. Never empty.
    nodes: Vec<Hash>,
    /// Ascending by address.
    leaves: Vec<Leaf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leaf {
    address: Address,
    amount: Amount,
    node: usize,
}

/// A balance, and the proof that a [root](Claims::root) holds it. It needs no domain to be checked.
///
/// ```
/// use deepnode_core::{Claim, Hash};
///
/// let json = r#"{
///     "address": "0x0202020202020202020202020202020202020202",
///     "amount": "5000000000000000000",
///     "proof": ["0x7777777777777777777777777777777777777777777777777777777777777777"]
/// }"#;
/// let claim: Claim = serde_json::from_str(json)?;
/// assert!(!claim.verify(Hash([1; 32]))); // not a root that holds it
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Claim {
    /// Whose balance.
    pub address: Address,
    /// How much, in base units.
    pub amount: Amount,
    /// The sibling of each node on the way from the leaf to the root, at most 64 of them in any tree that exists.
    pub proof: Vec<Hash>,
}

crate::text::objects!(Claim);

impl Domain {
    /// The tree of every balance above zero, or `None` where nobody has one.
    ///
    /// It takes three hashes for each balance and is not kept; what is in escrow, at stake or in a cooldown is no
    /// balance.
    pub fn claims(&self) -> Option<Claims> {
        Claims::of(self.ledger.balances())
    }
}

impl Claims {
    pub(crate) fn of(balances: &ByPrefix<Address, Amount>) -> Option<Self> {
        let balances = balances.iter().filter(|(_, amount)| !amount.is_zero());
        let mut leaves: Vec<_> =
            balances.map(|(address, amount)| Leaf { address: *address, amount: *amount, node: 0 }).collect();
        let mut order: Vec<(Hash, usize)> =
            leaves.iter().enumerate().map(|(place, row)| (leaf(row.address, row.amount), place)).collect();
        order.sort_unstable();

        let last = (2 * leaves.len()).checked_sub(2)?;
        let mut nodes = alloc::vec![Hash::ZERO; last + 1];
        for (rank, (hash, place)) in order.into_iter().enumerate() {
            nodes[last - rank] = hash;
            leaves[place].node = last - rank;
        }
        for parent in (0..last / 2).rev() {
            nodes[parent] = pair(nodes[2 * parent + 1], nodes[2 * parent + 2]);
        }
        Some(Self { nodes, leaves })
    }

    /// What a contract or a phone has to know to check any of the claims.
    pub fn root(&self) -> Hash {
        self.nodes[0]
    }

    /// The claim of one address, or `None` if it has no balance.
    pub fn claim_of(&self, address: &Address) -> Option<Claim> {
        let place = self.leaves.binary_search_by_key(address, |row| row.address).ok()?;
        Some(self.claim(&self.leaves[place]))
    }

    /// Every claim, ascending by address.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Claim> {
        self.leaves.iter().map(|row| self.claim(row))
    }

    fn claim(&self, row: &Leaf) -> Claim {
        let Leaf { address, amount, mut node } = *row;
        let mut proof = Vec::with_capacity(usize::BITS as usize - self.nodes.len().leading_zeros() as usize);
        while node > 0 {
            // Left children are odd.
            proof.push(self.nodes[if node % 2 == 1 { node + 1 } else { node - 1 }]);
            node = (node - 1) / 2;
        }
        Claim { address, amount, proof }
    }
}

impl Claim {
    /// Whether `root` holds this balance, as OpenZeppelin's `MerkleProof.verify` would say.
    ///
    /// Any claim can be asked, from wherever it came; the time is proportional to the proof's length.
    pub fn verify(&self, root: Hash) -> bool {
        self.proof.iter().fold(leaf(self.address, self.amount), |node, sibling| pair(node, *sibling)) == root
    }
}

impl Serialize for Claims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// One proof at a time: together they are larger than the tree.
        struct Each<'a>(&'a Claims);

        impl Serialize for Each<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter())
            }
        }

        let mut object = serializer.serialize_struct("Claims", 2)?;
        object.serialize_field("root", &self.root())?;
        object.serialize_field("claims", &Each(self))?;
        object.end()
    }
}

/// Hashed twice, so that no inner node, which is the hash of 64 bytes as well, passes for a leaf.
fn leaf(address: Address, amount: Amount) -> Hash {
    let once = keccak(&[&[0; 12], &address.0, &[0; 16], &amount.units().to_be_bytes()]);
    keccak(&[&once.0])
}

fn pair(a: Hash, b: Hash) -> Hash {
    if a <= b { keccak(&[&a.0, &b.0]) } else { keccak(&[&b.0, &a.0]) }
}
