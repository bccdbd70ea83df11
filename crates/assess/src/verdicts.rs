//! Handshakes to verdicts, whatever they are from.

use std::collections::BTreeMap;

use cutover_catalogue::Catalogue;
use cutover_evidence::{Handshake, Sink, Taken};
use cutover_policy::{Client, DEFAULT_POLICY, Judge, Policy, Rollup, RollupLimits, Row, Totals, Verdict};
use cutover_report::{CapturesRead, LooksLike, NotRead, Recorded, Span, VerdictReport};

use crate::look_alikes::LookAlikes;

/// How many recordings are kept apart, to name the gaps between them.
const MOST_SOURCES: usize = 4096;

/// What all others are called.
const OTHER_SOURCES: &str = "…";

/// Judges handshakes by a policy and rolls them up. As a [`Sink`] it takes them as they are found; what was written down
/// before comes through [`Verdicts::of_evidence`], because only the records say then when they were recorded.
pub struct Verdicts<'p> {
    judge: Judge<'p>,
    rollup: Rollup,
    spans: BTreeMap<String, Span>,
    look_alikes: LookAlikes<'p>,
    is_evidence: bool,
}

impl<'p> Verdicts<'p> {
    /// Nothing judged yet. Hellos may be those of the clients that are known, which are asked for when one does not fit.
    pub fn new(policy: &'p Policy, known: impl FnOnce() -> Catalogue + 'p) -> Self {
        Self {
            judge: Judge::new(policy),
            rollup: Rollup::new(RollupLimits::default()),
            spans: BTreeMap::new(),
            look_alikes: LookAlikes::new(Box::new(known)),
            is_evidence: false,
        }
    }

    /// Counts connections of which too little was seen to say whether they hold TLS.
    pub fn add_unidentified(&mut self, count: u64) {
        self.rollup.add_unidentified(count);
    }

    /// Where evidence goes that was written down.
    pub fn of_evidence(&mut self) -> OfEvidence<'_, 'p> {
        OfEvidence(self)
    }

    fn judge(&mut self, handshake: &Handshake) {
        let judgement = self.judge.judge(handshake);
        self.rollup.add(handshake, judgement);
        if judgement.verdict != Verdict::Fits {
            self.look_alikes.add(handshake);
        }
    }

    /// The worst rows, at most so many, and the totals of all.
    pub fn finish(self, rows: usize) -> Judged {
        let (rows, totals) = self.rollup.finish(rows);
        let shown = rows.iter().filter(|row| row.judgement.verdict != Verdict::Fits);
        let shown = shown.filter_map(|row| match row.client {
            Client::Address(address) => Some(address),
            Client::Others => None,
        });
        Judged {
            looks_like: self.look_alikes.of(shown),
            rows,
            totals,
            spans: self.spans.into_values().collect(),
            is_evidence: self.is_evidence,
            read: None,
            not_read: Vec::new(),
        }
    }
}

impl Sink for Verdicts<'_> {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        self.judge(handshake);
        Taken::Used
    }
}

/// The end of [`Verdicts`] that evidence goes to.
pub struct OfEvidence<'a, 'p>(&'a mut Verdicts<'p>);

impl Sink for OfEvidence<'_, '_> {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        let Self(verdicts) = self;
        verdicts.judge(handshake);
        verdicts.is_evidence = true;
        let Some(at) = handshake.seen_at else { return Taken::Used };
        let spans = &mut verdicts.spans;
        // However many sources somebody names, few are kept apart.
        let is_kept = spans.len() < MOST_SOURCES || spans.contains_key(&handshake.source);
        let source = if is_kept { handshake.source.as_str() } else { OTHER_SOURCES };
        if let Some(span) = spans.get_mut(source) {
            (span.from, span.to) = (span.from.min(at), span.to.max(at));
        } else {
            spans.insert(source.to_owned(), Span { name: source.to_owned(), from: at, to: at });
        }
        Taken::Used
    }
}

/// What was judged, and what is known of its reading.
#[derive(Debug)]
pub struct Judged {
    /// The rows, worst first; perhaps only the worst of all.
    pub rows: Vec<Row>,
    /// The totals of all.
    pub totals: Totals,
    /// Whose hellos those may be that do not fit.
    pub looks_like: Vec<LooksLike>,
    /// When the evidence was recorded, as far as it says so.
    pub spans: Vec<Span>,
    /// Whether evidence was judged that was written down.
    pub is_evidence: bool,
    /// How much was read of captures.
    pub read: Option<CapturesRead>,
    /// Inputs that were not wholly read.
    pub not_read: Vec<NotRead>,
}

impl Judged {
    /// What is to be told. Who knows how the policy was named, and which files are there, says so in the report.
    pub fn report<'a>(&'a self, policy: &'a Policy) -> VerdictReport<'a> {
        let of_captures = self.read.iter().flat_map(|read| &read.spans);
        VerdictReport {
            policy,
            policy_as_given: DEFAULT_POLICY,
            can_be_read: |_| false,
            rows: &self.rows,
            totals: &self.totals,
            looks_like: &self.looks_like,
            read: self.read.as_ref(),
            is_evidence: self.is_evidence,
            recorded: Recorded::of(self.spans.iter().chain(of_captures).cloned().collect()),
            not_read: &self.not_read,
        }
    }
}
