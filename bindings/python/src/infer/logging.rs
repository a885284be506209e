//! What the inference crate tells through `tracing`, for Python's `logging`.
//!
//! An event of `deepnode_infer::sdk::worker` goes to the logger `deepnode.infer.sdk.worker`. Whether a logger wants it is
//! asked each time, so that levels can be changed while the program runs.

use std::fmt::{self, Write as _};
use std::sync::OnceLock;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber};
use tracing::{Event, Level, Metadata};

const CRATE: &str = "deepnode_infer";

/// Sends events to Python from now on; once for the process, however often the package is imported.
pub(crate) fn start() -> PyResult<()> {
    static STARTED: OnceLock<Result<(), String>> = OnceLock::new();
    let start = || tracing::subscriber::set_global_default(Loggers).map_err(|why| why.to_string());
    STARTED.get_or_init(start).clone().map_err(pyo3::exceptions::PyRuntimeError::new_err)
}

struct Loggers;

impl Subscriber for Loggers {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with(CRATE)
    }

    // The crate opens no spans.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        // There is nobody to tell while the interpreter ends.
        Python::try_attach(|py| {
            if let Err(error) = tell(py, event) {
                error.write_unraisable(py, None);
            }
        });
    }
}

fn tell(py: Python<'_>, event: &Event<'_>) -> PyResult<()> {
    let metadata = event.metadata();
    let name = metadata.target().replacen(CRATE, "deepnode.infer", 1).replace("::", ".");
    let level = match *metadata.level() {
        Level::ERROR => 40,
        Level::WARN => 30,
        Level::INFO => 20,
        Level::DEBUG => 10,
        Level::TRACE => 5,
    };
    let logger = py.import("logging")?.call_method1("getLogger", (&name,))?;
    if !logger.call_method1("isEnabledFor", (level,))?.is_truthy()? {
        return Ok(());
    }
    let mut words =
        Words { message: String::new(), rest: String::new(), fields: PyDict::new(py), failed: None };
    event.record(&mut words);
    if let Some(error) = words.failed {
        return Err(error);
    }
    let extra = PyDict::new(py);
    extra.set_item("fields", &words.fields)?;
    let (file, line) = (metadata.file().unwrap_or(CRATE), metadata.line().unwrap_or(0));
    let message = words.message + &words.rest;
    let none = py.None();
    let arguments = (name, level, file, line, message, &none, &none, &none, extra);
    let record = logger.call_method1("makeRecord", arguments)?;
    logger.call_method1("handle", (record,)).map(drop)
}

/// The message, and the fields behind it as `name=value`.
struct Words<'py> {
    message: String,
    rest: String,
    fields: Bound<'py, PyDict>,
    failed: Option<PyErr>,
}

impl Visit for Words<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" {
            self.message = text;
            return;
        }
        let kept = self.fields.set_item(field.name(), &text);
        self.failed = self.failed.take().or(kept.err());
        // Writing to a string does not fail.
        let _ = write!(self.rest, " {}={text}", field.name());
    }
}
