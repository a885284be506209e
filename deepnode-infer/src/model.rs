//! A model in hand: loaded from a folder, ready to run.

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::claim::{Claim, Input, Output};
use crate::commitment::NO_ROOT;
use crate::config::Config;
use crate::device::{self, Device};
use crate::embed;
use crate::engine::{Checks, Engine, Reading};
use crate::error::Error;
use crate::generate::{self, Generation, Job};
use crate::manifest::Manifest;
use crate::tokens::Tokenizer;
use crate::weights::Weights;
use crate::{bert, llama};

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

/// The weights of an architecture that turns texts into embeddings, on some device.
pub(crate) trait Encoder: Send + Sync {
    /// One embedding `[hidden_size]` for each text. Texts have at least one token and at most the context's number;
    /// they may differ in length.
    fn embed(&self, texts: &[&[u32]]) -> Result<Vec<Vec<f32>>, Error>;
}

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
    device: Device,
    network: Network,
}

enum Network {
    Decoder(Box<dyn Decoder>),
    Encoder(Box<dyn Encoder>),
}

impl Model {
    /// Loads a folder: `config.json`, `tokenizer.json`, and the weights as `model.safetensors` or as the shards
    /// that `model.safetensors.index.json` names. `model_type` says which architecture it is: `llama`, a decoder, or
    /// `bert`, an encoder. Of a decoder, `generation_config.json` is read for the end tokens; of an encoder, the files
    /// that sentence-transformers puts beside it are read for where texts are cut, and must ask for mean pooling.
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
        let (parameters, most) = match &config {
            Config::Llama(config) => (llama::parameters(config), None),
            Config::Bert(config) => (bert::parameters(config), Some(config.max_tokens)),
        };
        let mut weights = Weights::open(dir, &parameters)?;
        let tokenizer = Tokenizer::read(&dir.join("tokenizer.json"), config.vocab_size(), most)?;
        let network = match &config {
            Config::Llama(config) => Network::Decoder(device::load(device, config, &mut weights)?),
            Config::Bert(config) => Network::Encoder(device::load_encoder(device, config, &mut weights)?),
        };
        let root = weights.root(&config.canonical_bytes());
        let manifest = match network {
            Network::Decoder(_) => Manifest::llama_f32(root, tokenizer.hash()),
            Network::Encoder(_) => Manifest::bert_f32(root, tokenizer.hash()),
        };
        Ok(Model { inner: Arc::new(Inner { config, tokenizer, manifest, device, network }) })
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
    /// [`Error::NotThisModel`] for an encoder, [`Error::EmptyPrompt`], [`Error::TokenOutOfRange`] and
    /// [`Error::TooLong`] for tokens that the model cannot read, [`Error::Backend`] where the device fails. Logits may
    /// be NaN if the weights are.
    pub fn logits(&self, tokens: &[u32]) -> Result<Vec<f32>, Error> {
        generate::read_prompt(&mut *self.session(tokens)?, tokens)
    }

    /// The logits after every position of `tokens` (`[len]`), as `[len][vocab_size]`, by reading them once.
    ///
    /// Element `i` says what follows `tokens[..=i]`; the last is what [`logits`](Model::logits) gives.
    ///
    /// # Errors
    ///
    /// As for [`logits`](Model::logits).
    pub fn all_logits(&self, tokens: &[u32]) -> Result<Vec<Vec<f32>>, Error> {
        generate::read_all(&mut *self.session(tokens)?, tokens)
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
        let decoder = self.decoder()?;
        job.check(self.config())?;
        generate::generate(decoder, self.config().eos(), job, on_token)
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
        let decoder = self.decoder()?;
        for (index, job) in jobs.iter().enumerate() {
            job.check(self.config()).map_err(|e| Error::InBatch { index, reason: Box::new(e) })?;
        }
        generate::generate_batch(decoder, self.config().eos(), jobs)
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
        let encoder = self.encoder()?;
        embed::check(tokens, self.config())?;
        Ok(embed::embed(encoder, &[tokens])?.remove(0))
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
        let encoder = self.encoder()?;
        for (index, text) in texts.iter().enumerate() {
            embed::check(text, self.config()).map_err(|e| Error::InBatch { index, reason: Box::new(e) })?;
        }
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        embed::embed(encoder, &texts)
    }

    fn decoder(&self) -> Result<&dyn Decoder, Error> {
        match &self.inner.network {
            Network::Decoder(decoder) => Ok(&**decoder),
            Network::Encoder(_) => Err(Error::NotThisModel { expected: DECODER, found: ENCODER }),
        }
    }

    fn encoder(&self) -> Result<&dyn Encoder, Error> {
        match &self.inner.network {
            Network::Encoder(encoder) => Ok(&**encoder),
            Network::Decoder(_) => Err(Error::NotThisModel { expected: ENCODER, found: DECODER }),
        }
    }

    /// Begins reading `tokens` alone, once they are found to be readable.
    fn session(&self, tokens: &[u32]) -> Result<Box<dyn Session + '_>, Error> {
        let decoder = self.decoder()?;
        generate::check_prompt(tokens, 0, self.config())?;
        Ok(decoder.session(&[tokens.len()], tokens.len()))
    }
}

impl Engine for Model {
    fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    fn checks(&self) -> Checks {
        Checks::SameEngine
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        match input {
            Input::Generate(job) => self.generate(job, on_token).map(Claim::from),
            Input::Embed(tokens) => {
                let output = Output::Embedding(embed::steps(&self.embed(tokens)?));
                Ok(Claim { output, cell_root: NO_ROOT })
            }
        }
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        let (job, generation) = match (input, &claim.output) {
            (Input::Generate(job), Output::Generation(generation)) => (job, generation),
            (Input::Embed(tokens), Output::Embedding(_)) => {
                let numbers = embed::steps(&self.embed(tokens)?);
                return Ok(Reading::Embedding { numbers, cell_root: NO_ROOT });
            }
            (Input::Generate(_), Output::Embedding(_)) => {
                return Err(Error::NotThisModel { expected: DECODER, found: ENCODER });
            }
            (Input::Embed(_), Output::Generation(_)) => {
                return Err(Error::NotThisModel { expected: ENCODER, found: DECODER });
            }
        };
        job.check(self.config())?;
        let tokens = [&job.prompt[..], &generation.tokens].concat();
        let logits = generate::read_all(&mut *self.session(&tokens)?, &tokens)?;
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
