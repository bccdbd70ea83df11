//! `cutover gate check` and `cutover gate calendar`.

use std::path::{Path, PathBuf};

use cutover_gate::{GateEvent, GateEventKind};
use cutover_report::{GateCalendarLine, Text, Texts, Value, gate_calendar};
use jiff::{SignedDuration, Timestamp};

use super::settings::read;
use crate::arguments::Format;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Checks files of settings; every one is looked at.
pub(super) fn check(files: &[PathBuf], environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let mut exit = Exit::Fits;
    for path in files {
        match read(path, environment) {
            Ok(settings) => {
                let values =
                    [("file", path.into()), ("listeners", super::listeners(&settings, texts).into())];
                environment.print(&format!("{}\n", texts.with("gate-good", &values)))?;
                for ended in settings.ended_exemptions(Timestamp::now()) {
                    let values = [("owner", Value::from(&ended.owner)), ("until", Value::of(ended.until))];
                    environment.warning(texts.with("gate-exemption-ended", &values));
                }
            }
            Err(failure) => {
                exit = failure.exit;
                failure.problems.into_iter().for_each(|problem| environment.error(problem));
            }
        }
    }
    Ok(exit)
}

/// Tells what will happen when.
pub(super) fn calendar(
    file: &Path,
    from: Option<Timestamp>,
    days: u32,
    format: Format,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let settings = read(file, environment)?;
    let from = from.unwrap_or_else(Timestamp::now);
    let until = from.checked_add(DAY * i32::try_from(days).unwrap_or(i32::MAX)).unwrap_or(Timestamp::MAX);
    let events = settings.calendar(from, until);
    if format == Format::Json {
        let json = serde_json::to_string_pretty(&events).unwrap_or_default();
        environment.print(&format!("{json}\n"))?;
        return Ok(Exit::Fits);
    }
    let texts = &environment.texts;
    let lines = events.iter().map(|event| line(event, texts)).collect();
    environment.print_document(&gate_calendar(lines, texts), format)?;
    Ok(Exit::Fits)
}

fn line(event: &GateEvent, texts: &Texts) -> GateCalendarLine {
    let (what, listeners) = match &event.what {
        GateEventKind::BrownoutBegins { brownout, listeners, share, minutes, until } => {
            let whom = if *share >= 100.0 {
                texts.get("gate-calendar-all-clients")
            } else {
                texts.with("gate-calendar-share", &[("share", Value::of(share))])
            };
            let mut values = vec![("brownout", Value::from(brownout)), ("whom", whom.into())];
            let mut sentence = "gate-calendar-begins".to_owned();
            if let Some((first, last)) = minutes {
                sentence.push_str("-minutes");
                values.push(("first", Value::Number((*first).into())));
                values.push(("last", Value::Number((*last).into())));
            }
            match until {
                Some(until) => values.push(("until", Value::of(until))),
                None => sentence.push_str("-forever"),
            }
            (texts.with(&sentence, &values), texts.list(listeners))
        }
        GateEventKind::BrownoutEnds { brownout, listeners } => {
            let brownout = [("brownout", brownout.into())];
            (texts.with("gate-calendar-ends", &brownout), texts.list(listeners))
        }
        GateEventKind::ExemptionEnds { owner, reason } => {
            let sentence = texts.with("gate-calendar-exemption-ends", &[("owner", owner.into())]);
            let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            (Text::of(format_args!("{sentence}{reason}")), Text::default())
        }
    };
    GateCalendarLine { at: event.at, what, listeners }
}
