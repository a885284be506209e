//! Every way in which an encoder's folder can be wrong, as far as decoders do not show it.

use std::fs;

use deepnode_infer::Error;
use serde_json::{Value, json};

use crate::folder::{Folder, Tensor, find, says};

const WEIGHTS: &str = "model.safetensors";
const SENTENCE: &str = "sentence_bert_config.json";
const QUERY: &str = "encoder.layer.1.attention.self.query.bias";

fn folder() -> Folder {
    Folder::copy("bert-f32")
}

/// A folder with the modules of sentence-transformers, as version 2 to 5 or as version 6 writes them.
fn modules(new: bool) -> Folder {
    let folder = folder();
    let class =
        |old: &str, new_name: &str| format!("sentence_transformers.{}", if new { new_name } else { old });
    let modules = [
        ("", class("models.Transformer", "base.modules.transformer.Transformer")),
        ("1_Pooling", class("models.Pooling", "sentence_transformer.modules.pooling.Pooling")),
        ("2_Normalize", class("models.Normalize", "base.modules.normalize.Normalize")),
    ];
    let list: Vec<Value> = modules
        .iter()
        .enumerate()
        .map(|(idx, (path, class))| json!({"idx": idx, "name": idx.to_string(), "path": path, "type": class}))
        .collect();
    let pooling = if new {
        json!({"embedding_dimension": 32, "pooling_mode": "mean", "include_prompt": true})
    } else {
        json!({"word_embedding_dimension": 32, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true,
            "pooling_mode_max_tokens": false, "pooling_mode_mean_sqrt_len_tokens": false})
    };
    for name in ["1_Pooling", "2_Normalize"] {
        fs::create_dir(folder.file(name)).unwrap();
    }
    folder.write("modules.json", json!(list).to_string()).write("1_Pooling/config.json", pooling.to_string());
    if new {
        let names =
            json!({"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"});
        folder.write("2_Normalize/config.json", names.to_string());
        folder.edit(SENTENCE, |settings| {
            settings.insert("transformer_task".to_owned(), json!("feature-extraction"));
            settings.insert("module_output_name".to_owned(), json!("token_embeddings"));
            let text = json!({"method": "forward", "method_output_name": "last_hidden_state"});
            settings.insert("modality_config".to_owned(), json!({"text": text}));
        });
        folder.write(
            "config_sentence_transformers.json",
            json!({"default_prompt_name": null, "prompts": {"query": ""}}).to_string(),
        );
    }
    folder
}

fn unsupported(folder: &Folder, file: &str, field: &str) {
    let error = folder.error();
    let found = matches!(&error, Error::Unsupported { file: f, field: name, .. }
        if *f == folder.file(file) && name == field);
    assert!(found, "{file}, {field}: {error}");
}

#[test]
fn absent_fields() {
    let required = [
        "architectures",
        "model_type",
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "max_position_embeddings",
        "type_vocab_size",
        "layer_norm_eps",
    ];
    for field in required {
        let folder = folder();
        folder.edit("config.json", |config| {
            config.remove(field).unwrap();
        });
        let message = format!("field `{field}`: expected a value, found nothing");
        says(&folder, &folder.error(), "config.json", &message);
    }
}

#[test]
fn absurd_numbers() {
    let huge = json!(u64::MAX);
    let cases = [
        ("vocab_size", json!(0)),
        ("vocab_size", huge.clone()),
        ("hidden_size", json!(-1)),
        ("hidden_size", huge.clone()),
        ("intermediate_size", json!(0)),
        ("num_hidden_layers", json!(1_000_000)),
        ("num_attention_heads", json!(0)),
        ("num_attention_heads", json!("4")),
        ("max_position_embeddings", huge.clone()),
        ("type_vocab_size", json!(0)),
        ("type_vocab_size", huge),
        ("layer_norm_eps", json!(0)),
        ("layer_norm_eps", json!(null)),
        ("layer_norm_eps", json!("1e-12")),
        ("is_decoder", json!("no")),
    ];
    for (field, value) in cases {
        let folder = folder();
        let error = folder.config(field, value.clone()).error();
        assert!(matches!(&error, Error::Field { field: f, .. } if f == field), "{field} {value}: {error}");
        assert!(error.to_string().contains(&format!("found {value}")), "{error}");
    }
    let folder = folder();
    folder.config("num_attention_heads", json!(5));
    let message = "field `hidden_size`: expected a multiple of num_attention_heads, 5, found 32";
    says(&folder, &folder.error(), "config.json", message);
}

#[test]
fn what_is_not_supported_is_never_ignored() {
    let cases = [
        ("model_type", json!("roberta")),
        ("model_type", json!(["bert"])),
        ("architectures", json!(["BertForMaskedLM"])),
        ("architectures", json!([])),
        ("hidden_act", json!("gelu_new")),
        ("hidden_act", json!("relu")),
        ("position_embedding_type", json!("relative_key")),
        ("is_decoder", json!(true)),
        ("add_cross_attention", json!(true)),
        ("pruned_heads", json!({"0": [1]})),
        ("quantization_config", json!({"quant_method": "bitsandbytes"})),
    ];
    for (field, value) in cases {
        let folder = folder();
        unsupported(folder.config(field, value), "config.json", field);
    }
}

#[test]
fn harmless_fields_are_accepted() {
    let folder = folder();
    folder.edit("config.json", |config| {
        config.remove("hidden_act");
        config.remove("is_decoder");
    });
    folder.config("position_embedding_type", json!("absolute")).config("pruned_heads", json!({}));
    folder.config("gradient_checkpointing", json!(false)).load().unwrap();
}

#[test]
fn where_texts_are_cut_must_make_sense() {
    for length in [json!(0), json!(-1), json!(65), json!(u64::MAX), json!("24"), json!(24.5)] {
        let folder = folder();
        folder.write(SENTENCE, json!({"max_seq_length": length}).to_string());
        let message = format!("field `max_seq_length`: expected a whole number from 1 to 64, found {length}");
        says(&folder, &folder.error(), SENTENCE, &message);
    }
    for length in [1, 2] {
        let folder = folder();
        folder.write(SENTENCE, json!({"max_seq_length": length}).to_string());
        let message = format!("2 special tokens leave no room in a text of {length} tokens");
        says(&folder, &folder.error(), "tokenizer.json", &message);
    }
    for file in [SENTENCE, "config_sentence_transformers.json", "modules.json"] {
        let folder = folder();
        let error = folder.remove(SENTENCE).write(file, "{").error();
        assert!(matches!(&error, Error::Json { file: f, .. } if *f == folder.file(file)), "{error}");
    }
}

#[test]
fn modules_that_ask_for_the_mean_are_accepted() {
    let plain = folder().load().unwrap();
    for new in [false, true] {
        assert_eq!(plain.manifest(), modules(new).load().unwrap().manifest());
    }
    // The folders of modules may have any name, and need not be there.
    let folder = modules(false);
    fs::rename(folder.file("1_Pooling"), folder.file("mean")).unwrap();
    fs::remove_dir(folder.file("2_Normalize")).unwrap();
    let list = fs::read_to_string(folder.file("modules.json")).unwrap().replace("1_Pooling", "mean");
    folder.write("modules.json", list).load().unwrap();
}

#[test]
fn modules_that_ask_for_anything_else_are_refused() {
    let list = |new: bool, change: &dyn Fn(&mut Vec<Value>)| {
        let folder = modules(new);
        let text = fs::read(folder.file("modules.json")).unwrap();
        let mut list: Vec<Value> = serde_json::from_slice(&text).unwrap();
        change(&mut list);
        folder.write("modules.json", json!(list).to_string());
        folder
    };
    for new in [false, true] {
        let file = "modules.json";
        // No normalisation, nothing at all, two changed places, one more.
        unsupported(&list(new, &|list| _ = list.pop()), file, "length");
        unsupported(&list(new, &|list| list.clear()), file, "length");
        unsupported(&list(new, &|list| list.swap(1, 2)), file, "1.type");
        unsupported(
            &list(new, &|list| list.push(json!({"type": "sentence_transformers.models.Dense"}))),
            file,
            "3.type",
        );
        unsupported(
            &list(new, &|list| list[1]["type"] = json!("sentence_transformers.models.Dense")),
            file,
            "1.type",
        );
        unsupported(&list(new, &|list| list[0]["type"] = json!("custom_code.Transformer")), file, "0.type");
        unsupported(&list(new, &|list| list[0]["path"] = json!("0_Transformer")), file, "0.path");
        for away in [json!("../1_Pooling"), json!("/tmp"), json!(".."), json!(""), json!(7)] {
            let folder = list(new, &|list| list[1]["path"] = away.clone());
            assert!(matches!(folder.error(), Error::Field { field, .. } if field == "1.path"));
        }
        let folder = list(new, &|list| _ = list[2].as_object_mut().unwrap().remove("type"));
        let message = "field `2.type`: expected a value, found nothing";
        says(&folder, &folder.error(), file, message);
        for value in [json!({}), json!([3])] {
            let folder = modules(new);
            folder.write(file, value.to_string());
            assert!(matches!(folder.error(), Error::Json { .. }), "{value}");
        }
    }
}

#[test]
fn modes_of_pooling_other_than_the_mean_are_refused() {
    let file = "1_Pooling/config.json";
    let cases = [
        (false, "pooling_mode_cls_token", json!(true)),
        (false, "pooling_mode_max_tokens", json!(true)),
        (false, "pooling_mode_lasttoken", json!(true)),
        (false, "pooling_mode_mean_tokens", json!(false)),
        (false, "word_embedding_dimension", json!(33)),
        (true, "pooling_mode", json!("cls")),
        (true, "pooling_mode", json!(["mean", "max"])),
        (true, "embedding_dimension", json!(33)),
        (true, "include_prompt", json!(false)),
    ];
    for (new, field, value) in cases {
        let folder = modules(new);
        folder.edit(file, |pooling| _ = pooling.insert(field.to_owned(), value.clone()));
        unsupported(&folder, file, field);
        // The same without a list of modules.
        unsupported(folder.remove("modules.json"), file, field);
    }
}

#[test]
fn what_else_would_change_an_embedding_is_refused() {
    let cases = [
        (SENTENCE, "do_lower_case", json!(true)),
        (SENTENCE, "transformer_task", json!("fill-mask")),
        (SENTENCE, "module_output_name", json!("sentence_embedding")),
        (SENTENCE, "modality_config", json!({"text": {"method": "get_text_features"}})),
        ("config_sentence_transformers.json", "default_prompt_name", json!("query")),
        ("2_Normalize/config.json", "module_input_name", json!("token_embeddings")),
        ("2_Normalize/config.json", "module_output_name", json!("other")),
    ];
    for (file, field, value) in cases {
        let folder = modules(true);
        folder.edit(file, |settings| _ = settings.insert(field.to_owned(), value));
        unsupported(&folder, file, field);
    }
}

#[test]
fn missing_and_unexpected_tensors() {
    let folder = folder();
    folder.tensors(|tensors| tensors.retain(|t| t.name != QUERY));
    says(&folder, &folder.error(), WEIGHTS, &format!("tensor `{QUERY}` is missing"));

    let extra = [
        "encoder.layer.2.output.dense.bias",
        "pooler.dense.extra",
        "cls.predictions.bias",
        "lm_head.weight",
        "model.layers.0.self_attn.rotary_emb.inv_freq",
    ];
    for name in extra {
        let folder = self::folder();
        let tensor =
            Tensor { name: name.to_owned(), dtype: "F32".to_owned(), shape: vec![1], bytes: vec![0; 4] };
        folder.tensors(|tensors| tensors.push(tensor));
        let message =
            format!("tensor `{name}` is not a part of this model: the architecture has no such parameter");
        says(&folder, &folder.error(), WEIGHTS, &message);
    }
    // What an encoder may hold unused, a decoder may not.
    let folder = Folder::copy("f32-untied");
    folder.tensors(|tensors| {
        let norm = find(tensors, "model.norm.weight").clone();
        tensors.push(Tensor { name: "pooler.dense.bias".to_owned(), ..norm });
    });
    assert!(
        matches!(folder.error(), Error::UnexpectedTensor { tensor, .. } if tensor == "pooler.dense.bias")
    );
}

#[test]
fn wrong_shapes_and_dtypes() {
    let folder = folder();
    folder.config("type_vocab_size", json!(3));
    let message = "tensor `embeddings.token_type_embeddings.weight`: expected shape [3, 32], found [2, 32]";
    says(&folder, &folder.error(), WEIGHTS, message);

    let folder = self::folder();
    folder.tensors(|tensors| find(tensors, QUERY).dtype = "I32".to_owned());
    let message = format!("tensor `{QUERY}`: expected dtype F32, F16 or BF16, found I32");
    says(&folder, &folder.error(), WEIGHTS, &message);
}

#[test]
fn what_mean_pooling_has_no_use_for_changes_nothing() {
    let folder = folder();
    let whole = folder.load().unwrap();
    folder.tensors(|tensors| {
        let unused = |t: &Tensor| t.name.starts_with("pooler.") || t.name == "embeddings.position_ids";
        assert_eq!(tensors.iter().filter(|t| unused(t)).count(), 3, "the folder is an old one");
        tensors.retain(|t| !unused(t));
    });
    let without = folder.load().unwrap();
    assert_eq!(whole.manifest(), without.manifest());
    assert_eq!(whole.embed(&[2, 9, 3]).unwrap(), without.embed(&[2, 9, 3]).unwrap());
}

#[test]
fn shards_give_the_same_model() {
    let folder = folder();
    let whole = folder.load().unwrap();
    let sharded = folder.shard(3).load().unwrap();
    assert_eq!(whole.manifest(), sharded.manifest());
    assert_eq!(whole.embed(&[5, 6]).unwrap(), sharded.embed(&[5, 6]).unwrap());
}

#[test]
fn weights_that_are_no_numbers_give_no_direction() {
    let folder = folder();
    folder.tensors(|tensors| {
        let name = "encoder.layer.1.output.LayerNorm.bias";
        find(tensors, name).bytes[20..24].copy_from_slice(&f32::INFINITY.to_le_bytes());
    });
    let model = folder.load().unwrap();
    let error = model.embed(&[2, 3]).unwrap_err();
    assert!(matches!(error, Error::NoDirection { index: 5, .. }), "{error}");
    assert_eq!(error.to_string(), "number 5 of the embedding is NaN: the text has no direction");
    assert!(matches!(model.embed_batch(&[vec![2, 3]]), Err(Error::NoDirection { .. })));
}
