//! No bytes in a folder make loading panic.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::folder::Folder;

/// A small generator, so that a failure can be repeated (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
}

/// Changes a few bytes within the first `span`: one bit, one digit, any byte, a cut, or a piece said twice.
fn damage(bytes: &mut Vec<u8>, span: usize, random: &mut Random) {
    for _ in 0..1 + random.below(3) {
        let at = random.below(span.min(bytes.len()).max(1));
        match random.below(6) {
            _ if at >= bytes.len() => {}
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = b'0' + random.below(10) as u8,
            2 => bytes[at] = random.below(256) as u8,
            3 => bytes[at] = b"{}[],:\"-e."[random.below(10)],
            4 => {
                bytes.drain(at..(at + 1 + random.below(8)).min(bytes.len()));
            }
            _ => {
                let piece = bytes[at..(at + 1 + random.below(8)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}

fn survives(variant: &str, file: &str, span: usize, rounds: u64) {
    let folder = Folder::copy(variant);
    let good = fs::read(folder.file(file)).unwrap();
    let mut loaded = 0;
    for round in 1..=rounds {
        let mut random = Random(round.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = good.clone();
        damage(&mut bytes, span, &mut random);
        folder.write(file, &bytes);
        let outcome = catch_unwind(AssertUnwindSafe(|| match folder.load() {
            Ok(model) => {
                let tokens = model.tokenizer().encode("the quick");
                let _ = tokens.map(|tokens| model.tokenizer().decode(&tokens));
                let _ = model.logits(&[1, 2, 3]);
                let _ = model.embed(&[1, 2, 3]);
                true
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                false
            }
        }));
        loaded += u32::from(outcome.unwrap_or_else(|_| panic!("{variant}/{file}: round {round} panicked")));
    }
    assert!(u64::from(loaded) < rounds, "no damage was noticed");
}

const DECODER: &str = "rope-parameters";
const ENCODER: &str = "bert-f32";

#[test]
fn damaged_config() {
    survives(DECODER, "config.json", usize::MAX, 1500);
    survives(ENCODER, "config.json", usize::MAX, 1000);
}

#[test]
fn damaged_header() {
    survives(DECODER, "model.safetensors", 2500, 1500);
    survives(ENCODER, "model.safetensors", 4500, 500);
}

#[test]
fn damaged_tokenizer() {
    survives(DECODER, "tokenizer.json", usize::MAX, 1500);
    survives(ENCODER, "tokenizer.json", usize::MAX, 1000);
}

#[test]
fn damaged_sentence_settings() {
    survives(ENCODER, "sentence_bert_config.json", usize::MAX, 500);
}
