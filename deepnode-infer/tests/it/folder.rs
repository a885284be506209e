//! Model folders to break: copies of a good one with something changed.

use std::fs;
use std::path::{Path, PathBuf};

use deepnode_infer::{Device, Error, Model};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// A copy of a test folder.
pub(crate) struct Folder(TempDir);

/// A tensor as it stands in a file.
#[derive(Clone)]
pub(crate) struct Tensor {
    pub(crate) name: String,
    pub(crate) dtype: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

impl Folder {
    pub(crate) fn copy(variant: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for entry in fs::read_dir(crate::data(variant)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            if name != "expected.json" {
                fs::copy(&path, folder.path().join(name)).unwrap();
            }
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn load(&self) -> Result<Model, Error> {
        Model::load(self.path(), Device::Cpu)
    }

    /// The error that loading gives.
    pub(crate) fn error(&self) -> Error {
        self.load().expect_err("a broken folder must not load")
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.file(name), bytes).unwrap();
        self
    }

    pub(crate) fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.file(name)).unwrap();
        self
    }

    /// Changes the object in a JSON file.
    pub(crate) fn edit(&self, name: &str, change: impl FnOnce(&mut Map<String, Value>)) -> &Self {
        let mut value: Value = serde_json::from_slice(&fs::read(self.file(name)).unwrap()).unwrap();
        change(value.as_object_mut().unwrap());
        self.write(name, value.to_string())
    }

    /// Sets a field of `config.json`.
    pub(crate) fn config(&self, field: &str, value: Value) -> &Self {
        self.edit("config.json", |config| {
            config.insert(field.to_owned(), value);
        })
    }

    /// Changes the tensors of `model.safetensors`.
    pub(crate) fn tensors(&self, change: impl FnOnce(&mut Vec<Tensor>)) -> &Self {
        let mut tensors = read_tensors(&self.file("model.safetensors"));
        change(&mut tensors);
        self.write("model.safetensors", safetensors(&tensors))
    }

    /// Spreads the tensors over several files, with an index.
    pub(crate) fn shard(&self, shards: usize) -> &Self {
        let tensors = read_tensors(&self.file("model.safetensors"));
        self.remove("model.safetensors");
        let mut map = Map::new();
        for shard in 0..shards {
            let name = format!("model-{:05}-of-{shards:05}.safetensors", shard + 1);
            let part: Vec<Tensor> = tensors.iter().skip(shard).step_by(shards).cloned().collect();
            map.extend(part.iter().map(|t| (t.name.clone(), json!(name))));
            self.write(&name, safetensors(&part));
        }
        self.write("model.safetensors.index.json", json!({"metadata": {}, "weight_map": map}).to_string())
    }
}

/// The message must end like this after the path of `file`.
pub(crate) fn says(folder: &Folder, error: &Error, file: &str, message: &str) {
    assert_eq!(error.to_string(), format!("{}: {message}", folder.file(file).display()));
}

pub(crate) fn read_tensors(file: &Path) -> Vec<Tensor> {
    let bytes = fs::read(file).unwrap();
    let header_len = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header: Map<String, Value> = serde_json::from_slice(&bytes[8..8 + header_len]).unwrap();
    let data = &bytes[8 + header_len..];
    let tensor = |(name, value): (&String, &Value)| {
        let offset = |i: usize| value["data_offsets"][i].as_u64().unwrap() as usize;
        Tensor {
            name: name.clone(),
            dtype: value["dtype"].as_str().unwrap().to_owned(),
            shape: value["shape"].as_array().unwrap().iter().map(|d| d.as_u64().unwrap() as usize).collect(),
            bytes: data[offset(0)..offset(1)].to_vec(),
        }
    };
    header.iter().filter(|(name, _)| *name != "__metadata__").map(tensor).collect()
}

pub(crate) fn safetensors(tensors: &[Tensor]) -> Vec<u8> {
    let mut header = Map::new();
    let mut data = Vec::new();
    for t in tensors {
        let begin = data.len();
        data.extend(&t.bytes);
        let entry = json!({"dtype": t.dtype, "shape": t.shape, "data_offsets": [begin, data.len()]});
        header.insert(t.name.clone(), entry);
    }
    container(&Value::Object(header).to_string(), &data)
}

/// A file of this header and this data, whatever they say.
pub(crate) fn container(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

/// The tensor of this name.
pub(crate) fn find<'a>(tensors: &'a mut [Tensor], name: &str) -> &'a mut Tensor {
    tensors.iter_mut().find(|t| t.name == name).unwrap()
}
