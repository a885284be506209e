//! Text to token ids and back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tokenizers::{PostProcessor, TruncationDirection, TruncationParams, TruncationStrategy};

use crate::commitment::{Hash, Hasher};
use crate::error::Error;

/// The tokenizer of a model, read from its `tokenizer.json`.
#[derive(Debug)]
pub struct Tokenizer {
    file: PathBuf,
    inner: tokenizers::Tokenizer,
    hash: Hash,
}

impl Tokenizer {
    /// Reads a tokenizer and checks that its ids fit a model of `vocab_size` ids. Texts are cut to `most` tokens,
    /// if given.
    pub(crate) fn read(file: &Path, vocab_size: usize, most: Option<usize>) -> Result<Tokenizer, Error> {
        let bytes = crate::json::read_file(file, 1 << 30)?;
        let mut inner = quiet(file, || tokenizers::Tokenizer::from_bytes(&bytes))?;
        // What the file says of both is what its writer happened to do last, not a part of the model.
        inner.with_padding(None);
        quiet(file, || cut(&mut inner, most))?;
        let highest = inner.get_vocab(true).into_values().max();
        if let Some(highest) = highest.filter(|id| *id as usize >= vocab_size) {
            return Err(Error::TokenizerMismatch { file: file.to_owned(), highest, vocab_size });
        }
        let mut hash = Hasher::new("dn/tokenizer");
        hash.bytes(&bytes);
        Ok(Tokenizer { file: file.to_owned(), inner, hash: hash.finish() })
    }

    /// Turns a text into token ids, with the special tokens that the tokenizer adds around a prompt (often one
    /// that marks the beginning).
    ///
    /// For an encoder, a text of more than [`max_tokens`](crate::BertConfig::max_tokens), special ones included, is cut
    /// at its end; the special tokens stay. For a decoder nothing is cut. Whatever `tokenizer.json` itself says of
    /// truncation and padding is ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Tokenizer`] where the text has a part that the vocabulary cannot express.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, Error> {
        Ok(quiet(&self.file, || self.inner.encode_fast(text, true))?.get_ids().to_vec())
    }

    /// Turns token ids into text, without special tokens.
    ///
    /// # Errors
    ///
    /// [`Error::Tokenizer`] where the decoder fails. Ids that the tokenizer does not know give no text.
    pub fn decode(&self, tokens: &[u32]) -> Result<String, Error> {
        quiet(&self.file, || self.inner.decode(tokens, true))
    }

    /// BLAKE3 of `"dn/tokenizer"` and the bytes of the file.
    pub(crate) fn hash(&self) -> Hash {
        self.hash
    }
}

/// Lets texts be cut to `most` tokens, with the special ones, as transformers does it.
fn cut(tokenizer: &mut tokenizers::Tokenizer, most: Option<usize>) -> tokenizers::Result<()> {
    let Some(max_length) = most else {
        tokenizer.with_truncation(None)?;
        return Ok(());
    };
    let special = tokenizer.get_post_processor().map_or(0, |processor| processor.added_tokens(false));
    if max_length <= special {
        return Err(format!("{special} special tokens leave no room in a text of {max_length} tokens").into());
    }
    let (strategy, direction) = (TruncationStrategy::LongestFirst, TruncationDirection::Right);
    tokenizer.with_truncation(Some(TruncationParams { max_length, strategy, direction, stride: 0 }))?;
    Ok(())
}

/// The tokenizer's code trusts its file in places; what a bad file breaks must not take the process along.
fn quiet<T>(file: &Path, run: impl FnOnce() -> tokenizers::Result<T>) -> Result<T, Error> {
    let message = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the tokenizer contradicts itself".to_owned(),
    };
    Err(Error::Tokenizer { file: file.to_owned(), message })
}
