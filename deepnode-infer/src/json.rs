//! Fields of a JSON file, read with errors that name file and field.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::error::Error;

/// Reads a whole file of at most `limit` bytes; a folder may come from anyone.
pub(crate) fn read_file(file: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let io = |reason| Error::Io { file: file.to_owned(), reason };
    let info = fs::metadata(file).map_err(io)?;
    if !info.is_file() {
        return Err(io(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
    }
    if info.len() > limit {
        let text = format!("{} bytes, more than the {limit} that such a file may have", info.len());
        return Err(io(io::Error::new(io::ErrorKind::FileTooLarge, text)));
    }
    fs::read(file).map_err(io)
}

fn read_value(file: &Path) -> Result<Value, Error> {
    serde_json::from_slice(&read_file(file, 64 << 20)?).map_err(|e| not_json(file, e.to_string()))
}

fn not_json(file: &Path, message: String) -> Error {
    Error::Json { file: file.to_owned(), message }
}

/// The object in a JSON file, or one nested in it.
pub(crate) struct Object {
    file: PathBuf,
    /// Nothing, or `rope_parameters.`, or `0.` in a list.
    prefix: String,
    map: Map<String, Value>,
}

impl Object {
    /// Reads a file that holds one JSON object.
    pub(crate) fn read(file: &Path) -> Result<Object, Error> {
        Object::new(file, String::new(), read_value(file)?)
    }

    /// Reads a file that holds a list of JSON objects. Their fields are named `0.field`, `1.field` and so on.
    pub(crate) fn read_list(file: &Path) -> Result<Vec<Object>, Error> {
        match read_value(file)? {
            Value::Array(list) => {
                let object = |(index, value)| Object::new(file, format!("{index}."), value);
                list.into_iter().enumerate().map(object).collect()
            }
            other => Err(not_json(file, format!("expected a list, found {}", brief(&other)))),
        }
    }

    fn new(file: &Path, prefix: String, value: Value) -> Result<Object, Error> {
        match value {
            Value::Object(map) => Ok(Object { file: file.to_owned(), prefix, map }),
            other => Err(not_json(file, format!("expected an object, found {}", brief(&other)))),
        }
    }

    /// The value, where the field is there and not null.
    pub(crate) fn get(&self, field: &str) -> Option<&Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.map.iter()
    }

    /// An object within this one.
    pub(crate) fn object(&self, field: &str) -> Result<Option<Object>, Error> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Object {
                file: self.file.clone(),
                prefix: format!("{}{field}.", self.prefix),
                map: map.clone(),
            })),
            Some(_) => Err(self.wrong(field, "an object")),
        }
    }

    /// A whole number within `min..=max`.
    pub(crate) fn whole(&self, field: &str, min: usize, max: usize) -> Result<Option<usize>, Error> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let number = value.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| (min..=max).contains(n));
        number.map(Some).ok_or_else(|| self.wrong(field, &format!("a whole number from {min} to {max}")))
    }

    /// A number above zero.
    pub(crate) fn positive(&self, field: &str) -> Result<Option<f64>, Error> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let number = value.as_f64().filter(|x| x.is_finite() && *x > 0.0);
        number.map(Some).ok_or_else(|| self.wrong(field, "a number above 0"))
    }

    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, Error> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| self.wrong(field, "true or false"))
    }

    /// The name of something in this file's folder, which cannot lead out of it.
    pub(crate) fn name(&self, field: &str) -> Result<&str, Error> {
        let name = self.get(field).and_then(Value::as_str);
        let name = name.filter(|s| !s.is_empty() && !s.contains(['/', '\\', '\0']) && *s != "..");
        name.ok_or_else(|| self.wrong(field, "the name of a file in this folder"))
    }

    /// Refuses a flag that is set.
    pub(crate) fn off(&self, field: &str) -> Result<(), Error> {
        match self.flag(field)? {
            Some(true) => Err(self.unsupported(field, "false")),
            _ => Ok(()),
        }
    }

    /// The value of a field that must be there.
    pub(crate) fn required<T>(&self, field: &str, value: Option<T>) -> Result<T, Error> {
        value.ok_or_else(|| self.wrong(field, "a value"))
    }

    /// Refuses every value of the field but `supported`; an absent field is fine.
    pub(crate) fn only(&self, field: &str, supported: &Value) -> Result<(), Error> {
        match self.get(field) {
            None => Ok(()),
            Some(value) if value == supported => Ok(()),
            Some(_) => Err(self.unsupported(field, &supported.to_string())),
        }
    }

    pub(crate) fn wrong(&self, field: &str, expected: &str) -> Error {
        Error::Field {
            file: self.file.clone(),
            field: format!("{}{field}", self.prefix),
            expected: expected.to_owned(),
            found: self.found(field),
        }
    }

    pub(crate) fn unsupported(&self, field: &str, supported: &str) -> Error {
        Error::Unsupported {
            file: self.file.clone(),
            field: format!("{}{field}", self.prefix),
            found: self.found(field),
            supported: supported.to_owned(),
        }
    }

    fn found(&self, field: &str) -> String {
        self.map.get(field).map_or_else(|| "nothing".to_owned(), brief)
    }
}

/// A value as text, short enough for a message.
pub(crate) fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(77).chain("...".chars()).collect() }
}
