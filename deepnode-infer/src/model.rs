//! A model in hand: loaded from a folder, ready to run.

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::claim::{Claim, Input, Output};
use crate::commitment::{Hash, NO_ROOT};
use crate::config::Config;
use crate::device::{self, Device};
use crate::engine::{Checks, Engine, Reading};
use crate::error::Error;
use crate::exact;
use crate::generate::{self, Generation, Job, Reader, Run};
use crate::llama;
use crate::logits::Logits;
use crate::manifest::Manifest;
use crate::options::{Mode, Options};
use crate::tokens::Tokenizer;
use crate::weights::Weights;

/// The weights of an architecture on some device. Hides which tensor library and backend hold them.
pub(crate) trait Decoder: Send + Sync {
    /// Begins reading sequences, each of which begins after so many columns of filling; at most `columns` columns
    /// will be fed.
    fn session(&self, filling: &[usize], columns: usize) -> Box<dyn Session + '_>;
}

/// Sequences being read, with what was read so far in the cache.
pub(crate) trait Session {
    /// Reads the next columns, `tokens` being `[rows, columns]`, and returns logits: `[rows, columns, vocab_size]`
    /// if `all`, else of the last column only, `[rows, vocab_size]`.
    fn forward(&mut self, tokens: &[u32], all: bool) -> Result<Logits, Error>;

    /// Goes on with these rows only, in this order.
    fn keep(&mut self, rows: &[usize]) -> Result<(), Error>;

    /// The root over the states of the first `tokens` tokens of a row; zeros in a mode that has none.
    fn cell_root(&self, _row: usize, _tokens: usize) -> Hash {
        NO_ROOT
    }
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
    options: Options,
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
    pub fn load(dir: impl AsRef<Path>, options: impl Into<Options>) -> Result<Model, Error> {
        let (dir, options) = (dir.as_ref(), options.into());
        let Options { device, mode, kernel, .. } = options;
        device::check(device)?;
        let config = Config::read(dir)?;
        let mut weights = Weights::open(dir, &llama::parameters(&config))?;
        let tokenizer = Tokenizer::read(&dir.join("tokenizer.json"), config.vocab_size)?;
        let decoder = match mode {
            Mode::F32 => device::load(device, &config, &mut weights)?,
            Mode::Exact => {
                let products = device::products(device, kernel)?;
                Box::new(exact::Llama::load(&config, &mut weights, products)?)
            }
        };
        let manifest = Manifest::llama(mode, weights.root(&config.canonical_bytes()), tokenizer.hash());
        Ok(Model { inner: Arc::new(Inner { config, tokenizer, manifest, options, decoder }) })
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
        self.inner.options.device
    }

    /// What the model computes with.
    pub fn mode(&self) -> Mode {
        self.inner.options.mode
    }

    /// The logits `[vocab_size]` of the token that would follow `tokens` (`[len]`, `1 <= len <= context`).
    ///
    /// # Errors
    ///
    /// [`Error::EmptyPrompt`], [`Error::TokenOutOfRange`] and [`Error::TooLong`] for tokens that the model cannot
    /// read, [`Error::Backend`] where the device fails. Logits may be NaN if the weights are.
    pub fn logits(&self, tokens: &[u32]) -> Result<Vec<f32>, Error> {
        generate::check_prompt(tokens, 0, self.config())?;
        self.reader().logits(tokens).map(Logits::into_f32)
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
        let mut all = Vec::with_capacity(tokens.len());
        self.reader().read(tokens, 0, |logits, _| {
            all.extend(logits.into_f32().chunks(self.config().vocab_size).map(<[f32]>::to_vec));
            Ok(())
        })?;
        Ok(all)
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
        Ok(self.reader().generate(job, on_token)?.generation)
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
        Ok(self.run_jobs(jobs)?.into_iter().map(|run| run.generation).collect())
    }

    /// Runs several tasks at once; each claim is, in exact mode bit for bit, what the task alone would give.
    ///
    /// # Errors
    ///
    /// [`Error::InBatch`] for the first task that cannot be run, before any is; else as for
    /// [`generate_batch`](Model::generate_batch).
    pub fn run_batch(&self, inputs: &[Input]) -> Result<Vec<Claim>, Error> {
        let job = |(index, input): (usize, &Input)| match input {
            Input::Generate(job) => Ok(job.clone()),
            Input::Embed(_) => Err(Error::InBatch { index, reason: Box::new(NOT_A_DECODERS) }),
        };
        let jobs = inputs.iter().enumerate().map(job).collect::<Result<Vec<_>, _>>()?;
        Ok(self.run_jobs(&jobs)?.into_iter().map(Claim::from).collect())
    }

    fn run_jobs(&self, jobs: &[Job]) -> Result<Vec<Run>, Error> {
        for (index, job) in jobs.iter().enumerate() {
            job.check(self.config()).map_err(|e| Error::InBatch { index, reason: Box::new(e) })?;
        }
        self.reader().generate_batch(jobs)
    }

    fn reader(&self) -> Reader<'_> {
        let Inner { decoder, options, config, .. } = &*self.inner;
        Reader { model: &**decoder, layout: options.layout(), eos: &config.eos }
    }
}

impl Engine for Model {
    fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    fn checks(&self) -> Checks {
        match self.mode() {
            Mode::Exact => Checks::Exact,
            Mode::F32 => Checks::SameEngine,
        }
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        match input {
            Input::Generate(job) => {
                job.check(self.config())?;
                self.reader().generate(job, on_token).map(Claim::from)
            }
            Input::Embed(_) => Err(NOT_A_DECODERS),
        }
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        let (Input::Generate(job), Output::Generation(generation)) = (input, &claim.output) else {
            return Err(NOT_A_DECODERS);
        };
        job.check(self.config())?;
        let claimed = &generation.tokens;
        let tokens = [&job.prompt[..], claimed].concat();
        generate::check_prompt(&tokens, 0, self.config())?;
        let (mut chosen, mut shortfall) = (Vec::new(), Vec::new());
        let session = self.reader().read(&tokens, job.prompt.len() - 1, |logits, positions| {
            for row in 0..positions {
                let step = chosen.len();
                let token = logits.choose(row, positions, &job.sampler, step as u32)?;
                chosen.push(token);
                if let Some(claimed) = claimed.get(step) {
                    let pair = [token, *claimed];
                    shortfall.push(logits.shortfall(row, positions, &job.sampler, step as u32, pair));
                }
            }
            Ok(())
        })?;
        let cell_root = session.cell_root(0, generate::positions(job, claimed.len()));
        Ok(Reading::Text { chosen, shortfall, cell_root })
    }
}

/// An encoder's task, given to a decoder.
const NOT_A_DECODERS: Error = Error::NotThisModel { expected: "an encoder", found: "a decoder" };

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { config, manifest, options, .. } = &*self.inner;
        f.debug_struct("Model")
            .field("config", config)
            .field("manifest", manifest)
            .field("options", options)
            .finish()
    }
}
