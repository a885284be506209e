//! Whatever is not what was promised has another hash.

use std::path::Path;

use anyhow::{Context, Result};
use deepnode_examples::folder::{self, without_layers};
use deepnode_infer::{Input, Job, Model, body_root};
use tempfile::TempDir;

use crate::equality::run;
use crate::models::Models;
use crate::row::{Row, Status};

fn row(question: &'static str, bar: &'static str, different: u64, all: u64, share: f64) -> Row {
    let percent = 100.0 * different as f64 / all as f64;
    Row {
        id: "X5",
        question,
        bar,
        measured: format!("{percent:.1} % differ"),
        samples: all,
        status: Status::of(all > 0 && different as f64 >= share * all as f64),
    }
}

/// The hash of a result, whatever model it claims to be of.
fn root(model: &Model, task: &Input) -> Result<[u8; 32]> {
    Ok(body_root(&run(model, task)?))
}

/// The same models, asked for a token more, a token less or another one.
pub(crate) fn inputs(models: &Models) -> Result<Row> {
    let (mut different, mut all) = (0, 0);
    for (_, dir) in models.all() {
        let model = models.exact(dir)?;
        for (i, task) in models.tasks(&model, models.samples(80), 8)?.into_iter().enumerate() {
            let own = root(&model, &task)?;
            let tokens = match &task {
                Input::Generate(job) => &job.prompt,
                Input::Embed(tokens) => tokens,
            };
            let place = i % tokens.len();
            let mut other = tokens.clone();
            other[place] = (other[place] + 1) % model.config().vocab_size() as u32;
            let longer = [&tokens[..], &tokens[..1]].concat();
            let shorter = tokens[1..].to_vec();
            for tokens in [other, longer, shorter].into_iter().filter(|tokens| !tokens.is_empty()) {
                let changed = match &task {
                    Input::Generate(job) => Job { prompt: tokens, ..job.clone() }.into(),
                    Input::Embed(_) => Input::Embed(tokens),
                };
                all += 1;
                different += u64::from(root(&model, &changed)? != own);
            }
        }
    }
    Ok(row("another token in the input, one more or one less", "100 %", different, all, 1.0))
}

/// Other models that claim to be the promised one.
pub(crate) fn models(models: &Models) -> Result<Row> {
    let (mut different, mut all) = (0, 0);
    for (name, dir) in models.all() {
        let model = models.exact(dir)?;
        let tasks = models.tasks(&model, models.samples(40), 8)?;
        let own = tasks.iter().map(|task| root(&model, task)).collect::<Result<Vec<_>>>()?;
        let cheats = [folder::four_bits(dir)?, folder::smaller(dir)?, one_layer_less(dir)?, noisy(dir)?];
        for cheat in cheats {
            let cheat = models.exact(cheat.path()).with_context(|| name)?;
            for (task, own) in tasks.iter().zip(&own) {
                all += 1;
                different += u64::from(root(&cheat, task)? != *own);
            }
        }
    }
    Ok(row(
        "int4 weights, half of the layers, one layer less, weights off by 1 %",
        "100 %",
        different,
        all,
        1.0,
    ))
}

fn one_layer_less(dir: &Path) -> Result<TempDir> {
    folder::changed(dir, |config, parameters| {
        let layers =
            config["num_hidden_layers"].as_u64().context("config.json names no num_hidden_layers")?;
        without_layers(config, parameters, layers - 1)
    })
}

fn noisy(dir: &Path) -> Result<TempDir> {
    folder::changed(dir, |_, parameters| {
        for parameter in parameters.values_mut() {
            let signs = parameter.numbers.iter_mut().enumerate();
            signs.for_each(|(i, x)| *x *= if i * 2_654_435_761 % 5 < 2 { 1.01 } else { 0.99 });
        }
        Ok(())
    })
}

/// One weight of a matrix in a layer, off by one of its 127 steps.
pub(crate) fn weights(models: &Models) -> Result<Row> {
    let (mut different, mut all) = (0, 0);
    for (_, dir) in models.all() {
        let model = models.exact(dir)?;
        let tasks = models.tasks(&model, 8, 16)?;
        let own = tasks.iter().map(|task| root(&model, task)).collect::<Result<Vec<_>>>()?;
        for flip in 0..models.samples(48).max(30) {
            let changed = folder::changed(dir, |_, parameters| {
                let mut matrices: Vec<_> = parameters
                    .iter_mut()
                    .filter(|(name, p)| name.contains("layer") && p.shape.len() == 2)
                    .map(|(_, parameter)| parameter)
                    .collect();
                let count = matrices.len();
                let matrix = &mut matrices[flip * 31 % count];
                let width = matrix.shape[1];
                let row = flip * 7919 % matrix.shape[0];
                let row = &mut matrix.numbers[row * width..][..width];
                let step = row.iter().fold(0f32, |top, x| top.max(x.abs())) / 127.0;
                let place = flip * 104_729 % width;
                // Towards zero, so that the row's scale stays.
                row[place] -= step * row[place].signum();
                Ok(())
            })?;
            let cheat = models.exact(changed.path())?;
            all += 1;
            let task = flip % tasks.len();
            different += u64::from(root(&cheat, &tasks[task])? != own[task]);
        }
    }
    Ok(row("one weight of one layer off by its last bit", ">= 90 %", different, all, 0.9))
}
