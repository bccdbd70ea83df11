//! `cutover verify`: judges evidence as `observe` judges captures.

use std::io::{BufRead, BufReader};

use cutover_evidence::jsonl::{self, Record};
use cutover_observe::{inputs, starts_capture};
use cutover_policy::{Policy, Rollup, RollupLimits, judge};
use cutover_report::{Value, escape};
use encoding_rs_io::DecodeReaderBytes;

use crate::arguments::VerifyOptions;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems;
use crate::verdict::{Judged, report};
use crate::writing::open_output;

/// Reads the evidence and judges it.
pub(crate) fn verify(options: &VerifyOptions, environment: &Environment) -> Exit {
    let policy = match crate::policies::find(&options.judging.policy, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    let inputs = inputs(options.evidence.iter().cloned());
    let output = match open_output(options.judging.output.as_deref(), &inputs, environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let texts = &environment.texts;
    let mut rollup = Rollup::new(RollupLimits::default());
    let mut not_read = Vec::new();
    for input in &inputs {
        let file = problems::input_name(&input.name(), texts);
        let problems = match input.open() {
            Ok(reader) => {
                take_in(&file, BufReader::with_capacity(1 << 18, reader), &policy, &mut rollup, environment)
            }
            Err(problem) => vec![problems::io_problem(&file, &problem, texts)],
        };
        for problem in &problems {
            problems::error(problem, texts);
        }
        if let Some(problem) = problems.into_iter().next() {
            not_read.push((input.name(), problem));
        }
    }
    let nothing = vec![texts.get("nothing-judged-evidence")];
    let judged = Judged { rollup, read: None, nothing, not_read };
    report(judged, &policy, &options.judging, output, environment)
}

/// Judges every record; gives back what is to be said of lines that are none.
fn take_in(
    file: &str,
    mut input: impl BufRead,
    policy: &Policy,
    rollup: &mut Rollup,
    environment: &Environment,
) -> Vec<String> {
    let texts = &environment.texts;
    let (mut problems, mut bad, mut others) = (Vec::new(), 0_u64, 0_u64);
    // A name mixed up is told as such, and not as a thousand lines that are no records.
    if input.fill_buf().is_ok_and(starts_capture) {
        return vec![texts.with("evidence-is-a-capture", &[("file", file.into())])];
    }
    // What Windows PowerShell writes with > is UTF-16, with a byte order mark that says so.
    let input = BufReader::with_capacity(1 << 16, DecodeReaderBytes::new(input));
    for record in jsonl::read(input) {
        match record {
            Ok(Record::Handshake(handshake)) => rollup.add(&handshake, judge(&handshake, policy)),
            // What belongs to simulate is not overlooked in silence.
            Ok(_) => others += 1,
            Err(problem) => {
                if bad == 0 {
                    problems.push(format!(
                        "{} {}",
                        line(file, &problem, environment),
                        texts.get("evidence-expected")
                    ));
                }
                bad += 1;
            }
        }
    }
    if others > 0 {
        let values = [("file", file.into()), ("count", Value::Count(others))];
        problems.push(texts.with("evidence-no-handshakes", &values));
    }
    if bad > 1 {
        let more = [("file", file.into()), ("count", Value::Count(bad - 1))];
        problems.push(texts.with("evidence-lines-more", &more));
    }
    problems
}

fn line(file: &str, problem: &jsonl::Error, environment: &Environment) -> String {
    let texts = &environment.texts;
    let (number, what) = match problem {
        jsonl::Error::Io(problem) => return problems::io_problem(file, problem, texts),
        jsonl::Error::Json { line, problem } => {
            // The reader counts lines within the record, which is one.
            let text = problem.to_string();
            let what = text.split(" at line ").next().unwrap_or_default();
            let values = [
                ("problem", escape::terminal(what).into()),
                ("column", Value::Number(problem.column() as u64)),
            ];
            (*line, texts.with("evidence-column", &values))
        }
        jsonl::Error::Schema { line, found } => {
            let known = Value::Number(cutover_evidence::SCHEMA_VERSION.into());
            (
                *line,
                texts.with("evidence-schema", &[("found", Value::Number((*found).into())), ("known", known)]),
            )
        }
        jsonl::Error::TooLong { line } => {
            (*line, texts.with("evidence-too-long", &[("limit", Value::Count(jsonl::MAX_LINE))]))
        }
    };
    let values = [("file", file.into()), ("line", Value::Number(number)), ("problem", what.into())];
    texts.with("evidence-line", &values)
}
