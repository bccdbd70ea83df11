//! `cutover policy calendar`: what will be refused and what was, or what is in force on a day.

use clap::ArgMatches;
use clap::builder::ValueParser;
use cutover_evidence::Confidence;
use cutover_policy::{Date, Policy, other_dates};
use cutover_report::{Texts, calendar_json, policies_json};
use jiff::Timestamp;

use crate::command_line::options::{Format, base, format, format_option, many, on, option, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies::{built_in, find_all};
use crate::verb::Verb;

pub(crate) struct Calendar {
    policies: Vec<String>,
    on: Option<Date>,
    from: Option<Date>,
    format: Format,
}

impl Verb for Calendar {
    const NAME: &'static str = "calendar";

    fn command(texts: &Texts) -> clap::Command {
        let names = paths("policies", "POLICY", texts.get("arg-calendar-policies"), texts);
        base(Self::NAME, texts)
            .about(texts.get("command-policy-calendar").to_string())
            .after_help(texts.get("command-policy-calendar-after").to_string())
            .arg(names.value_parser(ValueParser::string()).required(false))
            .arg(on(texts))
            .arg(
                option("from", "DATE", texts.get("arg-calendar-from"))
                    .value_parser(ValueParser::new(first_day))
                    .conflicts_with("on"),
            )
            .arg(format_option("arg-format-calendar", &["ics"], texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            policies: many(m, "policies"),
            on: m.get_one("on").cloned(),
            from: m.get_one("from").cloned(),
            format: format(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let (format, texts) = (self.format, &environment.texts);
        let mut policies =
            if self.policies.is_empty() { built_in() } else { find_all(&self.policies, environment)? };
        // The history of a service stands in all of its policies.
        for other in built_in() {
            let same_service = policies.iter().any(|p| p.service.is_some() && p.service == other.service);
            if same_service && !policies.iter().any(|p| p.id == other.id) {
                policies.push(other);
            }
        }
        if let Some(day) = &self.on {
            // What was in force has no dates of its own for a calendar.
            if format == Format::ICalendar {
                return Err(Failure::arguments(texts.get("usage-calendar-on-ics")));
            }
            // A policy without dates is nobody's in particular.
            let dated = |p: &&Policy| p.in_force_from.is_some() || p.in_force_until.is_some();
            let there: Vec<&Policy> = policies.iter().filter(|p| p.is_in_force(day)).filter(dated).collect();
            match format {
                Format::Json => environment.print(&policies_json(there))?,
                _ => environment.print_document(&cutover_report::in_force(&there, day, texts), format)?,
            }
            return Ok(Exit::Fits);
        }
        // Who asks for policies by name does not ask for everything else; a rule to ask "what if" with has others' dates.
        let is_whole = self.policies.is_empty();
        policies.retain(|policy| !is_whole || policy.confidence != Confidence::Own);
        let others = if is_whole { other_dates() } else { Vec::new() };
        let mut entries = cutover_policy::calendar(&policies, others);
        if let Some(from) = &self.from {
            entries.retain(|entry| !entry.on.is_over(from));
        }
        match format {
            Format::Json => environment.print(&calendar_json(&entries))?,
            Format::ICalendar => environment.print(&cutover_report::calendar_ics(&entries, texts))?,
            _ => {
                let document = cutover_report::calendar(&entries, &today(), texts);
                environment.print_document(&document, format)?;
            }
        }
        Ok(Exit::Fits)
    }
}

fn today() -> Date {
    Date::of(Timestamp::now())
}

fn first_day(text: &str) -> Result<Date, &'static str> {
    if text == "today" { Ok(today()) } else { Date::parse(text).ok_or("no date") }
}
