//! A model in hand: loaded from a folder, ready to run.

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::claim::{Claim, Input, Output};
use crate::commitment::NO_ROOT;
use crate::config::Config;
use crate::device::{self, Device};
use crate::engine::{Checks, Engine, Reading};
use crate::error::Error;
use crate::generate::{self, Generation, Job};
use crate::llama;
use crate::manifest::Manifest;
use crate::tokens::Tokenizer;
use crate::weights::Weights;

/// The weights of an architecture on some device. Hides which tensor library and backend hold them.
pub(crate) trait Decoder: Send + Sync {
    /// Begins reading sequences whose prompts have these lengths; at most `columns` columns will be fed.
    ///
    /// Prompts end at the same column: a shorter one begins after filling.
    fn session(&self, prompts: &[usize], columns: usize) -> Box<dyn Session + '_>;
}

/// Sequences being read, with what was read so far in the cache.
pub(crate) trait Session {
    /// Reads the next columns, `tokens` being `[rows, columns]`, and returns logits: `[rows, columns, vocab_size]`
    /// if `all`, else of the last column only, `[rows, vocab_size]`.
    fn forward(&mut self, tokens: &[u32], all: bool) -> Result<Vec<f32>, Error>;

    /// Goes on with these rows only, in this order.
    fn keep(&mut self, rows: &[usize]) -> Result<(), Error>;
}

/// A model loaded from a Hugging Face folder.
///
/// It can be used from several threads at once, and a clone shares the weights.
///
/// See the [crate documentation](crate) for an example.
#[derive(Clone)]
pub struct Model {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    tokenizer: Tokenizer,
    manifest: Manifest,
    device: Device,
    decoder: Box<dyn Decoder>,
}

impl Model {
    /// Loads a folder: `config.json`, `tokenizer.json`, and the weights as `model.safetensors` or as the shards
    /// that `model.safetensors.index.json` names. `generation_config.json` is read for the end tokens.
    ///
    /// Weights of f32, f16 and bf16 are accepted and computed with in f32. Everything is checked before memory is
    /// taken for it, so a folder from a stranger cannot ask for more than its own numbers need.
    ///
    /// # Errors
    ///
    /// Says which file and field is missing, broken, contradictory or not supported, or why the device cannot be
    /// used. No folder makes it panic.
    pub fn load(dir: impl AsRef<Path>, device: Device) -> Result<Model, Error> {
        let dir = dir.as_ref();
        device::check(device)?;
        let config = Config::read(dir)?;
        let mut weights = Weights::open(dir, &llama::parameters(&config))?;
        let tokenizer = Tokenizer::read(&dir.join("tokenizer.json"), config.vocab_size)?;
        let decoder = device::load(device, &config, &mut weights)?;
        let manifest = Manifest::llama_f32(weights.root(&config.canonical_bytes()), tokenizer.hash());
        Ok(Model { inner: Arc::new(Inner { config, tokenizer, manifest, device, decoder }) })
    }

    /// The numbers of the architecture.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Text to tokens and back.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.inner.tokenizer
    }

    /// What the model is known by: its [`hash`](Manifest::hash) is the model's id in a domain.
    pub fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    /// Where the model runs.
    pub fn device(&self) -> Device {
        self.inner.device
    }

    /// The logits `[vocab_size]` of the token that would follow `tokens` (`[len]`, `1 <= len <= context`).
    ///
    /// # Errors
    ///
    /// [`Error::EmptyPrompt`], [`Error::TokenOutOfRange`] and [`Error::TooLong`] for tokens that the model cannot
    /// read, [`Error::Backend`] where the device fails. Logits may be NaN if the weights are.
    pub fn logits(&self, tokens: &[u32]) -> Result<Vec<f32>, Error> {
        generate::check_prompt(tokens, 0, self.config())?;
        generate::read_prompt(&mut *self.session(tokens), tokens)
    }

    /// The logits after every position of `tokens` (`[len]`), as `[len][vocab_size]`, by reading them once.
    ///
    /// Element `i` says what follows `tokens[..=i]`; the last is what [`logits`](Model::logits) gives.
    ///
    /// # Errors
    ///
    /// As for [`logits`](Model::logits).
    pub fn all_logits(&self, tokens: &[u32]) -> Result<Vec<Vec<f32>>, Error> {
        generate::check_prompt(tokens, 0, self.config())?;
        generate::read_all(&mut *self.session(tokens), tokens)
    }

    /// Generates for one job and hands each token to `on_token` as it is chosen, which may stop it.
    ///
    /// The same job gives the same tokens whenever it is run on the same device.
    ///
    /// # Errors
    ///
    /// What is wrong with the job ([`Error::EmptyPrompt`], [`Error::TokenOutOfRange`], [`Error::TooLong`],
    /// [`Error::Sampler`]), [`Error::NotFinite`] where the weights lead to logits that are no numbers, and
    /// [`Error::Backend`] where the device fails.
    pub fn generate(
        &self,
        job: &Job,
        on_token: impl FnMut(u32) -> ControlFlow<()>,
    ) -> Result<Generation, Error> {
        job.check(self.config())?;
        generate::generate(&*self.inner.decoder, &self.config().eos, job, on_token)
    }

    /// Generates for several jobs at once, which is faster than one after the other.
    ///
    /// The jobs may differ in length, sampler and limit. Each gets what it would get alone, up to rounding: where
    /// two logits are closer than about one part in a million, the choice between them may differ.
    ///
    /// # Errors
    ///
    /// [`Error::InBatch`] for the first job that [`generate`](Model::generate) would refuse, before any is run;
    /// else as there.
    pub fn generate_batch(&self, jobs: &[Job]) -> Result<Vec<Generation>, Error> {
        for (index, job) in jobs.iter().enumerate() {
            job.check(self.config()).map_err(|e| Error::InBatch { index, reason: Box::new(e) })?;
        }
        generate::generate_batch(&*self.inner.decoder, &self.config().eos, jobs)
    }

    fn session(&self, tokens: &[u32]) -> Box<dyn Session + '_> {
        self.inner.decoder.session(&[tokens.len()], tokens.len())
    }
}

impl Engine for Model {
    fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    fn checks(&self) -> Checks {
        Checks::SameEngine
    }

    fn is_end(&self, token: u32) -> bool {
        self.config().eos.contains(&token)
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        match input {
            Input::Generate(job) => self.generate(job, on_token).map(Claim::from),
            Input::Embed(_) => Err(Error::NotThisModel { expected: "an encoder", found: "a decoder" }),
        }
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        let (Input::Generate(job), Output::Generation(generation)) = (input, &claim.output) else {
            return Err(Error::NotThisModel { expected: "an encoder", found: "a decoder" });
        };
        job.check(self.config())?;
        let tokens = [&job.prompt[..], &generation.tokens].concat();
        generate::check_prompt(&tokens, 0, self.config())?;
        let logits = generate::read_all(&mut *self.session(&tokens), &tokens)?;
        let mut chosen = Vec::with_capacity(generation.tokens.len() + 1);
        let mut shortfall = Vec::with_capacity(generation.tokens.len());
        for (step, logits) in logits[job.prompt.len() - 1..].iter().enumerate() {
            let token = job.sampler.choose(logits, step as u32)?;
            chosen.push(token);
            if let Some(claimed) = generation.tokens.get(step) {
                shortfall.push(job.sampler.shortfall(logits, step as u32, token, *claimed));
            }
        }
        Ok(Reading::Text { chosen, shortfall, cell_root: NO_ROOT })
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { config, manifest, device, .. } = &*self.inner;
        f.debug_struct("Model")
            .field("config", config)
            .field("manifest", manifest)
            .field("device", device)
            .finish()
    }
}
