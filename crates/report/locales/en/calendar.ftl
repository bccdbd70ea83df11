# Dates of policies: cutover policy calendar.

calendar-column-service = Service
calendar-column-on = Date
calendar-column-what = What happens
calendar-column-policy = Policy
calendar-column-confidence = How sure
calendar-column-source = Source
dated-announced = announced
dated-withdrawn = withdrawn
dated-halted = halted
dated-unsupported = unsupported
dated-refused = refused
dated-recommended = recommendation
calendar-in-force = In force on { $date }:
calendar-column-versions = Allows
calendar-nothing = Nothing is known for { $date }.
calendar-next = From today on:
calendar-past = Before today:
calendar-none = Nothing is known of that time.
calendar-sources = Sources:
calendar-what = { $kind }: { $what }
calendar-name = Retiring old TLS
usage-calendar-on-ics = --format ics is for dates; --on tells which policies were in force, as table, markdown or json.
