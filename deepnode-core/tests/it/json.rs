//! How strictly files are read: another form than the page on scenario files says is malformed, not guessed at.

use deepnode_core::scenario::{Malformed, Scenario};
use deepnode_core::{Command, Params};
use serde_json::{Value, json};

use crate::cast::*;

/// A file with one step.
fn file(command: &str) -> String {
    let params = serde_json::to_string(&small()).unwrap();
    let contract = "99".repeat(20);
    let signer = "a0".repeat(20);
    format!(
        r#"{{"chain_id": 8453, "contract": "0x{contract}", "params": {params},
            "steps": [{{"now": 5, "signer": "0x{signer}", "command": {command}}}]}}"#
    )
}

/// What comes of it: no code if it is malformed.
fn code(command: &str) -> Option<&'static str> {
    let scenario = Scenario::parse(file(command).as_bytes()).ok()?;
    let mut domain = scenario.run(Some(0)).unwrap();
    let step = &scenario.steps[0];
    Some(step.give(&mut domain).map_or_else(|error| error.code(), |_| "applied"))
}

fn h(byte: &str, times: usize) -> String {
    format!("\"0x{}\"", byte.repeat(times))
}

/// Each command as a file has it.
fn examples() -> Vec<Value> {
    let (address, hash) = (format!("0x{}", "ab".repeat(20)), format!("0x{}", "cd".repeat(32)));
    let params = serde_json::to_value(small()).unwrap();
    vec![
        json!({"type": "deposit", "to": address, "amount": "1"}),
        json!({"type": "withdraw", "amount": "1"}),
        json!({"type": "transfer", "to": address, "amount": "1"}),
        json!({"type": "register_model", "model": hash, "kind": "inference", "unit_price": "1", "committee": 3,
            "replicas": 1, "lease_ms": 1, "creator_share": 0, "backers": [[address, 1]], "manifest": "m"}),
        json!({"type": "admit_model", "model": hash, "difficulty": 1000}),
        json!({"type": "retire_model", "model": hash}),
        json!({"type": "register_miner", "models": [hash], "slots": 1, "collateral": "1", "max_fee": "1"}),
        json!({"type": "top_up", "amount": "1"}),
        json!({"type": "pause"}),
        json!({"type": "resume"}),
        json!({"type": "exit_miner"}),
        json!({"type": "register_validator", "stake": "1"}),
        json!({"type": "add_stake", "amount": "1"}),
        json!({"type": "exit_validator"}),
        json!({"type": "delegate", "validator": address, "amount": "1"}),
        json!({"type": "undelegate", "validator": address, "amount": "1"}),
        json!({"type": "submit_task", "model": hash, "kind": "training", "units": 1, "input": hash}),
        json!({"type": "cancel_task", "task": 1}),
        json!({"type": "submit_result", "assignment": 1, "units_done": 1, "seal": hash}),
        json!({"type": "decline", "assignment": 1}),
        json!({"type": "commit_verdict", "assignment": 1, "commitment": hash}),
        json!({"type": "reveal_verdict", "assignment": 1, "verdict": "correct", "output_root": hash,
            "seal_salt": hash, "salt": hash}),
        json!({"type": "advance", "entropy": hash, "next": hash}),
        json!({"type": "decide", "case": 1, "verdict": "dismiss"}),
        json!({"type": "decide", "case": 1, "verdict": {"uphold": {"severity": "minor"}}}),
        json!({"type": "appeal", "case": 1, "statement": "s"}),
        json!({"type": "propose", "base": 1, "params": params}),
        json!({"type": "vote", "proposal": 1, "choice": "veto"}),
        json!({"type": "hand_over", "role": "fee_recipient", "to": address}),
        json!({"type": "accept_role", "role": "bridge"}),
        json!({"type": "begin_phase_two"}),
    ]
}

fn reads(command: &Value) -> bool {
    serde_json::from_value::<Command>(command.clone()).is_ok() && code(&command.to_string()).is_some()
}

#[test]
fn every_command_is_read_and_written_back() {
    for example in examples() {
        let command: Command = serde_json::from_value(example.clone()).unwrap();
        assert_eq!(serde_json::to_value(&command).unwrap(), example);
        assert!(reads(&example), "{example}");
    }
}

#[test]
fn every_field_is_needed_and_no_other_is_allowed() {
    for example in examples() {
        let fields = example.as_object().unwrap();
        for field in fields.keys() {
            let mut less = fields.clone();
            less.remove(field);
            assert!(!reads(&less.into()), "{example} without {field}");
        }
        let mut more = fields.clone();
        more.insert("memo".into(), "hello".into());
        assert!(!reads(&more.into()), "{example} with a memo");
    }
}

/// No field takes a value of another type: not even `null`, or what holds the right value in a list or an object.
#[test]
fn every_field_has_its_type() {
    for example in examples() {
        for (field, value) in example.as_object().unwrap() {
            let mut others = vec![json!(null), json!(true), json!([value]), json!({ field: value })];
            match value {
                Value::Number(number) => {
                    others.extend([json!(number.to_string()), json!(1.0), json!(-1), json!(0.5)]);
                }
                Value::String(_) => {
                    others.extend([json!(1), json!(""), json!(format!("{} ", value.as_str().unwrap()))])
                }
                _ => others.extend([json!(1), json!("")]),
            }
            // Free text may be anything.
            if ["manifest", "statement"].contains(&field.as_str()) {
                others.retain(|other| !other.is_string());
            }
            for other in others {
                let mut wrong = example.clone();
                wrong[field] = other;
                assert!(!reads(&wrong), "{wrong}");
            }
        }
    }
}

/// An object is an object: its values in a list, in order and without their names, are not.
#[test]
fn no_list_stands_for_an_object() {
    for example in examples() {
        let values: Vec<_> = example.as_object().unwrap().values().cloned().collect();
        let mut with_type_first = vec![example["type"].clone()];
        with_type_first.extend(values.iter().filter(|value| **value != example["type"]).cloned());
        assert!(code(&Value::from(with_type_first.clone()).to_string()).is_none(), "{with_type_first:?}");
    }
    let uphold = |verdict: &str| code(&format!(r#"{{"type": "decide", "case": 1, "verdict": {verdict}}}"#));
    assert_eq!(uphold(r#"{"uphold": {"severity": "minor"}}"#), Some("not_authorised"));
    assert_eq!(uphold(r#"{"uphold": ["minor"]}"#), None);
    assert_eq!(uphold(r#"[["minor"]]"#), None);
    let params = serde_json::to_value(small()).unwrap();
    for (field, value) in params.as_object().unwrap().iter().filter(|(_, value)| value.is_object()) {
        // In the order of the declaration, as a list would have it.
        let text = serde_json::to_string(&small()).unwrap();
        let start = text.find(&format!("\"{field}\":{{")).unwrap() + field.len() + 3;
        let object = &text[start..start + value.to_string().len()];
        let listed = text.replacen(object, &as_list(object), 1);
        assert!(serde_json::from_str::<Params>(&listed).is_err(), "{field} as {}", as_list(object));
    }
}

/// The outermost values of an object, in their order.
fn as_list(object: &str) -> String {
    let fields: serde_json::Map<String, Value> = serde_json::from_str(object).unwrap();
    let mut in_order: Vec<_> = fields.into_iter().collect();
    in_order.sort_by_key(|(name, _)| object.find(&format!("\"{name}\":")));
    Value::from(in_order.into_iter().map(|(_, value)| value).collect::<Vec<_>>()).to_string()
}

#[test]
fn a_field_stands_once() {
    for command in [
        r#"{"type": "pause", "type": "pause"}"#,
        r#"{"type": "withdraw", "amount": "1", "amount": "1"}"#,
        r#"{"amount": "1", "type": "withdraw", "type": "withdraw"}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"uphold": {"severity": "minor", "severity": "minor"}}}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"uphold": {"severity": "minor"}, "uphold": {"severity": "minor"}}}"#,
    ] {
        assert_eq!(code(command), None, "{command}");
    }
    let good = file(r#"{"type": "pause"}"#);
    for (field, twice) in [
        ("\"chain_id\": 8453,", "\"chain_id\": 8453, \"chain_id\": 8453,"),
        ("\"now\": 5,", "\"now\": 5, \"now\": 5,"),
        ("\"phase\":1,", "\"phase\":1,\"phase\":1,"),
        ("\"window_ms\":", "\"window_ms\":1,\"window_ms\":"),
    ] {
        assert!(good.contains(field));
        assert!(Scenario::parse(good.replacen(field, twice, 1).as_bytes()).is_err(), "{twice}");
    }
}

#[test]
fn an_amount_is_a_plain_decimal_string() {
    let withdraw = |amount: &str| code(&format!(r#"{{"type": "withdraw", "amount": {amount}}}"#));
    assert_eq!(withdraw("\"0\""), Some("zero_amount"));
    assert_eq!(withdraw("\"1\""), Some("insufficient_balance"));
    // 2^96-1, and one more.
    assert_eq!(withdraw("\"79228162514264337593543950335\""), Some("insufficient_balance"));
    let others = [
        "\"79228162514264337593543950336\"",
        "\"340282366920938463463374607431768211456\"",
        "\"\"",
        "\"00\"",
        "\"01\"",
        "\"+1\"",
        "\"-1\"",
        "\"-0\"",
        "\"1.0\"",
        "\"1e3\"",
        "\"0x1\"",
        "\"1_000\"",
        "\" 1\"",
        "\"1\\n\"",
        "\"\u{0661}\"",
        "1",
        "1.0",
        "null",
    ];
    for other in others {
        assert_eq!(withdraw(other), None, "{other}");
    }
}

#[test]
fn a_number_is_a_whole_one_of_64_bits() {
    let cancel = |task: &str| code(&format!(r#"{{"type": "cancel_task", "task": {task}}}"#));
    assert_eq!(cancel("0"), Some("unknown_task"));
    assert_eq!(cancel("18446744073709551615"), Some("unknown_task"));
    for other in
        ["18446744073709551616", "-1", "-0", "1.0", "1e0", "\"1\"", "01", "+1", "0x1", "null", "[1]", "true"]
    {
        assert_eq!(cancel(other), None, "{other}");
    }
}

#[test]
fn hex_has_its_length_and_a_small_x() {
    let known = |model: String| code(&format!(r#"{{"type": "retire_model", "model": {model}}}"#));
    assert_eq!(known(h("ab", 32)), Some("unknown_model"));
    assert_eq!(known(h("AB", 32)), Some("unknown_model"));
    assert_eq!(known(h("aB", 32)), Some("unknown_model"));
    // An escaped letter is the letter.
    assert_eq!(known(h("ab", 32).replacen("ab", "\\u0061b", 1)), Some("unknown_model"));
    let other = [
        h("ab", 31),
        h("ab", 33),
        h("ab", 20),
        h("ag", 32),
        h("ab", 32).replace("0x", "0X"),
        h("ab", 32).replace("0x", ""),
        h("ab", 31).replace("0x", "0x0x"),
        h("ab", 32).replacen("ab", " b", 1),
        "\"0x\"".into(),
        "\"\"".into(),
    ];
    for other in other {
        assert_eq!(known(other.clone()), None, "{other}");
    }
    let to = |to: String| code(&format!(r#"{{"type": "transfer", "to": {to}, "amount": "1"}}"#));
    // A wrong EIP-55 checksum is no mistake.
    assert_eq!(to(h("Ab", 20)), Some("insufficient_balance"));
    assert_eq!(to(h("ab", 32)), None);
}

#[test]
fn a_word_is_one_of_its_set() {
    for command in [
        r#"{"type": "Pause"}"#,
        r#"{"type": "halt"}"#,
        r#"{"type": 8}"#,
        r#"{"type": {"pause": null}}"#,
        r#"{"pause": {}}"#,
        r#"{}"#,
        r#""pause""#,
        "null",
        r#"{"type": "vote", "proposal": 1, "choice": "Yes"}"#,
        r#"{"type": "vote", "proposal": 1, "choice": {"yes": null}}"#,
        r#"{"type": "vote", "proposal": 1, "choice": 0}"#,
        r#"{"type": "accept_role", "role": "king"}"#,
        r#"{"type": "accept_role", "role": {"owner": null}}"#,
        r#"{"type": "decide", "case": 1, "verdict": "uphold"}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"dismiss": null}}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"uphold": "minor"}}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"uphold": {"severity": {"minor": null}}}}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"uphold": {"severity": "minor", "why": "x"}}}"#,
        r#"{"type": "decide", "case": 1, "verdict": {"uphold": {"severity": "minor"}, "dismiss": null}}"#,
    ] {
        assert_eq!(code(command), None, "{command}");
    }
    let zero = h("00", 32);
    for verdict in [r#"{"correct": null}"#, "\"Correct\"", "0", "null", "\"incorrect\""] {
        let command = format!(
            r#"{{"type": "reveal_verdict", "assignment": 1, "verdict": {verdict}, "output_root": {zero}, "seal_salt": {zero}, "salt": {zero}}}"#
        );
        assert_eq!(code(&command), None, "{command}");
    }
}

/// What a number may be is the domain's rule, with its own code.
#[test]
fn numbers_beyond_a_rule_are_refused_and_not_malformed() {
    let mut cast = Cast::with_model(small(), &offer(1));
    let big = [4_294_967_296, 1 << 40, u64::MAX];
    for n in big {
        let read = |command: Value| -> Command { serde_json::from_value(command).unwrap() };
        let model = format!("{:?}", offer(1).model);
        let units = read(
            json!({"type": "submit_task", "model": model, "kind": "inference", "units": n, "input": model}),
        );
        assert_eq!(cast.refused(ANA, &units), "invalid_units");
        let slots = read(
            json!({"type": "register_miner", "models": [], "slots": n, "collateral": "1", "max_fee": "11"}),
        );
        assert_eq!(cast.refused(MEI, &slots), "invalid_slots");
        let difficulty = read(json!({"type": "admit_model", "model": model, "difficulty": n}));
        assert_eq!(cast.refused(OWNER, &difficulty), "invalid_model");
        for field in ["committee", "replicas", "lease_ms", "creator_share"] {
            let mut other = serde_json::to_value(Command::RegisterModel(offer(2))).unwrap();
            other[field] = n.into();
            assert_eq!(cast.refused(CLEO, &read(other)), "invalid_model", "{field}");
        }
        for group in ["revenue", "trust", "queue", "review", "emission", "governance"] {
            let params = serde_json::to_value(small()).unwrap();
            for field in params[group].as_object().unwrap().iter().filter(|f| f.1.is_number()).map(|f| f.0) {
                if (group, field.as_str()) == ("queue", "max_attempts") && n < 1 << 32 {
                    continue;
                }
                let mut params = params.clone();
                // 2^32 milliseconds are 50 days, and may be.
                let beyond = if field.ends_with("_ms") { n.saturating_mul(8) } else { n };
                params[group][field] = beyond.into();
                let propose = read(json!({"type": "propose", "base": 1, "params": params}));
                assert_eq!(cast.refused(VAL, &propose), "invalid_params", "{group}.{field}");
            }
        }
    }
}

#[test]
fn a_file_is_an_object_with_its_fields() {
    let good: Value = serde_json::from_str(&file(r#"{"type": "pause"}"#)).unwrap();
    let parse = |value: &Value| Scenario::parse(value.to_string().as_bytes());
    assert!(parse(&good).is_ok());
    for field in ["chain_id", "contract", "params", "steps"] {
        let mut less = good.clone();
        less.as_object_mut().unwrap().remove(field);
        assert!(parse(&less).is_err(), "without {field}");
    }
    for field in ["now", "signer", "command"] {
        let mut less = good.clone();
        less["steps"][0].as_object_mut().unwrap().remove(field);
        assert!(parse(&less).is_err(), "a step without {field}");
    }
    let params = good["params"].as_object().unwrap();
    for field in params.keys() {
        let mut less = good.clone();
        less["params"].as_object_mut().unwrap().remove(field);
        assert!(parse(&less).is_err(), "params without {field}");
    }
    for (path, value) in [
        ("/memo", json!(1)),
        ("/about", json!(null)),
        ("/about", json!(["x"])),
        ("/steps/0/note", json!(null)),
        ("/steps/0/note", json!(1)),
        ("/steps/0/error", json!(null)),
        ("/steps/0/memo", json!("x")),
        ("/params/memo", json!(1)),
        ("/params/trust/memo", json!(1)),
        ("/params/severity/minor/memo", json!(1)),
        ("/params/admission", json!("closed")),
        ("/params/admission", json!({"open": null})),
        ("/params/admission", json!({"list": [1]})),
        ("/params/admission", json!({"list": [], "open": null})),
        ("/params/admission", json!([[]])),
        ("/params/phase", json!("1")),
        ("/params/phase", json!(1.0)),
        ("/params/revenue/burn_base", json!({"fees": null})),
        ("/params/severity/minor/ban", json!(0)),
        ("/params/severity/minor/ban", json!("false")),
        ("/chain_id", json!("8453")),
        ("/chain_id", json!(-1)),
        ("/steps", json!({})),
        ("/steps", json!(null)),
    ] {
        let mut other = good.clone();
        let (parent, field) = path.rsplit_once('/').unwrap();
        other.pointer_mut(parent).unwrap()[field] = value.clone();
        assert!(parse(&other).is_err(), "{path} = {value}");
    }
    let as_list = json!([good["chain_id"], good["contract"], good["params"], good["steps"]]);
    assert!(parse(&as_list).is_err(), "a file that is a list");
    let mut step_as_list = good.clone();
    step_as_list["steps"][0] = json!([5, good["steps"][0]["signer"], good["steps"][0]["command"]]);
    assert!(parse(&step_as_list).is_err(), "a step that is a list");
}

#[test]
fn about_and_notes_are_ignored() {
    let mut scenario: Value = serde_json::from_str(&file(r#"{"type": "pause"}"#)).unwrap();
    let plain = Scenario::parse(scenario.to_string().as_bytes()).unwrap();
    scenario["about"] = "what it is".into();
    scenario["steps"][0]["note"] = "why".into();
    let noted = Scenario::parse(scenario.to_string().as_bytes()).unwrap();
    assert_eq!(noted.run(Some(0)), plain.run(Some(0)));
    assert_eq!(noted.steps[0].action, plain.steps[0].action);
}

#[test]
fn params_that_break_a_rule_are_malformed() {
    let mut scenario: Value = serde_json::from_str(&file(r#"{"type": "pause"}"#)).unwrap();
    scenario["params"]["phase"] = 3.into();
    let error = Scenario::parse(scenario.to_string().as_bytes()).unwrap_err();
    assert!(matches!(error, Malformed::Params(_)), "{error}");
}

#[test]
fn nothing_comes_before_or_after() {
    let good = file(r#"{"type": "pause"}"#);
    for other in
        [format!("{good}{good}"), format!("{good},"), format!("\u{feff}{good}"), format!("// x\n{good}")]
    {
        assert!(Scenario::parse(other.as_bytes()).is_err());
    }
    assert!(Scenario::parse(format!(" \r\n\t{good}\n").as_bytes()).is_ok());
    assert!(Scenario::parse(&good.as_bytes()[..good.len() - 1]).is_err());
    assert!(Scenario::parse(b"").is_err());
    assert!(Scenario::parse("[".repeat(100_000).as_bytes()).is_err());
    assert!(Scenario::parse(good.replace("pause", "pau\u{1}se").as_bytes()).is_err());
    let mut bytes = good.into_bytes();
    bytes[30] = 0xff;
    assert!(Scenario::parse(&bytes).is_err());
}

/// Every row of a domain, its totals and what it tells operators come back from their JSON.
#[test]
fn what_a_domain_shows_comes_back_from_its_json() {
    fn comes_back<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
        value: &T,
    ) {
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value, "{json}");
    }
    for (_, path) in crate::scenarios::files() {
        let domain = Scenario::parse(&std::fs::read(path).unwrap()).unwrap().run(None).unwrap();
        comes_back(&domain.supply());
        comes_back(&domain.totals());
        comes_back(&domain.deadlines());
        for (id, row) in domain.tasks() {
            comes_back(row);
            comes_back(&domain.history(id).unwrap());
        }
        domain.assignments().for_each(|(_, row)| comes_back(row));
        domain.cases().for_each(|(_, row)| comes_back(row));
        domain.proposals().for_each(|(_, row)| comes_back(row));
        for row in domain.miners() {
            comes_back(row);
            comes_back(&domain.standing(&row.address).unwrap());
        }
        domain.validators().for_each(comes_back);
        let supply = serde_json::to_value(domain.supply()).unwrap();
        assert!(supply.as_object().unwrap().values().all(Value::is_string), "{supply}");
    }
}
