//! Every way in which a folder can be wrong has its own error, which names the file and the field.

use std::fs;

use deepnode_infer::{Device, Error, Model};
use serde_json::{Value, json};

use crate::folder::{Folder, Tensor, container, find, read_tensors, safetensors, says};

const WEIGHTS: &str = "model.safetensors";
const QUERIES: &str = "model.layers.1.self_attn.q_proj.weight";

#[test]
fn missing_files() {
    for file in ["config.json", "tokenizer.json", WEIGHTS] {
        let folder = Folder::copy("f32-untied");
        let error = folder.remove(file).error();
        assert!(matches!(&error, Error::Io { file: f, .. } if *f == folder.file(file)), "{error}");
    }
    let nowhere = Model::load("/nowhere/at/all", Device::Cpu).unwrap_err();
    assert!(nowhere.to_string().starts_with("/nowhere/at/all/config.json: "), "{nowhere}");
}

#[test]
fn a_folder_in_place_of_a_file() {
    for file in ["config.json", "tokenizer.json", WEIGHTS] {
        let folder = Folder::copy("f32-untied");
        fs::create_dir(folder.remove(file).file(file)).unwrap();
        let error = folder.error().to_string();
        assert!(error.contains(file) && error.contains("not a regular file"), "{error}");
    }
}

#[test]
fn unreadable_json() {
    for text in ["", "{", "[1]", "nul", "{\"a\": 1e}", "\u{feff}{}", &"[".repeat(100_000)] {
        let folder = Folder::copy("f32-untied");
        let error = folder.write("config.json", text).error();
        assert!(matches!(&error, Error::Json { file, .. } if *file == folder.file("config.json")), "{error}");
        let folder = Folder::copy("f32-untied");
        let error = folder.write("tokenizer.json", text).error();
        assert!(
            matches!(&error, Error::Tokenizer { file, .. } if *file == folder.file("tokenizer.json")),
            "{error}"
        );
    }
    let folder = Folder::copy("f32-untied");
    folder.write("generation_config.json", "no");
    assert!(matches!(folder.error(), Error::Json { .. }));
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
        "rms_norm_eps",
    ];
    for field in required {
        let folder = Folder::copy("f32-untied");
        folder.edit("config.json", |config| {
            config.remove(field).unwrap();
        });
        says(
            &folder,
            &folder.error(),
            "config.json",
            &format!("field `{field}`: expected a value, found nothing"),
        );
    }
}

#[test]
fn absurd_numbers() {
    let huge = json!(u64::MAX);
    let cases = [
        ("vocab_size", json!(0)),
        ("vocab_size", json!(-1)),
        ("vocab_size", json!("264")),
        ("vocab_size", json!(264.5)),
        ("vocab_size", huge.clone()),
        ("hidden_size", json!(0)),
        ("hidden_size", huge.clone()),
        ("intermediate_size", json!(1u64 << 40)),
        ("num_hidden_layers", json!(0)),
        ("num_hidden_layers", json!(1_000_000)),
        ("num_attention_heads", json!(0)),
        ("num_attention_heads", json!([4])),
        ("num_key_value_heads", json!(0)),
        ("num_key_value_heads", json!(3)),
        ("num_key_value_heads", json!(8)),
        ("head_dim", json!(0)),
        ("head_dim", json!(7)),
        ("head_dim", huge.clone()),
        ("max_position_embeddings", json!(0)),
        ("max_position_embeddings", huge),
        ("rms_norm_eps", json!(0)),
        ("rms_norm_eps", json!(-1e-5)),
        ("rms_norm_eps", json!("1e-5")),
        ("tie_word_embeddings", json!("yes")),
        ("attention_bias", json!(1)),
        ("eos_token_id", json!(264)),
        ("eos_token_id", json!([1, -1])),
        ("eos_token_id", json!("</s>")),
        ("rope_theta", json!(0)),
        ("rope_parameters", json!([])),
    ];
    for (field, value) in cases {
        let folder = Folder::copy("f32-untied");
        let error = folder.config(field, value.clone()).error();
        assert!(matches!(&error, Error::Field { field: f, .. } if f == field), "{field} {value}: {error}");
        assert!(error.to_string().contains(&format!("found {value}")), "{error}");
    }
}

#[test]
fn numbers_that_contradict_each_other() {
    let folder = Folder::copy("rope-top");
    folder.config("num_attention_heads", json!(5)).config("num_key_value_heads", json!(5));
    let message = "field `hidden_size`: expected a multiple of num_attention_heads, 5, found 32";
    says(&folder, &folder.error(), "config.json", message);

    let folder = Folder::copy("f32-untied");
    folder.config("rope_theta", json!(500.0));
    let message =
        "field `rope_parameters.rope_theta`: expected the same as rope_theta at the top, 500, found 10000.0";
    says(&folder, &folder.error(), "config.json", message);

    let folder = Folder::copy("f32-untied");
    folder.edit("config.json", |config| {
        config["rope_parameters"].as_object_mut().unwrap().remove("rope_theta");
    });
    let message = "field `rope_parameters.rope_theta`: expected a value, found nothing";
    says(&folder, &folder.error(), "config.json", message);
}

#[test]
fn what_is_not_supported_is_never_ignored() {
    let yarn = json!({"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0});
    let cases = [
        ("model_type", json!("mistral"), "model_type"),
        ("architectures", json!(["MistralForCausalLM"]), "architectures"),
        ("architectures", json!([]), "architectures"),
        ("architectures", json!("LlamaForCausalLM"), "architectures"),
        ("hidden_act", json!("gelu"), "hidden_act"),
        ("attention_bias", json!(true), "attention_bias"),
        ("mlp_bias", json!(true), "mlp_bias"),
        ("sliding_window", json!(4096), "sliding_window"),
        ("use_sliding_window", json!(true), "use_sliding_window"),
        ("quantization_config", json!({"quant_method": "awq"}), "quantization_config"),
        ("layer_types", json!(["full_attention", "sliding_attention"]), "layer_types"),
        ("partial_rotary_factor", json!(0.5), "partial_rotary_factor"),
        ("rope_parameters", yarn, "rope_parameters.rope_type"),
    ];
    for (field, value, named) in cases {
        let folder = Folder::copy("f32-untied");
        let error = folder.config(field, value).error();
        assert!(matches!(&error, Error::Unsupported { field: f, .. } if f == named), "{error}");
    }
    for scaling in [json!({"type": "linear", "factor": 2.0}), json!({"rope_type": "dynamic", "factor": 2.0})]
    {
        let folder = Folder::copy("rope-top");
        let error = folder.config("rope_scaling", scaling).error();
        assert!(
            matches!(&error, Error::Unsupported { field, .. } if field.starts_with("rope_scaling.")),
            "{error}"
        );
    }
    let folder = Folder::copy("f32-untied");
    folder.config("hidden_act", json!("gelu"));
    says(
        &folder,
        &folder.error(),
        "config.json",
        "field `hidden_act`: \"gelu\" is not supported, only \"silu\"",
    );
}

#[test]
fn harmless_fields_are_accepted() {
    let folder = Folder::copy("f32-untied");
    for field in ["sliding_window", "rope_scaling", "quantization_config"] {
        folder.config(field, Value::Null);
    }
    folder.config("layer_types", json!(["full_attention", "full_attention"]));
    folder.config("rope_theta", json!(10000));
    folder.load().unwrap();
    let folder = Folder::copy("rope-top");
    folder.config("rope_scaling", json!({"type": "default"})).load().unwrap();
}

#[test]
fn truncated_weights() {
    let whole = fs::read(crate::data("f32-untied").join(WEIGHTS)).unwrap();
    for len in [0, 1, 7, 8, 9, 100, whole.len() / 2, whole.len() - 1] {
        let folder = Folder::copy("f32-untied");
        let error = folder.write(WEIGHTS, &whole[..len]).error();
        assert!(
            matches!(&error, Error::Safetensors { file, .. } if *file == folder.file(WEIGHTS)),
            "{len}: {error}"
        );
    }
    let folder = Folder::copy("f32-untied");
    let error = folder.write(WEIGHTS, [&whole[..], b"x"].concat()).error();
    assert!(matches!(error, Error::Safetensors { .. }), "{error}");
}

#[test]
fn a_header_that_lies() {
    let data = [0; 16];
    let entry = |fields: &str| format!("{{\"a\": {{{fields}}}}}");
    let good = entry(r#""dtype":"F32","shape":[2,2],"data_offsets":[0,16]"#);
    let headers = [
        "".to_owned(),
        "[]".to_owned(),
        r#"{"a": 3}"#.to_owned(),
        entry(r#""dtype":"F32","shape":[2,2]"#),
        entry(r#""dtype":"F32","shape":[2,2],"data_offsets":[0,15]"#),
        entry(r#""dtype":"F32","shape":[2,2],"data_offsets":[0,17]"#),
        entry(r#""dtype":"F32","shape":[2,2],"data_offsets":[16,0]"#),
        entry(r#""dtype":"F32","shape":[2,1],"data_offsets":[0,8]"#),
        entry(r#""dtype":"F32","shape":[2,1],"data_offsets":[8,16]"#),
        entry(r#""dtype":"F32","shape":[2,-2],"data_offsets":[0,16]"#),
        entry(r#""dtype":"F32","shape":[2,2],"data_offsets":[0,18446744073709551615]"#),
        entry(r#""dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,16]"#),
        entry(r#""dtype":7,"shape":[2,2],"data_offsets":[0,16]"#),
        format!("{{{},{}}}", &good[1..good.len() - 1], &good[1..good.len() - 1].replace("\"a\"", "\"b\"")),
    ];
    for header in headers {
        let folder = Folder::copy("f32-untied");
        let error = folder.write(WEIGHTS, container(&header, &data)).error();
        assert!(matches!(&error, Error::Safetensors { .. }), "{header}: {error}");
    }
    for length in [17, 1 << 20, 100_000_001, u64::MAX - 8, u64::MAX] {
        let folder = Folder::copy("f32-untied");
        let error = folder.write(WEIGHTS, [&length.to_le_bytes()[..], &[b'{'; 16]].concat()).error();
        assert!(matches!(&error, Error::Safetensors { .. }), "{length}: {error}");
    }
}

#[test]
fn missing_and_unexpected_tensors() {
    let folder = Folder::copy("f32-untied");
    folder.tensors(|tensors| tensors.retain(|t| t.name != QUERIES));
    says(&folder, &folder.error(), WEIGHTS, &format!("tensor `{QUERIES}` is missing"));

    let folder = Folder::copy("f32-untied");
    folder.tensors(|tensors| find(tensors, QUERIES).name.push_str("_v2"));
    assert!(matches!(folder.error(), Error::MissingTensor { .. }));

    let folder = Folder::copy("f32-untied");
    let bias = Tensor {
        name: "model.layers.0.mlp.up_proj.bias".to_owned(),
        dtype: "F32".to_owned(),
        shape: vec![1],
        bytes: vec![0; 4],
    };
    folder.tensors(|tensors| tensors.push(bias.clone()));
    let message =
        format!("tensor `{}` is not a part of this model: the architecture has no such parameter", bias.name);
    says(&folder, &folder.error(), WEIGHTS, &message);
}

#[test]
fn wrong_shapes() {
    let folder = Folder::copy("f32-untied");
    folder.tensors(|tensors| find(tensors, "model.norm.weight").shape = vec![4, 8]);
    let message = "tensor `model.norm.weight`: expected shape [32], found [4, 8]";
    says(&folder, &folder.error(), WEIGHTS, message);

    let folder = Folder::copy("f32-untied");
    folder.config("intermediate_size", json!(33));
    let message = "tensor `model.layers.0.mlp.gate_proj.weight`: expected shape [33, 32], found [32, 32]";
    says(&folder, &folder.error(), WEIGHTS, message);
}

#[test]
fn wrong_dtypes() {
    for (dtype, size) in [("I8", 1), ("F64", 8), ("F8_E4M3", 1), ("BOOL", 1), ("NEW", 3)] {
        let folder = Folder::copy("f32-untied");
        folder.tensors(|tensors| {
            let t = find(tensors, QUERIES);
            t.bytes = vec![0; t.shape.iter().product::<usize>() * size];
            t.dtype = dtype.to_owned();
        });
        let message = format!("tensor `{QUERIES}`: expected dtype F32, F16 or BF16, found {dtype}");
        says(&folder, &folder.error(), WEIGHTS, &message);
    }
}

#[test]
fn a_tied_folder_may_repeat_its_embeddings_but_not_contradict_them() {
    let folder = Folder::copy("f16-tied");
    let head = |tensors: &mut Vec<Tensor>| {
        let name = "lm_head.weight".to_owned();
        let embedding = find(tensors, "model.embed_tokens.weight").clone();
        tensors.push(Tensor { name, ..embedding });
    };
    let plain = folder.load().unwrap();
    let repeated = folder.tensors(head).load().unwrap();
    assert_eq!(plain.manifest(), repeated.manifest());

    folder.tensors(|tensors| find(tensors, "lm_head.weight").bytes[10] ^= 1);
    let message = "tensor `lm_head.weight` is not a part of this model: tie_word_embeddings is true, but it differs from `model.embed_tokens.weight`";
    says(&folder, &folder.error(), WEIGHTS, message);
}

#[test]
fn saved_rotary_buffers_are_ignored() {
    let folder = Folder::copy("f32-untied");
    let name = "model.layers.0.self_attn.rotary_emb.inv_freq".to_owned();
    folder.tensors(|tensors| {
        tensors.push(Tensor { name, dtype: "F32".to_owned(), shape: vec![4], bytes: vec![0; 16] })
    });
    folder.load().unwrap();
}

#[test]
fn shards() {
    const INDEX: &str = "model.safetensors.index.json";
    const SECOND: &str = "model-00002-of-00003.safetensors";
    let folder = Folder::copy("f32-untied");
    let whole = folder.load().unwrap();
    let sharded = folder.shard(3).load().unwrap();
    assert_eq!(whole.manifest(), sharded.manifest());
    assert_eq!(whole.logits(&[5, 6]).unwrap(), sharded.logits(&[5, 6]).unwrap());

    let broken = |change: &dyn Fn(&Folder)| {
        let folder = Folder::copy("f32-untied");
        change(folder.shard(3));
        let error = folder.error();
        (folder, error)
    };
    let (folder, error) = broken(&|folder| {
        folder.remove(SECOND);
    });
    assert!(matches!(&error, Error::Io { file, .. } if *file == folder.file(SECOND)), "{error}");

    let map = |folder: &Folder, name: &str, value: Value| {
        folder.edit(INDEX, |index| {
            index["weight_map"].as_object_mut().unwrap().insert(name.to_owned(), value);
        });
    };
    for away in
        [json!("../model.safetensors"), json!("/etc/passwd"), json!(""), json!(".."), json!(3), json!("a\\b")]
    {
        let (_, error) = broken(&|folder| map(folder, QUERIES, away.clone()));
        assert!(
            matches!(&error, Error::Field { field, .. } if *field == format!("weight_map.{QUERIES}")),
            "{error}"
        );
    }
    let (_, error) = broken(&|folder| map(folder, "more", json!(SECOND)));
    assert!(matches!(&error, Error::MissingTensor { tensor, .. } if tensor == "more"), "{error}");
    let (_, error) = broken(&|folder| {
        folder.edit(INDEX, |index| {
            index["weight_map"].as_object_mut().unwrap().remove(QUERIES);
        });
    });
    assert!(matches!(&error, Error::UnexpectedTensor { tensor, .. } if tensor == QUERIES), "{error}");
    let (folder, error) = broken(&|folder| {
        folder.write(INDEX, "{}");
    });
    says(&folder, &error, INDEX, "field `weight_map`: expected a value, found nothing");

    // The same tensor in two shards.
    let (_, error) = broken(&|folder| {
        let mut tensors = read_tensors(&folder.file(SECOND));
        let first = read_tensors(&folder.file("model-00001-of-00003.safetensors"));
        tensors.push(first[0].clone());
        folder.write(SECOND, safetensors(&tensors));
    });
    assert!(matches!(error, Error::UnexpectedTensor { .. }), "{error}");
}

#[test]
fn a_tokenizer_that_does_not_fit() {
    let folder = Folder::copy("f32-untied");
    folder.edit("tokenizer.json", |tokenizer| {
        let mut added = tokenizer["added_tokens"][0].clone();
        added["id"] = json!(264);
        added["content"] = json!("<extra>");
        tokenizer["added_tokens"].as_array_mut().unwrap().push(added);
    });
    says(
        &folder,
        &folder.error(),
        "tokenizer.json",
        "highest token id 264 does not fit the model's vocab_size 264",
    );
}

#[test]
fn weights_that_are_no_numbers_end_the_job() {
    let folder = Folder::copy("f32-untied");
    folder.tensors(|tensors| {
        find(tensors, "model.norm.weight").bytes[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    });
    let model = folder.load().unwrap();
    let job = deepnode_infer::Job::greedy(vec![1], 4);
    let error = model.generate(&job, |_| std::ops::ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(error, Error::NotFinite { .. }), "{error}");
    assert!(matches!(model.generate_batch(&[job]), Err(Error::NotFinite { .. })));
    assert!(model.logits(&[1]).unwrap().iter().any(|logit| logit.is_nan()));
}

#[test]
fn device_names() {
    for name in ["cpu", "cuda", "cuda:1", "cuda:17"] {
        assert_eq!(name.parse::<Device>().unwrap().to_string(), name);
    }
    for name in ["", "CPU", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", "cuda 1", "mps"] {
        assert!(matches!(name.parse::<Device>(), Err(Error::UnknownDevice(text)) if text == name));
    }
}

#[cfg(not(feature = "cuda"))]
#[test]
fn without_the_feature_there_is_no_gpu() {
    let error = Model::load(crate::data("f32-untied"), Device::Cuda(0)).unwrap_err();
    assert!(matches!(error, Error::NoDevice { device: Device::Cuda(0), .. }));
    assert_eq!(
        error.to_string(),
        "device cuda is not available: this build has no CUDA; build with the cargo feature `cuda`"
    );
}

/// No machine has this many, so the answer is the same with and without a GPU.
#[cfg(feature = "cuda")]
#[test]
fn a_gpu_that_is_not_there() {
    let error = Model::load(crate::data("f32-untied"), Device::Cuda(100_000)).unwrap_err();
    assert!(matches!(error, Error::NoDevice { device: Device::Cuda(100_000), .. }), "{error}");
}
