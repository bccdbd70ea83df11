//! `cutover gate check` and `cutover gate calendar`.

use std::path::{Path, PathBuf};

use cutover_gate::{GateEvent, GateEventKind};
use cutover_report::{GateCalendarLine, Texts, Value, escape, gate_calendar};
use jiff::{SignedDuration, Timestamp};

use super::settings::read;
use crate::arguments::Format;
use crate::environment::{Environment, width};
use crate::exit::Exit;
use crate::problems::warning;
use crate::writing::print;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Checks files of settings; every one is looked at.
pub(super) fn check(files: &[PathBuf], environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let mut exit = Exit::Fits;
    for path in files {
        match read(path, environment) {
            Ok(settings) => {
                let file = escape::terminal(&path.display().to_string());
                let listeners = super::listeners(&settings, texts);
                let values = [("file", Value::from(file)), ("listeners", listeners.into())];
                if let problem @ Exit::Usage =
                    print(&format!("{}\n", texts.with("gate-good", &values)), texts)
                {
                    return problem;
                }
                for ended in settings.ended_exemptions(Timestamp::now()) {
                    let values = [
                        ("owner", Value::from(escape::terminal(&ended.owner))),
                        ("until", ended.until.to_string().into()),
                    ];
                    warning(&texts.with("gate-exemption-ended", &values), texts);
                }
            }
            Err(problem) => exit = problem,
        }
    }
    exit
}

/// Tells what will happen when.
pub(super) fn calendar(
    file: &Path,
    from: Option<Timestamp>,
    days: u32,
    format: Format,
    environment: &Environment,
) -> Exit {
    let settings = match read(file, environment) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let from = from.unwrap_or_else(Timestamp::now);
    let until = from.checked_add(DAY * i32::try_from(days).unwrap_or(i32::MAX)).unwrap_or(Timestamp::MAX);
    let events = settings.calendar(from, until);
    if format == Format::Json {
        let json = serde_json::to_string_pretty(&events).unwrap_or_default();
        return print(&format!("{json}\n"), &environment.texts);
    }
    let texts = &environment.texts;
    let lines: Vec<_> = events.iter().map(|event| line(event, texts)).collect();
    print(&gate_calendar(&lines, format == Format::Markdown, texts, width()), texts)
}

fn line(event: &GateEvent, texts: &Texts) -> GateCalendarLine {
    let (what, listeners) = match &event.what {
        GateEventKind::BrownoutBegins { brownout, listeners, share, minutes, until } => {
            let whom = if *share >= 100.0 {
                texts.get("gate-calendar-all-clients")
            } else {
                texts.with("gate-calendar-share", &[("share", share.to_string().into())])
            };
            let mut values =
                vec![("brownout", Value::from(escape::terminal(brownout))), ("whom", whom.into())];
            let mut sentence = "gate-calendar-begins".to_owned();
            if let Some((first, last)) = minutes {
                sentence.push_str("-minutes");
                values.push(("first", Value::Number((*first).into())));
                values.push(("last", Value::Number((*last).into())));
            }
            match until {
                Some(until) => values.push(("until", until.to_string().into())),
                None => sentence.push_str("-forever"),
            }
            (texts.with(&sentence, &values), texts.list(listeners))
        }
        GateEventKind::BrownoutEnds { brownout, listeners } => {
            let brownout = [("brownout", escape::terminal(brownout).into())];
            (texts.with("gate-calendar-ends", &brownout), texts.list(listeners))
        }
        GateEventKind::ExemptionEnds { owner, reason } => {
            let sentence =
                texts.with("gate-calendar-exemption-ends", &[("owner", escape::terminal(owner).into())]);
            let reason = reason.as_ref().map(|reason| format!(" ({})", escape::terminal(reason)));
            (sentence + &reason.unwrap_or_default(), String::new())
        }
    };
    GateCalendarLine { at: event.at, what, listeners: escape::terminal(&listeners) }
}
