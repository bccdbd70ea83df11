//! `cutover registry audit`: is a file safe to double-click, and does it do what it says?

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches};
use std::path::Path;

use cutover_registry::{CodePage, Level, Windows, worst};
use cutover_report::{AuditReport, ROWS_SHOWN, Texts, Value};

use super::arguments::{
    Out, file, one_file, out, page, page_option, verb, windows, windows_option, with_out,
};
use super::reading::read_reg_file;
use super::writing::{open_output, shown_name};
use crate::command_line::options::{Format, flag, format_option};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

pub(crate) struct Audit {
    file: PathBuf,
    page: CodePage,
    windows: Option<&'static Windows>,
    all: bool,
    out: Out,
}

impl Verb for Audit {
    const NAME: &'static str = "audit";

    fn command(texts: &Texts) -> clap::Command {
        let rows = [("rows", Value::Count(ROWS_SHOWN as u64))];
        let command = verb(Self::NAME, "command-registry-audit", texts)
            .arg(one_file("file", "FILE", texts.get("arg-registry-file"), texts))
            .arg(windows_option("arg-windows", texts))
            .arg(page_option(texts))
            .arg(flag("all", texts.with("arg-all", &rows)).action(ArgAction::SetTrue));
        with_out(command.arg(format_option("arg-format-audit", &["sarif"], texts)), texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            file: file(m, "file"),
            page: page(m),
            windows: windows(m),
            all: m.get_flag("all"),
            out: out(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        audit(&self.file, self.page, self.windows, self.all, &self.out, environment)
    }
}

/// Audits a file.
fn audit(
    path: &Path,
    page: CodePage,
    windows: Option<&'static Windows>,
    all: bool,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let output = open_output(out, &[path.to_path_buf()], environment)?;
    let file = read_reg_file(path, page, environment)?;
    let audit = cutover_registry::audit(&file, windows);
    let name = shown_name(path, out, environment);
    let report = AuditReport { name: &name, file: &file, windows, audit: &audit };
    match out.format {
        Format::Json => environment.write(report.json().as_bytes(), output)?,
        Format::Sarif => environment.write(report.sarif().as_bytes(), output)?,
        format => environment.write_document(&report.document(&environment.texts, all), format, output)?,
    }
    Ok(match worst(&audit.findings) {
        Some(Level::Danger | Level::Wrong) => Exit::Breaks,
        _ => Exit::Fits,
    })
}
