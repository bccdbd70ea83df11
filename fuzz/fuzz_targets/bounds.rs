//! What a target may cost: so much for each byte that it was given. What costs more is a panic, with the input in a file.

use std::alloc::System;
use std::time::Duration;

use cap::Cap;
use cpu_time::ThreadTime;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What may be spent.
pub struct Bounds {
    /// Bytes allocated in all, however briefly, for each byte of the input.
    pub allocated_for_a_byte: usize,
    /// The same, whatever the input.
    pub allocated: usize,
    /// Time of the processor for each byte of the input, with what the sanitizer and counting edges cost.
    pub time_for_a_byte: Duration,
    /// The same, whatever the input.
    pub time: Duration,
}

impl Bounds {
    /// Does the work; panics if it costs more than an input of so many bytes may.
    pub fn hold<T>(&self, bytes: usize, work: impl FnOnce() -> T) -> T {
        let allocated_before = ALLOCATOR.total_allocated();
        let began = ThreadTime::now();
        let done = work();
        let time = began.elapsed();
        let allocated = ALLOCATOR.total_allocated() - allocated_before;
        let may = self.allocated + self.allocated_for_a_byte * bytes;
        assert!(allocated <= may, "{bytes} bytes of input allocated {allocated}, more than {may}");
        let may = self.time + self.time_for_a_byte * bytes as u32;
        assert!(time <= may, "{bytes} bytes of input took {time:?}, more than {may:?}");
        done
    }
}
