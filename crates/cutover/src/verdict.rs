//! The end of every verb that judges: the report, where it goes, and the exit code.

use std::fs;
use std::io::{self, ErrorKind, Write};

use cutover_observe::{Input, Place};
use cutover_policy::{Policy, Rollup};
use cutover_report::{CapturesRead, ROWS_SHOWN, Style, VerdictReport, escape};

use crate::arguments::{Format, Judging};
use crate::environment::{Environment, width};
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;

/// What was read and judged.
pub(crate) struct Judged {
    pub rollup: Rollup,
    /// How much was read; `None` where it was not captures.
    pub read: Option<CapturesRead>,
    /// Sentences that say why there is nothing to judge, should that be so.
    pub nothing: Vec<String>,
    /// Inputs that were not wholly read, with the sentence that says why.
    pub not_read: Vec<(String, String)>,
}

/// Writes the report and says how the program ends. Problems with inputs were told before.
pub(crate) fn report(
    judged: Judged,
    policy: &Policy,
    judging: &Judging,
    output: Output,
    environment: &Environment,
) -> Exit {
    let texts = &environment.texts;
    let whole = judging.all_rows || judging.format == Format::Json;
    let (rows, totals) = judged.rollup.finish(if whole { usize::MAX } else { ROWS_SHOWN });
    let exit = Exit::of(&totals, judged.not_read.is_empty(), judging.fail_on);
    let report =
        VerdictReport { policy, rows: &rows, totals: &totals, read: judged.read, not_read: &judged.not_read };
    if rows.is_empty() {
        for sentence in &judged.nothing {
            problems::plain(sentence);
        }
        if judging.format != Format::Json {
            return exit;
        }
    }
    let to_terminal = judging.output.is_none();
    let style = Style { color: environment.color && to_terminal, width: width().filter(|_| to_terminal) };
    let text = match judging.format {
        Format::Json => report.json(),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, style),
    };
    write(&text, output, judging, environment, exit)
}

/// Opens the output before anything is read, so that a long reading is not lost to a wrong name. An input is
/// never written over.
pub(crate) fn open_output(
    judging: &Judging,
    inputs: &[Input],
    environment: &Environment,
) -> Result<Output, Exit> {
    let path = judging.output.as_deref();
    let real = path.and_then(|path| fs::canonicalize(path).ok());
    let is_it = |input: &Input| match &input.place {
        Place::File(path) => real.is_some() && fs::canonicalize(path).ok() == real,
        Place::StandardInput => false,
    };
    if let Some(path) = path.filter(|_| inputs.iter().any(is_it)) {
        let file = escape::terminal(&path.display().to_string());
        let texts = &environment.texts;
        problems::error(&texts.with("output-is-input", &[("file", file.into())]), texts);
        return Err(Exit::Usage);
    }
    Output::open(path).map_err(|problem| output_problem(&problem, judging, environment, Exit::Usage))
}

/// Writes the whole output; `exit` is how the program ends if that goes well.
pub(crate) fn write(
    text: &str,
    mut output: Output,
    judging: &Judging,
    environment: &Environment,
    exit: Exit,
) -> Exit {
    match output.write_all(text.as_bytes()).and_then(|()| output.finish()) {
        Ok(()) => exit,
        Err(problem) => output_problem(&problem, judging, environment, exit),
    }
}

/// What becomes of a problem with the output: a reader that closes its end early has seen enough.
pub(crate) fn output_problem(
    problem: &io::Error,
    judging: &Judging,
    environment: &Environment,
    exit: Exit,
) -> Exit {
    let texts = &environment.texts;
    if problem.kind() == ErrorKind::BrokenPipe {
        return exit;
    }
    let file = match judging.output.as_deref() {
        Some(path) => escape::terminal(&path.display().to_string()),
        None => texts.get("standard-output"),
    };
    let file = ("file", file.into());
    problems::error(
        &match problem.kind() {
            ErrorKind::IsADirectory => texts.with("output-exists-folder", &[file]),
            _ => texts.with("output-failed", &[file, ("problem", problem.to_string().into())]),
        },
        texts,
    );
    Exit::Usage
}
