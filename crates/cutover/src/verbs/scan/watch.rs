//! Asking again and again, and telling only what changed.

use std::io::{self, Write as _};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cutover_assess::LastKnown;
use cutover_evidence::{ServerAnswer, ServerChange};
use cutover_policy::ServerJudgement;
use cutover_report::{ServerChangesReport, Style};
use jiff::Timestamp;

use super::journal::Journal;
use super::round::Round;
use crate::command_line::options::Format;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// How often it is looked whether to stop.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// Reports once, then only what changed, until a server breaks the policy that did not before, or Ctrl-C.
pub(crate) fn watch(
    round: &Round<'_>,
    interval: Duration,
    journal: Option<Journal>,
) -> Result<Exit, Failure> {
    let environment = round.environment;
    let stop = &environment.io.stop;
    let mut begun = Instant::now();
    let output = environment.open_output(None, &[])?;
    let mut before = round.ask(journal, Vec::new(), Some(output))?;
    let mut known = LastKnown::default();
    known.changes_to(&before.servers);
    // What each server was last clearly, whatever came between.
    let mut clear = before.servers.clone();
    loop {
        while begun.elapsed() < interval {
            if stop.is_set() {
                return Ok(before.exit);
            }
            sleep(LOOK_AROUND.min(interval));
        }
        begun = Instant::now();
        let now = round.ask(before.journal.take(), Vec::new(), None)?;
        if stop.is_set() {
            // A round that was not finished says of nobody that it is gone; that the journal failed is told.
            return Ok(if now.exit == Exit::Usage { now.exit } else { before.exit });
        }
        let again = clear.newly_breaking(&now.servers);
        if let Err(problem) = tell(round, &known.changes_to(&now.servers), &again) {
            // Nobody reads what is told any more.
            return environment.written(Err(problem), None).map(|()| now.exit);
        }
        if !again.is_empty() {
            return Ok(Exit::Breaks);
        }
        clear.keep_clear(&now.servers);
        before = now;
    }
}

fn tell(
    round: &Round<'_>,
    changes: &[ServerChange],
    again: &[&(ServerAnswer, ServerJudgement)],
) -> io::Result<()> {
    if changes.is_empty() && again.is_empty() {
        return Ok(());
    }
    let report =
        ServerChangesReport { changes, again, policy: round.policy, seen_at: Some(Timestamp::now()) };
    let texts = &round.environment.texts;
    let text = match round.options.judging.format {
        Format::Json | Format::JsonLines => report.json_line(),
        format => format.for_people().render(&report.document(texts), Style::default()),
    };
    let mut output = Output::standard(&round.environment.io.out);
    output.write_all(text.as_bytes())?;
    output.finish()
}
