//! Engines that promise one model and do something else.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use deepnode_examples::folder;
use deepnode_infer::{
    Checks, Claim, Engine, Error, Finish, Generation, Input, Job, Manifest, Model, Options, Output, Reading,
};

use crate::meter::Meter;

/// What a cheater does in place of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cheat {
    /// Runs the promised model with its weights cut to four bits.
    FourBits,
    /// Runs the lower half of its layers.
    Smaller,
    /// Runs it on the latter half of the prompt.
    ChangedPrompt,
    /// Runs it, then puts another token into the middle of the text, and shows the states of the text with it.
    SwappedToken,
    /// Shows what was approved for another task.
    Copy,
    /// Repeats the prompt, and shows zeros in place of the root over states.
    NullProof,
}

impl Cheat {
    /// For people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Cheat::FourBits => "weights of 4 bits",
            Cheat::Smaller => "half of the layers",
            Cheat::ChangedPrompt => "half of the prompt",
            Cheat::SwappedToken => "swaps a token",
            Cheat::Copy => "copies an answer",
            Cheat::NullProof => "proves nothing",
        }
    }
}

/// What cheaters work with: the promised model, two that cost less, and what everybody can see.
pub(crate) struct Workshop {
    promised: Arc<dyn Engine>,
    four_bits: Arc<dyn Engine>,
    smaller: Arc<dyn Engine>,
    vocab_size: u32,
    /// Answers that were approved, in order.
    approved: Mutex<Vec<(Input, Claim)>>,
}

impl Workshop {
    /// Makes the cheaper models out of the folder of the promised one.
    pub(crate) fn open(dir: &Path, options: Options, model: &Model, meter: &Meter) -> Result<Arc<Workshop>> {
        let load = |copy: tempfile::TempDir| Ok::<_, Error>(meter.on(Model::load(copy.path(), options)?));
        Ok(Arc::new(Workshop {
            promised: meter.on(model.clone()),
            four_bits: load(folder::four_bits(dir)?)?,
            smaller: load(folder::smaller(dir)?)?,
            vocab_size: u32::try_from(model.config().vocab_size())?,
            approved: Mutex::default(),
        }))
    }

    /// Shows an answer that was approved.
    pub(crate) fn publish(&self, input: Input, claim: Claim) {
        self.approved.lock().unwrap_or_else(PoisonError::into_inner).push((input, claim));
    }

    fn half_of_the_prompt(
        &self,
        job: &Job,
        on_token: &mut dyn FnMut(u32) -> ControlFlow<()>,
    ) -> Result<Claim, Error> {
        let prompt = job.prompt[job.prompt.len() / 2..].to_vec();
        self.promised.run(&Job { prompt, ..job.clone() }.into(), on_token)
    }

    fn swapped(&self, input: &Input, mut claim: Claim) -> Result<Claim, Error> {
        if let Output::Generation(generation) = &mut claim.output {
            let middle = generation.tokens.len() / 2;
            if let Some(token) = generation.tokens.get_mut(middle) {
                let others = (1..self.vocab_size).map(|step| (*token + step) % self.vocab_size);
                let other = others.clone().find(|other| !self.promised.is_end(*other));
                *token = other.ok_or_else(|| Error::Backend("no token to swap with".to_owned()))?;
            }
        }
        if let Reading::Text { cell_root, .. } = self.promised.read(input, &claim)? {
            claim.cell_root = cell_root;
        }
        Ok(claim)
    }

    /// The latest answer to another task that is no longer than was ordered.
    fn copied(&self, input: &Input, job: &Job) -> Result<Claim, Error> {
        let approved = self.approved.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |claim: &Claim| match &claim.output {
            Output::Generation(generation) => generation.tokens.len() <= job.limit as usize,
            Output::Embedding(_) => false,
        };
        let others = approved.iter().rev().filter(|(asked, claim)| asked != input && fits(claim));
        let found = others.map(|(_, claim)| claim.clone()).next();
        found.ok_or_else(|| Error::Backend("there is nothing to copy yet".to_owned()))
    }
}

fn nothing_computed(job: &Job) -> Claim {
    let tokens = job.prompt.iter().copied().cycle().take(job.limit as usize).collect();
    Claim { output: Output::Generation(Generation { tokens, finish: Finish::Limit }), cell_root: [0; 32] }
}

/// Says that it is the promised model, and is not.
pub(crate) struct Cheater {
    pub(crate) cheat: Cheat,
    pub(crate) workshop: Arc<Workshop>,
}

impl Engine for Cheater {
    fn manifest(&self) -> &Manifest {
        self.workshop.promised.manifest()
    }

    fn checks(&self) -> Checks {
        self.workshop.promised.checks()
    }

    fn is_end(&self, token: u32) -> bool {
        self.workshop.promised.is_end(token)
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        let workshop = &*self.workshop;
        let Input::Generate(job) = input else {
            return Err(Error::NotThisModel { expected: "an encoder", found: "a decoder" });
        };
        match self.cheat {
            Cheat::FourBits => workshop.four_bits.run(input, on_token),
            Cheat::Smaller => workshop.smaller.run(input, on_token),
            Cheat::ChangedPrompt => workshop.half_of_the_prompt(job, on_token),
            Cheat::SwappedToken => workshop.swapped(input, workshop.promised.run(input, on_token)?),
            Cheat::Copy => workshop.copied(input, job),
            Cheat::NullProof => Ok(nothing_computed(job)),
        }
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        self.workshop.promised.read(input, claim)
    }
}

#[cfg(test)]
mod tests {
    use deepnode_core::Verdict;
    use deepnode_infer::{Device, Policy, Reason, Sampler, Seen, verify};

    use super::*;

    fn run(engine: &dyn Engine, input: &Input) -> Claim {
        engine.run(input, &mut |_| ControlFlow::Continue(())).unwrap()
    }

    /// Of honest work and of each cheat, on a few tasks, what the promised model finds.
    #[test]
    fn each_cheat_is_found_for_what_it_is() {
        let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/models/kjv"));
        let options = Options::exact(Device::Cpu);
        let model = Model::load(dir, options).unwrap();
        let workshop = Workshop::open(dir, options, &model, &Meter::default()).unwrap();
        let mut seen = Seen::new(1_000);
        for (number, text) in ["And David said unto Saul,", "Hear, O Israel:"].into_iter().enumerate() {
            let prompt = model.tokenizer().encode(text).unwrap();
            let sampler = if number == 0 { Sampler::Greedy } else { Sampler::seeded([7; 32]) };
            let input = Input::from(Job { sampler, ..Job::greedy(prompt, 24) });
            let find = |claim: &Claim| verify(&model, model.manifest(), &input, claim).unwrap().reason;

            let honest = run(&model, &input);
            assert_eq!(find(&honest), Reason::Agrees);
            for cheat in [
                Cheat::FourBits,
                Cheat::Smaller,
                Cheat::ChangedPrompt,
                Cheat::SwappedToken,
                Cheat::Copy,
                Cheat::NullProof,
            ] {
                let cheater = Cheater { cheat, workshop: workshop.clone() };
                assert_eq!(cheater.manifest(), model.manifest());
                if cheat == Cheat::Copy && number == 0 {
                    let nothing = cheater.run(&input, &mut |_| ControlFlow::Continue(()));
                    assert!(nothing.is_err(), "there was nothing to copy");
                    continue;
                }
                let claim = run(&cheater, &input);
                let reason = find(&claim);
                let (expected, verdict) = match cheat {
                    Cheat::SwappedToken => (&[Reason::Swapped][..], Verdict::Major),
                    Cheat::NullProof => (&[Reason::NullProof][..], Verdict::Critical),
                    _ => (&[Reason::OtherModel, Reason::OtherStates][..], Verdict::Critical),
                };
                assert!(expected.contains(&reason), "{cheat:?}: {reason}");
                assert_eq!(Policy::default().verdict_on(reason), verdict, "{cheat:?}");
                assert_eq!(seen.elsewhere(&input, &claim), cheat == Cheat::Copy, "{cheat:?}");
            }
            seen.note(&input, &honest);
            workshop.publish(input, honest);
        }
    }
}
