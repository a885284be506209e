//! What a command or an event is called.

use crate::command::Command;
use crate::event::Event;

macro_rules! kinds {
    ($list:ident, $of:ident, $what:ident: $($variant:ident = $word:literal,)+) => {
        #[doc = concat!("The name of every [`", stringify!($what), "`] in JSON, in the order of the declaration.")]
        pub const $list: &[&str] = &[$($word),+];

        #[doc = concat!("What JSON calls this [`", stringify!($what), "`].")]
        pub const fn $of(what: &$what) -> &'static str {
            // Without a wildcard, so that nothing new is forgotten here.
            match what { $($what::$variant { .. } => $word),+ }
        }
    };
}

kinds! {
    COMMANDS, command_kind, Command:
    Deposit = "deposit",
    Withdraw = "withdraw",
    Transfer = "transfer",
    RegisterModel = "register_model",
    AdmitModel = "admit_model",
    RetireModel = "retire_model",
    RegisterMiner = "register_miner",
    TopUp = "top_up",
    Pause = "pause",
    Resume = "resume",
    ExitMiner = "exit_miner",
    RegisterValidator = "register_validator",
    AddStake = "add_stake",
    ExitValidator = "exit_validator",
    Delegate = "delegate",
    Undelegate = "undelegate",
    SubmitTask = "submit_task",
    CancelTask = "cancel_task",
    SubmitResult = "submit_result",
    Decline = "decline",
    CommitVerdict = "commit_verdict",
    RevealVerdict = "reveal_verdict",
    Advance = "advance",
    Decide = "decide",
    Appeal = "appeal",
    Propose = "propose",
    Vote = "vote",
    HandOver = "hand_over",
    AcceptRole = "accept_role",
    BeginPhaseTwo = "begin_phase_two",
}

kinds! {
    EVENTS, event_kind, Event:
    NonceUsed = "nonce_used",
    Clock = "clock",
    Moved = "moved",
    ModelRegistered = "model_registered",
    ModelAdmitted = "model_admitted",
    ModelRetired = "model_retired",
    MinerRegistered = "miner_registered",
    MinerPaused = "miner_paused",
    MinerExiting = "miner_exiting",
    MinerLeft = "miner_left",
    ValidatorRegistered = "validator_registered",
    ValidatorExiting = "validator_exiting",
    ValidatorLeft = "validator_left",
    UnbondingStarted = "unbonding_started",
    UnbondingEnded = "unbonding_ended",
    TaskSubmitted = "task_submitted",
    TaskCancelled = "task_cancelled",
    TaskSettled = "task_settled",
    TaskFailed = "task_failed",
    SlotReopened = "slot_reopened",
    SlotClosed = "slot_closed",
    Leased = "leased",
    ResultSubmitted = "result_submitted",
    Seated = "seated",
    VerdictCommitted = "verdict_committed",
    RevealingStarted = "revealing_started",
    VerdictRevealed = "verdict_revealed",
    RoundUndecided = "round_undecided",
    AssignmentEnded = "assignment_ended",
    TrustChanged = "trust_changed",
    EvidenceReturned = "evidence_returned",
    CaseOpened = "case_opened",
    CaseAppended = "case_appended",
    CaseDecided = "case_decided",
    CaseAppealed = "case_appealed",
    CaseExecuted = "case_executed",
    CaseDismissed = "case_dismissed",
    CaseLapsed = "case_lapsed",
    BeaconTurned = "beacon_turned",
    EpochClosed = "epoch_closed",
    Proposed = "proposed",
    Voted = "voted",
    ProposalEnded = "proposal_ended",
    RoleOffered = "role_offered",
    RoleAccepted = "role_accepted",
    PhaseTwoBegun = "phase_two_begun",
}
