//! From the ledger's own types to the signed structs.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use alloy_primitives::{Address as Address20, B256, U256};
use alloy_sol_types::SolStruct;

use super::structs;
use crate::address::Address;
use crate::amount::Amount;
use crate::command::{CaseVerdict, Command};
use crate::hash::Hash;
use crate::params::{Admission, Params, Penalty};

/// What is done with the struct of a command, whichever it is.
pub(super) trait Visit {
    type Output;

    fn visit<S: Typed>(self, value: &S) -> Self::Output;
}

/// A struct that is signed, with the hash of its type string. That takes as long as the rest of the hashing, so it is
/// computed once.
pub(super) trait Typed: SolStruct {
    fn type_hash() -> &'static Hash;
}

macro_rules! typed {
    ($($name:ident),+ $(,)?) => {
        $(impl Typed for structs::$name {
            fn type_hash() -> &'static Hash {
                static HASH: once_cell::race::OnceBox<Hash> = once_cell::race::OnceBox::new();
                HASH.get_or_init(|| {
                    alloc::boxed::Box::new($crate::hash::keccak(&[Self::eip712_encode_type().as_bytes()]))
                })
            }
        })+

        /// The type string of each struct that can be signed: one for each command, and the batch.
        pub fn type_strings() -> Vec<String> {
            alloc::vec![$(structs::$name::eip712_encode_type().into_owned()),+]
        }
    };
}

typed!(
    Deposit,
    Withdraw,
    Transfer,
    RegisterModel,
    AdmitModel,
    RetireModel,
    RegisterMiner,
    TopUp,
    Pause,
    Resume,
    ExitMiner,
    RegisterValidator,
    AddStake,
    ExitValidator,
    Delegate,
    Undelegate,
    SubmitTask,
    CancelTask,
    SubmitResult,
    Decline,
    CommitVerdict,
    RevealVerdict,
    Advance,
    Decide,
    Appeal,
    Propose,
    Vote,
    HandOver,
    AcceptRole,
    BeginPhaseTwo,
    Batch,
);

const fn address(address: &Address) -> Address20 {
    Address20::new(address.0)
}

fn amount(amount: Amount) -> U256 {
    U256::from(amount.units())
}

const fn bytes(hash: Hash) -> B256 {
    B256::new(hash.0)
}

/// Gives the struct of a command to a visitor.
pub(super) fn visit<V: Visit>(command: &Command, nonce: u64, valid_until: u64, visitor: V) -> V::Output {
    /// The struct of a name with its fields, and the two that all have.
    macro_rules! give {
        ($name:ident { $($field:ident: $value:expr),* $(,)? }) => {
            visitor.visit(&structs::$name { $($field: $value,)* nonce, validUntil: valid_until })
        };
    }
    match command {
        Command::Deposit { to, amount: sum } => give!(Deposit { to: address(to), amount: amount(*sum) }),
        Command::Withdraw { amount: sum } => give!(Withdraw { amount: amount(*sum) }),
        Command::Transfer { to, amount: sum } => give!(Transfer { to: address(to), amount: amount(*sum) }),
        Command::RegisterModel(offer) => give!(RegisterModel {
            model: bytes(offer.model),
            kind: offer.kind.to_string(),
            unitPrice: amount(offer.unit_price),
            committee: offer.committee,
            replicas: offer.replicas,
            leaseMs: offer.lease_ms,
            creatorShare: offer.creator_share.0,
            backers: offer
                .backers
                .iter()
                .map(|(account, weight)| structs::Backer { account: address(account), weight: *weight })
                .collect(),
            manifest: offer.manifest.clone(),
        }),
        Command::AdmitModel { model, difficulty } => {
            give!(AdmitModel { model: bytes(*model), difficulty: *difficulty })
        }
        Command::RetireModel { model } => give!(RetireModel { model: bytes(*model) }),
        Command::RegisterMiner { models, slots, collateral, max_fee } => give!(RegisterMiner {
            models: models.iter().copied().map(bytes).collect(),
            slots: *slots,
            collateral: amount(*collateral),
            maxFee: amount(*max_fee),
        }),
        Command::TopUp { amount: sum } => give!(TopUp { amount: amount(*sum) }),
        Command::Pause {} => give!(Pause {}),
        Command::Resume {} => give!(Resume {}),
        Command::ExitMiner {} => give!(ExitMiner {}),
        Command::RegisterValidator { stake } => give!(RegisterValidator { stake: amount(*stake) }),
        Command::AddStake { amount: sum } => give!(AddStake { amount: amount(*sum) }),
        Command::ExitValidator {} => give!(ExitValidator {}),
        Command::Delegate { validator, amount: sum } => {
            give!(Delegate { validator: address(validator), amount: amount(*sum) })
        }
        Command::Undelegate { validator, amount: sum } => {
            give!(Undelegate { validator: address(validator), amount: amount(*sum) })
        }
        Command::SubmitTask { model, kind, units, input } => give!(SubmitTask {
            model: bytes(*model),
            kind: kind.to_string(),
            units: *units,
            input: bytes(*input),
        }),
        Command::CancelTask { task } => give!(CancelTask { task: task.0 }),
        Command::SubmitResult { assignment, units_done, seal } => {
            give!(SubmitResult { assignment: assignment.0, unitsDone: *units_done, seal: bytes(*seal) })
        }
        Command::Decline { assignment } => give!(Decline { assignment: assignment.0 }),
        Command::CommitVerdict { assignment, commitment } => {
            give!(CommitVerdict { assignment: assignment.0, commitment: bytes(*commitment) })
        }
        Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt } => {
            give!(RevealVerdict {
                assignment: assignment.0,
                verdict: verdict.to_string(),
                outputRoot: bytes(*output_root),
                sealSalt: bytes(*seal_salt),
                salt: bytes(*salt),
            })
        }
        Command::Advance { entropy, next } => give!(Advance { entropy: bytes(*entropy), next: bytes(*next) }),
        Command::Decide { case, verdict } => {
            let (verdict, severity) = words(*verdict);
            give!(Decide { caseId: case.0, verdict: verdict.into(), severity: severity.into() })
        }
        Command::Appeal { case, statement } => {
            give!(Appeal { caseId: case.0, statement: statement.clone() })
        }
        Command::Propose { base, params: set } => give!(Propose { base: *base, params: params(set) }),
        Command::Vote { proposal, choice } => {
            give!(Vote { proposal: proposal.0, choice: choice.to_string() })
        }
        Command::HandOver { role, to } => give!(HandOver { role: role.to_string(), to: address(to) }),
        Command::AcceptRole { role } => give!(AcceptRole { role: role.to_string() }),
        Command::BeginPhaseTwo {} => give!(BeginPhaseTwo {}),
    }
}

/// Gives the struct of a batch to a visitor.
pub(super) fn visit_batch<V: Visit>(
    commands: &[Hash],
    nonce: u64,
    valid_until: u64,
    visitor: V,
) -> V::Output {
    let commands = commands.iter().copied().map(bytes).collect();
    visitor.visit(&structs::Batch { commands, nonce, validUntil: valid_until })
}

/// The two words that stand for a verdict on a case; the second is empty for a dismissal.
pub(super) const fn words(verdict: CaseVerdict) -> (&'static str, &'static str) {
    match verdict {
        CaseVerdict::Dismiss => ("dismiss", ""),
        CaseVerdict::Uphold { severity } => ("uphold", severity.word()),
    }
}

fn params(set: &Params) -> structs::Params {
    let (admission, admitted) = match &set.admission {
        Admission::Open => ("open", Vec::new()),
        Admission::List(list) => ("list", list.iter().map(address).collect()),
    };
    structs::Params {
        phase: set.phase,
        owner: address(&set.owner),
        foundation: address(&set.foundation),
        treasury: address(&set.treasury),
        feeRecipient: address(&set.fee_recipient),
        bridge: address(&set.bridge),
        sequencer: address(&set.sequencer),
        registrationFee: amount(set.registration_fee),
        registrationBurn: set.registration_burn.0,
        admission: admission.into(),
        admitted,
        minCollateral: amount(set.min_collateral),
        collateralPerSlot: amount(set.collateral_per_slot),
        minStake: amount(set.min_stake),
        stakeCap: amount(set.stake_cap),
        exitCooldownMs: set.exit_cooldown_ms,
        revenue: structs::Revenue {
            fees: set.revenue.fees.0,
            burn: set.revenue.burn.0,
            burnBase: set.revenue.burn_base.to_string(),
            buyback: set.revenue.buyback.0,
            foundation: set.revenue.foundation.0,
            owners: set.revenue.owners.0,
            domain: set.revenue.domain.0,
            emission: set.revenue.emission.0,
            validators: set.revenue.validators.0,
        },
        trust: structs::Trust {
            decay: set.trust.decay.0,
            idleDecay: set.trust.idle_decay.0,
            good: set.trust.good,
            late: set.trust.late,
            minor: set.trust.minor,
            major: set.trust.major,
            critical: set.trust.critical,
            floor: set.trust.floor.0,
        },
        queue: structs::Queue {
            maxAttempts: set.queue.max_attempts,
            maxRounds: set.queue.max_rounds,
            commitMs: set.queue.commit_ms,
            revealMs: set.queue.reveal_ms,
            undecidedAfterMs: set.queue.undecided_after_ms,
            waitMs: set.queue.wait_ms,
        },
        severity: structs::Severities {
            minor: penalty(&set.severity.minor),
            major: penalty(&set.severity.major),
            critical: penalty(&set.severity.critical),
        },
        review: structs::Review { windowMs: set.review.window_ms, appealMs: set.review.appeal_ms },
        rejectionPay: amount(set.rejection_pay),
        emission: structs::Emission {
            epochMs: set.emission.epoch_ms,
            first: amount(set.emission.first),
            decay: set.emission.decay.0,
            cap: amount(set.emission.cap),
            foundation: set.emission.foundation.0,
            domain: set.emission.domain.0,
            owners: set.emission.owners.0,
            stakers: set.emission.stakers.0,
            validators: set.emission.validators.0,
        },
        governance: structs::Governance {
            timelockMs: set.governance.timelock_ms,
            votingMs: set.governance.voting_ms,
            quorum: set.governance.quorum.0,
            veto: set.governance.veto.0,
            deposit: amount(set.governance.deposit),
        },
    }
}

const fn penalty(penalty: &Penalty) -> structs::Severity {
    let Penalty { slash, treasury, returned, deregister, suspend, ban } = *penalty;
    structs::Severity { slash: slash.0, treasury: treasury.0, returned: returned.0, deregister, suspend, ban }
}
