//! Reads inputs, one or many, and says how far it came with each.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use cutover_capture::{
    At, Capture, Decoded, FlowTable, Limits, OpenError, Packet, ReadError, Status, decode, unpack,
};
use cutover_evidence::Handshake;
use cutover_handshake::Message;

use crate::counts::{Counts, Loss};
use crate::inputs::{Input, Place};
use crate::observer::{Observer, Options};
use crate::waiting_input::WaitingInput;

/// Where handshakes go.
pub trait Sink {
    /// A handshake ended. The messages are empty unless they were to be kept.
    fn handshake(&mut self, handshake: &Handshake, messages: &[Message]);

    /// The input pauses, or some time has passed: a good moment to show what there is.
    fn flush(&mut self) {}
}

/// How the world outside takes part.
#[derive(Default)]
pub struct Control<'a> {
    /// Set it, and reading ends soon; what was found is reported.
    pub stop: Option<&'a AtomicBool>,
    /// Called with the number of bytes that were read since the last call, as they lie in the file.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl Control<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// How far one input was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What it held.
    pub counts: Counts,
    /// What was let go.
    pub loss: Loss,
    /// Why it was not read to the end.
    pub stopped_by: Option<StoppedBy>,
}

/// Why an input was not wholly read.
#[derive(Debug, thiserror::Error)]
pub enum StoppedBy {
    /// It could not be opened, or it is no capture.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It is cut off or damaged; what stands before was read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The user stopped it.
    #[error("stopped")]
    Stopped,
}

/// Reads one input to its end.
pub fn observe(
    source: &str,
    input: impl Read + Send,
    sink: &mut impl Sink,
    options: &Options,
    control: &Control<'_>,
) -> Reading {
    let mut reading = Reading::default();
    let counted = Counted { input, progress: control.progress };
    let opened = unpack(counted, options.unpack_limit).map_err(OpenError::from).and_then(Capture::open);
    let mut capture = match opened {
        Ok(capture) => capture,
        Err(problem) => {
            // What was left before it began may look like anything.
            reading.stopped_by = Some(if control.is_stopped() { StoppedBy::Stopped } else { problem.into() });
            return reading;
        }
    };
    let limits = Limits { flows: options.flows, ..Limits::default() };
    let mut table = FlowTable::new(Observer::new(source, options, sink), limits);
    let counts = &mut reading.counts;
    reading.stopped_by = loop {
        let status = capture.read(&mut |packet| {
            counts.packets += 1;
            match decode(&packet) {
                Decoded::Tcp(segment) => {
                    counts.tcp += 1;
                    table.segment(&segment, At { frame: packet.frame, time: packet.time });
                }
                Decoded::Other(other) => *counts.others.entry(other).or_default() += 1,
            }
        });
        match status {
            _ if control.is_stopped() => break Some(StoppedBy::Stopped),
            Ok(Status::More) => table.handler().flush(),
            Ok(Status::End) => break None,
            Err(problem) => break Some(problem.into()),
        }
    };
    table.finish();
    let loss = table.loss();
    let observer = table.handler();
    reading.counts.handshakes = observer.handshakes;
    reading.loss = Loss { flows: loss.flows, segments: loss.segments, handshakes: observer.early };
    observer.flush();
    reading
}

/// Reads many inputs, as many at a time as there are processors. Each gets a sink of its own from `sink_for`,
/// which comes back with its reading through `finished`, in the order in which they end; `ended` sees it before
/// and may wait for other inputs. Inputs are begun in their order, so the first one unfinished is always being
/// read.
pub fn observe_all<S: Sink + Send>(
    inputs: &[Input],
    options: &Options,
    control: &Control<'_>,
    sink_for: impl Fn(usize, &Input) -> S + Sync,
    ended: impl Fn(&mut S) + Sync,
    finished: impl FnMut(usize, S, Reading) + Send,
) {
    let next = AtomicUsize::new(0);
    let finished = Mutex::new(finished);
    let work = || {
        while let Some((index, input)) = take(&next, inputs) {
            if control.is_stopped() {
                return;
            }
            let mut sink = sink_for(index, input);
            let reading = observe_input(input, &mut sink, options, control);
            ended(&mut sink);
            let mut finished = finished.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            finished(index, sink, reading);
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(inputs.len());
    if workers <= 1 {
        work();
    } else {
        thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    }
}

fn take<'a>(next: &AtomicUsize, inputs: &'a [Input]) -> Option<(usize, &'a Input)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, inputs.get(index)?))
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

fn observe_input(input: &Input, sink: &mut impl Sink, options: &Options, control: &Control<'_>) -> Reading {
    static NEVER: AtomicBool = AtomicBool::new(false);
    let source = format!("capture:{}", input.name());
    let stop = control.stop.unwrap_or(&NEVER);
    match &input.place {
        Place::StandardInput => {
            observe(&source, WaitingInput::new(|| Ok(io::stdin()), stop), sink, options, control)
        }
        Place::File(path) if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) => {
            let path = path.clone();
            observe(&source, WaitingInput::new(move || File::open(path), stop), sink, options, control)
        }
        Place::File(_) => match input.open() {
            Ok(file) => observe(&source, file, sink, options, control),
            Err(problem) => {
                Reading { stopped_by: Some(OpenError::from(problem).into()), ..Reading::default() }
            }
        },
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
