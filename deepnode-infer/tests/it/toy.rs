//! An engine that repeats its results everywhere, small enough to see through; and engines that lie.

use std::ops::ControlFlow;
use std::time::Duration;

use deepnode_core::{Hash, keccak};
use deepnode_infer::{
    Checks, Claim, Engine, Error, Finish, Generation, Input, Job, Manifest, Output, Reading, Sampler,
};

pub(crate) const VOCAB: u32 = 1000;
/// The toy's end token.
pub(crate) const END: u32 = 0;

/// Its next token is a hash of its weights, the text so far and the seed; its states are a hash of weights and text.
#[derive(Clone)]
pub(crate) struct Toy {
    pub(crate) manifest: Manifest,
    pub(crate) weights: u64,
    pub(crate) checks: Checks,
    /// Time for a token.
    pub(crate) pace: Duration,
}

/// A manifest that differs from others by its number.
pub(crate) fn manifest(number: u8) -> Manifest {
    let mut bytes = [number; Manifest::LEN];
    bytes[..5].copy_from_slice(b"dnim1");
    Manifest::from_bytes(&bytes).unwrap()
}

impl Toy {
    /// Exact, with weights of this number and a manifest that says so.
    pub(crate) fn new(number: u8) -> Toy {
        Toy {
            manifest: manifest(number),
            weights: number.into(),
            checks: Checks::Exact,
            pace: Duration::ZERO,
        }
    }

    pub(crate) fn id(&self) -> Hash {
        Hash(self.manifest.hash())
    }

    fn next(&self, job: &Job, tokens: &[u32]) -> u32 {
        let seed = match job.sampler {
            Sampler::Greedy => [0; 32],
            Sampler::Seeded { seed, .. } => seed,
        };
        let number = self.hash(b"next", &[&job.prompt, tokens], &seed);
        // One in thirty-two ends it.
        if number[8] < 8 { END } else { 1 + u32::from_le_bytes([number[0], number[1], 0, 0]) % (VOCAB - 1) }
    }

    pub(crate) fn states(&self, prompt: &[u32], tokens: &[u32]) -> [u8; 32] {
        self.hash(b"states", &[prompt, tokens], &[])
    }

    fn hash(&self, label: &[u8], texts: &[&[u32]], seed: &[u8]) -> [u8; 32] {
        let mut bytes = self.weights.to_le_bytes().to_vec();
        for text in texts {
            bytes.extend(text.iter().flat_map(|id| id.to_le_bytes()));
        }
        keccak(&[label, &bytes, seed]).0
    }

    fn numbers(&self, tokens: &[u32]) -> Vec<i32> {
        let hash = self.hash(b"numbers", &[tokens], &[]);
        hash.chunks(4).map(|c| i32::from_le_bytes([c[0], c[1], c[2], 0])).collect()
    }
}

impl Engine for Toy {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn checks(&self) -> Checks {
        self.checks
    }

    fn is_end(&self, token: u32) -> bool {
        token == END
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        let job = match input {
            Input::Generate(job) => job,
            Input::Embed(tokens) => {
                let output = Output::Embedding(self.numbers(tokens));
                return Ok(Claim { output, cell_root: self.states(tokens, &[]) });
            }
        };
        let (mut tokens, mut finish) = (Vec::new(), Finish::Limit);
        while tokens.len() < job.limit as usize {
            std::thread::sleep(self.pace);
            let token = self.next(job, &tokens);
            tokens.push(token);
            let stopped = on_token(token).is_break();
            if job.stop_at_eos && token == END {
                finish = Finish::Eos;
                break;
            }
            if stopped && tokens.len() < job.limit as usize {
                finish = Finish::Stopped;
                break;
            }
        }
        let cell_root = self.states(&job.prompt, &tokens);
        Ok(Claim { output: Output::Generation(Generation { tokens, finish }), cell_root })
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        match (input, &claim.output) {
            (Input::Generate(job), Output::Generation(generation)) => {
                let tokens = &generation.tokens;
                if let Some(place) = tokens.iter().position(|token| *token >= VOCAB) {
                    let position = job.prompt.len() + place;
                    let vocab_size = VOCAB as usize;
                    return Err(Error::TokenOutOfRange { token: tokens[place], position, vocab_size });
                }
                let chosen: Vec<u32> = (0..=tokens.len()).map(|n| self.next(job, &tokens[..n])).collect();
                let far = |(a, b): (&u32, &u32)| f64::from(a.abs_diff(*b));
                let shortfall = tokens.iter().zip(&chosen).map(far).collect();
                Ok(Reading::Text { chosen, shortfall, cell_root: self.states(&job.prompt, tokens) })
            }
            (Input::Embed(tokens), Output::Embedding(_)) => {
                let numbers = self.numbers(tokens);
                Ok(Reading::Embedding { numbers, cell_root: self.states(tokens, &[]) })
            }
            _ => Err(Error::NotThisModel { expected: "the same kind", found: "another" }),
        }
    }
}

/// Runs what it likes and says that it was the promised model.
pub(crate) struct Liar<F> {
    pub(crate) manifest: Manifest,
    pub(crate) lie: F,
}

impl<F: Fn(&Input) -> Claim + Send + Sync> Engine for Liar<F> {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn checks(&self) -> Checks {
        Checks::None
    }

    fn is_end(&self, _token: u32) -> bool {
        false
    }

    fn run(&self, input: &Input, _: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        Ok((self.lie)(input))
    }

    fn read(&self, _: &Input, _: &Claim) -> Result<Reading, Error> {
        Err(Error::Backend("a liar reads nothing".to_owned()))
    }
}

/// The claim of an honest run.
pub(crate) fn honest(engine: &dyn Engine, input: &Input) -> Claim {
    engine.run(input, &mut |_| ControlFlow::Continue(())).unwrap()
}

pub(crate) fn text(claim: &Claim) -> &Generation {
    match &claim.output {
        Output::Generation(generation) => generation,
        Output::Embedding(_) => panic!("an embedding"),
    }
}

pub(crate) fn text_mut(claim: &mut Claim) -> &mut Generation {
    match &mut claim.output {
        Output::Generation(generation) => generation,
        Output::Embedding(_) => panic!("an embedding"),
    }
}
