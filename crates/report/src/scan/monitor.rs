//! What a monitor is told of servers.

use std::fmt::Write as _;

use cutover_evidence::{NoteKind, ServerAnswer};
use cutover_policy::{Tally, Verdict};
use jiff::Timestamp;
use jiff::tz::Offset;

use super::ScanReport;
use super::words::{address, reason};
use crate::text::Text;
use crate::texts::Texts;

impl ScanReport<'_> {
    /// For a monitor (Nagios and its kin): one line with figures, and a line for each server that is not as it should
    /// be. What could not be asked is as unknown as what gave no answer.
    pub fn monitor(&self, days: MonitorDays, now: Timestamp, texts: &Texts) -> (String, MonitorState) {
        let Tally { breaks, unknown, fits } = self.tally();
        let certificates: Vec<_> =
            self.results.iter().filter_map(|(answer, _)| about(answer, days, now)).collect();
        let of_policy = match self.verdict() {
            Verdict::Breaks => MonitorState::Critical,
            Verdict::Unknown => MonitorState::Unknown,
            Verdict::Fits if !self.not_reached.is_empty() => MonitorState::Unknown,
            Verdict::Fits => MonitorState::Ok,
        };
        // Critical is worse than unknown, and that than a warning.
        let state =
            certificates.iter().map(|(state, _)| *state).chain([of_policy]).max().unwrap_or(of_policy);
        let word = match state {
            MonitorState::Critical => "CRITICAL",
            MonitorState::Unknown => "UNKNOWN",
            MonitorState::Warning => "WARNING",
            MonitorState::Ok => "OK",
        };
        // A bar would begin the figures.
        let plain = |text: &str| Text::from(text).replace('|', "/");
        // The same certificate is shown with a name and without.
        let mut told = std::collections::HashSet::new();
        let mut each_once = |line: &String| told.insert(line.clone());
        let certificates: Vec<_> =
            certificates.into_iter().map(|(_, line)| line).filter(&mut each_once).collect();
        let remarks: Vec<_> =
            self.results.iter().flat_map(|(answer, _)| remarks(answer)).filter(each_once).collect();
        // Whoever is shown the first line alone learns that there is more.
        let more = match remarks.len() {
            0 => String::new(),
            1 => ", 1 remark on certificates".to_owned(),
            count => format!(", {count} remarks on certificates"),
        };
        let mut text = format!(
            "TLS {word} - {breaks} break, {unknown} unknown, {fits} fit, {not} not asked by policy {policy}{more} | \
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
        for line in certificates.iter().chain(&remarks) {
            let _ = writeln!(text, "{}", plain(line));
        }
        for not in self.not_reached {
            let _ = writeln!(text, "{}: {}", plain(&not.target), not.code);
        }
        (text, state)
    }
}

/// What is to be told of a server's certificates, and how bad that is.
fn about(answer: &ServerAnswer, days: MonitorDays, now: Timestamp) -> Option<(MonitorState, String)> {
    let all = answer.certificate.iter().chain(&answer.other_certificate);
    // What nobody knows the end of comes first.
    let first = all.min_by_key(|certificate| certificate.days_left(now));
    let is_missing =
        [NoteKind::NoCertificate, NoteKind::CertificateUnreadable].iter().any(|note| answer.has_note(note));
    let Some((first, left)) = first.and_then(|first| Some((first, first.days_left(now)?))) else {
        let line = format!("{}: no certificate was seen that can be read", answer.target);
        return (is_missing || first.is_some()).then_some((MonitorState::Unknown, line));
    };
    let within = |most: Option<i64>| most.is_some_and(|most| left < most);
    let ends = first.ends().map(|end| Offset::UTC.to_datetime(end).date());
    let ends = ends.map(|day| day.to_string()).unwrap_or_default();
    let target = &answer.target;
    if first.is_out_of_time(now) {
        let what = if left < 0 { "expired on" } else { "is not valid yet; it ends on" };
        Some((MonitorState::Critical, format!("{target}: certificate {what} {ends}")))
    } else if within(days.critical) || within(days.warn) {
        let state = if within(days.critical) { MonitorState::Critical } else { MonitorState::Warning };
        Some((state, format!("{target}: certificate expires on {ends}, in {left} days")))
    } else {
        None
    }
}

/// What else is to be told of a server's certificates, which a monitor need not be alarmed by: many are for people who know
/// them.
fn remarks(answer: &ServerAnswer) -> impl Iterator<Item = String> {
    let all = answer.certificate.iter().chain(&answer.other_certificate);
    let target = &answer.target;
    all.flat_map(move |shown| {
        let name = answer.server_name.as_deref().filter(|_| shown.is_for_name == Some(false));
        let problem = shown.trust.as_ref().and_then(|trust| trust.problem.as_ref());
        let name = name.map(|name| format!("{target}: certificate is not for {name}"));
        name.into_iter()
            .chain(problem.map(|problem| format!("{target}: certificate is not trusted: {problem}")))
    })
}

/// How many days before a certificate ends a monitor is told; an expired one is critical in any case.
#[derive(Debug, Clone, Copy, Default)]
pub struct MonitorDays {
    /// From when on it is a warning.
    pub warn: Option<i64>,
    /// From when on it is critical.
    pub critical: Option<i64>,
}

/// What a monitor is told, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MonitorState {
    /// All is as it should be.
    Ok,
    /// A certificate will end soon.
    Warning,
    /// Nobody can say.
    Unknown,
    /// A server breaks the policy, or its certificate has ended.
    Critical,
}
