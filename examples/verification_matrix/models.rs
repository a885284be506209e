//! The models of the matrix, and what they are asked.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use deepnode_examples::folder;
use deepnode_infer::{Device, Input, Job, Model, Options, Q16, Sampler};
use tempfile::TempDir;

/// Folders and texts; models are loaded from them as each row needs.
pub(crate) struct Models {
    pub(crate) minilm: PathBuf,
    random: TempDir,
    pub(crate) trained: PathBuf,
    pub(crate) gpu: Option<Device>,
    /// Sentences for the encoder.
    pub(crate) texts: Vec<String>,
    /// A book that the trained decoder has not seen.
    pub(crate) held_out: String,
    quick: bool,
}

impl Models {
    pub(crate) fn load(minilm: &Path, gpu: Option<Device>, quick: bool) -> Result<Models> {
        ensure!(
            minilm.join("config.json").is_file(),
            "{}: no model there; `bash .ci/minilm` fetches it",
            minilm.display()
        );
        let trained = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/models/kjv"));
        let file = trained.join("held-out.txt");
        let held_out = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        let texts = held_out.lines().map(str::to_owned).collect();
        let random = folder::random(4, 192, 6, 1024, 1)?;
        Ok(Models { minilm: minilm.to_owned(), random, trained, gpu, texts, held_out, quick })
    }

    /// A decoder of random weights: 4 layers, 192 wide, 1024 tokens.
    pub(crate) fn random(&self) -> &Path {
        self.random.path()
    }

    /// All three.
    pub(crate) fn all(&self) -> [(&'static str, &Path); 3] {
        [("MiniLM", &self.minilm), ("D1", self.random()), ("D2", &self.trained)]
    }

    pub(crate) fn exact(&self, dir: &Path) -> Result<Model> {
        Ok(Model::load(dir, Options::exact(Device::Cpu))?)
    }

    /// A number of samples, or a part of it where time is short.
    pub(crate) fn samples(&self, whole: usize) -> usize {
        if self.quick { whole.div_ceil(8) } else { whole }
    }

    /// Tasks for a model: texts to embed, or prompts of 8 to 39 tokens to continue by `limit`, in turn greedily and with
    /// a seed.
    pub(crate) fn tasks(&self, model: &Model, count: usize, limit: u32) -> Result<Vec<Input>> {
        (0..count).map(|i| self.task(model, i, limit)).collect()
    }

    fn task(&self, model: &Model, i: usize, limit: u32) -> Result<Input> {
        if model.embeds() {
            return Ok(Input::Embed(model.tokenizer().encode(&self.texts[i % self.texts.len()])?));
        }
        let ids = model.config().vocab_size() as u64;
        let id = |at: u64| (i as u64 * 7919 + at * at * 31 + at * 17) % ids;
        let prompt = (0..8 + i as u64 % 32).map(|at| id(at) as u32).collect();
        let sampler = match i % 3 {
            0 => Sampler::Greedy,
            1 => Sampler::seeded([i as u8; 32]),
            _ => Sampler::Seeded {
                seed: [i as u8; 32],
                temperature: Q16::from_bits((4 << 16) / 5),
                top_k: 40,
                top_p: Q16::from_bits((19 << 16) / 20),
            },
        };
        Ok(Job { sampler, stop_at_eos: false, ..Job::greedy(prompt, limit) }.into())
    }
}
