//! `cutover registry audit`: is a file safe to double-click, and does it do what it says?

use std::path::Path;

use cutover_registry::{CodePage, Level, Windows, worst};
use cutover_report::AuditReport;

use super::{open_output, read_reg_file, shown_name};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

/// Audits a file.
pub(crate) fn audit(
    path: &Path,
    page: CodePage,
    windows: Option<&'static Windows>,
    all: bool,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let output = open_output(out, &[path], environment)?;
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
