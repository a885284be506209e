//! Commands made up from a seed.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use self::duty::Duty;
use self::mood::Mood;
use super::chance::Chance;
use crate::address::Address;
use crate::command::Command;
use crate::domain::Domain;
use crate::hash::{Hash, keccak};
use crate::id::Time;
use crate::params::Params;
use crate::scenario::Step;
use crate::word::Role;

mod cast;
mod council;
mod court;
mod duty;
mod market;
mod mood;
mod noise;
mod opening;
mod people;
mod terms;

pub use cast::Cast;

/// What somebody wants.
type Wish = (Address, Command);

/// How many steps are remembered, to be sent again.
const MEMORY: usize = 12;

/// A made-up domain's life: a cast that registers, works, judges, quarrels, votes, and now and then does what it must
/// not.
///
/// It looks at the domain before each step and mostly does what is due: miners deliver, seats commit and reveal, the
/// foundation decides, the sequencer goes on to the next deadline. So tasks run through all that the rules know. The
/// rest is noise: other signers, other ids, no money or all of it, numbers out of range, the same step twice, a clock
/// that goes back. How much of each, and the parameters, extremes included, depend on the seed.
///
/// The same seed and the same domain give the same steps on every machine. What a seat finds and how the foundation
/// leans is drawn from the seed and the ids, so that a reveal opens its commitment without anything being remembered.
///
/// ```
/// use deepnode_core::Domain;
/// use deepnode_core::testing::Workload;
///
/// let mut workload = Workload::new(7);
/// let mut domain = Domain::new(Workload::CHAIN_ID, Workload::CONTRACT, workload.params().clone())?;
/// for _ in 0..500 {
///     let step = workload.next(&domain);
///     let _events_or_refusal = step.give(&mut domain);
/// }
/// assert!(domain.tasks().next().is_some());
/// # Ok::<(), deepnode_core::InvalidParams>(())
/// ```
#[derive(Clone, Debug)]
pub struct Workload {
    chance: Chance,
    cast: Cast,
    mood: Mood,
    params: Params,
    /// Keys everything that is drawn from ids.
    secret: Hash,
    /// What opens each `next` that an advance has carried, or tried to.
    openers: BTreeMap<Hash, Hash>,
    opening: VecDeque<Wish>,
    recent: VecDeque<Wish>,
    models_made: u64,
}

impl Workload {
    /// The chain of every workload's domain.
    pub const CHAIN_ID: u64 = 8453;
    /// The contract of every workload's domain.
    pub const CONTRACT: Address = Address([0xdd; 20]);

    /// A workload and the parameters that its domain starts with.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let cast = Cast::gather(&mut chance);
        let mood = Mood::of(&mut chance);
        let params = terms::starting(&mut chance, &cast, &mood);
        let secret = chance.hash();
        let mut workload = Self {
            chance,
            cast,
            mood,
            params,
            secret,
            openers: BTreeMap::new(),
            opening: VecDeque::new(),
            recent: VecDeque::new(),
            models_made: 0,
        };
        workload.opening = workload.opening_moves();
        workload
    }

    /// Version 1 of the domain's parameters; they pass [`Params::validate`].
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// Who plays.
    pub const fn cast(&self) -> &Cast {
        &self.cast
    }

    /// The next step for a domain that has taken, or refused, all the steps before it.
    ///
    /// It announces no refusal: what becomes of it is the domain's word.
    pub fn next(&mut self, domain: &Domain) -> Step {
        let duties = self.duties(domain);
        let noisy = self.chance.hits(self.mood.noise);
        let (signer, command) = if noisy { self.noise(domain, &duties) } else { self.wish(domain, &duties) };
        let now = self.moment(domain, &command, &duties, noisy);
        if self.recent.len() == MEMORY {
            self.recent.pop_front();
        }
        self.recent.push_back((signer, command.clone()));
        Step::trusted(now, signer, command)
    }

    /// Something sensible.
    fn wish(&mut self, domain: &Domain, duties: &[Duty]) -> Wish {
        if let Some(wish) = self.opening.pop_front() {
            return wish;
        }
        for _ in 0..8 {
            let wish = match self.chance.weighted(self.mood.weights) {
                0 => self.do_duty(domain, duties),
                1 => Some(self.heartbeat(domain)),
                2 => self.trade(domain),
                3 => self.come_or_go(domain),
                4 => self.pay(domain),
                5 => self.hold_court(domain),
                6 => self.govern(domain),
                _ => self.tend_models(domain),
            };
            if let Some(wish) = wish {
                return wish;
            }
        }
        self.heartbeat(domain)
    }

    /// An advance that opens the last `next`. If that can't be opened any more, the sequencer hands over, since a new
    /// one may begin with any entropy.
    fn heartbeat(&mut self, domain: &Domain) -> Wish {
        let sequencer = domain.params().sequencer;
        let entropy = match domain.next {
            None => Hash::ZERO,
            Some(next) => match self.openers.get(&next) {
                Some(entropy) => *entropy,
                None => {
                    let role = Role::Sequencer;
                    let heir = domain.offers.get(&role).filter(|heir| **heir != sequencer);
                    return match heir {
                        Some(heir) => (*heir, Command::AcceptRole { role }),
                        None => (sequencer, Command::HandOver { role, to: self.anybody() }),
                    };
                }
            },
        };
        let next = self.coming_entropy(domain);
        (sequencer, Command::Advance { entropy, next })
    }

    /// The hash of a new entropy, which is remembered.
    fn coming_entropy(&mut self, domain: &Domain) -> Hash {
        if self.openers.len() > 64 {
            self.openers.retain(|kept, _| Some(*kept) == domain.next);
        }
        let coming = self.chance.hash();
        let next = keccak(&[&coming.0]);
        self.openers.insert(next, coming);
        next
    }

    /// When a command is sent: mostly at once, or a little later. An advance goes on to the next deadline when
    /// nobody has anything to do, exactly, a moment before or after it, or far beyond.
    fn moment(&mut self, domain: &Domain, command: &Command, duties: &[Duty], noisy: bool) -> Time {
        let now = domain.time().max(self.mood.start);
        let chance = &mut self.chance;
        if noisy && chance.hits(40) {
            return domain.time().saturating_sub(1 + chance.one_of([0, 0, 1000, u64::MAX / 2]));
        }
        let tempo = self.mood.tempo;
        let later = |by: u64| now.saturating_add(by);
        if chance.hits(self.mood.leaps) {
            let epoch_ms = domain.params().emission.epoch_ms;
            let spans = [
                tempo.saturating_mul(100),
                epoch_ms,
                epoch_ms.saturating_mul(9),
                epoch_ms.saturating_mul(150),
            ];
            let span = chance.one_of(spans);
            return later(chance.within(1, span.max(1)));
        }
        let pending = duties.iter().any(|duty| !duty.hopeless);
        let patient = pending && !chance.hits(self.mood.haste);
        if !matches!(command, Command::Advance { .. }) || patient {
            return match chance.weighted([60, 30, 8, 2]) {
                0 => now,
                1 => later(chance.within(1, 3)),
                2 => later(chance.within(0, tempo / 50)),
                _ => later(chance.within(0, tempo / 2)),
            };
        }
        let Some(deadline) = domain.next_deadline() else { return later(chance.within(0, tempo)) };
        let at = match chance.weighted([60, 12, 12, 12, 4]) {
            0 => deadline,
            1 => deadline.saturating_sub(1),
            2 => deadline.saturating_add(1),
            3 => deadline.saturating_add(chance.within(1, tempo)),
            _ => now,
        };
        at.max(now)
    }

    /// 32 bytes that depend on the seed, a purpose, an id and an address only.
    fn omen(&self, purpose: &str, id: u64, who: Address) -> Hash {
        keccak(&[&self.secret.0, purpose.as_bytes(), &id.to_be_bytes(), &who.0])
    }

    /// A number below `end` that depends on the same. Many are asked for at each step, so it is quick, and no secret.
    fn omen_below(&self, end: u64, purpose: &str, id: u64, who: Address) -> u64 {
        const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        const FNV_PRIME: u64 = 0x100_0000_01b3;
        let id = id.to_be_bytes();
        let bytes = self.secret.0.iter().take(8).chain(purpose.as_bytes()).chain(&id).chain(&who.0);
        let mixed = bytes.fold(FNV_BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME));
        // The high bits are the well mixed ones.
        (mixed ^ mixed >> 32) % end
    }

    /// Whether something of this probability, in thousandths, is so.
    fn omen_hits(&self, per_mille: u64, purpose: &str, id: u64, who: Address) -> bool {
        self.omen_below(1000, purpose, id, who) < per_mille
    }

    /// Anybody.
    fn anybody(&mut self) -> Address {
        self.chance.pick(&self.cast.everybody).unwrap_or_default()
    }
}

/// Every model's id, in order of registration.
fn models(domain: &Domain) -> Vec<Hash> {
    domain.models.rows().map(|model| model.id).collect()
}
