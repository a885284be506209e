//! What exact mode and its verification cost, in time.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use deepnode_infer::{Device, Engine, Input, Job, Model};

use crate::models::Models;
use crate::row::{Row, Status};

/// The shortest of some runs: what the machine can do when nobody else is there.
fn best(runs: usize, mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..runs {
        let begun = Instant::now();
        run()?;
        best = best.min(begun.elapsed());
    }
    Ok(best)
}

fn generate(model: &Model, input: &Input) -> Result<()> {
    Engine::run(model, input, &mut |_| ControlFlow::Continue(()))?;
    Ok(())
}

/// One reading beside the generation that it checks, on D1.
pub(crate) fn verification(models: &Models) -> Result<Row> {
    let model = models.exact(models.random())?;
    let mut shares = Vec::new();
    let runs = models.samples(16).max(4);
    for limit in [64, 256] {
        let job = Job { stop_at_eos: false, ..Job::greedy((1..=16).collect(), limit) };
        let input = Input::from(job);
        let claim = Engine::run(&model, &input, &mut |_| ControlFlow::Continue(()))?;
        let generated = best(runs, || generate(&model, &input))?;
        let read = best(runs, || Ok(model.read(&input, &claim).map(drop)?))?;
        shares.push(read.as_secs_f64() / generated.as_secs_f64());
    }
    Ok(Row {
        id: "C2",
        question: "time to verify beside time to generate (D1, 64 and 256 tokens)",
        bar: "<= 0.25, <= 0.10",
        measured: format!("{:.3}, {:.3}", shares[0], shares[1]),
        samples: runs as u64,
        status: Status::timed(shares[0] <= 0.25 && shares[1] <= 0.10),
    })
}

/// Exact mode beside f32: one text embedded, eight texts embedded, one text continued.
pub(crate) fn cost(models: &Models) -> Result<Row> {
    let runs = models.samples(24).max(5);
    let pair =
        |dir: &Path| -> Result<[Model; 2]> { Ok([Model::load(dir, Device::Cpu)?, models.exact(dir)?]) };
    let share = |[floats, whole]: &[Model; 2], run: &dyn Fn(&Model) -> Result<()>| -> Result<f64> {
        Ok(best(runs, || run(whole))?.as_secs_f64() / best(runs, || run(floats))?.as_secs_f64())
    };
    let minilm = pair(&models.minilm)?;
    let texts: Vec<Input> = (0..8)
        .map(|i| Ok(Input::Embed(minilm[0].tokenizer().encode(&models.texts[i..i + 4].join(" "))?)))
        .collect::<Result<_>>()?;
    let one = share(&minilm, &|model| generate(model, &texts[0]))?;
    let eight = share(&minilm, &|model| Ok(model.run_batch(&texts).map(drop)?))?;
    let trained = pair(&models.trained)?;
    let job = Job { stop_at_eos: false, ..Job::greedy((3..35).collect(), 128) }.into();
    let text = share(&trained, &|model| generate(model, &job))?;
    Ok(Row {
        id: "cost",
        question: "exact beside f32: MiniLM on one text and on eight, D2 generating 128 tokens",
        bar: "<= 1.5",
        measured: format!("{one:.2}, {eight:.2}, {text:.2}"),
        samples: runs as u64,
        status: Status::timed(one.max(eight).max(text) <= 1.5),
    })
}
