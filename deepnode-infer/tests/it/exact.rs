//! Exact mode: the same bits whatever the layout, near to floats, and models that could overflow are refused.

use std::ops::ControlFlow;

use deepnode_infer::{
    Claim, Device, Engine, Error, Input, Job, Kernel, Mode, Model, Options, Output, Q16, Reading, Sampler,
    output_root,
};
use rayon::ThreadPoolBuilder;

use crate::folder::{Folder, find};
use crate::reference::cases;
use crate::{VARIANTS, data, load};

const PLAIN: Options =
    Options { device: Device::Cpu, mode: Mode::Exact, kernel: Kernel::Auto, piece: 512, pad: 0 };

fn exact(variant: &str, options: Options) -> Model {
    Model::load(data(variant), options).unwrap_or_else(|e| panic!("{variant}: {e}"))
}

fn jobs(variant: &str) -> Vec<Input> {
    let seeded = |i: usize| match i % 3 {
        0 => Sampler::Greedy,
        1 => Sampler::seeded([i as u8; 32]),
        _ => Sampler::Seeded {
            seed: [i as u8; 32],
            temperature: Q16::new(0.8).unwrap(),
            top_k: 20,
            top_p: Q16::new(0.9).unwrap(),
        },
    };
    let job = |(i, tokens): (usize, Vec<u32>)| Job {
        sampler: seeded(i),
        limit: 24 - i as u32,
        stop_at_eos: false,
        ..Job::greedy(tokens, 0)
    };
    let tokens = cases(variant).into_iter().map(|case| case.tokens);
    tokens.enumerate().map(|(i, tokens)| job((i, tokens)).into()).collect()
}

fn claim(model: &Model, input: &Input) -> Claim {
    Engine::run(model, input, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// Tokens and roots from another implementation, `tests/exact.py`, which multiplies with 64-bit integers:
///
/// ```sh
/// pip install blake3 mpmath numpy && python3 deepnode-infer/tests/exact.py
/// ```
#[test]
fn the_bits_are_those_of_another_implementation() {
    let expected = [
        (
            "bf16-tied",
            vec![184, 26, 226, 91, 36, 64, 132, 56, 80, 31, 137, 184],
            "ddf2426e94c4857d15fefdf4e560cf4c9e40459872acb9d43d1823ada90c3384",
        ),
        (
            "f16-tied",
            vec![38, 210, 8, 6, 6, 93, 46, 1, 6, 102, 142, 145],
            "56632865749b952f89d4a97394d91efc72f1aa83d5cf727c6304291b6c50aafe",
        ),
        (
            "f32-untied",
            vec![152, 227, 109, 109, 183, 26, 247, 247, 247, 247, 247, 118],
            "9703297e9b1827a0a38255cf7c1b7e4e4e8e444c3b63bafc0c289f7c8b18bc5d",
        ),
        (
            "head-dim",
            vec![224, 216, 165, 157, 216, 11, 19, 11, 103, 55, 120, 215],
            "a965099e923d6d8103aed69bdc9f269d5eb3e251ca67b489d4e0931a4746df90",
        ),
        (
            "rope-parameters",
            vec![87, 229, 246, 98, 131, 80, 158, 17, 159, 96, 229, 246],
            "92711ec40e5b9fe794308497087a0a7e666e4f1b0af8e8437d59f98343bec253",
        ),
        (
            "rope-top",
            vec![42, 178, 67, 98, 40, 122, 5, 91, 40, 83, 126, 100],
            "9efdc99674e3e62fd4c1171e7e44186e4c42e10bd5a409325e3841b5e9fe6e9e",
        ),
    ];
    for (variant, tokens, root) in expected {
        let job = Job { stop_at_eos: false, ..Job::greedy(vec![5, 6, 7, 40, 41], 12) };
        let claim = claim(&exact(variant, PLAIN), &job.into());
        let Output::Generation(generation) = claim.output else { panic!("a decoder") };
        assert_eq!(generation.tokens, tokens, "{variant}");
        let found: String = claim.cell_root.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, root, "{variant}");
    }
}

#[test]
fn no_layout_changes_a_bit() {
    for variant in VARIANTS {
        let plain = exact(variant, PLAIN);
        let inputs = jobs(variant);
        let claims: Vec<Claim> = inputs.iter().map(|input| claim(&plain, input)).collect();
        assert_eq!(plain.run_batch(&inputs).unwrap(), claims, "{variant}: in a batch");
        for (piece, pad, kernel) in
            [(1, 0, Kernel::Auto), (3, 40, Kernel::Auto), (512, 0, Kernel::Scalar), (7, 33, Kernel::Scalar)]
        {
            let other = exact(variant, Options { piece, pad, kernel, ..PLAIN });
            for (input, claimed) in inputs.iter().zip(&claims) {
                assert_eq!(claim(&other, input), *claimed, "{variant}: piece {piece}, pad {pad}, {kernel:?}");
            }
            assert_eq!(other.run_batch(&inputs).unwrap(), claims, "{variant}: in a batch of pieces");
            assert_eq!(other.manifest(), plain.manifest());
        }
    }
}

#[test]
fn no_number_of_threads_changes_a_bit() {
    let inputs = jobs("head-dim");
    let alone: Vec<Claim> = (1..=3)
        .map(|threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| exact("head-dim", PLAIN).run_batch(&inputs).unwrap())
        })
        .map(|claims| claims.into_iter().next_back().unwrap())
        .collect();
    assert!(alone.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn reading_shows_what_generating_did() {
    for variant in VARIANTS {
        let model = exact(variant, PLAIN);
        for input in jobs(variant) {
            let claimed = claim(&model, &input);
            let Output::Generation(generation) = &claimed.output else { panic!("a decoder") };
            let Reading::Text { chosen, shortfall, cell_root } = model.read(&input, &claimed).unwrap() else {
                panic!("a decoder")
            };
            assert_eq!(chosen[..chosen.len() - 1], generation.tokens, "{variant}");
            assert!(shortfall.iter().all(|short| *short == 0.0));
            assert_eq!(cell_root, claimed.cell_root, "{variant}");
            assert_ne!(cell_root, [0; 32]);
        }
    }
}

#[test]
fn whole_numbers_are_near_to_floats() {
    for variant in VARIANTS {
        let (floats, whole) = (load(variant), exact(variant, PLAIN));
        for case in cases(variant) {
            let (a, b) = (floats.logits(&case.tokens).unwrap(), whole.logits(&case.tokens).unwrap());
            let dot = |a: &[f32], b: &[f32]| -> f64 {
                a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
            };
            let cosine = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
            assert!(cosine >= 0.995, "{variant}: the cosine of logits is {cosine}");
        }
    }
}

#[test]
fn a_promise_of_one_mode_is_not_that_of_the_other() {
    let (floats, whole) = (load("f16-tied"), exact("f16-tied", PLAIN));
    assert_ne!(floats.manifest().hash(), whole.manifest().hash());
    assert_eq!(floats.manifest().weights_root, whole.manifest().weights_root);
    assert_eq!((floats.manifest().mode, whole.manifest().mode), (1, 0));
    assert_ne!(whole.manifest().tables_hash, [0; 32]);
}

#[test]
fn every_part_of_the_input_is_in_the_states() {
    let model = exact("f16-tied", PLAIN);
    let job = Job { stop_at_eos: false, ..Job::greedy(vec![5, 6, 7], 4) };
    let own = claim(&model, &job.clone().into());
    for prompt in [vec![5, 6, 8], vec![6, 6, 7], vec![5, 6, 7, 7], vec![6, 7]] {
        let other = claim(&model, &Job { prompt, ..job.clone() }.into());
        assert_ne!(own.cell_root, other.cell_root);
    }
}

#[test]
fn other_weights_have_other_states() {
    let job = Input::from(Job { stop_at_eos: false, ..Job::greedy(vec![5, 6, 7], 4) });
    let own = claim(&exact("f32-untied", PLAIN), &job);
    for tensor in ["model.layers.1.mlp.down_proj.weight", "model.layers.0.self_attn.k_proj.weight"] {
        let folder = Folder::copy("f32-untied");
        folder.tensors(|tensors| find(tensors, tensor).bytes[3] ^= 0x80);
        let model = Model::load(folder.path(), PLAIN).unwrap();
        let other = claim(&model, &job);
        assert_ne!(own.cell_root, other.cell_root, "{tensor}");
        let plain = exact("f32-untied", PLAIN);
        assert_ne!(output_root(plain.manifest(), &job, &own), output_root(model.manifest(), &job, &own));
    }
}

#[test]
fn models_that_could_overflow_are_refused_by_name() {
    let set = |tensor: &'static str, value: f32| {
        let folder = Folder::copy("f32-untied");
        folder.tensors(|tensors| {
            let bytes = &mut find(tensors, tensor).bytes;
            *bytes = value.to_le_bytes().repeat(bytes.len() / 4);
        });
        Model::load(folder.path(), PLAIN)
    };
    for (name, value) in [
        ("model.embed_tokens.weight", 1e13),
        ("model.embed_tokens.weight", f32::NAN),
        ("model.layers.0.input_layernorm.weight", 1e6),
        ("model.layers.0.self_attn.q_proj.weight", 1e6),
        ("model.layers.1.self_attn.o_proj.weight", f32::INFINITY),
        ("model.layers.1.mlp.gate_proj.weight", 1e6),
        ("model.layers.1.mlp.down_proj.weight", 1e12),
        ("lm_head.weight", 1e9),
    ] {
        match set(name, value) {
            Err(Error::Overflow { tensor, .. }) => assert_eq!(tensor, name),
            other => panic!("{name} of {value}: {other:?}"),
        }
    }
    // Great, and still within bounds: every sum is exact, so that layouts agree.
    for (name, value) in
        [("model.layers.0.self_attn.q_proj.weight", 100.0), ("model.layers.1.mlp.down_proj.weight", 1e4)]
    {
        let folder = Folder::copy("f32-untied");
        folder.tensors(|tensors| {
            let bytes = &mut find(tensors, name).bytes;
            *bytes = f32::to_le_bytes(value).repeat(bytes.len() / 4);
        });
        let job = Input::from(Job { stop_at_eos: false, ..Job::greedy(vec![5, 6, 7], 8) });
        let plain = claim(&Model::load(folder.path(), PLAIN).unwrap(), &job);
        let scalar = Options { kernel: Kernel::Scalar, piece: 1, ..PLAIN };
        assert_eq!(claim(&Model::load(folder.path(), scalar).unwrap(), &job), plain, "{name}");
    }
}

#[test]
fn no_layout_changes_a_bit_of_an_embedding() {
    for variant in ["bert-f32", "bert-f16"] {
        let (floats, plain) = (load(variant), exact(variant, PLAIN));
        let texts = ["", "fox", "the quick brown fox", "the house of the thing and the fox and the house"];
        let tokens: Vec<Vec<u32>> =
            texts.iter().map(|text| plain.tokenizer().encode(text).unwrap()).collect();
        let inputs: Vec<Input> = tokens.iter().cloned().map(Input::Embed).collect();
        let claims: Vec<Claim> = inputs.iter().map(|input| claim(&plain, input)).collect();
        for (tokens, claimed) in tokens.iter().zip(&claims) {
            let Output::Embedding(numbers) = &claimed.output else { panic!("an encoder") };
            let embedding = plain.embed(tokens).unwrap();
            let steps: Vec<i32> = embedding.iter().map(|x| (x * 16_777_216.0) as i32).collect();
            assert_eq!(steps, *numbers, "{variant}: f32 holds every step");
            let cosine: f32 = embedding.iter().zip(floats.embed(tokens).unwrap()).map(|(a, b)| a * b).sum();
            assert!(cosine > 0.995, "{variant}: {cosine}");
            assert_ne!(claimed.cell_root, [0; 32]);
        }
        assert!((1..4).all(|i| claims[i].cell_root != claims[0].cell_root));
        assert_eq!(plain.run_batch(&inputs).unwrap(), claims, "{variant}: in a batch");
        for (piece, pad, kernel) in
            [(1, 0, Kernel::Auto), (3, 40, Kernel::Auto), (512, 80, Kernel::Integers), (2, 9, Kernel::Scalar)]
        {
            let other = exact(variant, Options { piece, pad, kernel, ..PLAIN });
            assert_eq!(other.run_batch(&inputs).unwrap(), claims, "{variant}: {piece}, {pad}, {kernel:?}");
            for (input, claimed) in inputs.iter().zip(&claims) {
                assert_eq!(claim(&other, input), *claimed, "{variant}: {piece}, {pad}, {kernel:?}");
                let Reading::Embedding { numbers, cell_root } = other.read(input, claimed).unwrap() else {
                    panic!("an encoder")
                };
                assert_eq!(Claim { output: Output::Embedding(numbers), cell_root }, *claimed);
            }
        }
    }
}

#[test]
fn encoders_that_could_overflow_are_refused_by_name() {
    for (name, value) in [
        ("embeddings.position_embeddings.weight", f32::NAN),
        ("embeddings.LayerNorm.weight", 1e7),
        ("encoder.layer.0.attention.self.query.weight", 1e7),
        ("encoder.layer.0.attention.output.dense.weight", 1e20),
        ("encoder.layer.0.intermediate.dense.weight", 1e15),
        ("encoder.layer.1.output.dense.weight", 1e20),
    ] {
        let folder = Folder::copy("bert-f32");
        folder.tensors(|tensors| {
            let bytes = &mut find(tensors, name).bytes;
            *bytes = f32::to_le_bytes(value).repeat(bytes.len() / 4);
        });
        match Model::load(folder.path(), PLAIN) {
            Err(Error::Overflow { tensor, .. }) => assert_eq!(tensor, name),
            other => panic!("{name} of {value}: {other:?}"),
        }
    }
}
