//! Several captures as one: the packet that is earliest comes next. Files of one recording (a ring, two taps) are whole
//! only together.

use std::cmp::Reverse;
use std::io::Read;

use cutover_capture::{Capture, OpenError, Packet, ReadError, Status, unpack};

/// From how many inputs on less is read at a time than [`Capture::open`] does, and how much.
const MANY: usize = 32;
const SMALL_BUFFER: usize = 1 << 16;

/// An input that can be opened, more than once where it is a file.
pub(crate) trait Openable {
    /// Opens it at its start. `peek`: what is read will be read again, and is no progress.
    fn open(&self, peek: bool) -> Result<Box<dyn Read + Send + '_>, std::io::Error>;
    /// Whether it can be opened again: what was read of a pipe is gone.
    fn opens_again(&self) -> bool;
    /// Whether it is waited for, so that what there is should be shown.
    fn is_idle(&self) -> bool {
        false
    }
}

type Opened<'a> = Capture<Box<dyn Read + Send + 'a>>;

/// How reading an input ended.
pub(crate) enum Ended {
    Open(OpenError),
    Read { problem: ReadError, dropped: u64 },
    AtItsEnd { dropped: u64 },
}

/// All inputs, each from the time of its next packet on.
pub(crate) struct Merge<'a> {
    inputs: Vec<&'a dyn Openable>,
    /// Those that are not at their end, the earliest last.
    waiting: Vec<Waiting<'a>>,
    unpack_limit: u64,
}

struct Waiting<'a> {
    input: usize,
    /// When its next packet is from; the earliest possible where nobody knows.
    next: i64,
    /// Opened again when it is its turn: there may be more files than may be open at a time.
    capture: Option<Box<Opened<'a>>>,
}

/// One step.
pub(crate) enum Step {
    /// Some packets were handed on.
    Read,
    /// An input is at its end.
    Ended(usize, Ended),
}

impl<'a> Merge<'a> {
    /// Looks for the first packet of each input. Those that are no captures come out as ended, first.
    pub fn new(
        inputs: Vec<&'a dyn Openable>,
        unpack_limit: u64,
        stopped: impl Fn() -> bool,
        mut ended: impl FnMut(usize, Ended),
    ) -> Self {
        let mut merge = Self { inputs, waiting: Vec::new(), unpack_limit };
        if let [_] = merge.inputs[..] {
            merge.waiting.push(Waiting { input: 0, next: i64::MIN, capture: None });
            return merge;
        }
        for input in 0..merge.inputs.len() {
            if stopped() {
                break;
            }
            match merge.first_time(input) {
                Ok((next, capture)) => merge.waiting.push(Waiting { input, next, capture }),
                Err(problem) => ended(input, problem),
            }
        }
        // The earliest last; those that begin together in the order in which they were given.
        merge.waiting.sort_by_key(|waiting| Reverse((waiting.next, waiting.input)));
        merge
    }

    fn open(&self, input: usize, peek: bool) -> Result<Opened<'a>, Ended> {
        let opened = self.inputs[input]
            .open(peek && self.inputs[input].opens_again())
            .and_then(|read| unpack(read, self.unpack_limit));
        // Many captures of one time are open together.
        let are_many = self.inputs.len() > MANY;
        let open = |read| if are_many { Capture::open_with(read, SMALL_BUFFER) } else { Capture::open(read) };
        opened.map_err(OpenError::from).and_then(open).map_err(Ended::Open)
    }

    /// When the first packet is from; a pipe stays open.
    fn first_time(&self, input: usize) -> Result<(i64, Option<Box<Opened<'a>>>), Ended> {
        let mut capture = self.open(input, true)?;
        let mut next = i64::MIN;
        loop {
            // Every packet that has a time is later than that.
            match capture.read_until(i64::MIN, &mut |_: Packet<'_>| {}) {
                Ok(Status::More) => {}
                Ok(Status::Later(time)) => {
                    next = time;
                    break;
                }
                // What is wrong with it is told when it is read, after its packets.
                Ok(Status::End) | Err(_) => break,
            }
        }
        let keep = !self.inputs[input].opens_again();
        Ok((next, keep.then(|| Box::new(capture))))
    }

    /// The input that is read next.
    pub fn next_input(&self) -> Option<usize> {
        self.waiting.last().map(|waiting| waiting.input)
    }

    /// Reads on in that input, whose next packet is the earliest, as far as no other is earlier.
    pub fn step(&mut self, mut on_packet: impl FnMut(Packet<'_>)) -> Step {
        let Some(mut first) = self.waiting.pop() else { return Step::Read };
        let input = first.input;
        if first.capture.is_none() {
            match self.open(input, false) {
                Ok(capture) => first.capture = Some(Box::new(capture)),
                Err(problem) => return Step::Ended(input, problem),
            }
        }
        let Some(capture) = &mut first.capture else { return Step::Read };
        let latest = self.waiting.last().map_or(i64::MAX, |second| second.next);
        match capture.read_until(latest, &mut on_packet) {
            Ok(Status::More) => self.waiting.push(first),
            Ok(Status::Later(time)) => {
                first.next = time;
                let later = |other: &Waiting<'_>| (other.next, other.input) > (time, input);
                let place = self.waiting.partition_point(later);
                self.waiting.insert(place, first);
            }
            Ok(Status::End) => {
                return Step::Ended(input, Ended::AtItsEnd { dropped: capture.dropped() });
            }
            Err(problem) => {
                return Step::Ended(input, Ended::Read { problem, dropped: capture.dropped() });
            }
        }
        Step::Read
    }

    /// Those that were not read to their end.
    pub fn left(&self) -> impl Iterator<Item = usize> {
        self.waiting.iter().map(|waiting| waiting.input)
    }
}
