//! How far a verdict can be trusted: what was covered, what was seen of it, what is missing.

use cutover_policy::{Coverage, InUse, Totals};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use crate::text::Text;
use crate::texts::{Texts, Value};

/// How many gaps between files are named.
const GAPS_NAMED: usize = 2;

/// A time in which nothing was captured is a gap between files from this many seconds on.
const GAP: i64 = 60;

/// What was recorded of one input, for [`Recorded::of`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The input's name.
    pub name: String,
    /// Its first packet's time.
    pub from: Timestamp,
    /// Its last packet's time.
    pub to: Timestamp,
}

/// When something was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    times: Option<(Timestamp, Timestamp)>,
    /// Seconds, without the gaps.
    seconds: i64,
    gaps: Vec<Gap>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    from: Timestamp,
    to: Timestamp,
    before: String,
    after: String,
}

impl Recorded {
    /// Puts the inputs in the order of their times.
    pub fn of(mut spans: Vec<Span>) -> Self {
        spans.sort_by_key(|span| (span.from, span.to));
        let mut recorded = Self::default();
        let mut last: Option<(Timestamp, String)> = None;
        for span in spans {
            let from = recorded.times.map_or(span.from, |(from, _)| from);
            let begins = match last {
                Some((end, before)) if span.from > end => {
                    if span.from.duration_since(end).as_secs() >= GAP {
                        let after = span.name.clone();
                        recorded.gaps.push(Gap { from: end, to: span.from, before, after });
                        span.from
                    } else {
                        end
                    }
                }
                Some((end, _)) => end,
                None => span.from,
            };
            recorded.seconds += span.to.duration_since(begins).as_secs().max(0);
            let to = recorded.times.map_or(span.to, |(_, to)| to.max(span.to));
            recorded.times = Some((from, to));
            last = Some((to, span.name));
        }
        recorded
    }
}

/// What the packets say besides, for captures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordingFaults {
    /// Packets of which not all bytes were kept.
    pub cut: u64,
    /// Packets that the recording program or the system dropped.
    pub dropped: u64,
    /// What was not read, in words, each with its count.
    pub skipped: Vec<Text>,
    /// How many packets that were.
    pub skipped_packets: u64,
}

impl RecordingFaults {
    /// Packets of which nobody knows what they held.
    pub fn lost(&self) -> u64 {
        self.dropped.saturating_add(self.skipped_packets)
    }
}

/// The part of a report that says how far it can be trusted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CoverageReport<'a> {
    pub totals: &'a Totals,
    pub recorded: &'a Recorded,
    /// What the captures lack; `None` where no captures were read.
    pub faults: Option<&'a RecordingFaults>,
    /// Whether evidence was judged that was written down, which does not say what was missing from the recording.
    pub is_evidence: bool,
}

/// A sentence about a number, where there is something to say.
fn counted(name: &str, count: u64, texts: &Texts) -> Option<Text> {
    (count > 0).then(|| texts.with(name, &[("count", Value::Count(count))]))
}

impl CoverageReport<'_> {
    fn coverage(&self) -> &Coverage {
        &self.totals.coverage
    }

    /// For the headline: for how long, and how much of it was seen whole.
    pub fn share(&self, texts: &Texts) -> Option<Text> {
        let percent = Value::Count(self.coverage().percent_whole()?);
        if self.faults.is_none() {
            return Some(texts.with("answer-share-evidence", &[("percent", percent)]));
        }
        Some(match self.recorded.times {
            Some(_) => {
                let duration = duration(self.recorded.seconds, texts);
                texts.with("answer-share", &[("duration", duration.into()), ("percent", percent)])
            }
            None => texts.with("answer-share-no-time", &[("percent", percent)]),
        })
    }

    /// For the headline: packets of which nobody knows what they held.
    pub fn not_read(&self, texts: &Texts) -> Option<Text> {
        counted("answer-not-read", self.faults.map_or(0, RecordingFaults::lost), texts)
    }

    /// Three lines at most.
    pub fn lines(&self, texts: &Texts) -> Vec<Text> {
        [self.covered(texts), self.not_whole(texts), self.remarks(texts)].into_iter().flatten().collect()
    }

    fn covered(&self, texts: &Texts) -> Option<Text> {
        let coverage = self.coverage();
        let counts = [
            ("whole", Value::Count(coverage.whole)),
            ("all", Value::Count(coverage.connections())),
            ("percent", Value::Count(coverage.percent_whole()?)),
        ];
        let Some((from, to)) = self.recorded.times else {
            return Some(texts.with("coverage-no-time", &counts));
        };
        let time = |time: Timestamp| time.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let values = [
            &counts[..],
            &[
                ("from", time(from).into()),
                ("to", time(to).into()),
                ("duration", duration(self.recorded.seconds, texts).into()),
            ],
        ]
        .concat();
        let mut line = vec![texts.with("coverage", &values)];
        let gaps = &self.recorded.gaps;
        if !gaps.is_empty() {
            let named: Vec<_> = gaps
                .iter()
                .take(GAPS_NAMED)
                .map(|gap| {
                    let values = [
                        ("from", time(gap.from).into()),
                        ("to", time(gap.to).into()),
                        ("before", (&gap.before).into()),
                        ("after", (&gap.after).into()),
                    ];
                    texts.with("coverage-gap", &values)
                })
                .collect();
            let mut list = texts.list(named);
            if let Some(more @ 1..) = gaps.len().checked_sub(GAPS_NAMED) {
                let more = Value::Count(more as u64);
                list = texts.with("coverage-gaps-more", &[("gaps", list.into()), ("count", more)]);
            }
            line.push(texts.with("coverage-gaps", &[("gaps", list.into())]));
        }
        Some(texts.sentences(line))
    }

    fn not_whole(&self, texts: &Texts) -> Option<Text> {
        let coverage = self.coverage();
        let mut parts = Vec::new();
        parts.extend(counted("coverage-one-hello", coverage.one_hello, texts));
        let by_records: u64 = coverage.records_alone.values().sum();
        if by_records > 0 {
            let versions: Vec<_> = coverage
                .records_alone
                .iter()
                .map(|(in_use, count)| {
                    let version = in_use_text(*in_use, texts);
                    let values = [("version", version.into()), ("count", Value::Count(*count))];
                    texts.with("coverage-version", &values)
                })
                .collect();
            let values = [("count", Value::Count(by_records)), ("versions", texts.list(versions).into())];
            parts.push(texts.with("coverage-records-alone", &values));
        }
        parts.extend(counted("coverage-unidentified", coverage.unidentified, texts));
        let any = !parts.is_empty();
        any.then(|| texts.with("coverage-not-whole", &[("parts", texts.list(parts).into())]))
    }

    fn remarks(&self, texts: &Texts) -> Option<Text> {
        let coverage = self.coverage();
        let mut sentences = Vec::new();
        if let Some(faults) = self.faults {
            sentences.extend(counted("coverage-cut", faults.cut, texts));
            sentences.extend(counted("coverage-dropped", faults.dropped, texts));
        }
        sentences.extend(counted("coverage-proxied", coverage.proxied, texts));
        sentences.extend(counted("coverage-seen-twice", coverage.seen_twice, texts));
        if !coverage.many_hellos.is_empty() {
            let clients = texts.list(coverage.many_hellos.iter().map(Text::of));
            sentences.push(texts.with("coverage-many-hellos", &[("clients", clients.into())]));
        }
        if let Some(faults) = self.faults.filter(|faults| !faults.skipped.is_empty()) {
            let kinds = texts.list(faults.skipped.iter().cloned());
            sentences.push(texts.with("coverage-skipped", &[("kinds", kinds.into())]));
        }
        if self.is_evidence {
            sentences.push(texts.get("coverage-of-evidence"));
        }
        (!sentences.is_empty()).then(|| texts.sentences(sentences))
    }

    pub fn json(&self) -> Json {
        let coverage = self.coverage();
        let records: Map<String, Json> = coverage
            .records_alone
            .iter()
            .map(|(in_use, count)| {
                let name = match in_use {
                    InUse::Exactly(version) => version.to_string(),
                    InUse::AtLeast(version) => format!("at least {version}"),
                    InUse::Unknown => "unknown".into(),
                };
                (name, json!(count))
            })
            .collect();
        let gaps: Vec<_> = self
            .recorded
            .gaps
            .iter()
            .map(|gap| json!({"from": gap.from, "to": gap.to, "before": gap.before, "after": gap.after}))
            .collect();
        json!({
            "from": self.recorded.times.map(|(from, _)| from),
            "to": self.recorded.times.map(|(_, to)| to),
            "seconds": self.recorded.times.map(|_| self.recorded.seconds),
            "gaps": gaps,
            "connections": coverage.connections(),
            "whole": coverage.whole,
            "one_hello": coverage.one_hello,
            "records_alone": records,
            "unidentified": coverage.unidentified,
            "named_by_proxy": coverage.proxied,
            "seen_twice": coverage.seen_twice,
            "many_hellos": coverage.many_hellos,
            "packets_cut": self.faults.map(|faults| faults.cut),
            "packets_dropped": self.faults.map(|faults| faults.dropped),
            "packets_skipped": self.faults.map(|faults| faults.skipped_packets),
        })
    }
}

fn in_use_text(in_use: InUse, texts: &Texts) -> Text {
    match in_use {
        InUse::Exactly(version) => Text::of(version),
        InUse::AtLeast(version) => at_least(version, texts),
        InUse::Unknown => texts.get("coverage-version-unknown"),
    }
}

/// A version of which only the least is known.
pub(crate) fn at_least(version: cutover_wire::Version, texts: &Texts) -> Text {
    texts.with("version-at-least", &[("version", Value::of(version))])
}

/// A time span in its two largest units.
fn duration(seconds: i64, texts: &Texts) -> Text {
    let seconds = u64::try_from(seconds).unwrap_or_default();
    let units = [("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)];
    let mut left = seconds;
    let mut parts = Vec::new();
    for (unit, length) in units {
        let count = left / length;
        left %= length;
        if count > 0 || !parts.is_empty() {
            parts.push((unit, count));
        }
    }
    parts.truncate(2);
    let words: Vec<_> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(unit, count)| texts.with(&format!("duration-{unit}"), &[("count", Value::Count(count))]))
        .collect();
    if words.is_empty() { texts.get("duration-short") } else { words.join(" ").into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Language;

    fn span(name: &str, from: i64, to: i64) -> Span {
        let time = |second: i64| Timestamp::from_second(second).unwrap();
        Span { name: name.into(), from: time(from), to: time(to) }
    }

    #[test]
    fn gaps_between_files_are_named_and_do_not_count() {
        let recorded =
            Recorded::of(vec![span("b", 10_000, 13_600), span("a", 0, 3_600), span("c", 13_000, 13_700)]);
        assert_eq!((recorded.seconds, recorded.gaps.len()), (7_300, 1));
        assert_eq!((recorded.gaps[0].before.as_str(), recorded.gaps[0].after.as_str()), ("a", "b"));
    }

    #[test]
    fn a_time_span_reads_well() {
        let texts = Texts::new(Language::English);
        let read = |seconds| duration(seconds, &texts);
        assert_eq!(
            (read(0), read(59), read(3_600)),
            ("less than a second".into(), "59 s".into(), "1 h".into())
        );
        assert_eq!((read(11_525), read(200_000)), ("3 h 12 min".into(), "2 d 7 h".into()));
    }
}
