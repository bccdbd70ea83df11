//! Settings of a gate. Names of servers are looked up, so run it without a network: `unshare -rn cargo fuzz run gate_file`.
#![no_main]

use std::path::Path;

use cutover_gate::Settings;
use cutover_policy::Policy;
use jiff::{SignedDuration, Timestamp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let now: Timestamp = "2026-12-01T00:00:00Z".parse().expect("a time");
    match Settings::parse(text, Path::new("/nowhere"), &|name| Policy::built_in(name)) {
        Ok(settings) => {
            settings.doubts(now);
            settings.calendar(now, now + SignedDuration::from_hours(24 * 400));
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
            assert!(problems.iter().all(|problem| (1..=lines).contains(&problem.line)), "{problems:?}");
            assert!(problems.is_sorted_by_key(|problem| problem.line));
        }
    }
});
