//! A file of clients.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = cutover_catalogue::parse_clients(text);
});
