//! A model in hand: loaded from a folder, ready to run.

mod engine;

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::claim::{Claim, Input};
use crate::config::Config;
use crate::device::{self, Device};
use crate::embed;
use crate::error::Error;
use crate::generate::{self, Generation, Job, Reader, Run};
use crate::logits::Logits;
use crate::manifest::Manifest;
use crate::network::{Embedded, Encoder, Network};
use crate::options::{Mode, Options};
use crate::tokens::Tokenizer;
use crate::weights::Weights;
use crate::{bert, exact, llama};

const DECODER: &str = "a decoder";
const ENCODER: &str = "an encoder";

/// A model loaded from a Hugging Face folder: a decoder, which continues texts, or an encoder, which embeds them.
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
    network: Network,
}

impl Model {
    /// Loads a folder: `config.json`, `tokenizer.json`, and the weights as `model.safetensors` or as the shards
    /// that `model.safetensors.index.json` names. `model_type` says which architecture it is: `llama`, a decoder, or
    /// `bert`, an encoder. Of a decoder, `generation_config.json` is read for the end tokens; of an encoder, the files
    /// that sentence-transformers puts beside it are read for where texts are cut, and must ask for mean pooling.
    ///
    /// `options` says where and how; a [`Device`] alone means f32 on it. Weights of f32, f16 and bf16 are accepted. Everything is checked before memory is
    /// taken for it, so a folder from a stranger cannot ask for more than its own numbers need.
    ///
    /// # Errors
    ///
    /// Says which file and field is missing, broken, contradictory or not supported, or why the device cannot be
    /// used. No folder makes it panic.
    pub fn load(dir: impl AsRef<Path>, options: impl Into<Options>) -> Result<Model, Error> {
        let (dir, options) = (dir.as_ref(), options.into());
        let Options { device, mode, kernel, .. } = options;
        device.check()?;
        let config = Config::read(dir)?;
        let (parameters, most) = match &config {
            Config::Llama(config) => (llama::parameters(config), None),
            Config::Bert(config) => (bert::parameters(config), Some(config.max_tokens)),
        };
        let mut weights = Weights::open(dir, &parameters)?;
        let tokenizer = Tokenizer::read(&dir.join("tokenizer.json"), config.vocab_size(), most)?;
        let network = match (&config, mode) {
            (Config::Llama(config), Mode::F32) => {
                Network::Decoder(device::load(device, config, &mut weights)?)
            }
            (Config::Bert(config), Mode::F32) => {
                Network::Encoder(device::load_encoder(device, config, &mut weights)?)
            }
            (config, Mode::Exact) => {
                let products = device::products(device, kernel)?;
                device::guard(|| exact::load(config, &mut weights, products))?
            }
        };
        let root = weights.root(&config.canonical_bytes());
        let manifest = Manifest::new(&config, mode, root, tokenizer.hash());
        Ok(Model { inner: Arc::new(Inner { config, tokenizer, manifest, options, network }) })
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

    /// Whether it is an encoder, which embeds texts; else it is a decoder, which continues them.
    pub fn embeds(&self) -> bool {
        matches!(self.inner.network, Network::Encoder(_))
    }

    /// The logits `[vocab_size]` of the token that would follow `tokens` (`[len]`, `1 <= len <= context`).
    ///
    /// # Errors
    ///
    /// [`Error::NotThisModel`] for an encoder, [`Error::EmptyPrompt`], [`Error::TokenOutOfRange`] and
    /// [`Error::TooLong`] for tokens that the model cannot read, [`Error::Backend`] where the device fails. Logits may
    /// be NaN if the weights are.
    pub fn logits(&self, tokens: &[u32]) -> Result<Vec<f32>, Error> {
        let reader = self.reader()?;
        generate::check_prompt(tokens, 0, self.config())?;
        reader.logits(tokens).map(Logits::into_f32)
    }

    /// The logits after every position of `tokens` (`[len]`), as `[len][vocab_size]`, by reading them once.
    ///
    /// Element `i` says what follows `tokens[..=i]`; the last is what [`logits`](Model::logits) gives.
    ///
    /// # Errors
    ///
    /// As for [`logits`](Model::logits).
    pub fn all_logits(&self, tokens: &[u32]) -> Result<Vec<Vec<f32>>, Error> {
        let reader = self.reader()?;
        generate::check_prompt(tokens, 0, self.config())?;
        let mut all = Vec::with_capacity(tokens.len());
        reader.read(tokens, 0, |logits, _| {
            all.extend(logits.into_f32().chunks(self.config().vocab_size()).map(<[f32]>::to_vec));
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
    /// [`Error::NotThisModel`] for an encoder, what is wrong with the job ([`Error::EmptyPrompt`],
    /// [`Error::TokenOutOfRange`], [`Error::TooLong`], [`Error::Sampler`]), [`Error::NotFinite`] where the weights lead
    /// to logits that are no numbers, and [`Error::Backend`] where the device fails.
    pub fn generate(
        &self,
        job: &Job,
        on_token: impl FnMut(u32) -> ControlFlow<()>,
    ) -> Result<Generation, Error> {
        Ok(self.run_job(job, on_token)?.generation)
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
        self.generate_batch_with(jobs, |_| ControlFlow::Continue(()))
    }

    /// [`generate_batch`](Model::generate_batch), which tells `on_step` after each token of all how many jobs have
    /// ended, and stops if it says so.
    ///
    /// # Errors
    ///
    /// [`Error::Stopped`] if it was stopped before the last had ended; else as there.
    pub fn generate_batch_with(
        &self,
        jobs: &[Job],
        mut on_step: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<Generation>, Error> {
        Ok(self.run_jobs(jobs, &mut on_step)?.into_iter().map(|run| run.generation).collect())
    }

    /// The embedding of a text of these `tokens` (`[len]`, `1 <= len <= context`), special ones included, as
    /// [`Tokenizer::encode`] gives them: a direction of length 1, `[hidden_size]`.
    ///
    /// The product of two embeddings, number by number and summed, is the cosine between them: 1 for texts that mean
    /// the same to the model, about 0 for texts that have nothing to do with each other.
    ///
    /// ```
    /// use deepnode_infer::{Device, Model};
    ///
    /// # fn main() -> Result<(), deepnode_infer::Error> {
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/bert-f32");
    /// let model = Model::load(folder, Device::Cpu)?;
    /// let embed = |text| model.embed(&model.tokenizer().encode(text)?);
    /// let (one, other) = (embed("the quick brown fox")?, embed("the house of the thing")?);
    ///
    /// let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    /// assert!((product(&one, &one) - 1.0).abs() < 1e-6);
    /// assert!(product(&one, &other) < 0.999);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotThisModel`] for a decoder, [`Error::EmptyPrompt`], [`Error::TokenOutOfRange`] and
    /// [`Error::TooLong`] for tokens that the model cannot read, [`Error::NoDirection`] where the weights lead to
    /// numbers that are none, [`Error::Backend`] where the device fails.
    pub fn embed(&self, tokens: &[u32]) -> Result<Vec<f32>, Error> {
        Ok(self.embed_text(tokens)?.numbers)
    }

    /// The embeddings of several texts, in their order, which is faster than one after the other.
    ///
    /// The texts may differ in length. Each gets what it would get alone, up to rounding: about one part in a million.
    ///
    /// # Errors
    ///
    /// [`Error::InBatch`] for the first text that [`embed`](Model::embed) would refuse, before any is read; else as
    /// there.
    pub fn embed_batch(&self, texts: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, Error> {
        self.embed_batch_with(texts, |_| ControlFlow::Continue(()))
    }

    /// [`embed_batch`](Model::embed_batch), which tells `on_step` after each piece of the batch how many texts are done,
    /// and stops if it says so.
    ///
    /// # Errors
    ///
    /// [`Error::Stopped`] if it was stopped before the last was done; else as there.
    pub fn embed_batch_with(
        &self,
        texts: &[Vec<u32>],
        mut on_step: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<Vec<f32>>, Error> {
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        Ok(self.embed_texts(&texts, &mut on_step)?.into_iter().map(|embedded| embedded.numbers).collect())
    }

    /// Runs several tasks at once; each claim is, in exact mode bit for bit, what the task alone would give.
    ///
    /// # Errors
    ///
    /// [`Error::InBatch`] for the first task that cannot be run, before any is; else as for
    /// [`generate_batch`](Model::generate_batch) and [`embed_batch`](Model::embed_batch).
    pub fn run_batch(&self, inputs: &[Input]) -> Result<Vec<Claim>, Error> {
        self.run_batch_with(inputs, |_| ControlFlow::Continue(()))
    }

    /// [`run_batch`](Model::run_batch), which tells `on_step` how many tasks are done, as for
    /// [`generate_batch_with`](Model::generate_batch_with) and [`embed_batch_with`](Model::embed_batch_with), and stops
    /// if it says so.
    ///
    /// # Errors
    ///
    /// [`Error::Stopped`] if it was stopped before the last was done; else as there.
    pub fn run_batch_with<'a>(
        &self,
        inputs: &'a [Input],
        mut on_step: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<Claim>, Error> {
        let other = |index| {
            let (expected, found) = if self.embeds() { (DECODER, ENCODER) } else { (ENCODER, DECODER) };
            Error::InBatch { index, reason: Box::new(Error::NotThisModel { expected, found }) }
        };
        if self.embeds() {
            let text = |(index, input): (usize, &'a Input)| match input {
                Input::Embed(text) => Ok(text.as_slice()),
                Input::Generate(_) => Err(other(index)),
            };
            let texts = inputs.iter().enumerate().map(text).collect::<Result<Vec<_>, _>>()?;
            Ok(self.embed_texts(&texts, &mut on_step)?.into_iter().map(Claim::from).collect())
        } else {
            let job = |(index, input): (usize, &Input)| match input {
                Input::Generate(job) => Ok(job.clone()),
                Input::Embed(_) => Err(other(index)),
            };
            let jobs = inputs.iter().enumerate().map(job).collect::<Result<Vec<_>, _>>()?;
            Ok(self.run_jobs(&jobs, &mut on_step)?.into_iter().map(Claim::from).collect())
        }
    }

    fn run_job(&self, job: &Job, on_token: impl FnMut(u32) -> ControlFlow<()>) -> Result<Run, Error> {
        let reader = self.reader()?;
        job.check(self.config())?;
        reader.generate(job, on_token)
    }

    fn run_jobs(
        &self,
        jobs: &[Job],
        on_step: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<Run>, Error> {
        let reader = self.reader()?;
        for (index, job) in jobs.iter().enumerate() {
            job.check(self.config()).map_err(|e| Error::InBatch { index, reason: Box::new(e) })?;
        }
        reader.generate_batch(jobs, on_step)
    }

    fn embed_text(&self, text: &[u32]) -> Result<Embedded, Error> {
        let encoder = self.encoder()?;
        embed::check(text, self.config())?;
        let go = &mut |_| ControlFlow::Continue(());
        Ok(embed::embed(encoder, &[text], self.inner.options.layout(), go)?.swap_remove(0))
    }

    fn embed_texts(
        &self,
        texts: &[&[u32]],
        on_step: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<Embedded>, Error> {
        let encoder = self.encoder()?;
        for (index, text) in texts.iter().enumerate() {
            embed::check(text, self.config()).map_err(|e| Error::InBatch { index, reason: Box::new(e) })?;
        }
        embed::embed(encoder, texts, self.inner.options.layout(), on_step)
    }

    fn reader(&self) -> Result<Reader<'_>, Error> {
        let Inner { network, options, config, .. } = &*self.inner;
        match network {
            Network::Decoder(model) => {
                Ok(Reader { model: &**model, layout: options.layout(), eos: config.eos() })
            }
            Network::Encoder(_) => Err(Error::NotThisModel { expected: DECODER, found: ENCODER }),
        }
    }

    fn encoder(&self) -> Result<&dyn Encoder, Error> {
        match &self.inner.network {
            Network::Encoder(encoder) => Ok(&**encoder),
            Network::Decoder(_) => Err(Error::NotThisModel { expected: ENCODER, found: DECODER }),
        }
    }
}

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
