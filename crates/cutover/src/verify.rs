//! `cutover verify`: judges evidence as `observe` judges captures.

use std::collections::BTreeMap;

use cutover_evidence::jsonl::Record;
use cutover_observe::inputs;
use cutover_policy::{Judge, Rollup, RollupLimits};
use cutover_report::{Recorded, Span};

use crate::arguments::VerifyOptions;
use crate::environment::Environment;
use crate::evidence_files::read_evidence;
use crate::exit::Exit;
use crate::verdict::{Judged, report};
use crate::writing::open_output;

/// How many recordings are kept apart, to name the gaps between them.
const MOST_SOURCES: usize = 4096;

/// What all others are called.
const OTHER_SOURCES: &str = "…";

/// Reads the evidence and judges it.
pub(crate) fn verify(options: &VerifyOptions, environment: &Environment) -> Exit {
    let policy = match crate::policies::chosen(&options.judging, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    let inputs = inputs(options.evidence.iter().cloned());
    let output = match open_output(options.judging.output.as_deref(), &inputs, environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let mut rollup = Rollup::new(RollupLimits::default());
    let mut judge = Judge::new(&policy);
    let mut spans: BTreeMap<String, Span> = BTreeMap::new();
    let not_read = read_evidence(&inputs, "evidence-no-handshakes", environment, |_, record| match record {
        Record::Handshake(handshake) => {
            rollup.add(&handshake, judge.judge(&handshake));
            if let Some(at) = handshake.seen_at {
                // However many sources somebody names, few are kept apart.
                let source = if spans.len() < MOST_SOURCES || spans.contains_key(&handshake.source) {
                    handshake.source.as_str()
                } else {
                    OTHER_SOURCES
                };
                if let Some(span) = spans.get_mut(source) {
                    (span.from, span.to) = (span.from.min(at), span.to.max(at));
                } else {
                    spans.insert(source.to_owned(), Span { name: source.to_owned(), from: at, to: at });
                }
            }
            true
        }
        _ => false,
    });
    // Of what could not be read nobody knows what it holds.
    let nothing = if not_read.len() < inputs.len() {
        vec![environment.texts.get("nothing-judged-evidence")]
    } else {
        Vec::new()
    };
    let recorded = Recorded::of(spans.into_values().collect());
    let judged = Judged { rollup, read: None, recorded, nothing, not_read };
    report(judged, &policy, &options.judging, output, environment)
}
