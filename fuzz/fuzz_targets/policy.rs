//! A policy file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = cutover_policy::Policy::parse(text);
});
