//! Signed steps in scenario files: how strictly they are read, and what is held against what happens.

use deepnode_core::scenario::Scenario;
use deepnode_core::{Content, Domain, Params};
use serde_json::Value;

use crate::signed::{CHAIN, CONTRACT, key, withdraw};

/// A file with one step, which is signed by key 2 in a domain where it has nothing.
fn file(step: Value) -> Value {
    let params = serde_json::to_value(Params::default()).unwrap();
    serde_json::json!({"chain_id": CHAIN, "contract": CONTRACT, "params": params, "steps": [step]})
}

fn parse(step: &Value) -> Result<Scenario, String> {
    Scenario::parse(file(step.clone()).to_string().as_bytes()).map_err(|error| error.to_string())
}

/// A signed step and a batch as files have them.
fn steps() -> [Value; 2] {
    let domain = Domain::new(CHAIN, CONTRACT, Params::default()).unwrap();
    [Content::Command(withdraw(1)), Content::Batch(vec![withdraw(1), withdraw(0)])].map(|content| {
        let json = serde_json::to_value(key(2).seal(&domain, content, u64::MAX)).unwrap();
        let mut step = serde_json::json!({"now": 5, "signer": json["signer"], "signed": json["signed"]});
        if let Some(command) = json.get("command") {
            step["command"] = command.clone();
            step["error"] = "insufficient_balance".into();
        } else {
            let item = |command: &Value, error| serde_json::json!({"command": command, "error": error});
            step["batch"] =
                vec![item(&json["batch"][0], "insufficient_balance"), item(&json["batch"][1], "zero_amount")]
                    .into();
        }
        step
    })
}

#[test]
fn signed_steps_are_read_strictly() {
    for step in steps() {
        let scenario = parse(&step).unwrap();
        scenario.run(None).unwrap();
        assert_eq!(Scenario::parse(&serde_json::to_vec(&scenario).unwrap()).unwrap(), scenario);

        let changed = |change: &dyn Fn(&mut Value)| {
            let mut step = step.clone();
            change(&mut step);
            parse(&step)
        };
        let refused = |what: &str, change: &dyn Fn(&mut Value)| {
            assert!(changed(change).is_err(), "{what}");
        };
        refused("an unknown member of the step", &|step| step["valid_until"] = 5.into());
        refused("an unknown member of the signature", &|step| step["signed"]["x"] = 5.into());
        refused("null in place of a signature", &|step| step["signed"] = Value::Null);
        refused("a list in place of a signature", &|step| step["signed"] = serde_json::json!([0, 1, "0x"]));
        refused("both", &|step| {
            step["command"] = serde_json::json!({"type": "pause"});
            step["batch"] = serde_json::json!([]);
        });
        refused("neither", &|step| {
            let members = step.as_object_mut().unwrap();
            members.remove("command");
            members.remove("batch");
        });
        refused("null beside it", &|step| {
            let other = if step.get("command").is_some() { "batch" } else { "command" };
            step[other] = Value::Null;
        });
        for member in ["nonce", "valid_until", "signature"] {
            refused("a missing member", &|step| {
                step["signed"].as_object_mut().unwrap().remove(member);
            });
            refused("null", &|step| step["signed"][member] = Value::Null);
        }
        for number in ["nonce", "valid_until"] {
            for value in [Value::from(-1), 1.5.into(), "1".into(), true.into()] {
                refused("not a whole number", &|step| step["signed"][number] = value.clone());
            }
        }
        for digits in ["", "0", "00", "0x0", "0x000", "0X00", "0xgg", "0x0x00", " 0x00", "0x00 "] {
            refused(digits, &|step| step["signed"]["signature"] = digits.into());
        }
        // Its length is a matter for the check.
        for digits in ["0x", "0x00", "0xAbCd"] {
            let scenario = changed(&|step| {
                step["signed"]["signature"] = digits.into();
                step["error"] = "bad_signature".into();
            });
            scenario.unwrap().run(None).unwrap();
        }
    }
    let [_, batch] = steps();
    let unsigned = |step: &Value| {
        let mut step = step.clone();
        step.as_object_mut().unwrap().remove("signed");
        step
    };
    assert!(parse(&unsigned(&batch)).is_err(), "a batch that nobody has signed");
    for (member, value) in
        [("x", 1.into()), ("note", "a".into()), ("error", Value::Null), ("command", 5.into())]
    {
        let mut step = batch.clone();
        step["batch"][1][member] = value;
        assert!(parse(&step).is_err(), "an item with {member}");
    }
    let mut list = batch.clone();
    list["batch"][0] = serde_json::json!([batch["batch"][0]["command"]]);
    assert!(parse(&list).is_err(), "an item that is a list");
}

#[test]
fn what_a_batch_announces_is_held_against_what_happens() {
    let [_, batch] = steps();
    let run = |change: &dyn Fn(&mut Value)| {
        let mut step = batch.clone();
        change(&mut step);
        parse(&step).unwrap().run(None).map_err(|error| error.to_string())
    };
    let error = run(&|step| step["batch"][1]["error"] = "expired".into()).unwrap_err();
    assert_eq!(error, "step 0, item 1: expected expired, found zero_amount (expected an amount above zero)");
    let error = run(&|step| drop(step["batch"][0].as_object_mut().unwrap().remove("error"))).unwrap_err();
    assert!(
        error.starts_with("step 0, item 0: expected it to be applied, found insufficient_balance"),
        "{error}"
    );
    // Of an envelope that is refused, the items' errors mean nothing.
    run(&|step| {
        step["signed"]["nonce"] = 1.into();
        step["error"] = "bad_signature".into();
        step["batch"][0]["error"] = "expired".into();
    })
    .unwrap();
    let error = run(&|step| step["error"] = "expired".into()).unwrap_err();
    assert_eq!(error, "step 0: expected expired, found that it was applied");
    let scenario = parse(&batch).unwrap();
    assert_eq!(scenario.run(Some(0)).unwrap().nonces().count(), 0);
    assert_eq!(scenario.run(Some(7)).unwrap().nonces().count(), 1);
}
