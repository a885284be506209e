//! Embedding: texts in, a direction for each out.

use std::ops::ControlFlow;

use crate::config::Config;
use crate::error::Error;
use crate::generate::{Layout, check_prompt};
use crate::network::{Embedded, Encoder};

/// Texts are read in pieces of so many tokens at most, filling included, which bounds the memory that a long list
/// needs. A single text may be longer.
const PIECE: usize = 4096;

/// Fraction bits of an embedding as a result: its numbers are whole multiples of 2^-24.
const FRACTION: i32 = 24;

/// Refuses a text that the model cannot read.
pub(crate) fn check(text: &[u32], config: &Config) -> Result<(), Error> {
    check_prompt(text, 0, config)
}

/// Embeds texts that were checked, in whatever pieces are fastest; returns the embeddings in the order of the texts.
/// `on_step` is told after each piece how many are done, and can stop it.
pub(crate) fn embed(
    model: &dyn Encoder,
    texts: &[&[u32]],
    layout: Layout,
    on_step: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<Embedded>, Error> {
    // Texts of like length share a piece, so that little is filling.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|text| texts[*text].len());
    let mut done = vec![Embedded::default(); texts.len()];
    let mut rest = &order[..];
    while let Some(longest) = rest.last().map(|text| texts[*text].len()) {
        let rows = (PIECE / longest.max(layout.pad).max(1)).clamp(1, rest.len());
        let (before, piece) = rest.split_at(rest.len() - rows);
        let piece_texts: Vec<&[u32]> = piece.iter().map(|text| texts[*text]).collect();
        for (text, embedding) in piece.iter().zip(model.embed(&piece_texts, layout)?) {
            finite(&embedding.numbers)?;
            done[*text] = embedding;
        }
        rest = before;
        let ready = texts.len() - rest.len();
        if on_step(ready).is_break() && !rest.is_empty() {
            return Err(Error::Stopped { done: ready, total: texts.len() });
        }
    }
    Ok(done)
}

fn finite(embedding: &[f32]) -> Result<(), Error> {
    match embedding.iter().position(|number| !number.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NoDirection { index, value: embedding[index] }),
    }
}

/// An embedding as a result, rounded to steps of 2^-24.
pub(crate) fn steps(embedding: &[f32]) -> Vec<i32> {
    let scale = f64::from(1 << FRACTION);
    embedding.iter().map(|number| (f64::from(*number) * scale).round() as i32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Says of each text its first token, and keeps the size of every piece: rows and longest text.
    struct Fake(Mutex<Vec<(usize, usize)>>);

    impl Encoder for Fake {
        fn embed(&self, texts: &[&[u32]], _: Layout) -> Result<Vec<Embedded>, Error> {
            let longest = texts.iter().map(|text| text.len()).max().unwrap();
            self.0.lock().unwrap().push((texts.len(), longest));
            Ok(texts
                .iter()
                .map(|text| Embedded { numbers: vec![text[0] as f32], cell_root: [0; 32] })
                .collect())
        }
    }

    #[test]
    fn pieces_are_bounded_and_order_is_kept() {
        let texts: Vec<Vec<u32>> = (0..500).map(|i| vec![i; 1 + (i as usize * 37) % 300]).collect();
        let long = vec![7; PIECE + 1];
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).chain([&long[..]]).collect();
        let fake = Fake(Mutex::new(Vec::new()));
        let mut steps = Vec::new();
        let mut go = |ready| {
            steps.push(ready);
            ControlFlow::Continue(())
        };
        let embeddings = embed(&fake, &texts, Layout::default(), &mut go).unwrap();
        assert!(steps.is_sorted() && steps.last() == Some(&texts.len()), "{steps:?}");
        let stop = &mut |_| ControlFlow::Break(());
        let stopped = embed(&Fake(Mutex::new(Vec::new())), &texts, Layout::default(), stop).unwrap_err();
        assert!(matches!(stopped, Error::Stopped { done: 1, total: 501 }), "{stopped}");
        for (text, embedding) in texts.iter().zip(embeddings) {
            assert_eq!(embedding.numbers, [text[0] as f32]);
        }
        let pieces = fake.0.into_inner().unwrap();
        assert_eq!(pieces.len(), steps.len());
        assert_eq!(pieces.iter().map(|(rows, _)| rows).sum::<usize>(), texts.len());
        assert!(pieces.iter().all(|(rows, longest)| *rows == 1 || rows * longest <= PIECE), "{pieces:?}");
        assert!(pieces.len() < 40, "{} pieces", pieces.len());
        assert!(embed(&Fake(Mutex::new(Vec::new())), &[], Layout::default(), stop).unwrap().is_empty());
    }

    #[test]
    fn steps_are_rounded_to_the_nearest() {
        assert_eq!(
            steps(&[1.0, -1.0, 0.0, 1.5 / 16_777_216.0, -0.4 / 16_777_216.0]),
            [1 << 24, -(1 << 24), 0, 2, 0]
        );
    }
}
