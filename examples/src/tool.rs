//! What tools over scenario files share: how they fail and how they print.

use std::fmt::Display;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;
use std::process::ExitCode;

use deepnode_core::Domain;
use deepnode_core::scenario::Scenario;
use serde::Serialize;

/// The domain after a scenario, or after its first `until` steps.
///
/// # Errors
///
/// 2 if the file cannot be read or is no scenario, 1 if a step went otherwise than it announces; the reason is then on
/// the standard error.
///
/// ```
/// let missing = deepnode_examples::tool::run("no such file".as_ref(), None);
/// assert_eq!(missing.unwrap_err(), std::process::ExitCode::from(2));
/// ```
pub fn run(file: &Path, until: Option<usize>) -> Result<Domain, ExitCode> {
    read(file)?.run(until).map_err(|why| refuse(file, why, 1))
}

/// A scenario.
///
/// # Errors
///
/// 2 if the file cannot be read or is no scenario; the reason is then on the standard error.
///
/// ```
/// assert!(deepnode_examples::tool::read("no such file".as_ref()).is_err());
/// ```
pub fn read(file: &Path) -> Result<Scenario, ExitCode> {
    let read = std::fs::read(file).map_err(|error| error.to_string());
    let scenario = read.and_then(|json| Scenario::parse(&json).map_err(|error| error.to_string()));
    scenario.map_err(|why| refuse(file, why, 2))
}

/// Prints a value as JSON, with a line end; 2 if that cannot be done.
///
/// ```
/// assert_eq!(deepnode_examples::tool::print_json(&[1, 2]), std::process::ExitCode::SUCCESS);
/// ```
pub fn print_json(value: &impl Serialize) -> ExitCode {
    print(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        writeln!(out)
    })
}

/// Says on the standard error what is wrong with a file.
///
/// ```
/// let code = deepnode_examples::tool::refuse("empty.json".as_ref(), "nothing in it", 2);
/// assert_eq!(code, std::process::ExitCode::from(2));
/// ```
pub fn refuse(file: &Path, why: impl Display, code: u8) -> ExitCode {
    eprintln!("{}: {why}", file.display());
    ExitCode::from(code)
}

/// Prints to the standard output; 2 if that cannot be done.
///
/// ```
/// use std::io::Write;
///
/// let code = deepnode_examples::tool::print(|out| writeln!(out, "{{}}"));
/// assert_eq!(code, std::process::ExitCode::SUCCESS);
/// ```
pub fn print(text: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> io::Result<()>) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    match text(&mut out).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("the result could not be printed: {why}");
            ExitCode::from(2)
        }
    }
}
