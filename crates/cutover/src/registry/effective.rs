//! `cutover registry effective`: what the components of a Windows really offer.

use std::path::{Path, PathBuf};

use cutover_registry::{CodePage, State, Updates, Windows};
use cutover_report::EffectiveReport;

use super::sources::read_source;
use super::{open_output, style, write};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;

/// Tells what is in effect on the machine that files are from.
pub(crate) fn effective(
    files: &[PathBuf],
    page: CodePage,
    windows: &'static Windows,
    updates: &Updates,
    out: &Out,
    environment: &Environment,
) -> Exit {
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let output = match open_output(out, &paths, environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let mut state = State::new();
    let mut about = Vec::new();
    for path in &paths {
        match read_source(path, page, environment) {
            Ok(source) => {
                state.merge(source.state);
                about.extend(source.about);
            }
            Err(exit) => return exit,
        }
    }
    let names: Vec<_> = files.iter().map(|file| format!("registry:{}", file.display())).collect();
    let effective = cutover_registry::effective(&state, windows, updates, &names.join(", "));
    let report = EffectiveReport { windows, effective: &effective, about_files: &about };
    let texts = &environment.texts;
    let text = match out.format {
        Format::Json => report.json(),
        Format::JsonLines => report.json_lines(),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, style(out, environment)),
    };
    write(&text, output, environment, Exit::Fits)
}
