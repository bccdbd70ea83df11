//! `cutover registry diff`: what changes for each component, not only which bytes.

use std::path::PathBuf;

use cutover_registry::{CodePage, Updates, Windows, differences, effective};
use cutover_report::DifferencesReport;

use super::sources::read_source;
use super::{open_output, shown_name, style, write};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems;

/// Compares two registries.
pub(crate) fn diff(
    files: &[PathBuf; 2],
    page: CodePage,
    windows: Option<&'static Windows>,
    updates: &Updates,
    out: &Out,
    environment: &Environment,
) -> Exit {
    if files.iter().all(|file| file.as_os_str() == "-") {
        let texts = &environment.texts;
        problems::error(&texts.get("diff-one-standard-input"), texts);
        return Exit::Usage;
    }
    let output = match open_output(out, &[&files[0], &files[1]], environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let read = |index: usize| read_source(&files[index], page, environment);
    let (mut before, mut after) = match (read(0), read(1)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let texts = &environment.texts;
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
    let text = match out.format {
        Format::Json => report.json(),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, style(out, environment)),
    };
    write(&text, output, environment, Exit::Fits)
}
