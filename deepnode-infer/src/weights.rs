//! The parameters of a model: which there must be, their numbers as f32, and the root that commits to them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use half::{bf16, f16};

use crate::commitment::{Hash, Hasher};
use crate::error::Error;
use crate::safetensors::{Dtype, Entry, Folder};

/// The output head; absent, or a copy of the embeddings, where the two are tied.
pub(crate) const HEAD: &str = "lm_head.weight";
pub(crate) const EMBEDDING: &str = "model.embed_tokens.weight";

/// The checked parameters of a folder. Each is read from its file once, in any order.
pub(crate) struct Weights {
    parameters: BTreeMap<String, (PathBuf, Entry)>,
    /// The hash of each parameter that was read.
    hashes: BTreeMap<String, Hash>,
}

impl Weights {
    /// Opens a folder and checks that it holds exactly the `expected` parameters in their shapes.
    pub(crate) fn open(dir: &Path, expected: &[(String, Vec<usize>)]) -> Result<Weights, Error> {
        let Folder { listing, mut tensors } = Folder::read(dir)?;
        let mut parameters = BTreeMap::new();
        for (name, shape) in expected {
            let Some((file, entry)) = tensors.remove(name) else {
                return Err(Error::MissingTensor { file: listing, tensor: name.clone() });
            };
            check(&file, name, &entry, shape)?;
            parameters.insert(name.clone(), (file, entry));
        }
        let decoder = parameters.contains_key(EMBEDDING);
        tensors.retain(|name, _| !unused(name, decoder));
        let tied = decoder && !parameters.contains_key(HEAD);
        let copy = if tied { tensors.remove(HEAD) } else { None };
        if let Some((name, (file, _))) = tensors.pop_first() {
            let reason = "the architecture has no such parameter".to_owned();
            return Err(Error::UnexpectedTensor { file, tensor: name, reason });
        }
        let weights = Weights { parameters, hashes: BTreeMap::new() };
        if let Some((file, entry)) = copy {
            weights.check_copy(file, entry)?;
        }
        Ok(weights)
    }

    /// A tied folder may hold the head as well, as long as it says the same.
    fn check_copy(&self, file: PathBuf, entry: Entry) -> Result<(), Error> {
        let (embedding_file, embedding) = &self.parameters[EMBEDDING];
        let shape: Vec<usize> = embedding.shape.iter().map(|d| *d as usize).collect();
        check(&file, HEAD, &entry, &shape)?;
        let (mut ours, mut theirs) = (Hasher::new("dn/copy"), Hasher::new("dn/copy"));
        read(embedding_file, embedding, |_, bytes| ours.bytes(bytes))?;
        read(&file, &entry, |_, bytes| theirs.bytes(bytes))?;
        if embedding.dtype == entry.dtype && ours.finish() == theirs.finish() {
            return Ok(());
        }
        let reason = format!("tie_word_embeddings is true, but it differs from `{EMBEDDING}`");
        Err(Error::UnexpectedTensor { file, tensor: HEAD.to_owned(), reason })
    }

    /// Appends a parameter's numbers, widened to f32, in row-major order.
    ///
    /// # Panics
    ///
    /// If `name` is not one of the expected parameters: their names come from the architecture itself.
    pub(crate) fn append(&mut self, name: &str, numbers: &mut Vec<f32>) -> Result<(), Error> {
        let (file, entry) = &self.parameters[name];
        let mut hash = Hasher::new("dn/param");
        hash.text(name);
        hash.u8(match entry.dtype {
            None => unreachable!("checked when opened"),
            Some(Dtype::F32) => 1,
            Some(Dtype::F16) => 2,
            Some(Dtype::Bf16) => 3,
        });
        hash.u32(entry.shape.len() as u32);
        for dim in &entry.shape {
            hash.u32(*dim as u32);
        }
        numbers.reserve(entry.len as usize / entry.dtype.map_or(1, Dtype::size));
        read(file, entry, |dtype, bytes| {
            hash.bytes(bytes);
            widen(dtype, bytes, numbers);
        })?;
        self.hashes.insert(name.to_owned(), hash.finish());
        Ok(())
    }

    /// The root over the configuration and every parameter, in the order of their names.
    ///
    /// It does not depend on how the numbers are spread over files.
    pub(crate) fn root(&self, config: &[u8]) -> Hash {
        debug_assert_eq!(self.hashes.len(), self.parameters.len(), "every parameter was read");
        let mut root = Hasher::new("dn/weights");
        root.bytes(config);
        root.u32(self.hashes.len() as u32);
        for hash in self.hashes.values() {
            root.bytes(hash);
        }
        root.finish()
    }
}

/// What folders hold although no result depends on it: buffers that follow from the configuration, and the layer that
/// BERT is trained with behind its first token, which the mean over all tokens has no use for.
fn unused(name: &str, decoder: bool) -> bool {
    if decoder {
        name.ends_with(".rotary_emb.inv_freq")
    } else {
        matches!(name, "embeddings.position_ids" | "pooler.dense.weight" | "pooler.dense.bias")
    }
}

fn check(file: &Path, name: &str, entry: &Entry, shape: &[usize]) -> Result<(), Error> {
    let (file, tensor) = (file.to_owned(), name.to_owned());
    if entry.dtype.is_none() {
        return Err(Error::Dtype { file, tensor, found: entry.dtype_name.clone() });
    }
    if !entry.shape.iter().copied().eq(shape.iter().map(|d| *d as u64)) {
        return Err(Error::Shape { file, tensor, expected: shape.to_vec(), found: entry.shape.clone() });
    }
    Ok(())
}

/// Reads a tensor in pieces, so that a large one is never in memory twice.
fn read(path: &Path, entry: &Entry, mut piece: impl FnMut(Dtype, &[u8])) -> Result<(), Error> {
    let io = |reason| Error::Io { file: path.to_owned(), reason };
    let Some(dtype) = entry.dtype else { return Ok(()) };
    let mut file = File::open(path).map_err(io)?;
    file.seek(SeekFrom::Start(entry.offset)).map_err(io)?;
    let mut left = entry.len as usize;
    let mut buffer = vec![0; left.min(1 << 20)];
    while left > 0 {
        let bytes = &mut buffer[..left.min(1 << 20)];
        file.read_exact(bytes).map_err(io)?;
        piece(dtype, bytes);
        left -= bytes.len();
    }
    Ok(())
}

fn widen(dtype: Dtype, bytes: &[u8], numbers: &mut Vec<f32>) {
    match dtype {
        Dtype::F32 => numbers.extend(bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b))),
        Dtype::F16 => numbers.extend(bytes.as_chunks().0.iter().map(|b| f16::from_le_bytes(*b).to_f32())),
        Dtype::Bf16 => numbers.extend(bytes.as_chunks().0.iter().map(|b| bf16::from_le_bytes(*b).to_f32())),
    }
}
