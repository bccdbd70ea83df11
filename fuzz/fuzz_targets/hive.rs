//! A hive: every key and value of it, then the settings alone.
#![no_main]

use std::io::Cursor;

use cutover_registry::{Wanted, read_hive};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let all = read_hive(Cursor::new(bytes), Wanted::All);
    let settings = read_hive(Cursor::new(bytes), Wanted::Settings);
    // Damage in keys that are not looked at does not show.
    if all.is_ok() {
        assert!(settings.is_ok());
    }
});
