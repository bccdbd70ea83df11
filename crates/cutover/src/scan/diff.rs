//! `cutover scan diff`: what changed between two scans.

use std::path::PathBuf;

use cutover_assess::ChangedServers;
use cutover_observe::inputs;
use cutover_report::ServerChangesReport;

use crate::arguments::{Format, Judging};
use crate::environment::Environment;
use crate::exit::{Exit, FailOn};
use crate::failure::Failure;
use crate::policies;
use crate::sources::read_evidence;

/// Compares the answers of two files, journals or evidence.
pub(crate) fn diff(
    files: &[PathBuf; 2],
    judging: &Judging,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    if files.iter().all(|file| file.as_os_str() == "-") {
        return Err(Failure::arguments(texts.get("diff-one-standard-input")));
    }
    let policy = policies::chosen(judging, environment)?;
    let output = environment
        .open_output(judging.output.as_deref(), &inputs(files.iter().cloned(), &environment.io.input))?;
    let mut compared = ChangedServers::default();
    let mut wholly_read = true;
    for (scan, file) in compared.scans.iter_mut().zip(files) {
        let input = inputs([file.clone()], &environment.io.input);
        let problems = read_evidence(&input, "simulate-other-records", environment, scan);
        wholly_read &= problems.is_empty();
        if problems.is_empty() && scan.0.is_empty() {
            environment.warning(texts.with("simulate-no-servers", &[("file", file.into())]));
        }
    }
    // Half a file says nothing of what is not in it.
    if !wholly_read {
        return Ok(Exit::NotRead);
    }
    let (changes, [before, after]) = compared.judge(&policy);
    let again = before.newly_breaking(&after);
    let report = ServerChangesReport { changes: &changes, again: &again, policy: &policy, seen_at: None };
    match judging.format {
        Format::Json => environment.write(report.json().as_bytes(), output)?,
        format => environment.write_document(&report.document(texts), format, output)?,
    }
    let passes = again.is_empty() || judging.fail_on == FailOn::Never;
    Ok(if passes { Exit::Fits } else { Exit::Breaks })
}
