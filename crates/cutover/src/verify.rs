//! `cutover verify`: judges evidence as `observe` judges captures.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use cutover_evidence::jsonl;
use cutover_policy::{Policy, Rollup, RollupLimits, judge};
use cutover_report::{Value, escape};

use crate::arguments::VerifyOptions;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems;
use crate::verdict::{Judged, report};

/// Reads the evidence and judges it.
pub(crate) fn verify(options: &VerifyOptions, environment: &Environment) -> Exit {
    let policy = match crate::policies::find(&options.judging.policy, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    let texts = &environment.texts;
    let mut rollup = Rollup::new(RollupLimits::default());
    let mut not_read = Vec::new();
    for path in &options.evidence {
        let problems = match open(path) {
            Ok(input) => take_in(path, input, &policy, &mut rollup, environment),
            Err(problem) => {
                let file = escape::terminal(&path.display().to_string());
                vec![problems::io_problem(&file, &problem, texts)]
            }
        };
        for problem in &problems {
            problems::error(problem, texts);
        }
        if let Some(problem) = problems.into_iter().next() {
            not_read.push((path.display().to_string(), problem));
        }
    }
    let nothing = vec![texts.get("nothing-judged-evidence")];
    report(Judged { rollup, remarks: Vec::new(), nothing, not_read }, &policy, &options.judging, environment)
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    Ok(if path.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 18, File::open(path)?))
    })
}

/// Judges every record; gives back what is to be said of lines that are none.
fn take_in(
    path: &Path,
    input: impl BufRead,
    policy: &Policy,
    rollup: &mut Rollup,
    environment: &Environment,
) -> Vec<String> {
    let texts = &environment.texts;
    let file = problems::input_name(&path.display().to_string(), texts);
    let (mut problems, mut bad) = (Vec::new(), 0_u64);
    for record in jsonl::read(input) {
        match record {
            Ok(handshake) => rollup.add(&handshake, judge(&handshake, policy)),
            Err(problem) => {
                if bad == 0 {
                    problems.push(format!(
                        "{} {}",
                        line(&file, &problem, environment),
                        texts.get("evidence-expected")
                    ));
                }
                bad += 1;
            }
        }
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
