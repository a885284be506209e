//! Findings: honest claims agree, and each lie is called by its name.

use std::ops::ControlFlow;

use deepnode_infer::{
    Checks, Claim, Device, Distance, Engine, Error, Finish, Generation, Input, Job, Manifest, Model, Output,
    Reading, Reason, Sampler, Seen, verify, verify_until,
};

use crate::folder::{Folder, find};
use crate::toy::{END, Toy, honest, text, text_mut};
use crate::{load, load_exact};

fn ask(first: u32, limit: u32) -> Input {
    Job::greedy(vec![first, 2, 3], limit).into()
}

fn reason(engine: &dyn Engine, input: &Input, claim: &Claim) -> Reason {
    verify(engine, engine.manifest(), input, claim).unwrap().reason
}

/// A prompt to which the toy gives at least this many tokens, and, if asked, an end token.
fn chatty(toy: &Toy, least: usize, ends: bool) -> (Input, Claim) {
    let both = (0..1000).map(|first| {
        let input = ask(first, 40);
        let claim = honest(toy, &input);
        (input, claim)
    });
    let fits = |claim: &Claim| {
        let text = text(claim);
        text.tokens.len() >= least && (text.finish == Finish::Eos) == ends
    };
    both.into_iter().find(|(_, claim)| fits(claim)).unwrap()
}

#[test]
fn honest_claims_agree() {
    let toy = Toy::new(1);
    let mut ended = [0, 0];
    for first in 0..200 {
        for limit in [0, 1, 5, 40] {
            let seed = [first as u8; 32];
            for sampler in [Sampler::Greedy, Sampler::seeded(seed)] {
                let job = Job { sampler, ..Job::greedy(vec![first, 2], limit) };
                for job in [Job { stop_at_eos: false, ..job.clone() }, job] {
                    let input = Input::from(job);
                    let claim = honest(&toy, &input);
                    let finding = verify(&toy, &toy.manifest, &input, &claim).unwrap();
                    assert_eq!(finding.reason, Reason::Agrees, "{finding}");
                    ended[usize::from(text(&claim).finish == Finish::Eos)] += 1;
                }
            }
        }
        let input = Input::Embed(vec![first, 7]);
        assert_eq!(reason(&toy, &input, &honest(&toy, &input)), Reason::Agrees);
    }
    assert!(ended.iter().all(|n| *n > 100), "both ends were seen: {ended:?}");
}

/// An engine may have no states to show where nothing was asked for.
#[test]
fn an_empty_task_is_run() {
    let toy = Toy::new(1);
    let input = ask(1, 0);
    let claim = honest(&toy, &input);
    assert_eq!(reason(&Broken(toy.clone(), || panic!("nothing to read")), &input, &claim), Reason::Agrees);
    let made_up = Claim { cell_root: [1; 32], ..claim };
    assert_eq!(reason(&toy, &input, &made_up), Reason::OtherStates);
}

#[test]
fn tokens_and_states_tell_lies_apart() {
    let (toy, other) = (Toy::new(1), Toy { weights: 2, ..Toy::new(1) });
    let (input, claim) = chatty(&toy, 40, false);
    let Input::Generate(job) = &input else { unreachable!() };
    let states = |text: &Generation| toy.states(&job.prompt, &text.tokens);

    // Another model, other weights, another prompt: neither fits.
    assert_eq!(reason(&toy, &input, &honest(&other, &input)), Reason::OtherModel);
    assert_eq!(reason(&toy, &input, &honest(&toy, &ask(999, 40))), Reason::OtherModel);

    // One token swapped, and the whole text read by the right model.
    let mut swapped = claim.clone();
    text_mut(&mut swapped).tokens[7] ^= 1;
    swapped.cell_root = states(text(&swapped));
    let finding = verify(&toy, &toy.manifest, &input, &swapped).unwrap();
    assert_eq!(finding.reason, Reason::Swapped);
    let Distance::Text { tokens, unequal, first, shortfall } = finding.distance else { panic!("{finding}") };
    assert!(tokens == 40 && first == Some(7) && unequal >= 1 && shortfall.unwrap() >= 1.0, "{finding}");

    // Wrong sampling, honest states.
    let seeded = Input::from(Job { sampler: Sampler::seeded([4; 32]), ..job.clone() });
    assert_eq!(reason(&toy, &input, &honest(&toy, &seeded)), Reason::Swapped);

    // A small model writes, the right one reads.
    let mut drafted = honest(&other, &input);
    drafted.cell_root = states(text(&drafted));
    assert_eq!(reason(&toy, &input, &drafted), Reason::Swapped);

    // The right tokens, by other arithmetic.
    let mut odd = claim.clone();
    odd.cell_root[31] ^= 1;
    assert_eq!(reason(&toy, &input, &odd), Reason::OtherStates);

    // Nothing was computed.
    for tokens in [text(&claim).tokens.clone(), vec![5; 40]] {
        let null = Claim::from(Generation { tokens, finish: Finish::Limit });
        assert_eq!(reason(&toy, &input, &null), Reason::NullProof);
    }
}

#[test]
fn ends_are_checked() {
    let toy = Toy::new(1);
    let (input, claim) = chatty(&toy, 9, true);
    let Input::Generate(job) = &input else { unreachable!() };
    let with = |change: &dyn Fn(&mut Generation)| {
        let mut changed = claim.clone();
        change(text_mut(&mut changed));
        changed.cell_root = toy.states(&job.prompt, &text(&changed).tokens);
        reason(&toy, &input, &changed)
    };
    for keep in 0..text(&claim).tokens.len() {
        for finish in [Finish::Eos, Finish::Limit, Finish::Stopped] {
            let cut = with(&|text| {
                text.tokens.truncate(keep);
                text.finish = finish;
            });
            let expected = if keep == 0 { Reason::NullProof } else { Reason::Truncated };
            assert_eq!(cut, expected, "{keep} {finish:?}");
        }
    }
    for finish in [Finish::Limit, Finish::Stopped] {
        assert_eq!(with(&|text| text.finish = finish), Reason::WrongFinish);
    }
    // The model goes on behind its end token, if it is asked to.
    let on = Input::from(Job { stop_at_eos: false, ..job.clone() });
    let mut on = honest(&toy, &on);
    assert!(text(&on).tokens.len() > text(&claim).tokens.len());
    text_mut(&mut on).finish = Finish::Limit;
    assert_eq!(reason(&toy, &input, &on), Reason::BeyondEnd);
    assert_eq!(with(&|text| text.tokens.extend([7; 40])), Reason::BeyondEnd, "more than asked for");
    assert_eq!(with(&|text| text.tokens[2] = 70_000), Reason::Malformed, "no such token");
}

#[test]
fn embeddings() {
    let (toy, other) = (Toy::new(1), Toy { weights: 2, ..Toy::new(1) });
    let input = Input::Embed(vec![5, 6]);
    let claim = honest(&toy, &input);
    let Output::Embedding(numbers) = &claim.output else { unreachable!() };
    let with = |numbers: Vec<i32>| Claim { output: Output::Embedding(numbers), ..claim.clone() };

    let mut near = numbers.clone();
    near[3] += 1;
    let finding = verify(&toy, &toy.manifest, &input, &with(near)).unwrap();
    assert_eq!(finding.reason, Reason::Swapped);
    let Distance::Embedding { unequal: 1, greatest: 1, cosine } = finding.distance else {
        panic!("{finding}")
    };
    assert!(cosine > 0.999_999 && cosine <= 1.0);

    let far = numbers.iter().map(|n| -n).collect();
    let finding = verify(&toy, &toy.manifest, &input, &with(far)).unwrap();
    assert!(matches!(finding.distance, Distance::Embedding { cosine, .. } if cosine < -0.999_999));
    let edges = verify(&toy, &toy.manifest, &input, &with(vec![i32::MIN; numbers.len()])).unwrap();
    assert_eq!(edges.reason, Reason::Swapped);

    assert_eq!(reason(&toy, &input, &honest(&other, &input)), Reason::OtherModel);
    assert_eq!(reason(&toy, &input, &Claim { cell_root: [1; 32], ..claim.clone() }), Reason::OtherStates);
    assert_eq!(reason(&toy, &input, &Claim { cell_root: [0; 32], ..claim.clone() }), Reason::NullProof);
    assert_eq!(reason(&toy, &input, &with(vec![])), Reason::Malformed);
    assert_eq!(reason(&toy, &input, &with(vec![0; 70_000])), Reason::Malformed);
    assert_eq!(reason(&toy, &ask(1, 4), &claim), Reason::Malformed);
    assert_eq!(reason(&toy, &input, &honest(&toy, &ask(1, 4))), Reason::Malformed);
}

#[test]
fn what_cannot_be_judged() {
    let toy = Toy::new(1);
    let input = ask(1, 8);
    let claim = honest(&toy, &input);
    let finding = verify(&toy, &Toy::new(2).manifest, &input, &claim).unwrap();
    assert_eq!(finding.reason, Reason::OtherManifest);
    let unchecked = Toy { checks: Checks::None, ..toy.clone() };
    assert_eq!(reason(&unchecked, &input, &claim), Reason::Unchecked);
    let same = Toy { checks: Checks::SameEngine, ..toy.clone() };
    for engine in [&toy, &same] {
        let finding = verify_until(engine, &toy.manifest, &input, &claim, &|| true).unwrap();
        assert_eq!(finding.reason, Reason::OutOfTime);
    }
    let asked = std::cell::Cell::new(0);
    let soon = || asked.replace(asked.get() + 1) >= 3;
    let finding = verify_until(&same, &toy.manifest, &input, &claim, &soon).unwrap();
    assert_eq!(finding.reason, Reason::OutOfTime);
    assert!(asked.get() < 6, "it went on after time was over");
}

/// Reads in a broken way.
pub(crate) struct Broken(pub(crate) Toy, pub(crate) fn() -> Result<Reading, Error>);

impl Engine for Broken {
    fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    fn checks(&self) -> Checks {
        Checks::Exact
    }

    fn is_end(&self, token: u32) -> bool {
        token == END
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        self.0.run(input, on_token)
    }

    fn read(&self, _: &Input, _: &Claim) -> Result<Reading, Error> {
        (self.1)()
    }
}

#[test]
fn the_readers_own_failures_are_nobodys_fault() {
    let toy = Toy::new(1);
    let (input, claim) = chatty(&toy, 9, true);
    let failures: [fn() -> Result<Reading, Error>; 5] = [
        || Err(Error::Backend("out of memory".to_owned())),
        || Err(Error::TokenOutOfRange { token: 2, position: 1, vocab_size: 1 }),
        || Err(Error::NotFinite { token: 1, value: f32::NAN }),
        || Ok(Reading::Text { chosen: vec![], shortfall: vec![], cell_root: [0; 32] }),
        || Ok(Reading::Embedding { numbers: vec![1], cell_root: [0; 32] }),
    ];
    for (i, failure) in failures.into_iter().enumerate() {
        let broken = Broken(toy.clone(), failure);
        assert!(verify(&broken, &toy.manifest, &input, &claim).is_err(), "failure {i}");
    }
}

/// In exact mode, with a real model: what was changed after the run keeps the run's states.
#[test]
fn what_was_changed_after_an_honest_run_is_told_from_another_model() {
    let (model, other) = (load_exact("f16-tied"), load_exact("bf16-tied"));
    let job = Job { stop_at_eos: false, ..Job::greedy(vec![3, 40], 24) };
    let input = Input::from(job.clone());
    let claim = honest(&model, &input);
    let with = |change: &dyn Fn(&mut Generation)| {
        let mut changed = claim.clone();
        change(text_mut(&mut changed));
        reason(&model, &input, &changed)
    };
    assert_eq!(with(&|_| ()), Reason::Agrees);
    for place in [0, 7, 23] {
        assert_eq!(with(&|text| text.tokens[place] = (text.tokens[place] + 1) % 64), Reason::Swapped);
    }
    assert_eq!(with(&|text| text.tokens.truncate(5)), Reason::Truncated);
    assert_eq!(reason(&model, &input, &honest(&other, &input)), Reason::OtherModel);
    let elsewhere = Input::from(Job { prompt: vec![4, 40], ..job });
    assert_eq!(reason(&model, &input, &honest(&model, &elsewhere)), Reason::OtherModel);
    let unproven = Claim { cell_root: [0; 32], ..claim.clone() };
    assert_eq!(reason(&model, &input, &unproven), Reason::NullProof);
    let foreign = Claim { cell_root: honest(&other, &input).cell_root, ..claim };
    assert_eq!(reason(&model, &input, &foreign), Reason::OtherStates);
}

/// In f32, with a real model.
#[test]
fn the_same_engine_is_compared_by_outputs() {
    let model = load("f16-tied");
    let job = Job { stop_at_eos: false, ..Job::greedy(vec![3, 40], 24) };
    let input = Input::from(job.clone());
    let claim = honest(&model, &input);
    assert_eq!(reason(&model, &input, &claim), Reason::Agrees);
    let with = |change: &dyn Fn(&mut Generation)| {
        let mut changed = claim.clone();
        change(text_mut(&mut changed));
        verify(&model, model.manifest(), &input, &changed).unwrap()
    };
    assert_eq!(with(&|text| text.tokens.truncate(5)).reason, Reason::Truncated);
    assert_eq!(with(&|text| text.tokens.clear()).reason, Reason::NullProof);
    assert_eq!(with(&|text| text.tokens.push(3)).reason, Reason::BeyondEnd);
    assert_eq!(with(&|text| text.finish = Finish::Stopped).reason, Reason::WrongFinish);
    assert_eq!(with(&|text| text.tokens[4] = u32::MAX).reason, Reason::Malformed);
    let finding = with(&|text| text.tokens[4] ^= 1);
    assert_eq!(finding.reason, Reason::OtherOutput);
    let Distance::Text { tokens: 24, unequal, first: Some(4), shortfall: Some(logits) } = finding.distance
    else {
        panic!("{finding}")
    };
    assert!(unequal >= 1 && logits > 0.0, "{finding}");

    // Made-up states, a wrong seed, another model.
    let odd = Claim { cell_root: [1; 32], ..claim.clone() };
    assert_eq!(reason(&model, &input, &odd), Reason::OtherStates);
    let seeded = Input::from(Job { sampler: Sampler::seeded([4; 32]), ..job });
    assert_eq!(reason(&model, &input, &honest(&model, &seeded)), Reason::OtherOutput);
    assert_eq!(reason(&model, &seeded, &honest(&model, &input)), Reason::OtherOutput);
    let folder = Folder::copy("f16-tied");
    folder.tensors(|tensors| {
        for tensor in tensors.iter_mut().filter(|tensor| tensor.name.contains("down_proj")) {
            tensor.bytes.fill(0);
        }
        assert!(!find(tensors, "model.norm.weight").bytes.is_empty());
    });
    let smaller = Model::load(folder.path(), Device::Cpu).unwrap();
    assert_eq!(reason(&model, &input, &honest(&smaller, &input)), Reason::OtherOutput);
    assert_eq!(
        verify(&model, smaller.manifest(), &input, &claim).unwrap().reason,
        Reason::OtherManifest,
        "nobody can judge another model"
    );

    // A task that the model cannot run is not the miner's fault.
    let impossible = Input::from(Job::greedy(vec![u32::MAX], 24));
    assert!(verify(&model, model.manifest(), &impossible, &claim).is_err());
    let embed = Input::Embed(vec![1]);
    let vector = Claim { output: Output::Embedding(vec![1]), cell_root: [0; 32] };
    assert!(verify(&model, model.manifest(), &embed, &vector).is_err());
}

#[test]
fn copies_are_remembered_within_bounds() {
    let toy = Toy::new(1);
    let answers: Vec<(Input, Claim)> =
        (0..50).map(|first| (ask(first, 20), honest(&toy, &ask(first, 20)))).collect();
    let mut seen = Seen::new(20);
    for (input, claim) in &answers {
        seen.note(input, claim);
        seen.note(input, claim);
        assert!(!seen.elsewhere(input, claim));
    }
    let copies = answers.iter().filter(|(_, claim)| seen.elsewhere(&ask(99, 20), claim)).count();
    assert!((10..=20).contains(&copies), "{copies}");
    assert!(!seen.elsewhere(&ask(99, 20), &answers[0].1), "the oldest are forgotten");
    let mut none = Seen::new(0);
    none.note(&answers[0].0, &answers[0].1);
    assert!(!none.elsewhere(&ask(99, 20), &answers[0].1));

    // Short answers are alike by chance.
    let short = Claim::from(Generation { tokens: vec![5; 7], finish: Finish::Eos });
    seen.note(&ask(1, 20), &short);
    assert!(!seen.elsewhere(&ask(2, 20), &short));
}
