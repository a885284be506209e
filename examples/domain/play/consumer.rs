//! Consumers: what they ask for.

use anyhow::{Context, Result};
use deepnode_core::{Command, Event, Hash, Kind, keccak};
use deepnode_infer::{Job, Q16, Sampler, input_hash};

use super::{Play, Posted};
use crate::cast::{self, address};
use crate::prompts::PROMPTS;

/// Four fifths: the model's likeliest words alone run in circles.
const TEMPERATURE: Q16 = Q16::from_bits((4 << 16) / 5);

impl Play {
    /// A consumer asks for a continuation, greedily or with a seed.
    pub(super) fn post(&mut self) -> Result<()> {
        let number = self.posted.len();
        let consumer = address(cast::CONSUMERS[self.roll(cast::CONSUMERS.len() as u64) as usize]);
        let shift = self.seed as usize % PROMPTS.len();
        let prompt = PROMPTS[(number + shift) % PROMPTS.len()];
        let context = self.model.config().context();
        let mut tokens = self.model.tokenizer().encode(prompt)?;
        tokens.truncate((context / 2).max(1));
        let limit = (24 + self.roll(17) as usize).min(context - tokens.len()) as u32;
        let sampler = if number.is_multiple_of(3) {
            Sampler::Greedy
        } else {
            let seed = keccak(&[b"sampler", &self.seed.to_be_bytes(), &number.to_be_bytes()]).0;
            Sampler::Seeded { seed, temperature: TEMPERATURE, top_k: 40, top_p: Q16::ONE }
        };
        let job = Job { sampler, ..Job::greedy(tokens, limit) };
        let command = Command::SubmitTask {
            model: self.model_id(),
            kind: Kind::Inference,
            units: limit.into(),
            input: Hash(input_hash(&job.clone().into())),
        };
        let events = self.tell(consumer, command)?;
        let task = events.iter().find_map(|event| match event {
            Event::TaskSubmitted { task, .. } => Some(*task),
            _ => None,
        });
        let task = task.context("a task was refused")?;
        self.posted.push(Posted { task, consumer, prompt: prompt.to_owned(), job });
        Ok(())
    }
}
