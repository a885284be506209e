//! Encoders: what transformers computed for the same folders, batches, and where texts are cut.

use std::ops::ControlFlow;

use deepnode_infer::{Claim, Config, Engine, Error, Input, Job, Model, Output, Reading};
use serde_json::{Value, json};

use crate::folder::{Folder, find};
use crate::{ENCODERS, data, distance, load};

const TOLERANCE: f32 = 1e-5;

/// Between texts alone and in a batch.
const ROUNDING: f32 = 1e-6;

struct Case {
    text: String,
    embedding: Vec<f32>,
}

fn cases(variant: &str) -> Vec<Case> {
    let file: Value =
        serde_json::from_slice(&std::fs::read(data(variant).join("expected.json")).unwrap()).unwrap();
    let case = |case: &Value| Case {
        text: case["text"].as_str().unwrap().to_owned(),
        embedding: case["embedding"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect(),
    };
    file["cases"].as_array().unwrap().iter().map(case).collect()
}

fn each(test: impl Fn(&str, &Model, &[Case])) {
    for variant in ENCODERS {
        test(variant, &load(variant), &cases(variant));
    }
}

fn encode(model: &Model, text: &str) -> Vec<u32> {
    model.tokenizer().encode(text).unwrap()
}

fn bert(model: &Model) -> &deepnode_infer::BertConfig {
    let Config::Bert(config) = model.config() else { panic!("{:?}", model.config()) };
    config
}

#[test]
fn embeddings_are_those_of_transformers() {
    each(|variant, model, cases| {
        for case in cases {
            let embedding = model.embed(&encode(model, &case.text)).unwrap();
            let off = distance(&embedding, &case.embedding);
            assert!(off <= TOLERANCE, "{variant}, {:?}: a number is off by {off}", case.text);
        }
    });
}

#[test]
fn an_embedding_has_length_1() {
    each(|variant, model, cases| {
        for case in cases {
            let embedding = model.embed(&encode(model, &case.text)).unwrap();
            let length: f32 = embedding.iter().map(|x| x * x).sum();
            assert!((length - 1.0).abs() < 1e-5, "{variant}, {:?}: {length}", case.text);
        }
    });
}

#[test]
fn a_batch_gives_what_its_texts_give_alone() {
    each(|variant, model, cases| {
        let texts: Vec<Vec<u32>> = cases.iter().map(|case| encode(model, &case.text)).collect();
        let batch = model.embed_batch(&texts).unwrap();
        for (text, embedding) in texts.iter().zip(&batch) {
            let off = distance(embedding, &model.embed(text).unwrap());
            assert!(off <= ROUNDING, "{variant}, {} tokens: a number is off by {off}", text.len());
        }
        assert!(model.embed_batch(&[]).unwrap().is_empty());
    });
}

#[test]
fn many_texts_come_back_in_their_order() {
    let model = load("bert-f32");
    // More than are read at once, in an order that is not that of their lengths.
    let texts: Vec<Vec<u32>> =
        (0..400).map(|i: u32| (0..1 + i * 37 % 60).map(|c| 5 + (i * 7 + c) % 100).collect()).collect();
    let batch = model.embed_batch(&texts).unwrap();
    for (i, (text, embedding)) in texts.iter().zip(&batch).enumerate().step_by(13) {
        assert!(distance(embedding, &model.embed(text).unwrap()) <= ROUNDING, "text {i}");
    }
}

#[test]
fn what_only_filling_would_look_up_is_not_looked_up() {
    // A row of the embeddings that is no number must not reach texts that do not have it: neither that of token 0,
    // nor those of positions behind the end.
    let nan = |numbers: &mut [u8]| {
        numbers.chunks_mut(4).for_each(|number| number.copy_from_slice(&f32::NAN.to_le_bytes()));
    };
    let folder = Folder::copy("bert-f32");
    folder.tensors(|tensors| {
        nan(&mut find(tensors, "embeddings.word_embeddings.weight").bytes[..4 * 32]);
        nan(&mut find(tensors, "embeddings.position_embeddings.weight").bytes[4 * 32 * 3..4 * 32 * 4]);
    });
    let (damaged, whole) = (folder.load().unwrap(), load("bert-f32"));
    let alone = whole.embed(&[2, 9, 3]).unwrap();
    assert!(distance(&damaged.embed(&[2, 9, 3]).unwrap(), &alone) <= ROUNDING);
    assert!(matches!(damaged.embed(&[2, 0, 3]), Err(Error::NoDirection { index: 0, .. })));
    let batch = [vec![2, 9, 3], vec![2, 9, 3, 3]];
    assert!(matches!(damaged.embed_batch(&batch), Err(Error::NoDirection { .. })));

    let folder = Folder::copy("bert-f32");
    folder.tensors(|tensors| nan(&mut find(tensors, "embeddings.word_embeddings.weight").bytes[..4 * 32]));
    let damaged = folder.load().unwrap();
    assert!(distance(&damaged.embed_batch(&batch).unwrap()[0], &alone) <= ROUNDING);
}

#[test]
fn texts_are_cut_at_max_tokens_and_keep_their_special_tokens() {
    for (variant, most) in [("bert-f32", 24), ("bert-f16", 40)] {
        let model = load(variant);
        assert_eq!(bert(&model).max_tokens, most);
        let [cls, sep] = [2, 3];
        let fox = encode(&model, "fox")[1];
        for words in [1, most - 3, most - 2, most - 1, 10 * most] {
            let tokens = encode(&model, &"fox ".repeat(words));
            assert_eq!(tokens.len(), (words + 2).min(most), "{variant}, {words} words");
            assert_eq!((tokens[0], tokens[tokens.len() - 1]), (cls, sep));
            assert!(tokens[1..tokens.len() - 1].iter().all(|token| *token == fox));
        }
        // It is the end that is cut off.
        let tokens = encode(&model, &("the ".to_owned() + &"fox ".repeat(100)));
        assert_eq!(tokens[..2], encode(&model, "the")[..2]);
        assert_eq!(encode(&model, ""), [cls, sep]);
    }
}

#[test]
fn where_texts_are_cut_is_read_from_the_folder() {
    let most = |change: &dyn Fn(&Folder)| {
        let folder = Folder::copy("bert-f32");
        change(&folder);
        let model = folder.load().unwrap();
        let most = bert(&model).max_tokens;
        assert_eq!(encode(&model, &"fox ".repeat(200)).len(), most);
        most
    };
    const SENTENCE: &str = "sentence_bert_config.json";
    let write = |folder: &Folder, name: &str, value: Value| {
        folder.write(name, value.to_string());
    };
    assert_eq!(most(&|f| write(f, SENTENCE, json!({"max_seq_length": 3}))), 3);
    assert_eq!(most(&|f| write(f, SENTENCE, json!({"max_seq_length": 64}))), 64);
    assert_eq!(most(&|f| write(f, SENTENCE, json!({"max_seq_length": null}))), 64);
    assert_eq!(most(&|f| write(f, SENTENCE, json!({}))), 64);
    assert_eq!(most(&|f| _ = f.remove(SENTENCE)), 64);
    // The settings of the tokenizer are another matter.
    let settings = |f: &Folder| {
        f.remove(SENTENCE).write("tokenizer_config.json", json!({"model_max_length": 20}).to_string());
    };
    assert_eq!(most(&settings), 64);
}

#[test]
fn truncation_and_padding_of_the_tokenizer_file_are_ignored() {
    // The encoder's file says 8 and 16; those of decoders get the same here.
    let stored = json!({"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0});
    let padding = json!({"strategy": {"Fixed": 16}, "direction": "Right", "pad_to_multiple_of": null,
        "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"});
    let model = load("bert-f32");
    let raw: Value =
        serde_json::from_slice(&std::fs::read(data("bert-f32").join("tokenizer.json")).unwrap()).unwrap();
    assert_eq!((&raw["truncation"], &raw["padding"]), (&stored, &padding));
    assert_eq!(encode(&model, "fox").len(), 3);
    assert_eq!(encode(&model, &"fox ".repeat(12)).len(), 14);

    let folder = Folder::copy("f32-untied");
    folder.edit("tokenizer.json", |tokenizer| {
        tokenizer.insert("truncation".to_owned(), stored);
        tokenizer.insert("padding".to_owned(), padding);
    });
    let (plain, stored) = (load("f32-untied"), folder.load().unwrap());
    for text in ["", "fox", &"the quick brown fox ".repeat(100)] {
        assert_eq!(encode(&plain, text), encode(&stored, text));
    }
}

#[test]
fn texts_that_cannot_be_read() {
    let model = load("bert-f32");
    assert!(matches!(model.embed(&[]), Err(Error::EmptyPrompt)));
    let error = model.embed(&[2, 135, 3]).unwrap_err();
    assert!(matches!(error, Error::TokenOutOfRange { token: 135, position: 1, vocab_size: 135 }), "{error}");
    // Token ids are read up to the context, whatever the length to which texts are cut.
    model.embed(&[5; 64]).unwrap();
    let error = model.embed(&[5; 65]).unwrap_err();
    assert!(matches!(error, Error::TooLong { prompt: 65, limit: 0, context: 64 }), "{error}");
    let error = model.embed_batch(&[vec![2, 3], vec![], vec![9999]]).unwrap_err();
    assert!(
        matches!(&error, Error::InBatch { index: 1, reason } if matches!(**reason, Error::EmptyPrompt)),
        "{error}"
    );
}

#[test]
fn a_model_does_what_its_architecture_does() {
    let (encoder, decoder) = (load("bert-f32"), load("f32-untied"));
    let job = Job::greedy(vec![2, 3], 1);
    let go = |_| ControlFlow::Continue(());
    let generation = decoder.generate(&job, go).unwrap();
    let errors = [
        encoder.logits(&[2, 3]).unwrap_err(),
        encoder.all_logits(&[]).unwrap_err(),
        encoder.generate(&job, go).unwrap_err(),
        encoder.generate_batch(&[]).unwrap_err(),
        encoder.run(&job.clone().into(), &mut go.clone()).unwrap_err(),
        encoder.read(&job.clone().into(), &generation.clone().into()).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.to_string(), "the task needs a decoder, the model is an encoder");
    }
    let embed = Input::Embed(vec![2, 3]);
    let claim = encoder.run(&embed, &mut go.clone()).unwrap();
    let errors = [
        decoder.embed(&[]).unwrap_err(),
        decoder.embed_batch(&[]).unwrap_err(),
        decoder.run(&embed, &mut go.clone()).unwrap_err(),
        decoder.read(&embed, &claim).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.to_string(), "the task needs an encoder, the model is a decoder");
    }
    // An input and an output that do not belong together.
    for model in [&encoder, &decoder] {
        assert!(matches!(model.read(&embed, &generation.clone().into()), Err(Error::NotThisModel { .. })));
        assert!(matches!(model.read(&job.clone().into(), &claim), Err(Error::NotThisModel { .. })));
    }
}

#[test]
fn an_encoder_is_an_engine() {
    let model = load("bert-f16");
    let tokens = encode(&model, "the quick brown fox");
    let input = Input::Embed(tokens.clone());
    let claim = model.run(&input, &mut |_| panic!("there are no tokens")).unwrap();
    let Claim { output: Output::Embedding(steps), cell_root: [0, ..] } = &claim else { panic!("{claim:?}") };
    let numbers: Vec<f32> = steps.iter().map(|step| *step as f32 / (1 << 24) as f32).collect();
    assert!(distance(&numbers, &model.embed(&tokens).unwrap()) <= 1.0 / (1 << 24) as f32);
    assert_eq!(
        model.read(&input, &claim).unwrap(),
        Reading::Embedding { numbers: steps.clone(), cell_root: [0; 32] }
    );
    assert_eq!((model.manifest().arch, model.manifest().mode, model.manifest().sampler), (2, 1, 0));
}

#[test]
fn the_numbers_of_the_architecture() {
    let model = load("bert-f16");
    let config = model.config();
    assert_eq!(
        (config.vocab_size(), config.context(), config.hidden_size(), config.layers()),
        (135, 40, 48, 3)
    );
    assert!(config.eos().is_empty());
    let config = bert(&model);
    assert_eq!((config.heads, config.intermediate_size, config.type_vocab_size), (3, 96, 1));
    assert_eq!(config.layer_norm_eps, 1e-5);
}
