//! A model as an engine.

use std::ops::ControlFlow;

use super::{DECODER, ENCODER, Model};
use crate::claim::{Claim, Input, Output};
use crate::embed;
use crate::engine::{Checks, Engine, Reading};
use crate::error::Error;
use crate::generate::{self, Generation, Job};
use crate::manifest::Manifest;
use crate::network::Embedded;
use crate::options::Mode;

impl Engine for Model {
    fn manifest(&self) -> &Manifest {
        Model::manifest(self)
    }

    fn checks(&self) -> Checks {
        match self.mode() {
            Mode::Exact => Checks::Exact,
            Mode::F32 => Checks::SameEngine,
        }
    }

    fn is_end(&self, token: u32) -> bool {
        self.config().eos().contains(&token)
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        match input {
            Input::Generate(job) => self.run_job(job, on_token).map(Claim::from),
            Input::Embed(tokens) => self.embed_text(tokens).map(Claim::from),
        }
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        match (input, &claim.output) {
            (Input::Generate(job), Output::Generation(generation)) => self.read_text(job, generation),
            (Input::Embed(tokens), Output::Embedding(_)) => {
                let Embedded { numbers, cell_root } = self.embed_text(tokens)?;
                Ok(Reading::Embedding { numbers: embed::steps(&numbers), cell_root })
            }
            (Input::Generate(_), Output::Embedding(_)) => {
                Err(Error::NotThisModel { expected: DECODER, found: ENCODER })
            }
            (Input::Embed(_), Output::Generation(_)) => {
                Err(Error::NotThisModel { expected: ENCODER, found: DECODER })
            }
        }
    }
}

impl Model {
    fn read_text(&self, job: &Job, generation: &Generation) -> Result<Reading, Error> {
        let reader = self.reader()?;
        job.check(self.config())?;
        let claimed = &generation.tokens;
        let tokens = [&job.prompt[..], claimed].concat();
        generate::check_prompt(&tokens, 0, self.config())?;
        let (mut chosen, mut shortfall) = (Vec::new(), Vec::new());
        let session = reader.read(&tokens, job.prompt.len() - 1, |logits, positions| {
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

impl From<Embedded> for Claim {
    fn from(embedded: Embedded) -> Claim {
        let output = Output::Embedding(embed::steps(&embedded.numbers));
        Claim { output, cell_root: embedded.cell_root }
    }
}
