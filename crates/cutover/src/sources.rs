//! What is to be judged: captures and evidence, told apart by what they hold.

use std::io::{self, Read};
use std::sync::atomic::AtomicBool;

use cutover_assess::LinesOfEvidence;
use cutover_evidence::{Sink, jsonl};
use cutover_observe::{Input, starts_capture};
use cutover_report::{NotRead, Value};

use crate::environment::Environment;
use crate::io::Stop;
use crate::problems;

/// Inputs, by what they are.
pub(crate) struct Sources {
    pub captures: Vec<Input>,
    pub evidence: Vec<Input>,
}

/// What an input is that could be either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Captures; evidence only where somebody named it
    Captures,
    /// Evidence; captures too
    Evidence,
}

impl Sources {
    /// Looks at the first bytes of each.
    pub fn of(inputs: Vec<Input>, expected: Expected, environment: &Environment) -> Self {
        // A pipe may let one wait for its first byte.
        environment.catch_ctrl_c();
        let looked_at: Vec<_> = inputs
            .into_iter()
            .map(|mut input| {
                let head = input.peek(environment.io.stop.flag());
                let is_evidence = match expected {
                    Expected::Captures => jsonl::begins(&head),
                    Expected::Evidence => !starts_capture(&head),
                };
                (input, is_evidence)
            })
            .collect();
        // Beside captures in a folder lies what was made of them; it would count twice.
        let is_wanted = |is_evidence: bool| is_evidence == (expected == Expected::Evidence);
        let has_wanted =
            looked_at.iter().any(|(input, is_evidence)| input.from_folder && is_wanted(*is_evidence));
        let (mut captures, mut evidence, mut beside) = (Vec::new(), Vec::new(), 0);
        for (input, is_evidence) in looked_at {
            let is_beside = input.from_folder && has_wanted && !is_wanted(is_evidence);
            match (is_evidence, is_beside) {
                (false, true) => beside += 1,
                // What is no capture of a folder is passed over, and counted, where captures are read.
                (_, true) | (false, false) => captures.push(input),
                (true, false) => evidence.push(input),
            }
        }
        if beside > 0 {
            let texts = &environment.texts;
            environment.warning(texts.with("input-captures-beside", &[("count", Value::Count(beside))]));
        }
        Self { captures, evidence }
    }
}

/// Hands every record of the inputs on. `of_no_use` is the sentence for those that the sink has no use for. Gives back the
/// inputs that were not wholly read, each with what was the matter, which is told here, because the others are read all the
/// same.
pub(crate) fn read_evidence(
    inputs: &[Input],
    of_no_use: &str,
    environment: &Environment,
    sink: &mut impl Sink,
) -> Vec<NotRead> {
    let texts = &environment.texts;
    let mut not_read = Vec::new();
    let stop = &environment.io.stop;
    for input in inputs {
        let name = problems::input_name(&input.name(), texts);
        let (was_stopped, idle) = (stop.is_set(), AtomicBool::default());
        let mut problems = match input.open_until(stop.flag(), &idle) {
            _ if was_stopped => vec![texts.with("input-not-begun", &[("file", (&name).into())])],
            Ok(reader) => match begun(reader) {
                // A name mixed up is told as such, and not as a thousand lines that are no records.
                (head, _) if starts_capture(&head) => {
                    vec![texts.with("evidence-is-a-capture", &[("file", (&name).into())])]
                }
                (head, rest) => {
                    let rest = UntilStopped { input: io::Cursor::new(head).chain(rest), stop };
                    LinesOfEvidence { name: name.clone(), of_no_use, texts }.read(rest, sink)
                }
            },
            Err(problem) => vec![problems::io_problem_of_many(&name, &problem, texts)],
        };
        if !was_stopped && stop.is_set() {
            problems.push(texts.with("input-stopped", &[("file", name.into())]));
        }
        for problem in &problems {
            environment.error(problem.clone());
        }
        if let Some(problem) = problems.into_iter().next() {
            not_read.push((input.name(), problem));
        }
    }
    not_read
}

/// An input that ends when somebody says so.
struct UntilStopped<'a, R> {
    input: R,
    stop: &'a Stop,
}

impl<R: Read> Read for UntilStopped<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.is_set() { Ok(0) } else { self.input.read(buffer) }
    }
}

/// What is read first of an input, and the rest of it.
fn begun<R: Read>(mut input: R) -> (Vec<u8>, R) {
    let mut head = vec![0; 64];
    // What is wrong with it is told when it is read on.
    let known = input.read(&mut head).unwrap_or_default();
    head.truncate(known);
    (head, input)
}
