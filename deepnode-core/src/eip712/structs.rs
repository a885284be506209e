//! One EIP-712 struct for each command, and the batch. Names and order of the fields are what wallets show and sign.

alloy_sol_types::sol! {
    struct Deposit { address to; uint256 amount; uint64 nonce; uint64 validUntil; }
    struct Withdraw { uint256 amount; uint64 nonce; uint64 validUntil; }
    struct Transfer { address to; uint256 amount; uint64 nonce; uint64 validUntil; }
    struct Backer { address account; uint64 weight; }
    struct RegisterModel {
        bytes32 model; string kind; uint256 unitPrice; uint64 committee; uint64 replicas; uint64 leaseMs;
        uint64 creatorShare; Backer[] backers; string manifest; uint64 nonce; uint64 validUntil;
    }
    struct AdmitModel { bytes32 model; uint64 difficulty; uint64 nonce; uint64 validUntil; }
    struct RetireModel { bytes32 model; uint64 nonce; uint64 validUntil; }
    struct RegisterMiner {
        bytes32[] models; uint64 slots; uint256 collateral; uint256 maxFee; uint64 nonce; uint64 validUntil;
    }
    struct TopUp { uint256 amount; uint64 nonce; uint64 validUntil; }
    struct Pause { uint64 nonce; uint64 validUntil; }
    struct Resume { uint64 nonce; uint64 validUntil; }
    struct ExitMiner { uint64 nonce; uint64 validUntil; }
    struct RegisterValidator { uint256 stake; uint64 nonce; uint64 validUntil; }
    struct AddStake { uint256 amount; uint64 nonce; uint64 validUntil; }
    struct ExitValidator { uint64 nonce; uint64 validUntil; }
    struct Delegate { address validator; uint256 amount; uint64 nonce; uint64 validUntil; }
    struct Undelegate { address validator; uint256 amount; uint64 nonce; uint64 validUntil; }
    struct SubmitTask { bytes32 model; string kind; uint64 units; bytes32 input; uint64 nonce; uint64 validUntil; }
    struct CancelTask { uint64 task; uint64 nonce; uint64 validUntil; }
    struct SubmitResult {
        uint64 assignment; uint64 unitsDone; bytes32 seal; uint64 nonce; uint64 validUntil;
    }
    struct Decline { uint64 assignment; uint64 nonce; uint64 validUntil; }
    struct CommitVerdict { uint64 assignment; bytes32 commitment; uint64 nonce; uint64 validUntil; }
    struct RevealVerdict {
        uint64 assignment; string verdict; bytes32 outputRoot; bytes32 sealSalt; bytes32 salt; uint64 nonce;
        uint64 validUntil;
    }
    struct Advance { bytes32 entropy; bytes32 next; uint64 nonce; uint64 validUntil; }
    struct Decide { uint64 caseId; string verdict; string severity; uint64 nonce; uint64 validUntil; }
    struct Appeal { uint64 caseId; string statement; uint64 nonce; uint64 validUntil; }
    struct Propose { uint64 base; Params params; uint64 nonce; uint64 validUntil; }
    struct Vote { uint64 proposal; string choice; uint64 nonce; uint64 validUntil; }
    struct HandOver { string role; address to; uint64 nonce; uint64 validUntil; }
    struct AcceptRole { string role; uint64 nonce; uint64 validUntil; }
    struct BeginPhaseTwo { uint64 nonce; uint64 validUntil; }

    struct Batch { bytes32[] commands; uint64 nonce; uint64 validUntil; }

    struct Params {
        uint64 phase; address owner; address foundation; address treasury; address feeRecipient; address bridge;
        address sequencer; uint256 registrationFee; uint64 registrationBurn; string admission; address[] admitted;
        uint256 minCollateral; uint256 collateralPerSlot; uint256 minStake; uint256 stakeCap;
        uint64 exitCooldownMs; Revenue revenue; Trust trust; Queue queue; Severities severity; Review review;
        uint256 rejectionPay; Emission emission; Governance governance;
    }
    struct Revenue {
        uint64 fees; uint64 burn; string burnBase; uint64 buyback; uint64 foundation; uint64 owners; uint64 domain;
        uint64 emission; uint64 validators;
    }
    struct Trust {
        uint64 decay; uint64 idleDecay; uint64 good; uint64 late; uint64 minor; uint64 major; uint64 critical;
        uint64 floor;
    }
    struct Queue {
        uint64 maxAttempts; uint64 maxRounds; uint64 commitMs; uint64 revealMs; uint64 undecidedAfterMs;
        uint64 waitMs;
    }
    struct Severities { Severity minor; Severity major; Severity critical; }
    struct Severity { uint64 slash; uint64 treasury; uint64 returned; bool deregister; bool suspend; bool ban; }
    struct Review { uint64 windowMs; uint64 appealMs; }
    struct Emission {
        uint64 epochMs; uint256 first; uint64 decay; uint256 cap; uint64 foundation; uint64 domain; uint64 owners;
        uint64 stakers; uint64 validators;
    }
    struct Governance { uint64 timelockMs; uint64 votingMs; uint64 quorum; uint64 veto; uint256 deposit; }
}
