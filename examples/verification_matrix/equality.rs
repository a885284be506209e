//! The same bits, whatever the layout.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, Result};
use deepnode_examples::folder;
use deepnode_infer::{
    Claim, Device, Engine, Error, Input, Kernel, Model, Options, Output, Reading, body_root,
};
use rayon::ThreadPoolBuilder;

use crate::models::Models;
use crate::row::{Row, Status};

pub(crate) fn run(model: &Model, input: &Input) -> Result<Claim> {
    Ok(Engine::run(model, input, &mut |_| ControlFlow::Continue(()))?)
}

/// Runs of the same tasks in other layouts, and whether each gave the same hash.
struct Comparisons {
    equal: u64,
    all: u64,
}

impl Comparisons {
    fn count(&mut self, a: &[Claim], b: &[Claim]) {
        self.equal += a.iter().zip(b).filter(|(a, b)| body_root(a) == body_root(b)).count() as u64;
        self.all += a.len().max(b.len()) as u64;
    }

    fn row(self, id: &'static str, question: &'static str, bar: &'static str, least: u64) -> Row {
        let Comparisons { equal, all } = self;
        let (measured, met) = (format!("{equal} of {all} equal"), equal == all && all >= least);
        Row { id, question, bar, measured, samples: all, status: Status::of(met) }
    }
}

pub(crate) fn layouts(models: &Models) -> Result<Row> {
    let mut seen = Comparisons { equal: 0, all: 0 };
    let count = models.samples(64);
    let plain = Options::exact(Device::Cpu);
    let layouts = [
        Options { piece: 1, ..plain },
        Options { piece: 5, pad: 48, ..plain },
        Options { pad: 96, ..plain },
        Options { kernel: Kernel::Integers, ..plain },
        Options { kernel: Kernel::Scalar, ..plain },
    ];
    for (name, dir) in models.all() {
        let model = models.exact(dir)?;
        let tasks = models.tasks(&model, count, 12)?;
        let alone = tasks.iter().map(|task| run(&model, task)).collect::<Result<Vec<_>>>()?;
        for rows in [2, 8] {
            let mut batched = Vec::new();
            for tasks in tasks.chunks(rows) {
                batched.extend(model.run_batch(tasks)?);
            }
            seen.count(&alone, &batched);
        }
        for threads in [1, 2, 8] {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
            let inside = pool.install(|| model.run_batch(&tasks))?;
            seen.count(&alone, &inside);
        }
        for options in layouts {
            let other = Model::load(dir, options).with_context(|| name)?;
            let tasks = &tasks[..if options.kernel == Kernel::Auto { count } else { count.div_ceil(4) }];
            let claims = tasks.iter().map(|task| run(&other, task)).collect::<Result<Vec<_>>>()?;
            seen.count(&alone[..tasks.len()], &claims);
        }
    }
    let least = if count == 64 { 1000 } else { 200 };
    Ok(seen.row(
        "X1",
        "the same hash in pieces, padded, in batches of 2 and 8, on 1, 2 and 8 threads, by integers and plain loops",
        if count == 64 { "100 % of >= 1000" } else { "100 %" },
        least,
    ))
}

pub(crate) fn decoding(models: &Models) -> Result<Row> {
    let mut seen = Comparisons { equal: 0, all: 0 };
    for dir in [models.random(), &models.trained] {
        let model = models.exact(dir)?;
        for task in models.tasks(&model, models.samples(200), 64)? {
            let claim = run(&model, &task)?;
            let Reading::Text { chosen, cell_root, .. } = model.read(&task, &claim)? else {
                anyhow::bail!("a decoder has read no text")
            };
            let Output::Generation(mut generation) = claim.output.clone() else {
                anyhow::bail!("a decoder has written no text")
            };
            generation.tokens = chosen[..chosen.len() - 1].to_vec();
            let read = Claim { output: Output::Generation(generation), cell_root };
            seen.count(&[claim], &[read]);
        }
    }
    Ok(seen.row("X2", "decoding gives the hash of one reading (D1, D2, 64 tokens)", "100 %", 1))
}

pub(crate) fn gpu(models: &Models) -> Result<Row> {
    let (id, question, bar) = ("X3", "a GPU gives the hashes of the processor", "100 %");
    let Some(device) = models.gpu else {
        let measured = "no GPU was named".to_owned();
        return Ok(Row { id, question, bar, measured, samples: 0, status: Status::NotRun });
    };
    let mut seen = Comparisons { equal: 0, all: 0 };
    for (_, dir) in models.all() {
        let (cpu, gpu) = (models.exact(dir)?, Model::load(dir, Options::exact(device))?);
        for task in models.tasks(&cpu, models.samples(40), 24)? {
            seen.count(&[run(&cpu, &task)?], &[run(&gpu, &task)?]);
        }
    }
    Ok(seen.row(id, question, bar, 1))
}

/// Matrices of the greatest weights in every pattern of signs: exact by every kernel, or refused.
pub(crate) fn bounds(models: &Models) -> Result<Row> {
    let (mut equal, mut refused, mut all) = (0, 0, 0);
    let patterns: [fn(usize) -> f32; 4] =
        [|_| 1.0, |i| if i % 2 == 0 { 1.0 } else { -1.0 }, |_| -1.0, |i| if i % 7 < 3 { 1.0 } else { -1.0 }];
    for size in [0.5, 30.0, 1e3, 1e9, f32::MAX] {
        for pattern in patterns {
            let dir = folder::changed(models.random(), |_, parameters| {
                for (_, parameter) in parameters.iter_mut().filter(|(_, p)| p.shape.len() == 2) {
                    parameter.numbers.iter_mut().enumerate().for_each(|(i, x)| *x = size * pattern(i));
                }
                Ok(())
            })?;
            all += 1;
            match claims(models, dir.path()) {
                Ok(claims) => equal += u64::from(claims.windows(2).all(|pair| pair[0] == pair[1])),
                Err(error) => match error.downcast_ref() {
                    Some(Error::Overflow { .. }) => refused += 1,
                    _ => return Err(error),
                },
            }
        }
    }
    Ok(Row {
        id: "X7",
        question: "models of nothing but greatest weights are computed exactly or refused by name",
        bar: "0 wraps",
        measured: format!("{equal} exact, {refused} refused, {} wrong", all - equal - refused),
        samples: all,
        status: Status::of(equal + refused == all && equal > 0 && refused > 0),
    })
}

fn claims(models: &Models, dir: &Path) -> Result<Vec<Claim>> {
    let kernels = [Kernel::Auto, Kernel::Integers, Kernel::Scalar];
    let claim = |kernel| {
        let model = Model::load(dir, Options { kernel, ..Options::exact(Device::Cpu) })?;
        let task = models.tasks(&model, 1, 8)?.remove(0);
        run(&model, &task)
    };
    kernels.into_iter().map(claim).collect()
}
