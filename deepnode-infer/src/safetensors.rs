//! The safetensors container: a length, a JSON header, then the numbers.
//!
//! Only the header is read here, and every promise that it makes about the file is checked: offsets rise without
//! gap or overlap and end with the file, and each range has the size that shape and dtype ask for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::json::brief;

/// The format's own bound on a header.
const MAX_HEADER: u64 = 100_000_000;

/// How a number is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dtype {
    F32,
    F16,
    Bf16,
}

impl Dtype {
    fn parse(name: &str) -> Option<Dtype> {
        match name {
            "F32" => Some(Dtype::F32),
            "F16" => Some(Dtype::F16),
            "BF16" => Some(Dtype::Bf16),
            _ => None,
        }
    }

    /// Bytes of one number.
    pub(crate) fn size(self) -> usize {
        if self == Dtype::F32 { 4 } else { 2 }
    }
}

/// Where a tensor lies in its file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// None where the dtype is not one that can be widened to f32.
    pub(crate) dtype: Option<Dtype>,
    pub(crate) dtype_name: String,
    pub(crate) shape: Vec<u64>,
    /// From the start of the file.
    pub(crate) offset: u64,
    pub(crate) len: u64,
}

#[derive(Deserialize)]
struct Raw {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

/// Reads the header of one file.
pub(crate) fn read_header(path: &Path) -> Result<BTreeMap<String, Entry>, Error> {
    let io = |reason| Error::Io { file: path.to_owned(), reason };
    let bad = |message: String| Error::Safetensors { file: path.to_owned(), message };

    let info = std::fs::metadata(path).map_err(io)?;
    if !info.is_file() {
        return Err(bad("not a regular file".to_owned()));
    }
    let file_len = info.len();
    let mut file = File::open(path).map_err(io)?;
    if file_len < 8 {
        return Err(bad(format!("{file_len} bytes are too few for the header's length")));
    }
    let mut length = [0; 8];
    file.read_exact(&mut length).map_err(io)?;
    let header_len = u64::from_le_bytes(length);
    if header_len > MAX_HEADER || header_len > file_len - 8 {
        return Err(bad(format!("a header of {header_len} bytes does not fit a file of {file_len}")));
    }
    let mut header = vec![0; header_len as usize];
    file.read_exact(&mut header).map_err(io)?;
    let header: BTreeMap<String, Value> =
        serde_json::from_slice(&header).map_err(|e| bad(format!("header is not readable JSON: {e}")))?;

    let start = 8 + header_len;
    let mut entries = BTreeMap::new();
    for (name, value) in header {
        if name == "__metadata__" {
            continue;
        }
        let raw: Raw = serde_json::from_value(value.clone())
            .map_err(|e| bad(format!("header of `{name}`: {e}, found {}", brief(&value))))?;
        let entry = place(raw, start, file_len).map_err(|e| bad(format!("header of `{name}`: {e}")))?;
        entries.insert(name, entry);
    }
    gapless(&entries, start, file_len).map_err(bad)?;
    Ok(entries)
}

fn place(raw: Raw, start: u64, file_len: u64) -> Result<Entry, String> {
    let (begin, end) = raw.data_offsets;
    if begin > end || end > file_len - start {
        return Err(format!("bytes {begin}..{end} are not in the file's {} bytes of data", file_len - start));
    }
    let dtype = Dtype::parse(&raw.dtype);
    if let Some(dtype) = dtype {
        let count = raw.shape.iter().try_fold(1u64, |n, d| n.checked_mul(*d));
        let size = count.and_then(|n| n.checked_mul(dtype.size() as u64));
        if size != Some(end - begin) {
            return Err(format!("{} bytes cannot be shape {:?} of {}", end - begin, raw.shape, raw.dtype));
        }
    }
    let (offset, len) = (start + begin, end - begin);
    Ok(Entry { dtype, dtype_name: raw.dtype, shape: raw.shape, offset, len })
}

fn gapless(entries: &BTreeMap<String, Entry>, start: u64, file_len: u64) -> Result<(), String> {
    let mut ranges: Vec<_> = entries.iter().map(|(name, e)| (e.offset, e.len, name)).collect();
    ranges.sort_unstable();
    let mut at = start;
    for (offset, len, name) in ranges {
        if offset != at {
            return Err(format!("`{name}` begins at byte {offset} of the file, expected {at}"));
        }
        at = offset + len;
    }
    if at == file_len { Ok(()) } else { Err(format!("the tensors end at byte {at}, the file at {file_len}")) }
}

/// The safetensors files of a folder and what their headers say.
pub(crate) struct Folder {
    /// The file that lists everything: `model.safetensors` or the index.
    pub(crate) listing: PathBuf,
    pub(crate) tensors: BTreeMap<String, (PathBuf, Entry)>,
}

impl Folder {
    /// Reads the headers of `model.safetensors`, or of the shards that `model.safetensors.index.json` names.
    pub(crate) fn read(dir: &Path) -> Result<Folder, Error> {
        let single = dir.join("model.safetensors");
        let index = dir.join("model.safetensors.index.json");
        if single.exists() || !index.exists() {
            let header = read_header(&single)?;
            let tensors = header.into_iter().map(|(name, entry)| (name, (single.clone(), entry))).collect();
            return Ok(Folder { listing: single, tensors });
        }
        let tensors = sharded(dir, &index)?;
        Ok(Folder { listing: index, tensors })
    }
}

fn sharded(dir: &Path, index: &Path) -> Result<BTreeMap<String, (PathBuf, Entry)>, Error> {
    let file = crate::json::Object::read(index)?;
    let map = file.required("weight_map", file.object("weight_map")?)?;
    let mut shards = BTreeMap::new();
    for (name, _) in map.entries() {
        let path = dir.join(map.name(name)?);
        if !shards.contains_key(&path) {
            shards.insert(path.clone(), read_header(&path)?);
        }
        if !shards[&path].contains_key(name) {
            return Err(Error::MissingTensor { file: path, tensor: name.clone() });
        }
    }
    let mut tensors = BTreeMap::new();
    for (path, header) in shards {
        for (name, entry) in header {
            let mapped = map.get(&name).and_then(Value::as_str).is_some_and(|shard| dir.join(shard) == path);
            if !mapped {
                let reason = format!("{} does not map it to this file", index.display());
                return Err(Error::UnexpectedTensor { file: path, tensor: name, reason });
            }
            tensors.insert(name, (path.clone(), entry));
        }
    }
    Ok(tensors)
}
