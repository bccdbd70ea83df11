//! Reading evidence, and telling what is wrong with a line.

use std::io::{BufRead, BufReader, Read};

use cutover_evidence::jsonl::{self, Record};
use cutover_observe::{Input, starts_capture};
use cutover_report::{Value, escape};
use encoding_rs_io::DecodeReaderBytes;

use crate::environment::Environment;
use crate::problems;

/// Hands on every record of the inputs. `take` says whether it has a use for one; `others` is the sentence for those
/// that it has none for, since nothing is overlooked in silence. Gives back the inputs that were not wholly read, each
/// with what was the matter, which is told here.
pub(crate) fn read_evidence(
    inputs: &[Input],
    others: &str,
    environment: &Environment,
    mut take: impl FnMut(&Input, Record) -> bool,
) -> Vec<(String, String)> {
    let texts = &environment.texts;
    let mut not_read = Vec::new();
    for input in inputs {
        let file = problems::input_name(&input.name(), texts);
        let problems = match input.open() {
            Ok(reader) => read_one(&file, reader, others, environment, |record| take(input, record)),
            Err(problem) => vec![problems::io_problem_of_many(&file, &problem, texts)],
        };
        for problem in &problems {
            problems::error(problem, texts);
        }
        if let Some(problem) = problems.into_iter().next() {
            not_read.push((input.name(), problem));
        }
    }
    not_read
}

fn read_one(
    file: &str,
    input: impl Read,
    others: &str,
    environment: &Environment,
    mut take: impl FnMut(Record) -> bool,
) -> Vec<String> {
    let texts = &environment.texts;
    let mut input = BufReader::with_capacity(1 << 18, input);
    let (mut problems, mut bad, mut passed_over) = (Vec::new(), 0_u64, 0_u64);
    // A name mixed up is told as such, and not as a thousand lines that are no records.
    if input.fill_buf().is_ok_and(starts_capture) {
        return vec![texts.with("evidence-is-a-capture", &[("file", file.into())])];
    }
    // What Windows PowerShell writes with > is UTF-16, with a byte order mark that says so.
    let input = BufReader::with_capacity(1 << 16, DecodeReaderBytes::new(input));
    for record in jsonl::read(input) {
        match record {
            Ok(record) => passed_over += u64::from(!take(record)),
            Err(problem) => {
                if bad == 0 {
                    problems.push(format!(
                        "{}{}{}",
                        line(file, &problem, environment),
                        texts.space(),
                        texts.get("evidence-expected")
                    ));
                }
                bad += 1;
            }
        }
    }
    if passed_over > 0 {
        problems.push(texts.with(others, &[("file", file.into()), ("count", Value::Count(passed_over))]));
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
