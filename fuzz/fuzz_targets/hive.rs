//! A hive: every key and value of it, then the settings alone. It costs no more than its bytes allow, however often it names
//! them.
#![no_main]

mod bounds;

use std::time::Duration;

use bounds::Bounds;
use cutover_registry::{Wanted, read_hive};
use libfuzzer_sys::fuzz_target;

/// The header's checksum stands there: the words before it, one xor the other.
const CHECKSUM: usize = 508;

const BOUNDS: Bounds = Bounds {
    allocated_for_a_byte: 100,
    allocated: 16 << 20,
    time_for_a_byte: Duration::from_micros(5),
    time: Duration::from_millis(500),
};

fuzz_target!(|bytes: &[u8]| {
    // Without a good checksum nothing behind the header is ever looked at.
    let mut bytes = bytes.to_vec();
    if let Some(header) = bytes.get_mut(..CHECKSUM + 4) {
        let word = |at: &[u8]| u32::from_le_bytes([at[0], at[1], at[2], at[3]]);
        let sum = header[..CHECKSUM].chunks_exact(4).fold(0, |sum, at| sum ^ word(at));
        // Two sums have a meaning of their own and are written as others.
        let sum = match sum {
            0 => 1,
            u32::MAX => u32::MAX - 1,
            sum => sum,
        };
        header[CHECKSUM..].copy_from_slice(&sum.to_le_bytes());
    }
    let read = |wanted| BOUNDS.hold(bytes.len(), || read_hive(&bytes, wanted));
    let (all, settings) = (read(Wanted::All), read(Wanted::Settings));
    // Damage in keys that are not looked at does not show.
    if all.is_ok() {
        assert!(settings.is_ok());
    }
});
