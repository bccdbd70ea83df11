//! Opening the output in time, writing it, and telling what went wrong with it.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::Ordering;

use cutover_observe::{Input, Place};
use cutover_report::{Texts, Value, escape};

use crate::environment::{Environment, STOP};
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;

/// How many bytes of an output are gathered before they are written.
const GATHER: usize = 64 << 10;

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
    Output::open(path).map_err(|problem| output_problem(&problem, path, &environment.texts, Exit::Usage))
}

/// Writes the whole output; `exit` is how the program ends if that goes well.
pub(crate) fn write(bytes: &[u8], output: Output, environment: &Environment, exit: Exit) -> Exit {
    write_with(|to| to.write_all(bytes), output, environment, exit)
}

/// Writes an output that is made as it is written, in small pieces.
pub(crate) fn write_with(
    pour: impl FnOnce(&mut BufWriter<&mut Output>) -> io::Result<()>,
    mut output: Output,
    environment: &Environment,
    exit: Exit,
) -> Exit {
    let path = output.path().map(Path::to_owned);
    let mut gathered = BufWriter::with_capacity(GATHER, &mut output);
    let poured = pour(&mut gathered).and_then(|()| gathered.flush());
    // What is left in it after a problem is not written.
    let _ = gathered.into_parts();
    match poured.and_then(|()| finish(output, &environment.texts)) {
        Ok(()) => exit,
        Err(problem) => output_problem(&problem, path.as_deref(), &environment.texts, exit),
    }
}

/// Ends an output. After Ctrl-C it holds only a part, which takes nobody's place.
pub(crate) fn finish(output: Output, texts: &Texts) -> io::Result<()> {
    if !STOP.load(Ordering::Relaxed) {
        return output.finish();
    }
    let path = output.path().map(|path| path.display().to_string()).unwrap_or_default();
    if let Some(part) = output.finish_part()? {
        let name = |name: &str| Value::from(escape::terminal(name));
        let values = [("file", name(&path)), ("part", name(&part.display().to_string()))];
        problems::warning(&texts.with("output-part", &values), texts);
    }
    Ok(())
}

/// What becomes of a problem with the output: a reader that closes its end early has seen enough.
pub(crate) fn output_problem(problem: &io::Error, path: Option<&Path>, texts: &Texts, exit: Exit) -> Exit {
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

/// Prints what cannot fail to be found out; ends with 0 if it could be printed.
pub(crate) fn print(text: &str, texts: &Texts) -> Exit {
    let printed = Output::open(None).and_then(|mut out| {
        out.write_all(text.as_bytes())?;
        out.finish()
    });
    match printed {
        Ok(()) => Exit::Fits,
        Err(problem) => output_problem(&problem, None, texts, Exit::Fits),
    }
}
