//! Decoding: a prompt in, one token after the other out.

use std::ops::ControlFlow;

use crate::config::Config;
use crate::error::Error;
use crate::model::{Decoder, Session};
use crate::sampler::Sampler;

/// Prompts are read in pieces of this many positions, which bounds the memory that attention scores need.
const PIECE: usize = 512;

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

/// Generates for one job and shows each token as it comes.
pub(crate) fn generate(
    model: &dyn Decoder,
    eos: &[u32],
    job: &Job,
    mut on_token: impl FnMut(u32) -> ControlFlow<()>,
) -> Result<Generation, Error> {
    let mut tokens = Vec::new();
    if job.limit == 0 {
        return Ok(Generation { tokens, finish: Finish::Limit });
    }
    let mut session = model.session(&[job.prompt.len()], job.prompt.len() + job.limit as usize);
    let mut logits = read_prompt(&mut *session, &job.prompt)?;
    loop {
        let token = job.sampler.choose(&logits, tokens.len() as u32)?;
        tokens.push(token);
        let stopped = on_token(token).is_break();
        if let Some(finish) = ended(job, eos, &tokens, stopped) {
            return Ok(Generation { tokens, finish });
        }
        logits = session.forward(&[token], false)?;
    }
}

fn ended(job: &Job, eos: &[u32], tokens: &[u32], stopped: bool) -> Option<Finish> {
    if job.stop_at_eos && tokens.last().is_some_and(|token| eos.contains(token)) {
        Some(Finish::Eos)
    } else if tokens.len() >= job.limit as usize {
        Some(Finish::Limit)
    } else {
        stopped.then_some(Finish::Stopped)
    }
}

/// Reads a prompt of one sequence; returns the logits `[vocab_size]` after it.
pub(crate) fn read_prompt(session: &mut dyn Session, prompt: &[u32]) -> Result<Vec<f32>, Error> {
    let mut logits = Vec::new();
    for piece in prompt.chunks(PIECE) {
        logits = session.forward(piece, false)?;
    }
    Ok(logits)
}

/// Reads a sequence; returns the logits after each of its positions.
pub(crate) fn read_all(session: &mut dyn Session, tokens: &[u32]) -> Result<Vec<Vec<f32>>, Error> {
    let mut all = Vec::with_capacity(tokens.len());
    for piece in tokens.chunks(PIECE) {
        let logits = session.forward(piece, true)?;
        all.extend(logits.chunks(logits.len() / piece.len()).map(<[f32]>::to_vec));
    }
    Ok(all)
}

/// Generates for several jobs at once.
///
/// The prompts are aligned at their ends, with filling in front that attention never sees. Sequences that have
/// ended are carried along until half of the batch has, then the batch is made smaller.
pub(crate) fn generate_batch(
    model: &dyn Decoder,
    eos: &[u32],
    jobs: &[Job],
) -> Result<Vec<Generation>, Error> {
    let mut done: Vec<Generation> =
        jobs.iter().map(|_| Generation { tokens: Vec::new(), finish: Finish::Limit }).collect();
    // Each row of the batch is a job; none where the job has ended.
    let mut rows: Vec<(usize, bool)> =
        (0..jobs.len()).filter(|j| jobs[*j].limit > 0).map(|j| (j, true)).collect();
    let lengths: Vec<usize> = rows.iter().map(|(j, _)| jobs[*j].prompt.len()).collect();
    let Some(longest) = lengths.iter().copied().max() else { return Ok(done) };
    let limit = rows.iter().map(|(j, _)| jobs[*j].limit as usize).max().unwrap_or(0);

    let mut session = model.session(&lengths, longest + limit);
    let mut logits = Vec::new();
    for start in (0..longest).step_by(PIECE) {
        let columns = start..longest.min(start + PIECE);
        let piece: Vec<u32> = rows
            .iter()
            .flat_map(|(j, _)| {
                let prompt = &jobs[*j].prompt;
                let filling = longest - prompt.len();
                columns.clone().map(move |c| c.checked_sub(filling).map_or(0, |at| prompt[at]))
            })
            .collect();
        logits = session.forward(&piece, false)?;
    }

    loop {
        let width = logits.len() / rows.len();
        let mut next = vec![0; rows.len()];
        for (row, (j, alive)) in rows.iter_mut().enumerate().filter(|(_, (_, alive))| *alive) {
            let (job, generation) = (&jobs[*j], &mut done[*j]);
            let step = generation.tokens.len() as u32;
            let token = job.sampler.choose(&logits[row * width..][..width], step)?;
            generation.tokens.push(token);
            next[row] = token;
            if let Some(finish) = ended(job, eos, &generation.tokens, false) {
                generation.finish = finish;
                *alive = false;
            }
        }
        let alive: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].1).collect();
        if alive.is_empty() {
            return Ok(done);
        }
        if alive.len() <= rows.len() / 2 {
            session.keep(&alive)?;
            rows = alive.iter().map(|row| rows[*row]).collect();
            next = alive.iter().map(|row| next[*row]).collect();
        }
        logits = session.forward(&next, false)?;
    }
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

    #[test]
    fn logits_do_not_depend_on_how_a_text_is_cut_into_pieces() {
        let (_, model) = model();
        let tokens: Vec<u32> = (0..100).map(|i| i * 37 % 264).collect();
        let whole = read_all(&mut *model.session(&[100], 100), &tokens).unwrap();
        for piece in [1, 2, 7, 33, 99] {
            // Asking for little room makes the cache grow on the way.
            let mut session = model.session(&[100], 1);
            let mut read = 0;
            for part in tokens.chunks(piece) {
                read += part.len();
                let logits = session.forward(part, false).unwrap();
                assert!(near(&logits, &whole[read - 1]), "pieces of {piece}, after {read}");
            }
        }
    }

    #[test]
    fn rows_of_a_batch_see_only_themselves() {
        let (config, model) = model();
        let texts: [Vec<u32>; 3] = [(1..40).collect(), vec![9], (50..65).collect()];
        let alone =
            texts.clone().map(|text| read_all(&mut *model.session(&[text.len()], 64), &text).unwrap());
        let mut session = model.session(&texts.each_ref().map(Vec::len), 64);
        let padded: Vec<u32> = texts
            .iter()
            .flat_map(|text| std::iter::repeat_n(7, 39 - text.len()).chain(text.iter().copied()))
            .collect();
        let logits = session.forward(&padded, false).unwrap();
        for (row, text) in alone.iter().enumerate() {
            assert!(
                near(&logits[row * config.vocab_size()..][..config.vocab_size()], text.last().unwrap()),
                "row {row}"
            );
        }

        session.keep(&[2, 1]).unwrap();
        let next = session.forward(&[100, 200], false).unwrap();
        for (row, (text, token)) in [(&texts[2], 100), (&texts[1], 200)].into_iter().enumerate() {
            let longer = [&text[..], &[token]].concat();
            let alone = read_prompt(&mut *model.session(&[longer.len()], 64), &longer).unwrap();
            assert!(
                near(&next[row * config.vocab_size()..][..config.vocab_size()], &alone),
                "row {row} after keeping"
            );
        }
    }
}
