//! What a monitor is told of servers.

use std::fmt::Write as _;

use cutover_policy::{Tally, Verdict};

use super::ScanReport;
use super::words::{address, reason};
use crate::text::Text;
use crate::texts::Texts;

impl ScanReport<'_> {
    /// For a monitor (Nagios and its kin): one line with figures, and a line for each server that is not as it should
    /// be. What could not be asked is as unknown as what gave no answer.
    pub fn monitor(&self, texts: &Texts) -> (String, Verdict) {
        let Tally { breaks, unknown, fits } = self.tally();
        let verdict = match self.verdict() {
            Verdict::Fits if !self.not_reached.is_empty() => Verdict::Unknown,
            verdict => verdict,
        };
        let word = match verdict {
            Verdict::Breaks => "CRITICAL",
            Verdict::Unknown => "UNKNOWN",
            Verdict::Fits => "OK",
        };
        // A bar would begin the figures.
        let plain = |text: &str| Text::from(text).replace('|', "/");
        let mut text = format!(
            "TLS {word} - {breaks} break, {unknown} unknown, {fits} fit, {not} not asked by policy {policy} | \
             breaks={breaks};;0 unknown={unknown} fits={fits} not_asked={not}\n",
            not = self.not_reached.len(),
            policy = plain(&self.policy.id),
        );
        for (answer, judgement) in self.order().into_iter().filter(|(_, j)| j.verdict != Verdict::Fits) {
            let _ = writeln!(
                text,
                "{} ({}): {}",
                plain(&self.target(answer, texts)),
                address(answer),
                plain(&reason(judgement, texts))
            );
        }
        for not in self.not_reached {
            let _ = writeln!(text, "{}: {}", plain(&not.target), not.code);
        }
        (text, verdict)
    }
}
