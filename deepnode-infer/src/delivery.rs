//! What a miner gives to its committee beside the seal on the ledger.
//!
//! A *delivery* is the claim with the salt of its seal, in one form, little endian:
//!
//! ```text
//! delivery = "dndl1" | salt 32 | cell_root 32 | finish u8 | n u32 | ids u32 x n (or, for an embedding, numbers i32 x n)
//! parcel   = signature 65 | delivery
//! ```
//!
//! `finish` is that of [`body_root`](crate::body_root). A *parcel* is a delivery that its miner has signed for one
//! assignment of one domain: the signature is over
//! `keccak("deepnode/delivery" || domain_id || u64be(assignment) || delivery)`. So whoever carries a parcel, a committee
//! blames a miner only for what the miner has said itself, and nothing that was said elsewhere counts here.

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Hash, Signature, commitment, keccak};

use crate::claim::{Claim, Input, Output};
use crate::commitment::output_root;
use crate::generate::{Finish, Generation};
use crate::manifest::Manifest;

const MAGIC: &[u8; 5] = b"dndl1";
/// Everything before the tokens or numbers.
const HEADER: usize = MAGIC.len() + 32 + 32 + 1 + 4;
const SIGNATURE: usize = 65;

/// The most numbers that an embedding may have in a delivery.
pub const MAX_EMBEDDING: usize = 1 << 18;

/// The most tokens that a text may have in a delivery; no model has a longer context.
pub const MAX_TOKENS: usize = 1 << 24;

/// A claim, with what opens the miner's seal on it.
///
/// ```
/// use deepnode_core::keys::Key;
/// use deepnode_core::{AssignmentId, Hash};
/// use deepnode_infer::{Claim, Delivery, Finish, Generation, Input, Job};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let input = Input::from(Job::greedy(vec![1, 2, 3], 16));
/// let claim = Claim::from(Generation { tokens: vec![5, 6, 7], finish: Finish::Eos });
/// let delivery = Delivery { claim, salt: [9; 32] };
///
/// let (miner, domain) = (Key::create(), Hash([4; 32]));
/// let parcel = delivery.sign(&miner, domain, AssignmentId(1));
/// assert_eq!(Delivery::open(&parcel, &input, domain, AssignmentId(1), miner.address())?, delivery);
/// // For another assignment it says nothing.
/// assert!(Delivery::open(&parcel, &input, domain, AssignmentId(2), miner.address()).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Delivery {
    /// What the miner says about its work.
    pub claim: Claim,
    /// What its seal was made with.
    pub salt: [u8; 32],
}

/// Why bytes are no delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// It ends too early.
    #[error("expected at least {least} bytes, found {found}")]
    TooShort {
        /// The least that there could be.
        least: usize,
        /// The bytes there are.
        found: usize,
    },
    /// It is longer than any answer to this input.
    #[error("expected at most {most} bytes for this input, found {found}")]
    TooLong {
        /// The longest that there could be.
        most: usize,
        /// The bytes there are.
        found: usize,
    },
    /// It does not begin like a delivery of a known version.
    #[error("expected it to begin with `dndl1`")]
    Version,
    /// Its length is not what it says itself.
    #[error("expected 4 bytes for each of {items} items, found {found} bytes")]
    Length {
        /// Items that it announces.
        items: u32,
        /// Bytes that follow.
        found: usize,
    },
    /// No generation and no embedding ends like this.
    #[error("expected a finish of 0, 1, 2 or 3, found {0}")]
    Finish(u8),
    /// An embedding where text was asked for, or text where an embedding was.
    #[error("expected an output of the kind that was asked for")]
    Kind,
}

/// Why a parcel was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// The miner has not signed it for this assignment of this domain. Anybody could have sent it, so it says nothing
    /// about the miner.
    #[error("the miner has not signed this for this assignment")]
    NotFromMiner,
    /// The miner has signed bytes that are no delivery.
    #[error("the miner has signed what is no delivery: {0}")]
    Malformed(#[from] Malformed),
}

impl Delivery {
    /// The greatest length of a parcel with an answer to this input. Whoever receives parcels refuses longer ones, best
    /// before they are in memory.
    pub fn max_parcel(input: &Input) -> usize {
        max_len(input).saturating_add(SIGNATURE)
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (finish, items): (u8, Vec<[u8; 4]>) = match &self.claim.output {
            Output::Generation(Generation { tokens, finish }) => {
                (finish.byte(), tokens.iter().map(|id| id.to_le_bytes()).collect())
            }
            Output::Embedding(numbers) => {
                (EMBEDDING, numbers.iter().map(|number| number.to_le_bytes()).collect())
            }
        };
        let mut bytes = Vec::with_capacity(HEADER + 4 * items.len());
        bytes.extend(MAGIC);
        bytes.extend(self.salt);
        bytes.extend(self.claim.cell_root);
        bytes.push(finish);
        bytes.extend((items.len() as u32).to_le_bytes());
        bytes.extend(items.as_flattened());
        bytes
    }

    /// Reads an answer to `input`. Each delivery has one form; all other bytes are refused, by their length before
    /// anything is allocated.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8], input: &Input) -> Result<Delivery, Malformed> {
        let most = max_len(input);
        if bytes.len() > most {
            return Err(Malformed::TooLong { most, found: bytes.len() });
        }
        let mut rest = bytes;
        let mut take = |length: usize| {
            let short = Malformed::TooShort { least: HEADER, found: bytes.len() };
            let (here, behind) = rest.split_at_checked(length).ok_or(short)?;
            rest = behind;
            Ok::<&[u8], Malformed>(here)
        };
        if take(MAGIC.len())? != MAGIC {
            return Err(Malformed::Version);
        }
        let (mut salt, mut cell_root, mut finish, mut items) = ([0; 32], [0; 32], [0], [0; 4]);
        for field in [&mut salt[..], &mut cell_root, &mut finish, &mut items] {
            field.copy_from_slice(take(field.len())?);
        }
        let (finish, items) = (finish[0], u32::from_le_bytes(items));
        let (words, ragged) = rest.as_chunks::<4>();
        if !ragged.is_empty() || words.len() != items as usize {
            return Err(Malformed::Length { items, found: rest.len() });
        }
        let output = match (finish, input) {
            (EMBEDDING, Input::Embed(_)) => {
                Output::Embedding(words.iter().map(|word| i32::from_le_bytes(*word)).collect())
            }
            (EMBEDDING, Input::Generate(_)) => return Err(Malformed::Kind),
            (byte, _) => {
                let finish = Finish::from_byte(byte).ok_or(Malformed::Finish(byte))?;
                if matches!(input, Input::Embed(_)) {
                    return Err(Malformed::Kind);
                }
                let tokens = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
                Output::Generation(Generation { tokens, finish })
            }
        };
        Ok(Delivery { claim: Claim { output, cell_root }, salt })
    }

    /// A parcel for the committee of an assignment.
    pub fn sign(&self, miner: &Key, domain: Hash, assignment: AssignmentId) -> Vec<u8> {
        let bytes = self.to_bytes();
        let mut parcel = miner.sign(digest(domain, assignment, &bytes)).0;
        parcel.extend(bytes);
        parcel
    }

    /// Reads a parcel that should be this miner's for this assignment.
    ///
    /// # Errors
    ///
    /// Somebody else's parcel, for another assignment or changed on the way; or bytes that the miner has signed and that
    /// are no delivery.
    pub fn open(
        parcel: &[u8],
        input: &Input,
        domain: Hash,
        assignment: AssignmentId,
        miner: Address,
    ) -> Result<Delivery, Unopened> {
        let (signature, bytes) = parcel.split_at_checked(SIGNATURE).ok_or(Unopened::NotFromMiner)?;
        let is_canonical = matches!(signature.last(), Some(27 | 28));
        let signature = Signature(signature.to_vec());
        if !is_canonical || signature.signer(digest(domain, assignment, bytes)) != Some(miner) {
            return Err(Unopened::NotFromMiner);
        }
        Ok(Delivery::from_bytes(bytes, input)?)
    }

    /// The seal that this delivery opens, if the miner has put it onto the ledger.
    pub fn seal(
        &self,
        promised: &Manifest,
        input: &Input,
        domain: Hash,
        assignment: AssignmentId,
        miner: Address,
    ) -> Hash {
        let root = Hash(output_root(promised, input, &self.claim));
        commitment::seal(domain, assignment, miner, root, Hash(self.salt))
    }
}

/// The byte that stands for an embedding in the place of a finish.
const EMBEDDING: u8 = 3;

impl Finish {
    fn byte(self) -> u8 {
        match self {
            Finish::Eos => 0,
            Finish::Limit => 1,
            Finish::Stopped => 2,
        }
    }

    fn from_byte(byte: u8) -> Option<Finish> {
        [Finish::Eos, Finish::Limit, Finish::Stopped].into_iter().find(|finish| finish.byte() == byte)
    }
}

fn max_len(input: &Input) -> usize {
    let items = match input {
        Input::Generate(job) => (job.limit as usize).min(MAX_TOKENS),
        Input::Embed(_) => MAX_EMBEDDING,
    };
    items.saturating_mul(4).saturating_add(HEADER)
}

fn digest(domain: Hash, assignment: AssignmentId, delivery: &[u8]) -> Hash {
    keccak(&[b"deepnode/delivery", &domain.0, &assignment.0.to_be_bytes(), delivery])
}
