//! How a generation goes and ends.

use std::ops::ControlFlow;

use deepnode_infer::{Error, Finish, Generation, Job};
use serde_json::json;

use crate::folder::Folder;
use crate::reference::{cases, job};
use crate::{load, run};

#[test]
fn an_end_token_ends_it_and_is_the_last() {
    let model = load("rope-parameters");
    let eos = model.config().eos().to_vec();
    assert_eq!(eos, [1]);
    let mut ended = 0;
    for case in cases("rope-parameters") {
        let generation = run(&model, &Job { stop_at_eos: true, ..job(&case) });
        match case.greedy.iter().position(|id| eos.contains(id)) {
            Some(at) => {
                ended += 1;
                assert_eq!(generation.tokens, case.greedy[..=at]);
                assert_eq!(generation.finish, Finish::Eos);
            }
            None => assert_eq!(generation, Generation { tokens: case.greedy, finish: Finish::Limit }),
        }
    }
    assert!(ended > 0, "some case must meet an end token");
}

#[test]
fn in_a_batch_an_end_token_ends_its_own_row_only() {
    let model = load("rope-parameters");
    let jobs: Vec<Job> =
        cases("rope-parameters").iter().map(|case| Job { stop_at_eos: true, ..job(case) }).collect();
    let alone: Vec<Generation> = jobs.iter().map(|job| run(&model, job)).collect();
    assert_eq!(model.generate_batch(&jobs).unwrap(), alone);
}

#[test]
fn end_tokens_may_be_a_list_and_generation_config_wins() {
    let case = &cases("f32-untied")[0];
    let (third, fifth) = (case.greedy[2], case.greedy[4]);
    let folder = Folder::copy("f32-untied");
    folder.config("eos_token_id", json!([fifth, third, third]));
    let model = folder.load().unwrap();
    let mut sorted = vec![third, fifth];
    sorted.sort();
    assert_eq!(model.config().eos(), sorted);
    let first = case.greedy.iter().position(|id| [third, fifth].contains(id)).unwrap();
    assert_eq!(run(&model, &Job { stop_at_eos: true, ..job(case) }).tokens, case.greedy[..=first]);

    folder.write("generation_config.json", json!({"eos_token_id": 7}).to_string());
    assert_eq!(folder.load().unwrap().config().eos(), [7]);
    folder.write("generation_config.json", json!({"do_sample": true}).to_string());
    assert_eq!(folder.load().unwrap().config().eos(), sorted);
}

#[test]
fn the_receiver_can_stop_it() {
    let model = load("f32-untied");
    let case = &cases("f32-untied")[3];
    let mut seen = Vec::new();
    let generation = model
        .generate(&job(case), |token| {
            seen.push(token);
            if seen.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(generation, Generation { tokens: case.greedy[..3].to_vec(), finish: Finish::Stopped });
    assert_eq!(seen, case.greedy[..3]);
}

#[test]
fn a_limit_of_zero_gives_nothing() {
    let model = load("f32-untied");
    let nothing = Generation { tokens: vec![], finish: Finish::Limit };
    let job = Job::greedy(vec![3], 0);
    assert_eq!(run(&model, &job), nothing);
    assert_eq!(model.generate_batch(&[job]).unwrap(), [nothing]);
    assert_eq!(model.generate_batch(&[]).unwrap(), []);
}

#[test]
fn prompts_that_the_model_cannot_read_are_refused() {
    let model = load("f32-untied");
    let go = |_| ControlFlow::Continue(());
    let long = vec![2; 129];

    assert!(matches!(model.logits(&[]), Err(Error::EmptyPrompt)));
    assert!(matches!(model.all_logits(&[]), Err(Error::EmptyPrompt)));
    assert!(matches!(model.generate(&Job::greedy(vec![], 1), go), Err(Error::EmptyPrompt)));

    let outside = model.logits(&[5, 264]).unwrap_err();
    assert_eq!(outside.to_string(), "token 264 at position 1 is out of range: the model has ids below 264");
    assert!(matches!(model.logits(&[u32::MAX]), Err(Error::TokenOutOfRange { .. })));

    assert!(model.logits(&long[..128]).is_ok());
    assert!(matches!(model.logits(&long), Err(Error::TooLong { prompt: 129, limit: 0, context: 128 })));
    let job = Job::greedy(long[..100].to_vec(), 29);
    let refusal = model.generate(&job, go).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "100 prompt tokens and a limit of 29 do not fit the context of 128 positions"
    );
    assert!(matches!(model.generate(&Job::greedy(vec![1], u32::MAX), go), Err(Error::TooLong { .. })));

    let batch = model.generate_batch(&[Job::greedy(vec![1], 1), job]).unwrap_err();
    assert!(
        matches!(&batch, Error::InBatch { index: 1, reason } if matches!(**reason, Error::TooLong { .. }))
    );
    assert!(batch.to_string().starts_with("job 1: 100 prompt tokens"));
}

#[test]
fn the_whole_context_can_be_used() {
    let model = load("f32-untied");
    let generation = run(&model, &Job { stop_at_eos: false, ..Job::greedy(vec![2], 127) });
    assert_eq!(generation.tokens.len(), 127);
}

#[test]
fn a_model_serves_several_threads() {
    let model = load("f16-tied");
    let cases = cases("f16-tied");
    std::thread::scope(|scope| {
        for case in &cases {
            let model = model.clone();
            scope.spawn(move || assert_eq!(run(&model, &job(case)).tokens, case.greedy));
        }
    });
}

#[test]
fn text_becomes_tokens_and_text_again() {
    let model = load("f32-untied");
    let text = "the quick brown fox — naïve ☃\n";
    let tokens = model.tokenizer().encode(text).unwrap();
    assert_eq!(tokens[0], 0, "the beginning is marked");
    assert_eq!(model.tokenizer().decode(&tokens).unwrap(), text);
    assert_eq!(model.tokenizer().encode("").unwrap(), [0]);
    assert_eq!(model.tokenizer().decode(&[]).unwrap(), "");
    assert_eq!(model.tokenizer().decode(&[9999]).unwrap(), "");
}

#[test]
fn a_batch_tells_how_far_it_is_and_can_be_stopped() {
    let model = load("f32-untied");
    let jobs: Vec<Job> =
        (1..5).map(|n| Job { stop_at_eos: false, ..Job::greedy(vec![n, 7], 2 * n) }).collect();
    let mut steps = Vec::new();
    let watched = model
        .generate_batch_with(&jobs, |ended| {
            steps.push(ended);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(watched, model.generate_batch(&jobs).unwrap());
    assert_eq!(steps, [0, 1, 1, 2, 2, 3, 3, 4]);

    let stop = |ended| if ended == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let stopped = model.generate_batch_with(&jobs, stop).unwrap_err();
    assert!(matches!(stopped, Error::Stopped { done: 2, total: 4 }), "{stopped}");
}
