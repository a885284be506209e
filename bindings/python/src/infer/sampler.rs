//! How a token is chosen.

use deepnode_core::Hash;
use deepnode_infer::{Q16, Sampler};
use pyo3::prelude::*;

use crate::value::{In, Out};
use crate::variants::variants;

variants! {
    /// How a token is chosen from the logits of a position: `Greedy()` or `Seeded(…)`.
    ///
    /// Both are functions of the logits and the seed alone, so that a validator that has the same logits chooses the same
    /// token. Ties go to the lowest id.
    PySampler = "Sampler" in "deepnode.infer": Sampler {
        /// A draw that the seed decides.
        ///
        /// `seed` is 32 bytes, public and fresh for each task. A `temperature` above 1 flattens the probabilities, one below
        /// sharpens them, 0 is greedy. At most `top_k` tokens may be drawn, 0 means all; of those, the likeliest whose
        /// probabilities reach `top_p` together, above 0 and at most 1. Both shares are kept in steps of 2^-16.
        ///
        /// >>> from deepnode.infer import Sampler
        /// >>> Sampler.seeded(bytes(32), temperature=0.5, top_k=40).top_k
        /// 40
        #[staticmethod]
        #[pyo3(signature = (seed, *, temperature = In(Q16::ONE), top_k = In(0), top_p = In(Q16::ONE)))]
        fn seeded<'py>(
            py: Python<'py>,
            seed: In<Hash>,
            temperature: In<Q16>,
            top_k: In<u32>,
            top_p: In<Q16>,
        ) -> PyResult<Out<'py, Sampler>> {
            let (temperature, top_k, top_p) = (temperature.0, top_k.0, top_p.0);
            Out::new(py, &Sampler::Seeded { seed: seed.0.0, temperature, top_k, top_p })
        }
    }

    /// The token of greatest logit.
    Greedy {} = (Sampler::Greedy)
    /// A draw that the seed decides; `Sampler.seeded` makes one with usual values.
    Seeded {
        /// Decides the draws.
        seed: [u8; 32],
        /// Above 1 flattens the probabilities, below sharpens them; 0 is greedy.
        temperature: Q16,
        /// How many tokens may be drawn; 0 means all.
        top_k: u32,
        /// The share of probability from which tokens are drawn.
        top_p: Q16,
    } = (Sampler::Seeded { seed, temperature, top_k, top_p })
}
