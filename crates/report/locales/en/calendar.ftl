# Dates of policies: cutover policy calendar.

calendar-column-service = Service
calendar-column-on = Date
calendar-column-kind = What
calendar-column-what = In words
calendar-column-policy = Policy
calendar-column-confidence = How sure
calendar-column-source = Source
dated-announced = announced
dated-withdrawn = withdrawn
dated-halted = halted
dated-unsupported = unsupported
dated-refused = refused
dated-other = –
calendar-in-force = In force on { $date }:
calendar-column-versions = Allows
calendar-nothing = Nothing is known for { $date }.
