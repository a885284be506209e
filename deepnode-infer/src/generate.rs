//! Decoding: a prompt in, one token after the other out.

use std::ops::ControlFlow;

use crate::claim::{Claim, Output};
use crate::commitment::Hash;
use crate::config::Config;
use crate::error::Error;
use crate::logits::Logits;
use crate::network::{Decoder, Session};
use crate::sampler::Sampler;

/// What to generate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Job {
    /// Token ids to continue, at least one.
    pub prompt: Vec<u32>,
    /// How each token is chosen.
    pub sampler: Sampler,
    /// Greatest number of tokens to generate. With the prompt it must fit the context.
    pub limit: u32,
    /// Whether one of the model's end tokens ends the generation. Without it, exactly `limit` tokens come.
    pub stop_at_eos: bool,
}

impl Job {
    /// At most `limit` tokens, each the likeliest, up to an end token.
    pub fn greedy(prompt: Vec<u32>, limit: u32) -> Job {
        Job { prompt, sampler: Sampler::Greedy, limit, stop_at_eos: true }
    }

    pub(crate) fn check(&self, config: &Config) -> Result<(), Error> {
        check_prompt(&self.prompt, self.limit as usize, config)?;
        self.sampler.check()
    }
}

/// Refuses an empty prompt, an id that the model does not have and more positions than the context has.
pub(crate) fn check_prompt(prompt: &[u32], limit: usize, config: &Config) -> Result<(), Error> {
    if prompt.is_empty() {
        return Err(Error::EmptyPrompt);
    }
    let vocab_size = config.vocab_size();
    if let Some(position) = prompt.iter().position(|id| *id as usize >= vocab_size) {
        return Err(Error::TokenOutOfRange { token: prompt[position], position, vocab_size });
    }
    if prompt.len().saturating_add(limit) > config.context() {
        return Err(Error::TooLong { prompt: prompt.len(), limit, context: config.context() });
    }
    Ok(())
}

/// What was generated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Generation {
    /// The new tokens, without the prompt. An end token that stopped it is the last of them.
    pub tokens: Vec<u32>,
    /// Why it ended.
    pub finish: Finish,
}

/// Why a generation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finish {
    /// The last token is an end token.
    Eos,
    /// The limit was reached.
    Limit,
    /// The receiver of the tokens wanted no more.
    Stopped,
}

/// How texts are laid out for reading. No layout changes a result in exact mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Texts are read in pieces of this many positions, which bounds the memory that attention scores need.
    pub(crate) piece: usize,
    /// Texts are filled up to at least this many positions.
    pub(crate) pad: usize,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout { piece: 512, pad: 0 }
    }
}

/// A generation, and the root over what was computed for it.
pub(crate) struct Run {
    pub(crate) generation: Generation,
    pub(crate) cell_root: Hash,
}

impl From<Run> for Claim {
    fn from(run: Run) -> Claim {
        Claim { output: Output::Generation(run.generation), cell_root: run.cell_root }
    }
}

/// A decoder, how it reads, and what ends a text.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) model: &'a dyn Decoder,
    pub(crate) layout: Layout,
    pub(crate) eos: &'a [u32],
}

impl<'a> Reader<'a> {
    /// Generates for one job and shows each token as it comes.
    pub(crate) fn generate(
        self,
        job: &Job,
        mut on_token: impl FnMut(u32) -> ControlFlow<()>,
    ) -> Result<Run, Error> {
        let mut tokens = Vec::new();
        if job.limit == 0 {
            return Ok(self.nothing(job));
        }
        let (mut session, mut logits) = self.open(&[&job.prompt], job.limit as usize)?;
        loop {
            let token = logits.choose(0, 1, &job.sampler, tokens.len() as u32)?;
            tokens.push(token);
            let stopped = on_token(token).is_break();
            if let Some(finish) = self.ended(job, &tokens, stopped) {
                return Ok(run(&*session, 0, job, Generation { tokens, finish }));
            }
            logits = session.forward(&[token], false)?;
        }
    }

    /// Generates for several jobs at once.
    ///
    /// Sequences that have ended are carried along until half of the batch has, then the batch is made smaller.
    /// `on_step` is told after each token of all how many jobs have ended, and can stop it.
    pub(crate) fn generate_batch(
        self,
        jobs: &[Job],
        on_step: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Vec<Run>, Error> {
        let mut done: Vec<Run> = jobs.iter().map(|job| self.nothing(job)).collect();
        let mut texts: Vec<Vec<u32>> = jobs.iter().map(|_| Vec::new()).collect();
        // Each row of the batch is a job; none where the job has ended.
        let mut rows: Vec<(usize, bool)> =
            (0..jobs.len()).filter(|j| jobs[*j].limit > 0).map(|j| (j, true)).collect();
        let prompts: Vec<&[u32]> = rows.iter().map(|(j, _)| &jobs[*j].prompt[..]).collect();
        let Some(limit) = rows.iter().map(|(j, _)| jobs[*j].limit as usize).max() else { return Ok(done) };

        let mut ended = jobs.len() - rows.len();
        let (mut session, mut logits) = self.open(&prompts, limit)?;
        loop {
            let mut next = vec![0; rows.len()];
            let count = rows.len();
            for (row, (j, alive)) in rows.iter_mut().enumerate().filter(|(_, (_, alive))| *alive) {
                let (job, tokens) = (&jobs[*j], &mut texts[*j]);
                let token = logits.choose(row, count, &job.sampler, tokens.len() as u32)?;
                tokens.push(token);
                next[row] = token;
                if let Some(finish) = self.ended(job, tokens, false) {
                    let tokens = std::mem::take(tokens);
                    done[*j] = run(&*session, row, job, Generation { tokens, finish });
                    *alive = false;
                    ended += 1;
                }
            }
            let is_stopped = on_step(ended).is_break();
            let alive: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].1).collect();
            if alive.is_empty() {
                return Ok(done);
            }
            if is_stopped {
                return Err(Error::Stopped { done: ended, total: jobs.len() });
            }
            if alive.len() <= rows.len() / 2 {
                session.keep(&alive)?;
                rows = alive.iter().map(|row| rows[*row]).collect();
                next = alive.iter().map(|row| next[*row]).collect();
            }
            logits = session.forward(&next, false)?;
        }
    }

    /// The logits `[vocab_size]` after a text.
    pub(crate) fn logits(self, tokens: &[u32]) -> Result<Logits, Error> {
        self.open(&[tokens], 0).map(|(_, logits)| logits)
    }

    /// Reads a text once and hands over the logits after each of its positions from `from` on, in pieces with their
    /// numbers of positions; returns the session that has read it.
    pub(crate) fn read(
        self,
        tokens: &[u32],
        from: usize,
        mut on_logits: impl FnMut(Logits, usize) -> Result<(), Error>,
    ) -> Result<Box<dyn Session + 'a>, Error> {
        let filling = self.layout.pad.saturating_sub(tokens.len());
        let mut session = self.model.session(&[filling], filling + tokens.len());
        let columns = fill(tokens, filling);
        let (before, rest) = columns.split_at(filling + from);
        for piece in before.chunks(self.layout.piece) {
            session.forward(piece, false)?;
        }
        for piece in rest.chunks(self.layout.piece) {
            on_logits(session.forward(piece, true)?, piece.len())?;
        }
        Ok(session)
    }

    /// Reads prompts, with room for `limit` more columns; returns the logits after each.
    ///
    /// The prompts are aligned at their ends, with filling in front that attention never sees.
    fn open(self, prompts: &[&[u32]], limit: usize) -> Result<(Box<dyn Session + 'a>, Logits), Error> {
        let Layout { piece, pad } = self.layout;
        let columns = prompts.iter().map(|prompt| prompt.len()).max().unwrap_or(0).max(pad);
        let filling: Vec<usize> = prompts.iter().map(|prompt| columns - prompt.len()).collect();
        let texts: Vec<Vec<u32>> = prompts.iter().zip(&filling).map(|(text, f)| fill(text, *f)).collect();
        let mut session = self.model.session(&filling, columns + limit);
        let mut logits = Logits::none();
        for start in (0..columns).step_by(piece) {
            let end = columns.min(start + piece);
            let tokens: Vec<u32> = texts.iter().flat_map(|text| &text[start..end]).copied().collect();
            logits = session.forward(&tokens, false)?;
        }
        Ok((session, logits))
    }

    /// What becomes of a job that asks for no tokens.
    fn nothing(self, job: &Job) -> Run {
        run(&*self.model.session(&[0], 0), 0, job, Generation { tokens: Vec::new(), finish: Finish::Limit })
    }

    fn ended(self, job: &Job, tokens: &[u32], stopped: bool) -> Option<Finish> {
        if job.stop_at_eos && tokens.last().is_some_and(|token| self.eos.contains(token)) {
            Some(Finish::Eos)
        } else if tokens.len() >= job.limit as usize {
            Some(Finish::Limit)
        } else {
            stopped.then_some(Finish::Stopped)
        }
    }
}

/// A text with filling in front.
fn fill(text: &[u32], filling: usize) -> Vec<u32> {
    std::iter::repeat_n(0, filling).chain(text.iter().copied()).collect()
}

/// What a row of a session has come to. The last token was chosen and not read.
fn run(session: &dyn Session, row: usize, job: &Job, generation: Generation) -> Run {
    Run { cell_root: session.cell_root(row, positions(job, generation.tokens.len())), generation }
}

/// How many positions are read to generate this many tokens.
pub(crate) fn positions(job: &Job, tokens: usize) -> usize {
    if tokens == 0 { 0 } else { job.prompt.len() + tokens - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{self, Device};
    use crate::llama;
    use crate::weights::Weights;
    use std::path::Path;

    fn model() -> (Config, Box<dyn Decoder>) {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/head-dim");
        let config = Config::read(&dir).unwrap();
        let Config::Llama(llama) = &config else { panic!("{config:?}") };
        let mut weights = Weights::open(&dir, &llama::parameters(llama)).unwrap();
        let decoder = device::load(Device::Cpu, llama, &mut weights).unwrap();
        (config, decoder)
    }

    fn near(a: &[f32], b: &[f32]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4)
    }

    fn read_all(model: &dyn Decoder, tokens: &[u32]) -> Vec<f32> {
        let reader = Reader { model, layout: Layout::default(), eos: &[] };
        let mut all = Vec::new();
        let read = |logits: Logits, _| {
            all.extend(logits.into_f32());
            Ok(())
        };
        reader.read(tokens, 0, read).unwrap();
        all
    }

    #[test]
    fn logits_do_not_depend_on_how_a_text_is_cut_into_pieces() {
        let (config, model) = model();
        let tokens: Vec<u32> = (0..100).map(|i| i * 37 % 264).collect();
        let whole = read_all(&*model, &tokens);
        for piece in [1, 2, 7, 33, 99] {
            // Asking for little room makes the cache grow on the way.
            let mut session = model.session(&[0], 1);
            let mut read = 0;
            for part in tokens.chunks(piece) {
                read += part.len();
                let logits = session.forward(part, false).unwrap().into_f32();
                let expected = &whole[(read - 1) * config.vocab_size()..][..config.vocab_size()];
                assert!(near(&logits, expected), "pieces of {piece}, after {read}");
            }
        }
    }

    #[test]
    fn rows_of_a_batch_see_only_themselves() {
        let (config, model) = model();
        let width = config.vocab_size();
        let texts: [Vec<u32>; 3] = [(1..40).collect(), vec![9], (50..65).collect()];
        let last = |all: Vec<f32>| all[all.len() - width..].to_vec();
        let filling = texts.each_ref().map(|text| 39 - text.len());
        let mut session = model.session(&filling, 64);
        let padded: Vec<u32> = texts
            .iter()
            .zip(filling)
            .flat_map(|(text, filling)| std::iter::repeat_n(7, filling).chain(text.iter().copied()))
            .collect();
        let logits = session.forward(&padded, false).unwrap().into_f32();
        for (row, text) in texts.iter().enumerate() {
            assert!(near(&logits[row * width..][..width], &last(read_all(&*model, text))), "row {row}");
        }

        session.keep(&[2, 1]).unwrap();
        let next = session.forward(&[100, 200], false).unwrap().into_f32();
        for (row, (text, token)) in [(&texts[2], 100), (&texts[1], 200)].into_iter().enumerate() {
            let longer = [&text[..], &[token]].concat();
            let alone = last(read_all(&*model, &longer));
            assert!(near(&next[row * width..][..width], &alone), "row {row} after keeping");
        }
    }
}
