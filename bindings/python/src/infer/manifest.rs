//! Which model.

use deepnode_core::Hash;
use deepnode_infer::Manifest;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error::malformed;
use crate::records::record;
use crate::value::{In, Out};

record! {
    /// Everything that two parties must share to get the same results from "the same model".
    ///
    /// Its `hash()` is the model's id in a domain. A host that has an engine of its own makes one; what is left out is zero.
    ///
    /// >>> from deepnode.infer import Manifest
    /// >>> manifest = Manifest(arch=1, mode=1, weights_root=keccak(b"my weights"))
    /// >>> Manifest.from_bytes(manifest.to_bytes()) == manifest
    /// True
    PyManifest = "Manifest" in "deepnode.infer": Manifest {
        #[new]
        #[pyo3(signature = (
            arch, mode, weights_root, tables_hash = In([0; 32]), tokenizer_hash = In([0; 32]), sampler = In(0),
            seg_len = In(0), k = In(0), q_bits = In(0), tau2 = In(0), margin_hard = In(0), margin_mean = In(0)
        ))]
        #[allow(clippy::too_many_arguments)]
        fn new(
            py: Python<'_>,
            arch: In<u16>,
            mode: In<u8>,
            weights_root: In<[u8; 32]>,
            tables_hash: In<[u8; 32]>,
            tokenizer_hash: In<[u8; 32]>,
            sampler: In<u8>,
            seg_len: In<u16>,
            k: In<u8>,
            q_bits: In<u8>,
            tau2: In<u64>,
            margin_hard: In<u32>,
            margin_mean: In<u32>,
        ) -> PyResult<Self> {
            // The crate may add fields; this is how a manifest is made outside of it.
            let mut zeros = [0; Manifest::LEN];
            zeros[..5].copy_from_slice(b"dnim1");
            let mut manifest = Manifest::from_bytes(&zeros).map_err(|why| malformed(py, &why))?;
            manifest.arch = arch.0;
            manifest.mode = mode.0;
            manifest.weights_root = weights_root.0;
            manifest.tables_hash = tables_hash.0;
            manifest.tokenizer_hash = tokenizer_hash.0;
            manifest.sampler = sampler.0;
            manifest.seg_len = seg_len.0;
            manifest.k = k.0;
            manifest.q_bits = q_bits.0;
            manifest.tau2 = tau2.0;
            manifest.margin_hard = margin_hard.0;
            manifest.margin_mean = margin_mean.0;
            Ok(Self(manifest))
        }

        /// The model's id: BLAKE3 of `dn/manifest` and the canonical bytes.
        fn hash<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Hash>> {
            Out::new(py, &Hash(self.0.hash()))
        }

        /// The canonical bytes, of which there are 125.
        fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
            PyBytes::new(py, &self.0.to_bytes())
        }

        /// From the canonical bytes. What the fields mean is not judged.
        ///
        /// Raises `deepnode.errors.Malformed` for another length, or another beginning than `dnim1`.
        #[staticmethod]
        fn from_bytes(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
            Manifest::from_bytes(bytes).map(Self).map_err(|why| malformed(py, &why))
        }
    }
    {
        /// The architecture: 1 is Llama, 2 is BERT.
        arch: u16,
        /// How numbers are computed: 0 is exact, 1 is f32.
        mode: u8,
        /// Covers the configuration numbers that change a result, and every parameter.
        weights_root: [u8; 32],
        /// The version of exact mode's way of computing, and its tables; zero in f32.
        tables_hash: [u8; 32],
        /// Covers the bytes of `tokenizer.json`.
        tokenizer_hash: [u8; 32],
        /// Version of the sampling rules; zero for encoders, which choose no tokens.
        sampler: u8,
        /// Tokens in one fingerprint.
        seg_len: u16,
        /// Numbers in one fingerprint.
        k: u8,
        /// Fraction bits of a fingerprint's numbers.
        q_bits: u8,
        /// Squared relative distance up to which two fingerprints agree, Q32.
        tau2: u64,
        /// Greatest accepted loss of one sampled token against the best, Q16.
        margin_hard: u32,
        /// Greatest accepted mean of that loss, Q16.
        margin_mean: u32,
    }
}
