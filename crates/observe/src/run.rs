//! Reads inputs, one or many, and says how far it came with each.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use cutover_capture::{
    At, Capture, Decoded, FlowTable, Limits, OpenError, Packet, ReadError, Status, decode, unpack,
};
use cutover_evidence::Sink;

use crate::counts::{Counts, Loss};
use crate::inputs::Input;
use crate::merge::{Ended, Merge, Openable, Step};
use crate::observer::{Observer, Options};
use crate::receiver::{Receiver, TellMessages};

/// A day in nanoseconds.
const DAY: i64 = 86_400_000_000_000;

/// How the world outside takes part.
#[derive(Default)]
pub struct Control<'a> {
    /// Set it, and reading ends soon; what was found is reported.
    pub stop: Option<&'a AtomicBool>,
    /// Called with the number of bytes that were read since the last call, as they lie in the file.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
    /// Called with the bytes of the hellos of each handshake, and with its first records, after the sink had it.
    pub messages: Option<TellMessages<'a>>,
}

impl Control<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// What was read, and how far.
#[derive(Debug, Default)]
pub struct Reading {
    /// The inputs, in the order in which they were given.
    pub inputs: Vec<InputRead>,
    /// What was dropped.
    pub loss: Loss,
    /// Handshakes found.
    pub handshakes: u64,
    /// Connections of which too little was seen to say whether they hold TLS.
    pub unidentified: u64,
}

impl Reading {
    /// All inputs together.
    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        self.inputs.iter().for_each(|input| all.add(&input.counts));
        all
    }
}

/// How far one input was read.
#[derive(Debug, Default)]
pub struct InputRead {
    /// What it held.
    pub counts: Counts,
    /// Why it was not read to the end.
    pub stopped_by: Option<StoppedBy>,
}

/// Why an input was not wholly read.
#[derive(Debug, thiserror::Error)]
pub enum StoppedBy {
    /// It could not be opened, or it is no capture.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It is cut off or damaged; what could be read was.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The user stopped it.
    #[error("stopped")]
    Stopped,
    /// The user stopped before it was begun.
    #[error("not begun")]
    NotBegun,
}

/// Reads one input to its end.
pub fn observe(
    source: &str,
    input: impl Read + Send,
    sink: &mut impl Sink,
    options: &Options,
    control: &Control<'_>,
) -> Reading {
    let only = Once { input: Mutex::new(Some(Box::new(input))), progress: control.progress };
    read(vec![&only], &[source.to_owned()], sink, options, control)
}

/// Reads all inputs as one recording: their packets in the order of their times, and in each as they stand there.
pub fn observe_all(
    inputs: &[Input],
    sink: &mut impl Sink,
    options: &Options,
    control: &Control<'_>,
) -> Reading {
    static NEVER: AtomicBool = AtomicBool::new(false);
    let stop = control.stop.unwrap_or(&NEVER);
    let places: Vec<_> = inputs
        .iter()
        .map(|input| Named { input, stop, progress: control.progress, idle: AtomicBool::new(false) })
        .collect();
    let sources: Vec<_> = inputs.iter().map(|input| format!("capture:{}", input.name())).collect();
    read(places.iter().map(|place| place as &dyn Openable).collect(), &sources, sink, options, control)
}

fn read(
    inputs: Vec<&dyn Openable>,
    sources: &[String],
    sink: &mut impl Sink,
    options: &Options,
    control: &Control<'_>,
) -> Reading {
    let mut reads: Vec<InputRead> = inputs.iter().map(|_| InputRead::default()).collect();
    let idle = inputs.clone();
    let mut merge = Merge::new(
        inputs,
        options.unpack_limit,
        || control.is_stopped(),
        |input, how| reads[input].end(how, control),
    );
    let receiver = Receiver { sink, messages: control.messages };
    let limits = Limits { flows: options.flows, ..Limits::default() };
    let mut table = FlowTable::new(Observer::new(sources, options, receiver), limits);
    let mut begun = vec![false; reads.len()];
    while let Some(input) = merge.next_input() {
        begun[input] = true;
        let counts = &mut reads[input].counts;
        let (mut packets, mut tcp, mut cut) = (0, 0, 0);
        let (mut earliest, mut latest) = (i64::MAX, i64::MIN);
        let step = merge.step(|packet| {
            packets += 1;
            cut += u64::from(packet.data.len() < packet.wire_len as usize);
            // Nothing was captured in 1970: such a time is none.
            if let Some(time) = packet.time.filter(|time| *time > DAY) {
                earliest = earliest.min(time);
                latest = latest.max(time);
            }
            // Looked at where it was written: a copy right after that is what costs most here.
            match &decode(&packet) {
                Decoded::Tcp(segment) => {
                    tcp += 1;
                    let at = At { input: input as u32, frame: packet.frame, time: packet.time };
                    table.segment(segment, at);
                }
                Decoded::Other(other) => *counts.others.entry(*other).or_default() += 1,
            }
        });
        (counts.packets, counts.tcp, counts.cut) =
            (counts.packets + packets, counts.tcp + tcp, counts.cut + cut);
        counts.times(earliest, latest);
        match step {
            Step::Ended(input, how) => reads[input].end(how, control),
            Step::Read if idle.iter().any(|input| input.is_idle()) => table.handler().show(),
            Step::Read => table.handler().flush(),
        }
        if control.is_stopped() {
            for input in merge.left() {
                let stopped = if begun[input] { StoppedBy::Stopped } else { StoppedBy::NotBegun };
                reads[input].stopped_by = Some(stopped);
            }
            break;
        }
    }
    table.finish();
    let loss = table.loss();
    let observer = table.handler();
    observer.show();
    Reading {
        inputs: reads,
        loss: Loss { flows: loss.flows, segments: loss.segments, handshakes: observer.early },
        handshakes: observer.handshakes,
        unidentified: observer.unidentified,
    }
}

impl InputRead {
    fn end(&mut self, how: Ended, control: &Control<'_>) {
        if let Ended::AtItsEnd { dropped } | Ended::Read { dropped, .. } = how {
            self.counts.dropped = dropped;
        }
        self.stopped_by = match how {
            Ended::AtItsEnd { .. } => control.is_stopped().then_some(StoppedBy::Stopped),
            // What was left when it was stopped may look like anything.
            _ if control.is_stopped() => Some(StoppedBy::Stopped),
            Ended::Open(problem) => Some(problem.into()),
            Ended::Read { problem, .. } => Some(problem.into()),
        };
    }
}

/// The bytes of one packet of a capture; `None` if it cannot be read or has no such packet.
pub fn packet(path: &Path, frame: u64, unpack_limit: u64) -> Option<Vec<u8>> {
    let mut capture = Capture::open(unpack(File::open(path).ok()?, unpack_limit).ok()?).ok()?;
    let mut found = None;
    while found.is_none() {
        let mut look = |packet: Packet<'_>| {
            if packet.frame == frame {
                found = Some(packet.data.to_vec());
            }
        };
        if capture.read(&mut look).ok()? == Status::End {
            break;
        }
    }
    found
}

/// An input that can be read once.
struct Once<'a> {
    input: Mutex<Option<Box<dyn Read + Send + 'a>>>,
    progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl Openable for Once<'_> {
    fn open(&self, _: bool) -> io::Result<Box<dyn Read + Send + '_>> {
        let input = self.input.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let input = input.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(Box::new(Counted { input, progress: self.progress }))
    }

    fn opens_again(&self) -> bool {
        false
    }
}

/// An input that a person named.
struct Named<'a> {
    input: &'a Input,
    stop: &'a AtomicBool,
    progress: Option<&'a (dyn Fn(u64) + Sync)>,
    idle: AtomicBool,
}

impl Openable for Named<'_> {
    fn open(&self, peek: bool) -> io::Result<Box<dyn Read + Send + '_>> {
        let input = self.input.open_until(self.stop, &self.idle)?;
        Ok(Box::new(Counted { input, progress: self.progress.filter(|_| !peek) }))
    }

    fn opens_again(&self) -> bool {
        self.input.opens_again()
    }

    fn is_idle(&self) -> bool {
        self.idle.load(Ordering::Relaxed)
    }
}

/// Tells how much of the input was read.
struct Counted<'a, R> {
    input: R,
    progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        if let Some(progress) = self.progress {
            progress(n as u64);
        }
        Ok(n)
    }
}
