//! `cutover registry audit`: is a file safe to double-click, and does it do what it says?

use std::path::Path;

use cutover_registry::{CodePage, Level, Windows, worst};
use cutover_report::AuditReport;

use super::{open_output, read_reg_file, shown_name, style, write};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;

/// Audits a file.
pub(crate) fn audit(
    path: &Path,
    page: CodePage,
    windows: Option<&'static Windows>,
    all: bool,
    out: &Out,
    environment: &Environment,
) -> Exit {
    let output = match open_output(out, &[path], environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let file = match read_reg_file(path, page, environment) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let audit = cutover_registry::audit(&file, windows);
    let name = shown_name(path, out, environment);
    let report = AuditReport { name: &name, file: &file, windows, audit: &audit };
    let texts = &environment.texts;
    let text = match out.format {
        Format::Json => report.json(),
        Format::Sarif => report.sarif(),
        Format::Markdown => report.markdown(texts, all),
        _ => report.table(texts, style(out, environment), all),
    };
    let exit = match worst(&audit.findings) {
        Some(Level::Danger | Level::Wrong) => Exit::Breaks,
        _ => Exit::Fits,
    };
    write(&text, output, environment, exit)
}
