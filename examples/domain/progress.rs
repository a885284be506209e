//! What a person sees while the play runs.

use std::io::IsTerminal;

use deepnode_core::Time;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal; elsewhere, a line for each thing worth telling.
pub(crate) struct Progress {
    bar: ProgressBar,
    plain: bool,
    begun: Time,
}

impl Progress {
    pub(crate) fn new(tasks: u32) -> Self {
        let style = ProgressStyle::with_template("{bar:30.cyan/blue} {pos}/{len} tasks  {elapsed}  {msg}");
        let bar = ProgressBar::new(tasks.into());
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, plain: !std::io::stderr().is_terminal(), begun: 1_000_000 }
    }

    /// Something that goes by.
    pub(crate) fn say(&self, now: Time, what: &str) {
        self.bar.set_message(self.line(now, what));
    }

    /// Something that stays.
    pub(crate) fn note(&self, now: Time, what: &str) {
        let line = self.line(now, what);
        if self.plain {
            eprintln!("{line}");
        } else {
            self.bar.println(line);
        }
    }

    /// One task more is over.
    pub(crate) fn advance(&self) {
        self.bar.inc(1);
        if self.plain && self.bar.position().is_multiple_of(10) {
            eprintln!("{} of {} tasks are over", self.bar.position(), self.bar.length().unwrap_or(0));
        }
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, now: Time, what: &str) -> String {
        let ms = now.saturating_sub(self.begun);
        format!("{:4}.{} s  {what}", ms / 1000, ms % 1000 / 100)
    }
}
