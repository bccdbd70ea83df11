//! `cutover scan diff`: what changed between two scans.

use std::path::PathBuf;

use cutover_evidence::jsonl::Record;
use cutover_evidence::{ServerAnswer, last_answers, server_changes};
use cutover_observe::inputs;
use cutover_policy::{judge_server, newly_breaking};
use cutover_report::{ServerChangesReport, escape};

use crate::arguments::{Format, Judging};
use crate::environment::{Environment, width};
use crate::evidence_files::read_evidence;
use crate::exit::{Exit, FailOn};
use crate::policies;
use crate::problems;
use crate::writing::{open_output, write};

/// Compares the answers of two files, journals or evidence.
pub(crate) fn diff(files: &[PathBuf; 2], judging: &Judging, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    if files.iter().all(|file| file.as_os_str() == "-") {
        problems::error(&texts.get("diff-one-standard-input"), texts);
        return Exit::Usage;
    }
    let policy = match policies::chosen(judging, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    let output = match open_output(judging.output.as_deref(), &inputs(files.iter().cloned()), environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let mut sides: [Vec<ServerAnswer>; 2] = [Vec::new(), Vec::new()];
    let mut wholly_read = true;
    for (side, file) in sides.iter_mut().zip(files) {
        let input = inputs([file.clone()]);
        let problems =
            read_evidence(&input, "simulate-other-records", environment, |_, record| match record {
                Record::ServerAnswer(answer) => {
                    side.push(*answer);
                    true
                }
                _ => false,
            });
        wholly_read &= problems.is_empty();
        if problems.is_empty() && side.is_empty() {
            let file = escape::terminal(&file.display().to_string());
            problems::warning(&texts.with("simulate-no-servers", &[("file", file.into())]), texts);
        }
    }
    // Half a file says nothing of what is not in it.
    if !wholly_read {
        return Exit::NotRead;
    }
    let [before, after] = sides.map(last_answers);
    let changes = server_changes(&before, &after);
    let judged = |answers: Vec<ServerAnswer>| -> Vec<_> {
        let asked = answers.into_iter().filter(|answer| answer.problem.is_none());
        asked.map(|answer| (judge_server(&answer, &policy), answer)).map(|(j, a)| (a, j)).collect()
    };
    let (before, after) = (judged(before), judged(after));
    let again = newly_breaking(&before, &after);
    let passes = again.is_empty() || judging.fail_on == FailOn::Never;
    let exit = if passes { Exit::Fits } else { Exit::Breaks };
    let report = ServerChangesReport { changes: &changes, again: &again, policy: &policy, seen_at: None };
    let text = match judging.format {
        Format::Json => report.json(),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, width().filter(|_| judging.output.is_none())),
    };
    write(text.as_bytes(), output, environment, exit)
}
