//! The calendar of policies for a team's calendar (RFC 5545).

use cutover_catalogue::source;
use cutover_policy::CalendarEntry;
use icalendar::{Calendar, Component, Event, Property};
use jiff::civil::Date;

use crate::calendar::dated;
use crate::confidence::confidence_line;
use crate::escape;
use crate::texts::Texts;

/// Every date as an event of whole days; of a month or a year without a day it is the whole of it.
pub fn calendar_ics(entries: &[CalendarEntry], texts: &Texts) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//cutover//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((name, value));
    }
    calendar.name(&String::from(texts.get("calendar-name")));
    for entry in entries {
        let Some([first, after]) = entry.on.days() else { continue };
        let service = texts.one_of(&entry.service, entry.service_ja.as_deref());
        let what = dated(entry.kind, texts.one_of(&entry.what, entry.what_ja.as_deref()), texts);
        let mut lines: Vec<String> = vec![confidence_line(&entry.confidence, texts).into()];
        lines.extend(entry.policies.iter().cloned());
        lines.extend(entry.source.iter().map(|name| source(name)));
        // The same date is the same event when the file is taken in anew.
        let uid = format!("{} {} {}", entry.on, entry.service, entry.kind.name());
        let event = Event::new()
            .uid(&uid.replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
            .summary(&escape::terminal(&format!("{service}: {what}")))
            .description(&lines.iter().map(|line| escape::terminal(line)).collect::<Vec<_>>().join("\n"))
            .append_property(whole_day("DTSTART", first))
            .append_property(whole_day("DTEND", after))
            // What is told does not depend on when it is told.
            .add_property("DTSTAMP", first.strftime("%Y%m%dT000000Z").to_string())
            .done();
        calendar.push(event);
    }
    calendar.to_string()
}

fn whole_day(name: &str, day: Date) -> Property {
    let mut property = Property::new(name, day.strftime("%Y%m%d").to_string());
    property.add_parameter("VALUE", "DATE");
    property
}
