//! A registry file, a script, a listing or group policy preferences, whole way: read, written back, audited, explained, in
//! effect, compared, written anew. Text is also taken for what people type. It costs no more than its bytes allow.
#![no_main]

mod bounds;

use std::time::Duration;

use bounds::Bounds;
use cutover_registry::{
    CodePage, RegFile, State, Updates, Windows, audit, changes, differences, effective, explain, versions,
};
use libfuzzer_sys::fuzz_target;

const BOUNDS: Bounds = Bounds {
    allocated_for_a_byte: 4000,
    allocated: 16 << 20,
    time_for_a_byte: Duration::from_micros(100),
    time: Duration::from_secs(1),
};

fuzz_target!(|bytes: &[u8]| {
    BOUNDS.hold(bytes.len(), || everything(bytes));
});

fn everything(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = (Updates::parse(text), Windows::called(text), versions(text));
    }
    for page in [CodePage::WESTERN, CodePage::of(932).unwrap()] {
        let Ok(file) = RegFile::read(bytes.to_vec(), page) else { continue };
        assert_eq!(file.to_bytes(), bytes);
        if file.too_deep().is_some() {
            continue;
        }
        let windows = &Windows::all()[bytes.len() % Windows::all().len()];
        audit(&file, Some(windows));
        explain(&file);
        let state = State::of(&file);
        effective(&state, windows, &Updates::NotSaid, "");
        differences(&State::new(), &state);
        // What is written reads back as it was, but for what text cannot say: a NUL in a name.
        let again = State::of(&RegFile::read(state.to_reg_text().to_bytes(), CodePage::WESTERN).unwrap());
        assert!(changes(&state, &again).is_empty(), "{:?}", changes(&state, &again));
    }
}
