//! Tables and numbers for people.

use std::ops::Range;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use deepnode_core::Amount;

/// An empty table, with the columns of numbers aligned to the right.
pub(crate) fn table(header: &[&str], numbers: Range<usize>) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(header.iter().copied());
    for column in numbers {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// DN with four decimals, for tables; exact sums stand in the JSON.
pub(crate) fn dn(units: u128) -> String {
    let tenthousandths = units / (Amount::UNITS_PER_DN / 10_000);
    format!("{}.{:04}", tenthousandths / 10_000, tenthousandths % 10_000)
}

/// A score between 0 and 1 with three decimals.
pub(crate) fn score(parts: u64) -> String {
    format!("{}.{:03}", parts / 1_000_000_000, parts % 1_000_000_000 / 1_000_000)
}
