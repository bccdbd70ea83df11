//! Opening the output in time, writing it, and telling what went wrong with it.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use cutover_observe::{Input, Place};
use cutover_report::escape;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;

/// Opens the output before anything is read, so that a long reading is not lost to a wrong name. An input is
/// never written over.
pub(crate) fn open_output(
    path: Option<&Path>,
    inputs: &[Input],
    environment: &Environment,
) -> Result<Output, Exit> {
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
    Output::open(path).map_err(|problem| output_problem(&problem, path, environment, Exit::Usage))
}

/// Writes the whole output; `exit` is how the program ends if that goes well.
pub(crate) fn write(bytes: &[u8], mut output: Output, environment: &Environment, exit: Exit) -> Exit {
    let path = output.path().map(Path::to_owned);
    match output.write_all(bytes).and_then(|()| output.finish()) {
        Ok(()) => exit,
        Err(problem) => output_problem(&problem, path.as_deref(), environment, exit),
    }
}

/// What becomes of a problem with the output: a reader that closes its end early has seen enough.
pub(crate) fn output_problem(
    problem: &io::Error,
    path: Option<&Path>,
    environment: &Environment,
    exit: Exit,
) -> Exit {
    let texts = &environment.texts;
    if problem.kind() == ErrorKind::BrokenPipe {
        return exit;
    }
    let file = match path {
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

/// Prints what cannot fail to be found out.
pub(crate) fn print(text: &str) -> Exit {
    // A reader that closes its end early has seen enough.
    if let Ok(mut out) = Output::open(None) {
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.finish());
    }
    Exit::Fits
}
