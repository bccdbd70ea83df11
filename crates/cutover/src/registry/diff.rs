//! `cutover registry diff`: what changes for each component, not only which bytes.

use std::path::PathBuf;

use cutover_registry::{CodePage, Updates, Windows, differences, effective};
use cutover_report::DifferencesReport;

use super::sources::read_source;
use super::{open_output, shown_name};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::{Failure, both};

/// Compares two registries.
pub(crate) fn diff(
    files: &[PathBuf; 2],
    page: CodePage,
    windows: Option<&'static Windows>,
    updates: &Updates,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    if files.iter().all(|file| file.as_os_str() == "-") {
        return Err(Failure::arguments(texts.get("diff-one-standard-input")));
    }
    let output = open_output(out, &[&files[0], &files[1]], environment)?;
    let read = |index: usize| read_source(&files[index], page, environment);
    let (mut before, mut after) = both(read(0), read(1))?;
    let mut about: Vec<_> = [before.about.take(), after.about.take()].into_iter().flatten().collect();
    // What is not read of one is no difference from the other.
    if before.settings_only || after.settings_only {
        before.state.keep_settings();
        after.state.keep_settings();
        about.push(texts.get("remark-settings-only"));
    }
    let differences = differences(&before.state, &after.state);
    let effects = windows.map(|windows| {
        let of = |state| effective(state, windows, updates, "").settings;
        (windows, [of(&before.state), of(&after.state)])
    });
    let names = [&files[0], &files[1]].map(|file| shown_name(file, out, environment));
    let report = DifferencesReport {
        names: [&names[0], &names[1]],
        differences: &differences,
        effect: effects.as_ref().map(|(windows, [before, after])| (*windows, [&before[..], &after[..]])),
        about_files: &about,
    };
    match out.format {
        Format::Json => environment.write(report.json().as_bytes(), output)?,
        format => environment.write_document(&report.document(texts), format, output)?,
    }
    Ok(Exit::Fits)
}
