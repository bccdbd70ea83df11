//! `cutover registry diff`: what changes for each component, not only which bytes.

use clap::ArgMatches;
use std::path::PathBuf;

use cutover_registry::{CodePage, Updates, Windows, differences, effective};
use cutover_report::{DifferencesReport, Texts};

use super::arguments::{
    Out, build_option, out, page, page_option, updates, updates_option, verb, windows, windows_option,
    with_out,
};
use super::reading::{check_build, read_source};
use super::writing::{open_output, shown_name};
use crate::command_line::options::{Format, format_option, many, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::{Failure, both};
use crate::verb::Verb;

pub(crate) struct Diff {
    files: [PathBuf; 2],
    page: CodePage,
    windows: Option<&'static Windows>,
    updates: Updates,
    out: Out,
}

impl Verb for Diff {
    const NAME: &'static str = "diff";

    fn command(texts: &Texts) -> clap::Command {
        let command = verb(Self::NAME, "command-registry-diff", texts)
            .arg(paths("files", "FILE", texts.get("arg-diff-files"), texts).num_args(2))
            .arg(windows_option("arg-diff-windows", texts))
            .arg(updates_option(texts))
            .arg(build_option(texts))
            .arg(page_option(texts));
        with_out(command.arg(format_option("arg-format-explain", &[], texts)), texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            files: many(m, "files").try_into().ok()?,
            page: page(m),
            windows: windows(m),
            updates: updates(m),
            out: out(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        self.windows.map_or(Ok(()), |windows| check_build(windows, &self.updates, environment))?;
        diff(&self.files, self.page, self.windows, &self.updates, &self.out, environment)
    }
}

/// Compares two registries.
fn diff(
    files: &[PathBuf; 2],
    page: CodePage,
    windows: Option<&'static Windows>,
    updates: &Updates,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let output = open_output(out, files, environment)?;
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
