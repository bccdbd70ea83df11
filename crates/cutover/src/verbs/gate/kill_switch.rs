//! Looking, while a gate runs, whether somebody wants nobody refused.

use std::thread::{self, sleep};
use std::time::Duration;

use cutover_gate::Watch;

/// How often it is looked whether the file is there.
const LOOK_AROUND: Duration = Duration::from_millis(250);

/// Looks from now on; on a thread of its own: nothing may be in its way.
pub(super) fn watch_kill_switch(gate: Watch) {
    thread::spawn(move || {
        loop {
            sleep(LOOK_AROUND);
            gate.look_at_kill_switch();
        }
    });
}
