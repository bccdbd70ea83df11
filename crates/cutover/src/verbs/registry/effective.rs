//! `cutover registry effective`: what the components of a Windows really offer.

use clap::ArgMatches;
use std::path::PathBuf;

use cutover_registry::{CodePage, State, Updates, Windows};
use cutover_report::{EffectiveReport, Texts};

use super::arguments::{
    Out, build_option, out, page, page_option, updates, updates_option, verb, windows, windows_option,
    with_out,
};
use super::reading::{check_build, read_source};
use super::writing::open_output;
use crate::command_line::options::{Format, format_option, many, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

pub(crate) struct Effective {
    files: Vec<PathBuf>,
    page: CodePage,
    windows: &'static Windows,
    updates: Updates,
    out: Out,
}

impl Verb for Effective {
    const NAME: &'static str = "effective";

    fn command(texts: &Texts) -> clap::Command {
        let command = verb(Self::NAME, "command-registry-effective", texts)
            .arg(paths("files", "FILE", texts.get("arg-effective-files"), texts))
            .arg(windows_option("arg-windows-of", texts).required(true))
            .arg(updates_option(texts))
            .arg(build_option(texts))
            .arg(page_option(texts));
        with_out(command.arg(format_option("arg-format-effective", &["jsonl"], texts)), texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            files: many(m, "files"),
            page: page(m),
            windows: windows(m)?,
            updates: updates(m),
            out: out(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        check_build(self.windows, &self.updates, environment)?;
        effective(&self.files, self.page, self.windows, &self.updates, &self.out, environment)
    }
}

/// Tells what is in effect on the machine that files are from.
fn effective(
    files: &[PathBuf],
    page: CodePage,
    windows: &'static Windows,
    updates: &Updates,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let output = open_output(out, files, environment)?;
    let mut state = State::new();
    let mut about = Vec::new();
    for path in files {
        let source = read_source(path, page, environment)?;
        state.merge(source.state);
        about.extend(source.about);
    }
    let names: Vec<_> = files.iter().map(|file| format!("registry:{}", file.display())).collect();
    let effective = cutover_registry::effective(&state, windows, updates, &names.join(", "));
    let report = EffectiveReport { windows, effective: &effective, about_files: &about };
    match out.format {
        Format::Json => environment.write(report.json().as_bytes(), output)?,
        Format::JsonLines => environment.write(report.json_lines().as_bytes(), output)?,
        format => environment.write_document(&report.document(&environment.texts), format, output)?,
    }
    Ok(Exit::Fits)
}
