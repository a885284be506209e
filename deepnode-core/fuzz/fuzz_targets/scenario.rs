//! Any bytes: read as a scenario or refused; if read, whatever its steps do leaves a sound domain.
#![no_main]

use deepnode_core::Domain;
use deepnode_core::scenario::Scenario;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(scenario) = Scenario::parse(bytes) else { return };
    let written = serde_json::to_vec(&scenario).expect("a scenario is plain data");
    assert_eq!(Scenario::parse(&written).expect("what was written can be read"), scenario);

    let mut domain = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone())
        .expect("the parameters of a file that was read are sound");
    // On after a step that goes otherwise than announced.
    for step in &scenario.steps {
        let _ = step.give(&mut domain);
    }
    assert_eq!(domain.audit(), [""; 0]);
    let _ = domain.report().to_string();
});
