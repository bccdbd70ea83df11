//! `cutover registry effective`: what the components of a Windows really offer.

use std::path::{Path, PathBuf};

use cutover_registry::{CodePage, State, Updates, Windows};
use cutover_report::EffectiveReport;

use super::open_output;
use super::sources::read_source;
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

/// Tells what is in effect on the machine that files are from.
pub(crate) fn effective(
    files: &[PathBuf],
    page: CodePage,
    windows: &'static Windows,
    updates: &Updates,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let output = open_output(out, &paths, environment)?;
    let mut state = State::new();
    let mut about = Vec::new();
    for path in &paths {
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
