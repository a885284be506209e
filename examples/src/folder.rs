//! Model folders with something changed: what cheaters run, and models made of nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use half::{bf16, f16};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// The parameters of a model, widened to f32.
pub type Parameters = BTreeMap<String, Parameter>;

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its shape; the last dimension is that of the inputs.
    pub shape: Vec<usize>,
    /// Its numbers, row by row.
    pub numbers: Vec<f32>,
}

/// A copy of a model folder with its numbers, and those of its weights, changed.
///
/// The copy's weights are stored as f32 in one file, which changes no number of them.
///
/// # Errors
///
/// A folder without a `config.json` or weights, or with weights other than f32, f16 or bf16.
pub fn changed(
    dir: &Path,
    change: impl FnOnce(&mut Map<String, Value>, &mut Parameters) -> Result<()>,
) -> Result<TempDir> {
    let mut config: Value = serde_json::from_slice(&fs::read(dir.join("config.json"))?)?;
    let mut files = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.is_file());
    let (weights, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.extension().is_some_and(|ext| ext == "safetensors"));
    ensure!(!weights.is_empty(), "{}: no safetensors there", dir.display());
    let mut parameters = Parameters::new();
    for file in &weights {
        parameters.extend(read(file)?);
    }
    change(config.as_object_mut().context("config.json is no object")?, &mut parameters)?;
    let copy = tempfile::tempdir().context("no room for a copy of the model")?;
    for file in &others {
        // An index of several files has nothing to say about one.
        if let Some(name) = file.file_name().filter(|name| *name != "model.safetensors.index.json") {
            fs::copy(file, copy.path().join(name))?;
        }
    }
    fs::write(copy.path().join("config.json"), config.to_string())?;
    write(&copy.path().join("model.safetensors"), &parameters)?;
    Ok(copy)
}

/// The same model with its upper half of layers taken out.
///
/// # Errors
///
/// As for [`changed`].
pub fn smaller(dir: &Path) -> Result<TempDir> {
    changed(dir, |config, parameters| {
        let layers =
            config["num_hidden_layers"].as_u64().context("config.json names no num_hidden_layers")?;
        without_layers(config, parameters, layers / 2)
    })
}

/// Leaves the first `layers` layers.
///
/// # Errors
///
/// None of its own; it fits into [`changed`].
pub fn without_layers(
    config: &mut Map<String, Value>,
    parameters: &mut Parameters,
    layers: u64,
) -> Result<()> {
    config.insert("num_hidden_layers".to_owned(), layers.into());
    parameters.retain(|name, _| layer_of(name).is_none_or(|layer| layer < layers));
    Ok(())
}

/// The layer that a parameter belongs to.
fn layer_of(name: &str) -> Option<u64> {
    let rest = name.split_once("layers.").or_else(|| name.split_once("layer."))?.1;
    rest.split('.').next()?.parse().ok()
}

/// The same model with the matrices of its layers cut to four bits, each row with a scale of its own.
///
/// # Errors
///
/// As for [`changed`].
pub fn four_bits(dir: &Path) -> Result<TempDir> {
    changed(dir, |_, parameters| {
        for (_, parameter) in
            parameters.iter_mut().filter(|(name, p)| layer_of(name).is_some() && p.shape.len() == 2)
        {
            for row in parameter.numbers.chunks_mut(parameter.shape[1]) {
                let step = row.iter().fold(0f32, |top, x| top.max(x.abs())) / 7.0;
                row.iter_mut().filter(|_| step > 0.0).for_each(|x| *x = (*x / step).round() * step);
            }
        }
        Ok(())
    })
}

/// A Llama model of random weights, whose tokens are `t0`, `t1` and so on, separated by spaces.
///
/// # Errors
///
/// Where there is no room for it.
pub fn random(layers: usize, hidden: usize, heads: usize, vocab: usize, seed: u64) -> Result<TempDir> {
    let inner = hidden * 8 / 3 / 32 * 32;
    let config = json!({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
        "hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": layers,
        "num_attention_heads": heads, "num_key_value_heads": heads, "vocab_size": vocab,
        "max_position_embeddings": 1024, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": false,
    });
    let ids: Map<String, Value> = (0..vocab).map(|id| (format!("t{id}"), id.into())).collect();
    let tokenizer = json!({
        "version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "WhitespaceSplit"},
        "model": {"type": "WordLevel", "vocab": ids, "unk_token": "t0"},
    });
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    // The sum of four uniform numbers has the variance 1/3; near enough to a bell.
    let mut uniform = || dice.next_u32() as f32 / 2f32.powi(31) - 1.0;
    let mut matrix = |outputs: usize, inputs: usize| {
        let scale = (3.0 / 4.0 / inputs as f32).sqrt();
        let numbers = (0..outputs * inputs).map(|_| (0..4).map(|_| uniform()).sum::<f32>() * scale).collect();
        Parameter { shape: vec![outputs, inputs], numbers }
    };
    let ones = || Parameter { shape: vec![hidden], numbers: vec![1.0; hidden] };
    let mut parameters = Parameters::new();
    parameters.insert("model.embed_tokens.weight".to_owned(), matrix(vocab, hidden));
    parameters.insert("lm_head.weight".to_owned(), matrix(vocab, hidden));
    parameters.insert("model.norm.weight".to_owned(), ones());
    for layer in 0..layers {
        let mut put = |part: &str, parameter| {
            parameters.insert(format!("model.layers.{layer}.{part}.weight"), parameter)
        };
        for part in ["q_proj", "k_proj", "v_proj", "o_proj"] {
            put(&format!("self_attn.{part}"), matrix(hidden, hidden));
        }
        put("mlp.gate_proj", matrix(inner, hidden));
        put("mlp.up_proj", matrix(inner, hidden));
        put("mlp.down_proj", matrix(hidden, inner));
        put("input_layernorm", ones());
        put("post_attention_layernorm", ones());
    }
    let folder = tempfile::tempdir().context("no room for a model")?;
    fs::write(folder.path().join("config.json"), config.to_string())?;
    fs::write(folder.path().join("tokenizer.json"), tokenizer.to_string())?;
    write(&folder.path().join("model.safetensors"), &parameters)?;
    Ok(folder)
}

fn read(file: &Path) -> Result<Parameters> {
    let bytes = fs::read(file).with_context(|| format!("{}", file.display()))?;
    let tensors = SafeTensors::deserialize(&bytes).with_context(|| format!("{}", file.display()))?;
    let parameter = |(name, view): (&str, TensorView)| {
        let data = view.data();
        let numbers = match view.dtype() {
            Dtype::F32 => data.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            Dtype::F16 => data.as_chunks().0.iter().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
            Dtype::BF16 => data.as_chunks().0.iter().map(|b| bf16::from_le_bytes(*b).to_f32()).collect(),
            // Buffers that follow from the configuration.
            Dtype::I64 => return Ok(None),
            other => bail!("{}: {name} is of {other:?}", file.display()),
        };
        Ok(Some((name.to_owned(), Parameter { shape: view.shape().to_vec(), numbers })))
    };
    tensors.iter().filter_map(|entry| parameter(entry).transpose()).collect()
}

fn write(file: &Path, parameters: &Parameters) -> Result<()> {
    let bytes: BTreeMap<&String, Vec<u8>> = parameters
        .iter()
        .map(|(name, p)| (name, p.numbers.iter().flat_map(|x| x.to_le_bytes()).collect()))
        .collect();
    let views = parameters
        .iter()
        .map(|(name, p)| Ok((name, TensorView::new(Dtype::F32, p.shape.clone(), &bytes[name])?)))
        .collect::<Result<Vec<_>>>()?;
    fs::write(file, safetensors::serialize(views, None)?).with_context(|| format!("{}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights that lie in two files change as those in one do.
    #[test]
    fn weights_may_lie_in_several_files() {
        let whole = random(2, 64, 2, 16, 1).unwrap();
        let parameters = read(&whole.path().join("model.safetensors")).unwrap();
        let (first, second) = parameters.clone().into_iter().partition(|(name, _)| name.contains("layers.0"));
        let parts = tempfile::tempdir().unwrap();
        fs::copy(whole.path().join("config.json"), parts.path().join("config.json")).unwrap();
        fs::write(parts.path().join("model.safetensors.index.json"), "{}").unwrap();
        write(&parts.path().join("model-00001-of-00002.safetensors"), &first).unwrap();
        write(&parts.path().join("model-00002-of-00002.safetensors"), &second).unwrap();

        let copy = smaller(parts.path()).unwrap();
        let found = read(&copy.path().join("model.safetensors")).unwrap();
        assert_eq!(found, read(&smaller(whole.path()).unwrap().path().join("model.safetensors")).unwrap());
        assert!(found.len() < parameters.len());
        let mut names: Vec<_> = fs::read_dir(copy.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["config.json", "model.safetensors"]);
        assert!(smaller(tempfile::tempdir().unwrap().path()).is_err());
    }
}
