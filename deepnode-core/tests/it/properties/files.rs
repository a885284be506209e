//! Scenario files: what is written is read, and nothing makes the reader panic.

use std::fs;
use std::sync::LazyLock;

use deepnode_core::scenario::Scenario;
use deepnode_core::{
    Address, Admission, CaseVerdict, Choice, Command, Hash, Kind, ModelOffer, Params, Rate, Role, Severity,
    Verdict,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::money::amounts;

fn addresses() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address)
}

fn hashes() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn texts() -> impl Strategy<Value = String> {
    any::<String>()
}

/// Parameters with any values in them, also such as break a rule.
fn params() -> impl Strategy<Value = Params> {
    let admission = prop_oneof![
        Just(Admission::Open),
        prop::collection::btree_set(addresses(), 0..5).prop_map(Admission::List)
    ];
    (admission, addresses(), amounts(), prop::collection::vec(any::<u64>(), 8), any::<bool>()).prop_map(
        |(admission, who, amount, numbers, yes)| {
            let mut params = Params { admission, owner: who, treasury: who, ..Params::default() };
            params.phase = numbers[0];
            params.exit_cooldown_ms = numbers[1];
            params.revenue.fees = Rate(numbers[2]);
            params.trust.good = numbers[3];
            params.queue.max_rounds = numbers[4];
            params.severity.major.returned = Rate(numbers[5]);
            params.emission.epoch_ms = numbers[6];
            params.governance.quorum = Rate(numbers[7]);
            params.severity.minor.ban = yes;
            params.min_stake = amount;
            params.emission.cap = amount;
            params
        },
    )
}

fn offers() -> impl Strategy<Value = Command> {
    let backers = prop::collection::vec((addresses(), any::<u64>()), 0..4);
    let words = (hashes(), select(Kind::ALL), amounts(), texts());
    (words, any::<[u64; 4]>(), backers).prop_map(|((model, kind, unit_price, manifest), numbers, backers)| {
        let [committee, replicas, lease_ms, creator_share] = numbers;
        Command::RegisterModel(ModelOffer {
            model,
            kind,
            unit_price,
            committee,
            replicas,
            lease_ms,
            creator_share: Rate(creator_share),
            backers,
            manifest,
        })
    })
}

fn commands() -> impl Strategy<Value = Command> {
    let of_money = prop_oneof![
        (addresses(), amounts()).prop_map(|(to, amount)| Command::Deposit { to, amount }),
        amounts().prop_map(|amount| Command::Withdraw { amount }),
        (addresses(), amounts()).prop_map(|(to, amount)| Command::Transfer { to, amount }),
        amounts().prop_map(|amount| Command::TopUp { amount }),
        amounts().prop_map(|stake| Command::RegisterValidator { stake }),
        amounts().prop_map(|amount| Command::AddStake { amount }),
        (addresses(), amounts()).prop_map(|(validator, amount)| Command::Delegate { validator, amount }),
        (addresses(), amounts()).prop_map(|(validator, amount)| Command::Undelegate { validator, amount }),
        (prop::collection::vec(hashes(), 0..4), any::<u64>(), amounts(), amounts()).prop_map(
            |(models, slots, collateral, max_fee)| Command::RegisterMiner {
                models,
                slots,
                collateral,
                max_fee
            }
        ),
    ];
    let of_work = prop_oneof![
        (hashes(), select(Kind::ALL), any::<u64>(), hashes())
            .prop_map(|(model, kind, units, input)| Command::SubmitTask { model, kind, units, input }),
        any::<u64>().prop_map(|task| Command::CancelTask { task: task.into() }),
        (any::<u64>(), any::<u64>(), hashes()).prop_map(|(id, units_done, seal)| Command::SubmitResult {
            assignment: id.into(),
            units_done,
            seal
        }),
        any::<u64>().prop_map(|id| Command::Decline { assignment: id.into() }),
        (any::<u64>(), hashes())
            .prop_map(|(id, commitment)| Command::CommitVerdict { assignment: id.into(), commitment }),
        (any::<u64>(), select(Verdict::ALL), hashes(), hashes(), hashes()).prop_map(
            |(id, verdict, output_root, seal_salt, salt)| Command::RevealVerdict {
                assignment: id.into(),
                verdict,
                output_root,
                seal_salt,
                salt
            }
        ),
        (hashes(), hashes()).prop_map(|(entropy, next)| Command::Advance { entropy, next }),
    ];
    let verdicts = prop_oneof![
        Just(CaseVerdict::Dismiss),
        select(Severity::ALL).prop_map(|severity| CaseVerdict::Uphold { severity })
    ];
    let of_rules = prop_oneof![
        offers(),
        (hashes(), any::<u64>()).prop_map(|(model, difficulty)| Command::AdmitModel { model, difficulty }),
        hashes().prop_map(|model| Command::RetireModel { model }),
        (any::<u64>(), verdicts).prop_map(|(case, verdict)| Command::Decide { case: case.into(), verdict }),
        (any::<u64>(), texts())
            .prop_map(|(case, statement)| Command::Appeal { case: case.into(), statement }),
        (any::<u64>(), params())
            .prop_map(|(base, params)| Command::Propose { base, params: Box::new(params) }),
        (any::<u64>(), select(Choice::ALL))
            .prop_map(|(id, choice)| Command::Vote { proposal: id.into(), choice }),
        (select(Role::ALL), addresses()).prop_map(|(role, to)| Command::HandOver { role, to }),
        select(Role::ALL).prop_map(|role| Command::AcceptRole { role }),
        select(vec![
            Command::Pause {},
            Command::Resume {},
            Command::ExitMiner {},
            Command::ExitValidator {},
            Command::BeginPhaseTwo {},
        ]),
    ];
    prop_oneof![of_money, of_work, of_rules]
}

/// Some files of the scenarios, not the longest.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/");
    let names = ["one_task", "refusals", "governance_change", "two_rejections", "appeal", "limits"];
    names.map(|name| fs::read(format!("{folder}{name}.json")).unwrap()).into()
});

proptest! {
    #[test]
    fn commands_are_read_as_they_are_written(command in commands()) {
        let json = serde_json::to_string(&command).unwrap();
        prop_assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command.clone());
        // The order of the fields is free.
        let value = serde_json::to_value(&command).unwrap();
        prop_assert_eq!(serde_json::from_value::<Command>(value).unwrap(), command);
    }

    #[test]
    fn parameters_are_read_as_they_are_written(params in params()) {
        let json = serde_json::to_string(&params).unwrap();
        prop_assert_eq!(serde_json::from_str::<Params>(&json).unwrap(), params);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Scenario::parse(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:0-9a-zA-Z_ .+-]{0,200}") {
        let _ = Scenario::parse(text.as_bytes());
    }

    /// A good file with a few bytes changed, left out or doubled: refused, or run without a panic, and sound.
    #[test]
    fn damaged_files_are_read_or_refused(
        file in 0..FILES.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..4),
    ) {
        let mut bytes = FILES[file].clone();
        for (at, byte, how) in damage {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, bytes[at]),
                // A digit becomes another one: such a file is often well formed.
                _ if bytes[at].is_ascii_digit() => bytes[at] = b'0' + byte % 10,
                _ => bytes.truncate(at),
            }
        }
        if let Ok(scenario) = Scenario::parse(&bytes) {
            let mut domain = scenario.run(Some(0)).unwrap();
            for step in &scenario.steps {
                let _ = step.give(&mut domain);
            }
            prop_assert_eq!(domain.audit(), [""; 0]);
        }
    }
}
