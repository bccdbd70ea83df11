//! `cutover gate calendar`: what a gate will do when.

use cutover_evidence::json_text;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{ArgAction, ArgMatches};
use cutover_gate::{GateEvent, GateEventKind};
use cutover_report::{GateCalendarLine, Text, Texts, Value, gate_calendar};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::settings::read;
use crate::command_line::options::{Format, base, format, format_option, option, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

const DAY: SignedDuration = SignedDuration::from_hours(24);

pub(crate) struct Calendar {
    file: PathBuf,
    from: Option<Timestamp>,
    days: u32,
    format: Format,
}

impl Verb for Calendar {
    const NAME: &'static str = "calendar";

    fn command(texts: &Texts) -> clap::Command {
        let file = paths("file", "FILE", texts.get("arg-gate-files"), texts);
        base(Self::NAME, texts)
            .about(texts.get("command-gate-calendar").to_string())
            .after_help(texts.get("command-gate-calendar-after").to_string())
            .arg(file.num_args(1).action(ArgAction::Set))
            .arg(option("from", "DATE", texts.get("arg-gate-from")).value_parser(ValueParser::new(moment)))
            .arg(
                option("days", "N", texts.get("arg-gate-days"))
                    .value_parser(clap::value_parser!(u32).range(1..=3660)),
            )
            .arg(format_option("arg-format-explain", &[], texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            file: m.get_one::<PathBuf>("file").cloned()?,
            from: m.get_one("from").copied(),
            days: m.get_one("days").copied().unwrap_or(90),
            format: format(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let settings = read(&self.file, environment)?;
        let from = self.from.unwrap_or_else(Timestamp::now);
        let until =
            from.checked_add(DAY * i32::try_from(self.days).unwrap_or(i32::MAX)).unwrap_or(Timestamp::MAX);
        let events = settings.calendar(from, until);
        if self.format == Format::Json {
            environment.print(&json_text::pretty(&events))?;
            return Ok(Exit::Fits);
        }
        let texts = &environment.texts;
        let lines = events.iter().map(|event| line(event, texts)).collect();
        environment.print_document(&gate_calendar(lines, texts), self.format)?;
        Ok(Exit::Fits)
    }
}

fn moment(text: &str) -> Result<jiff::Timestamp, &'static str> {
    text.parse().or_else(|_| format!("{text}T00:00:00Z").parse()).map_err(|_| "no time")
}

fn line(event: &GateEvent, texts: &Texts) -> GateCalendarLine {
    let (what, listeners) = match &event.what {
        GateEventKind::BrownoutBegins { brownout, listeners, share, minutes, until, until_local } => {
            let whom = if *share >= 100.0 {
                texts.get("gate-calendar-all-clients")
            } else {
                texts.with("gate-calendar-share", &[("share", Value::of(share))])
            };
            let mut values = vec![("brownout", Value::from(brownout)), ("whom", whom.into())];
            let sentence = match (minutes, until) {
                (None, Some(_)) => "gate-calendar-begins",
                (None, None) => "gate-calendar-begins-forever",
                (Some(_), Some(_)) => "gate-calendar-begins-minutes",
                (Some(_), None) => "gate-calendar-begins-minutes-forever",
            };
            if let Some((first, last)) = minutes {
                values.push(("first", Value::Number((*first).into())));
                values.push(("last", Value::Number((*last).into())));
            }
            if let Some(until) = until {
                let until = match until_local {
                    None => Text::of(until),
                    Some(here) => Text::of(format_args!("{until} ({})", local(here))),
                };
                values.push(("until", until.into()));
            }
            (texts.with(sentence, &values), texts.list(listeners))
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
    GateCalendarLine { at: event.at, at_local: event.at_local.as_ref().map(local), what, listeners }
}

/// As clocks show it, and where: `2026-12-01 09:00 Asia/Tokyo`.
fn local(at: &ZonedDateTime) -> Text {
    let zone = at.time_zone().iana_name().unwrap_or("?");
    Text::of(format_args!("{} {zone}", at.strftime("%Y-%m-%d %H:%M")))
}
