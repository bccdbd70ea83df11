//! `cutover scan diff`: what changed between two scans.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches};
use cutover_assess::ChangedServers;
use cutover_observe::inputs;
use cutover_report::{ServerChangesReport, Texts};

use crate::command_line::options::{Format, Judging, base, judging, paths, with_judging};
use crate::environment::Environment;
use crate::exit::{Exit, FailOn};
use crate::failure::Failure;
use crate::sources::read_evidence;
use crate::verb::Verb;
use crate::{policies, problems};

pub(crate) struct Diff {
    files: [PathBuf; 2],
    judging: Judging,
}

impl Verb for Diff {
    const NAME: &'static str = "diff";

    fn command(texts: &Texts) -> clap::Command {
        let diff = base(Self::NAME, texts)
            .about(texts.get("command-scan-diff").to_string())
            .after_help(texts.get("command-scan-diff-after").to_string())
            .arg(
                paths("old", "OLD", texts.get("arg-scan-old"), texts)
                    .num_args(1)
                    .action(ArgAction::Set)
                    .display_order(1),
            )
            .arg(
                paths("new", "NEW", texts.get("arg-scan-new"), texts)
                    .num_args(1)
                    .action(ArgAction::Set)
                    .display_order(2),
            );
        with_judging(diff, "arg-format-scan-diff", &[], texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        let file = |name| m.get_one::<PathBuf>(name).cloned();
        Some(Self { files: [file("old")?, file("new")?], judging: judging(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        diff(&self.files, &self.judging, environment)
    }
}

/// Compares the answers of two files, journals or evidence.
fn diff(files: &[PathBuf; 2], judging: &Judging, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let read = environment.separate_inputs(files)?;
    let policy = policies::chosen(judging, environment)?;
    let named = std::slice::from_ref(&judging.policy);
    let output = environment.open_output_of(judging.output.as_deref(), &read, named)?;
    let mut compared = ChangedServers::default();
    let mut wholly_read = true;
    for (scan, file) in compared.scans.iter_mut().zip(files) {
        let input = inputs([file.clone()], &environment.io.input);
        let problems = read_evidence(&input, "simulate-other-records", environment, scan);
        wholly_read &= problems.is_empty();
        if problems.is_empty() && scan.0.is_empty() {
            let file = problems::path_name(file, texts);
            environment.warning(texts.with("simulate-no-servers", &[("file", file.into())]));
        }
    }
    // Half a file says nothing of what is not in it.
    if !wholly_read {
        return Ok(Exit::NotRead);
    }
    let is_nothing = compared.scans.iter().all(|scan| scan.0.is_empty());
    let (changes, [before, after]) = compared.changes(&policy);
    let again = before.newly_breaking(&after);
    let report = ServerChangesReport { changes: &changes, again: &again, policy: &policy, seen_at: None };
    match judging.format {
        Format::Json => environment.write(report.json().as_bytes(), output)?,
        format => environment.write_document(&report.document(texts), format, output)?,
    }
    Ok(match (judging.fail_on, again.is_empty()) {
        (FailOn::Never, _) => Exit::Fits,
        (_, false) => Exit::Breaks,
        (_, true) if is_nothing => Exit::Unknown,
        (_, true) => Exit::Fits,
    })
}
