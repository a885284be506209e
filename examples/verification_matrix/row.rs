//! A question, its bar, and what was measured.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use serde::Serialize;

/// One row of the matrix.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) question: &'static str,
    pub(crate) bar: &'static str,
    pub(crate) measured: String,
    pub(crate) samples: u64,
    pub(crate) status: Status,
}

/// How a row came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Passed,
    Missed,
    /// Missed a bar of time, which a busy machine may.
    Slow,
    NotRun,
}

impl Status {
    pub(crate) fn of(met: bool) -> Status {
        if met { Status::Passed } else { Status::Missed }
    }

    pub(crate) fn timed(met: bool) -> Status {
        if met { Status::Passed } else { Status::Slow }
    }

    fn word(self) -> &'static str {
        match self {
            Status::Passed => "passed",
            Status::Missed => "MISSED",
            Status::Slow => "slow",
            Status::NotRun => "not run",
        }
    }
}

pub(crate) fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(["row", "question", "bar", "measured", "samples", ""]);
    for row in rows {
        let Row { id, question, bar, measured, samples, status } = row;
        table.add_row([*id, *question, *bar, measured.as_str(), &samples.to_string(), status.word()]);
    }
    if let Some(column) = table.column_mut(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
