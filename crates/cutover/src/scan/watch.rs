//! Asking again and again, and telling only what changed.

use std::io::{self, Write as _};
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant};

use cutover_evidence::{ServerAnswer, server_changes};
use cutover_policy::{ServerJudgement, Verdict, newly_breaking};
use cutover_report::ServerChangesReport;
use jiff::Timestamp;

use super::journal::Journal;
use super::round::{Asked, Round};
use crate::arguments::Format;
use crate::environment::STOP;
use crate::exit::Exit;
use crate::output::Output;
use crate::writing::output_problem;

/// How often it is looked whether to stop.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// Reports once, then only what changed, until a server breaks the policy that did not before, or Ctrl-C.
pub(crate) fn watch(round: &Round<'_>, interval: Duration, journal: Option<Journal>) -> Exit {
    let mut begun = Instant::now();
    let mut before = match Output::open(None).map(|output| round.ask(journal, Vec::new(), Some(output))) {
        Ok(Ok(asked)) => asked,
        Ok(Err(exit)) => return exit,
        Err(problem) => return output_problem(&problem, None, &round.environment.texts, Exit::NotRead),
    };
    // What each server was last clearly, whatever came between.
    let mut clear = before.results.clone();
    loop {
        while begun.elapsed() < interval {
            if STOP.load(Ordering::Relaxed) {
                return before.exit;
            }
            sleep(LOOK_AROUND.min(interval));
        }
        begun = Instant::now();
        let now = match round.ask(before.journal.take(), Vec::new(), None) {
            Ok(asked) => asked,
            Err(exit) => return exit,
        };
        if STOP.load(Ordering::Relaxed) {
            // A round that was not finished says of nobody that it is gone; that the journal failed is told.
            return if now.exit == Exit::Usage { now.exit } else { before.exit };
        }
        let again = newly_breaking(&clear, &now.results);
        if let Err(problem) = tell(round, &before, &now, &again) {
            return output_problem(&problem, None, &round.environment.texts, now.exit);
        }
        if !again.is_empty() {
            return Exit::Breaks;
        }
        for result in now.results.iter().filter(|(_, judgement)| judgement.verdict != Verdict::Unknown) {
            match clear.iter_mut().find(|(known, _)| known.is_of_same_server(&result.0)) {
                Some(known) => known.clone_from(result),
                None => clear.push(result.clone()),
            }
        }
        before = now;
    }
}

fn tell(
    round: &Round<'_>,
    before: &Asked,
    now: &Asked,
    again: &[&(ServerAnswer, ServerJudgement)],
) -> io::Result<()> {
    let all = |asked: &Asked| -> Vec<ServerAnswer> {
        let answers = asked.results.iter().map(|(answer, _)| answer);
        answers.chain(&asked.unreached).cloned().collect()
    };
    let changes = server_changes(&all(before), &all(now));
    if changes.is_empty() && again.is_empty() {
        return Ok(());
    }
    let report = ServerChangesReport {
        changes: &changes,
        again,
        policy: round.policy,
        seen_at: Some(Timestamp::now()),
    };
    let texts = &round.environment.texts;
    let text = match round.options.judging.format {
        Format::Json | Format::JsonLines => report.json_line(),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, None),
    };
    let mut output = Output::open(None)?;
    output.write_all(text.as_bytes())?;
    output.finish()
}
