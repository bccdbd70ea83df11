//! `cutover verify`: judges evidence as `observe` judges captures.

use cutover_evidence::jsonl::Record;
use cutover_observe::inputs;
use cutover_policy::{Rollup, RollupLimits, judge};

use crate::arguments::VerifyOptions;
use crate::environment::Environment;
use crate::evidence_files::read_evidence;
use crate::exit::Exit;
use crate::verdict::{Judged, report};
use crate::writing::open_output;

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
    let not_read = read_evidence(&inputs, "evidence-no-handshakes", environment, |_, record| match record {
        Record::Handshake(handshake) => {
            rollup.add(&handshake, judge(&handshake, &policy));
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
    let judged = Judged { rollup, read: None, nothing, not_read };
    report(judged, &policy, &options.judging, output, environment)
}
