//! Hashes against values from another implementation, `tests/roots.py`:
//!
//! ```sh
//! pip install blake3 && python3 deepnode-infer/tests/roots.py
//! ```

use deepnode_infer::{
    Claim, Finish, Generation, Input, Job, Manifest, Model, Output, Q16, Sampler, body_root, input_hash,
    output_hash, output_root,
};
use serde_json::json;

use crate::folder::{Folder, Tensor, find};
use crate::{load, run};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn model_id(model: &Model) -> String {
    hex(&model.manifest().hash())
}

fn seeded() -> Job {
    let seed = std::array::from_fn(|i| i as u8);
    let sampler = Sampler::Seeded {
        seed,
        temperature: Q16::new(0.7).unwrap(),
        top_k: 40,
        top_p: Q16::new(0.95).unwrap(),
    };
    Job { prompt: vec![1, 2, 70000], sampler, limit: 64, stop_at_eos: false }
}

#[test]
fn model_ids() {
    let expected = [
        ("bert-f16", "da737ce67635ef6884841b6fab5503c9831158add1bcf5b994ccc91fbd16522e"),
        ("bert-f32", "d6971e0b42c040d5fe8770972078388c6bf0a939bb6f865f04141fa6fcaf86cd"),
        ("bf16-tied", "602daa787d8fafe4a99beb753179112a0e5cb01826c0ef62722dff775cef8808"),
        ("f16-tied", "9ed23323711e5561b7d90b9846d55479686048e4437f801ecb00255ec19ae606"),
        ("f32-untied", "61c2ddf0927ae4e2b7718915429395757793b2f5b9a153bd3fe8403129f03441"),
        ("head-dim", "1d10795e9298e219ee1736109cfb895a7243b683272cb9c7731bee37ed03dbad"),
        ("rope-llama3", "0a004ebf1d387f7508fad2d8c9cae1d578d7cf8e75a5a7ccf9cd90a961299fd0"),
        ("rope-parameters", "ad84a4982fa7c3f38768425b6a8876afc7815a3aafa90934318a7f22f9175dd3"),
        ("rope-top", "b75d3911887d19f0bc4b523c840bb1df002b378ec98a84805e939cec0a03ab8a"),
    ];
    for (variant, id) in expected {
        assert_eq!(model_id(&load(variant)), id, "{variant}");
    }
}

#[test]
fn manifest_bytes() {
    let model = load("f32-untied");
    let expected = [
        "646e696d31010001",
        "ee203116b14dbb9f284b274ca428155656f701f18be2337ecce5c4cc7b33e64d",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "9d475d5d58834e4cf12c197237191846f5076a124d27a162d827a9427ff95db1",
        "010000000000000000000000000000000000000000",
    ];
    let bytes = model.manifest().to_bytes();
    assert_eq!(bytes.len(), Manifest::LEN);
    assert_eq!(hex(&bytes), expected.concat());
}

#[test]
fn inputs() {
    let greedy = Job::greedy(vec![1, 2, 3], 16);
    assert_eq!(
        hex(&input_hash(&greedy.into())),
        "b5ab7135f2c3e42937a4b51e74fcd949bfccfc18e8c443e6e365192a0dc79fab"
    );
    assert_eq!(
        hex(&input_hash(&seeded().into())),
        "4300350957f3fa8b59707da785bf1a657e8cc83df5febc4b18980a6748d9a695"
    );
}

#[test]
fn outputs() {
    let expected = [
        (
            vec![5, 6, 7],
            Finish::Limit,
            "09f501f4c9c1b5955508a748e9c2ecdf070adecb3df160ead2fb68ae11eb89ae",
            "69050287bfbed600cf824172cb6944a8344dc34a34e32254ed875a34cddea47b",
        ),
        (
            vec![],
            Finish::Limit,
            "934060c732648ce4b410cdbe493ec0621eff6700a03846ae3a584040445b9d55",
            "9f3de04480293a934300c3234d00a5372dad9f24596a6445a1b682c516b80e9e",
        ),
        (
            vec![5, 1],
            Finish::Eos,
            "c9ed60eeb34135f071fbb2dd3a78b0bdab4f1dd05f45473b079ea11ce74d7691",
            "fdcb91e9e70362e0c7de14df7232d78db631861e05a5d52398dc3652ff40a5e8",
        ),
        (
            vec![5],
            Finish::Stopped,
            "841945eec699628ac34d63112664c57a1c08daf118dcf860c6bf2a33648656ac",
            "bc1b97034f6d2e36a226e6502366762acead9ec545f1c996c3fc3c5fda59965e",
        ),
    ];
    for (tokens, finish, output, body) in expected {
        let generation = Generation { tokens, finish };
        assert_eq!(hex(&output_hash(&Output::Generation(generation.clone()))), output);
        assert_eq!(hex(&body_root(&generation.into())), body);
    }
}

#[test]
fn the_whole_root() {
    let model = load("f32-untied");
    let generation = Generation { tokens: vec![5, 6, 7], finish: Finish::Limit };
    let root = output_root(model.manifest(), &Job::greedy(vec![1, 2, 3], 16).into(), &generation.into());
    assert_eq!(hex(&root), "20251801068c6c6daae9aae8d62cc832ec3393a64bb0d619dde752ee25c15198");
}

#[test]
fn honest_miners_have_equal_roots() {
    let (one, other) = (load("f16-tied"), load("f16-tied"));
    let jobs: Vec<Job> = (0..6)
        .map(|n| Job {
            prompt: vec![n + 3, 40],
            sampler: Sampler::seeded([n as u8; 32]),
            limit: 40,
            stop_at_eos: true,
        })
        .collect();
    let batch = other.generate_batch(&jobs).unwrap();
    for (job, batched) in jobs.iter().zip(&batch) {
        let input = Input::from(job.clone());
        let root =
            |model: &Model, generation| output_root(model.manifest(), &input, &Claim::from(generation));
        let first = root(&one, run(&one, job));
        assert_eq!(first, root(&one, run(&one, job)));
        assert_eq!(first, root(&other, run(&other, job)));
        assert_eq!(first, root(&other, batched.clone()));
    }
}

#[test]
fn everything_that_was_asked_is_in_the_input() {
    let job = seeded();
    let Sampler::Seeded { seed, temperature, top_k, top_p } = job.sampler else { unreachable!() };
    let with = |sampler| Job { sampler, ..job.clone() };
    let others = [
        Job { prompt: vec![1, 2], ..job.clone() },
        Job { prompt: vec![1, 2, 70000, 0], ..job.clone() },
        Job { limit: 65, ..job.clone() },
        Job { stop_at_eos: true, ..job.clone() },
        with(Sampler::Greedy),
        with(Sampler::Seeded { seed: [9; 32], temperature, top_k, top_p }),
        with(Sampler::Seeded { seed, temperature: Q16::ONE, top_k, top_p }),
        with(Sampler::Seeded { seed, temperature, top_k: 41, top_p }),
        with(Sampler::Seeded { seed, temperature, top_k, top_p: Q16::ONE }),
    ];
    let own = input_hash(&job.into());
    for other in others {
        assert_ne!(own, input_hash(&other.clone().into()), "{other:?}");
    }
}

#[test]
fn everything_that_changes_a_result_is_in_the_model_id() {
    let id = model_id(&load("f32-untied"));
    let changes: [&dyn Fn(&Folder); 7] = [
        &|folder| {
            folder.config("max_position_embeddings", json!(127));
        },
        &|folder| {
            folder.config("rms_norm_eps", json!(1.1e-5));
        },
        &|folder| {
            folder.config("rope_parameters", json!({"rope_theta": 10001.0, "rope_type": "default"}));
        },
        &|folder| {
            folder.config("eos_token_id", json!([1, 2]));
        },
        &|folder| {
            folder.tensors(|tensors| find(tensors, "model.norm.weight").bytes[0] ^= 1);
        },
        &|folder| {
            // The same numbers, stored in half the bytes.
            folder.tensors(|tensors| {
                let norm = find(tensors, "model.norm.weight");
                norm.bytes = norm.bytes.chunks(4).flat_map(|b| [b[2], b[3]]).collect();
                norm.dtype = "BF16".to_owned();
            });
        },
        &|folder| {
            folder.edit("tokenizer.json", |tokenizer| {
                tokenizer.insert("truncation".to_owned(), json!(null));
            });
        },
    ];
    for (i, change) in changes.iter().enumerate() {
        let folder = Folder::copy("f32-untied");
        change(&folder);
        assert_ne!(model_id(&folder.load().unwrap()), id, "change {i}");
    }
}

#[test]
fn every_number_of_an_encoder_that_changes_a_result_is_in_the_model_id() {
    let resized = |name: &'static str, rows: usize| {
        move |tensors: &mut Vec<Tensor>| {
            let table = find(tensors, name);
            table.shape[0] = rows;
            table.bytes.resize(4 * 32 * rows, 0);
        }
    };
    let changes: [&dyn Fn(&Folder); 10] = [
        &|_| (),
        &|folder| {
            folder.config("layer_norm_eps", json!(1.1e-12));
        },
        &|folder| {
            folder.config("num_attention_heads", json!(2));
        },
        &|folder| {
            folder.write("sentence_bert_config.json", json!({"max_seq_length": 25}).to_string());
        },
        &|folder| {
            folder.config("vocab_size", json!(136));
            folder.tensors(resized("embeddings.word_embeddings.weight", 136));
        },
        &|folder| {
            folder.config("max_position_embeddings", json!(65));
            folder.tensors(resized("embeddings.position_embeddings.weight", 65));
        },
        &|folder| {
            folder.config("type_vocab_size", json!(3));
            folder.tensors(resized("embeddings.token_type_embeddings.weight", 3));
        },
        &|folder| {
            folder.config("num_hidden_layers", json!(1));
            folder.tensors(|tensors| tensors.retain(|t| !t.name.starts_with("encoder.layer.1.")));
        },
        &|folder| {
            folder.tensors(|tensors| find(tensors, "embeddings.LayerNorm.bias").bytes[0] ^= 1);
        },
        &|folder| {
            folder.edit("tokenizer.json", |tokenizer| {
                tokenizer.insert("truncation".to_owned(), json!(null));
            });
        },
    ];
    let mut ids: Vec<String> = changes
        .iter()
        .map(|change| {
            let folder = Folder::copy("bert-f32");
            change(&folder);
            model_id(&folder.load().unwrap())
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), changes.len());
}

#[test]
fn what_changes_no_result_is_not_in_the_model_id() {
    let id = model_id(&load("f32-untied"));
    let folder = Folder::copy("f32-untied");
    folder.config("transformers_version", json!("1")).config("torch_dtype", json!("float32"));
    folder.tensors(|tensors| tensors.reverse());
    assert_eq!(model_id(&folder.load().unwrap()), id);

    let folder = Folder::copy("rope-top");
    let id = model_id(&folder.load().unwrap());
    folder.edit("config.json", |config| {
        let theta = config.remove("rope_theta").unwrap();
        config.insert("rope_parameters".to_owned(), json!({"rope_theta": theta, "rope_type": "default"}));
        config.insert("head_dim".to_owned(), json!(8));
    });
    assert_eq!(model_id(&folder.load().unwrap()), id);
}
