//! What sentence-transformers keeps beside an encoder's `config.json`: how a text becomes one embedding.
//!
//! Folders of its versions 2 to 6 are understood. Whatever would give another embedding than the mean over the tokens
//! of at most so many, brought to length 1, is refused.

use std::path::Path;

use serde_json::{Value, json};

use crate::error::Error;
use crate::json::Object;

/// Tokens after which a text is cut, special ones included; at most `context`.
pub(super) fn max_tokens(dir: &Path, context: usize) -> Result<usize, Error> {
    if let Some(file) = optional(dir, "sentence_bert_config.json")?
        && let Some(most) = file.whole("max_seq_length", 1, context)?
    {
        return Ok(most);
    }
    Ok(context)
}

/// Refuses a folder that asks for something else to be done with a text.
///
/// Without `modules.json`, sentence-transformers takes the mean as well. It leaves its length as it is; here it is
/// brought to 1, which changes no cosine.
pub(super) fn check(dir: &Path, hidden_size: usize) -> Result<(), Error> {
    if let Some(file) = optional(dir, "config_sentence_transformers.json")? {
        file.only("default_prompt_name", &Value::Null)?;
    }
    if let Some(file) = optional(dir, "sentence_bert_config.json")? {
        transformer(&file)?;
    }
    let path = dir.join("modules.json");
    if !path.exists() {
        return pooling(dir, "1_Pooling", hidden_size);
    }
    let list = Object::read_list(&path)?;
    let expected = ["Transformer", "Pooling", "Normalize"];
    for (module, class) in list.iter().zip(expected) {
        let found = module.required("type", module.get("type"))?;
        let names = found.as_str().and_then(|path| path.strip_prefix("sentence_transformers."));
        if names.and_then(|names| names.rsplit('.').next()) != Some(class) {
            return Err(module.unsupported("type", &format!("sentence_transformers' {class} at this place")));
        }
    }
    if let Some(extra) = list.get(expected.len()) {
        return Err(extra.unsupported("type", "the end of the list at this place"));
    }
    let [first, second, third] = &list[..] else {
        return Err(Error::Unsupported {
            file: path,
            field: "length".to_owned(),
            found: list.len().to_string(),
            supported: "Transformer, Pooling and Normalize".to_owned(),
        });
    };
    first.only("path", &json!(""))?;
    pooling(dir, second.name("path")?, hidden_size)?;
    normalisation(dir, third.name("path")?)
}

/// The settings of the module that runs the encoder itself.
fn transformer(file: &Object) -> Result<(), Error> {
    file.off("do_lower_case")?;
    file.only("transformer_task", &json!("feature-extraction"))?;
    file.only("module_output_name", &json!("token_embeddings"))?;
    let whole = json!({"text": {"method": "forward", "method_output_name": "last_hidden_state"}});
    file.only("modality_config", &whole)
}

fn pooling(dir: &Path, folder: &str, hidden_size: usize) -> Result<(), Error> {
    let Some(file) = optional(&dir.join(folder), "config.json")? else { return Ok(()) };
    for field in ["word_embedding_dimension", "embedding_dimension"] {
        file.only(field, &json!(hidden_size))?;
    }
    // Up to version 5 a flag for each mode, since then a word.
    file.only("pooling_mode", &json!("mean"))?;
    let modes = file.entries().map(|(field, _)| field).filter(|field| field.starts_with("pooling_mode_"));
    let mean = "pooling_mode_mean_tokens";
    if file.flag(mean)? == Some(false) {
        return Err(file.unsupported(mean, "true"));
    }
    modes.filter(|field| *field != mean).try_for_each(|field| file.off(field))?;
    if file.flag("include_prompt")? == Some(false) {
        return Err(file.unsupported("include_prompt", "true"));
    }
    Ok(())
}

fn normalisation(dir: &Path, folder: &str) -> Result<(), Error> {
    let Some(file) = optional(&dir.join(folder), "config.json")? else { return Ok(()) };
    file.only("module_input_name", &json!("sentence_embedding"))?;
    file.only("module_output_name", &json!("sentence_embedding"))
}

fn optional(dir: &Path, name: &str) -> Result<Option<Object>, Error> {
    let path = dir.join(name);
    if path.exists() { Object::read(&path).map(Some) } else { Ok(None) }
}
