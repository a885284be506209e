//! From a miner's claim to a finding.

use std::ops::ControlFlow;

use crate::claim::{Claim, Input, Output};
use crate::commitment::NO_ROOT;
use crate::delivery::MAX_EMBEDDING;
use crate::engine::{Checks, Engine, Reading};
use crate::error::Error;
use crate::finding::{Distance, Finding, Reason};
use crate::generate::{Finish, Generation, Job};
use crate::manifest::Manifest;

/// Looks at a claim about `input`, by the engine at hand, for a model that was promised.
///
/// With [`Checks::Exact`] it reads the claimed output once and compares tokens and states:
///
/// | tokens | states | finding |
/// |---|---|---|
/// | equal | equal | [`Agrees`](Reason::Agrees), or what is wrong with the end |
/// | differ | equal | [`Swapped`](Reason::Swapped) |
/// | equal | differ | [`OtherStates`](Reason::OtherStates) |
/// | differ | differ | [`OtherModel`](Reason::OtherModel) |
///
/// Where states differ it runs the task once more: if they are those of the right answer, only the text was changed
/// afterwards, and the finding is [`Truncated`](Reason::Truncated), [`BeyondEnd`](Reason::BeyondEnd) or
/// [`Swapped`](Reason::Swapped).
///
/// With [`Checks::SameEngine`] it runs the task again and compares outputs; it reads the claimed one only to measure
/// how far off it is. With [`Checks::None`], and for a model other than the engine's, nothing can be said.
///
/// ```
/// use std::ops::ControlFlow;
/// use deepnode_infer::{Device, Engine, Finish, Generation, Input, Job, Model, Output, Reason, verify};
///
/// # fn main() -> Result<(), deepnode_infer::Error> {
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f16-tied");
/// let model = Model::load(folder, Device::Cpu)?;
/// let input = Input::from(Job::greedy(vec![1, 2, 3], 8));
/// let mut claim = model.run(&input, &mut |_| ControlFlow::Continue(()))?;
/// assert_eq!(verify(&model, model.manifest(), &input, &claim)?.reason, Reason::Agrees);
///
/// if let Output::Generation(generation) = &mut claim.output {
///     generation.tokens.truncate(4);
/// }
/// assert_eq!(verify(&model, model.manifest(), &input, &claim)?.reason, Reason::Truncated);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Why the engine could not do its part: a task that cannot be run, a device that fails. It says nothing about the
/// miner, whose own faults are findings.
pub fn verify(
    engine: &dyn Engine,
    promised: &Manifest,
    input: &Input,
    claim: &Claim,
) -> Result<Finding, Error> {
    verify_until(engine, promised, input, claim, &|| false)
}

/// [`verify`], which gives up with [`OutOfTime`](Reason::OutOfTime) when `is_over` says so. It is asked before the work
/// and after each token that is generated; reading is not interrupted.
///
/// # Errors
///
/// Those of [`verify`].
pub fn verify_until(
    engine: &dyn Engine,
    promised: &Manifest,
    input: &Input,
    claim: &Claim,
    is_over: &dyn Fn() -> bool,
) -> Result<Finding, Error> {
    if engine.manifest() != promised {
        return Ok(Finding::of(Reason::OtherManifest, "the engine runs another model"));
    }
    if let Some(finding) = shape(input, claim) {
        return Ok(finding);
    }
    if is_over() {
        return Ok(Finding::of(Reason::OutOfTime, ""));
    }
    match engine.checks() {
        Checks::None => Ok(Finding::of(Reason::Unchecked, "no two runs of this engine need to agree")),
        Checks::Exact if !is_empty(input) => read(engine, input, claim, is_over),
        Checks::Exact | Checks::SameEngine => run_again(engine, input, claim, is_over),
    }
}

/// Whether nothing is asked for, so that there is nothing to read, and running costs nothing.
fn is_empty(input: &Input) -> bool {
    matches!(input, Input::Generate(job) if job.limit == 0)
}

/// What can be said without a model.
fn shape(input: &Input, claim: &Claim) -> Option<Finding> {
    match (input, &claim.output) {
        (Input::Generate(job), Output::Generation(generation)) => {
            let found = generation.tokens.len();
            if found == 0 && job.limit > 0 {
                let detail = format!("expected up to {} tokens, found none", job.limit);
                return Some(Finding::of(Reason::NullProof, detail));
            }
            (found > job.limit as usize).then(|| {
                let detail = format!("expected at most {} tokens, found {found}", job.limit);
                Finding::of(Reason::BeyondEnd, detail)
            })
        }
        (Input::Embed(_), Output::Embedding(numbers)) => (numbers.len() > MAX_EMBEDDING).then(|| {
            let detail = format!("expected at most {MAX_EMBEDDING} numbers, found {}", numbers.len());
            Finding::of(Reason::Malformed, detail)
        }),
        (Input::Generate(_), Output::Embedding(_)) => {
            Some(Finding::of(Reason::Malformed, "expected text, found an embedding"))
        }
        (Input::Embed(_), Output::Generation(_)) => {
            Some(Finding::of(Reason::Malformed, "expected an embedding, found text"))
        }
    }
}

/// The exact check: one reading, and comparisons.
fn read(
    engine: &dyn Engine,
    input: &Input,
    claim: &Claim,
    is_over: &dyn Fn() -> bool,
) -> Result<Finding, Error> {
    let reading = match engine.read(input, claim) {
        Ok(reading) => reading,
        Err(error) => return blame(input, error),
    };
    let (distance, output_agrees, cell_root) = match (&reading, &claim.output) {
        (Reading::Text { chosen, shortfall, cell_root }, Output::Generation(generation)) => {
            let distance = text_distance(&generation.tokens, chosen, shortfall)?;
            (distance, chosen.starts_with(&generation.tokens), cell_root)
        }
        (Reading::Embedding { numbers, cell_root }, Output::Embedding(claimed)) => {
            if claimed.len() != numbers.len() {
                return Ok(other_length(numbers.len(), claimed.len()));
            }
            (embedding_distance(claimed, numbers), claimed == numbers, cell_root)
        }
        _ => return Err(Error::Backend("the engine has read an output of another kind".to_owned())),
    };
    let states_agree = *cell_root == claim.cell_root;
    let (reason, detail) = match (output_agrees, states_agree) {
        _ if !states_agree && claim.cell_root == NO_ROOT => (Reason::NullProof, String::new()),
        (true, true) => match (input, &claim.output) {
            (Input::Generate(job), Output::Generation(generation)) => ending(engine, job, generation),
            _ => (Reason::Agrees, String::new()),
        },
        (false, true) => (Reason::Swapped, String::new()),
        _ => match changed_afterwards(engine, input, claim, is_over)? {
            Some(reason) => (reason, "the states are those of the right answer".to_owned()),
            None if output_agrees => (Reason::OtherStates, String::new()),
            None => (Reason::OtherModel, String::new()),
        },
    };
    Ok(Finding { reason, distance, detail })
}

/// Whether a text whose states do not belong to it has those of the right answer: then the promised model was run, and
/// its answer changed afterwards. It takes a run of the task, and only for claims that are wrong.
fn changed_afterwards(
    engine: &dyn Engine,
    input: &Input,
    claim: &Claim,
    is_over: &dyn Fn() -> bool,
) -> Result<Option<Reason>, Error> {
    let Output::Generation(claimed) = &claim.output else { return Ok(None) };
    let mut on_token = |_| if is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let own = engine.run(input, &mut on_token)?;
    let Output::Generation(text) = &own.output else { return Ok(None) };
    Ok((own.cell_root == claim.cell_root).then(|| {
        if text.tokens.starts_with(&claimed.tokens) {
            Reason::Truncated
        } else if claimed.tokens.starts_with(&text.tokens) {
            Reason::BeyondEnd
        } else {
            Reason::Swapped
        }
    }))
}

/// Whether a text whose every token is right has the right end.
fn ending(engine: &dyn Engine, job: &Job, generation: &Generation) -> (Reason, String) {
    let tokens = &generation.tokens;
    let end = tokens.iter().position(|token| job.stop_at_eos && engine.is_end(*token));
    let finish = match end {
        Some(place) if place + 1 < tokens.len() => {
            return (Reason::BeyondEnd, format!("{} tokens follow an end token", tokens.len() - place - 1));
        }
        Some(_) => Finish::Eos,
        None if tokens.len() == job.limit as usize => Finish::Limit,
        None => {
            let detail = format!("expected {} tokens or an end token, found {}", job.limit, tokens.len());
            return (Reason::Truncated, detail);
        }
    };
    if finish == generation.finish {
        (Reason::Agrees, String::new())
    } else {
        (Reason::WrongFinish, format!("expected {finish:?}, found {:?}", generation.finish))
    }
}

/// The check of an engine whose results only itself repeats.
fn run_again(
    engine: &dyn Engine,
    input: &Input,
    claim: &Claim,
    is_over: &dyn Fn() -> bool,
) -> Result<Finding, Error> {
    let mut was_stopped = false;
    let own = engine.run(input, &mut |_| {
        was_stopped = is_over();
        if was_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match (&own.output, &claim.output) {
        (Output::Generation(own_text), _) if was_stopped && own_text.finish == Finish::Stopped => {
            Ok(Finding::of(Reason::OutOfTime, ""))
        }
        (Output::Generation(own_text), Output::Generation(claimed)) => {
            same_engine_text(engine, input, (&own, own_text), (claim, claimed))
        }
        (Output::Embedding(own_numbers), Output::Embedding(claimed)) => {
            if own_numbers.len() != claimed.len() {
                return Ok(other_length(own_numbers.len(), claimed.len()));
            }
            let reason = match (own_numbers == claimed, own.cell_root == claim.cell_root) {
                (true, true) => Reason::Agrees,
                (true, false) => Reason::OtherStates,
                (false, _) => Reason::OtherOutput,
            };
            let distance = embedding_distance(claimed, own_numbers);
            Ok(Finding { reason, distance, detail: String::new() })
        }
        _ => Err(Error::Backend("the engine has made an output of another kind".to_owned())),
    }
}

fn same_engine_text(
    engine: &dyn Engine,
    input: &Input,
    (own, own_text): (&Claim, &Generation),
    (claim, claimed): (&Claim, &Generation),
) -> Result<Finding, Error> {
    let common = own_text.tokens.iter().zip(&claimed.tokens).take_while(|(a, b)| a == b).count();
    let (own_length, length) = (own_text.tokens.len(), claimed.tokens.len());
    let lengths = || format!("expected {own_length} tokens, found {length}");
    let (reason, detail) = if common < own_length.min(length) {
        // Another text: how far is it off?
        let distance = match engine.read(input, claim) {
            Ok(Reading::Text { chosen, shortfall, .. }) => {
                text_distance(&claimed.tokens, &chosen, &shortfall)?
            }
            Ok(Reading::Embedding { .. }) => {
                return Err(Error::Backend("the engine has read an output of another kind".to_owned()));
            }
            Err(error) => return blame(input, error),
        };
        let detail = format!("the same engine goes another way at token {common}");
        return Ok(Finding { reason: Reason::OtherOutput, distance, detail });
    } else if length < own_length {
        (Reason::Truncated, lengths())
    } else if length > own_length {
        (Reason::BeyondEnd, lengths())
    } else if own_text.finish != claimed.finish {
        (Reason::WrongFinish, format!("expected {:?}, found {:?}", own_text.finish, claimed.finish))
    } else if own.cell_root != claim.cell_root {
        (Reason::OtherStates, String::new())
    } else {
        (Reason::Agrees, String::new())
    };
    let first = (common < length).then_some(common);
    let distance = Distance::Text { tokens: length, unequal: length - common, first, shortfall: None };
    Ok(Finding { reason, distance, detail })
}

/// An error in reading a claim: a token that the model does not have is the miner's, all else the reader's own.
fn blame(input: &Input, error: Error) -> Result<Finding, Error> {
    match (&error, input) {
        (Error::TokenOutOfRange { position, .. }, Input::Generate(job)) if *position >= job.prompt.len() => {
            Ok(Finding::of(Reason::Malformed, error.to_string()))
        }
        _ => Err(error),
    }
}

fn other_length(expected: usize, found: usize) -> Finding {
    Finding::of(Reason::Malformed, format!("expected {expected} numbers, found {found}"))
}

fn text_distance(claimed: &[u32], chosen: &[u32], shortfall: &[f64]) -> Result<Distance, Error> {
    if chosen.len() != claimed.len() + 1 || shortfall.len() != claimed.len() {
        let (tokens, chosen, scores) = (claimed.len(), chosen.len(), shortfall.len());
        let message =
            format!("of {tokens} tokens the engine has read, it gives {chosen} choices and {scores} scores");
        return Err(Error::Backend(message));
    }
    let differ = || claimed.iter().zip(chosen).map(|(claimed, chosen)| claimed != chosen);
    Ok(Distance::Text {
        tokens: claimed.len(),
        unequal: differ().filter(|differs| *differs).count(),
        first: differ().position(|differs| differs),
        shortfall: Some(shortfall.iter().copied().fold(0.0, f64::max)),
    })
}

/// Between embeddings of equal length.
fn embedding_distance(claimed: &[i32], own: &[i32]) -> Distance {
    let pairs = || claimed.iter().zip(own).map(|(a, b)| (f64::from(*a), f64::from(*b)));
    let lengths = pairs().fold((0.0, 0.0), |(a, b), (x, y)| (a + x * x, b + y * y));
    let product: f64 = pairs().map(|(a, b)| a * b).sum();
    let scale = (lengths.0 * lengths.1).sqrt();
    Distance::Embedding {
        unequal: claimed.iter().zip(own).filter(|(a, b)| a != b).count(),
        greatest: claimed.iter().zip(own).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0),
        cosine: if scale > 0.0 { (product / scale).clamp(-1.0, 1.0) } else { 0.0 },
    }
}
