//! Evidence, a record a line, in the order of the inputs though they are read side by side.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use cutover_evidence::{Handshake, csv_table, jsonl};
use cutover_report::Texts;

use crate::output::Output;
use crate::writing;

/// How much an input that is not yet its turn may gather before it waits.
const GATHER: usize = 8 << 20;

/// How much is gathered before it is written.
const WRITE: usize = 64 << 10;

/// The one output that all inputs write to, in turn.
pub(crate) struct Turns {
    state: Mutex<State>,
    next: Condvar,
}

struct State {
    turn: usize,
    output: Output,
    problem: Option<io::Error>,
}

impl Turns {
    pub fn new(output: Output) -> Self {
        Self { state: Mutex::new(State { turn: 0, output, problem: None }), next: Condvar::new() }
    }

    /// Whether writing failed, so that there is no use in reading on.
    pub fn failed(&self) -> bool {
        self.lock().problem.is_some()
    }

    /// Gives the output its name, or says why writing failed.
    pub fn finish(self, texts: &Texts) -> io::Result<()> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.problem {
            Some(problem) => Err(problem),
            None => writing::finish(state.output, texts),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineFormat {
    JsonLines,
    Csv,
}

/// The lines of one input.
pub(crate) struct EvidenceLines<'a> {
    turns: &'a Turns,
    index: usize,
    format: LineFormat,
    lines: Vec<u8>,
}

impl<'a> EvidenceLines<'a> {
    pub fn new(turns: &'a Turns, index: usize, format: LineFormat) -> Self {
        let mut lines = Vec::new();
        if index == 0 && format == LineFormat::Csv {
            // Writing to memory cannot fail.
            let _ = csv_table::write_header(&mut lines);
        }
        Self { turns, index, format, lines }
    }

    pub fn add(&mut self, handshake: &Handshake) {
        // Writing to memory cannot fail.
        let _ = match self.format {
            LineFormat::JsonLines => jsonl::write(&mut self.lines, handshake),
            LineFormat::Csv => csv_table::write_row(&mut self.lines, handshake),
        };
        if self.lines.len() >= WRITE {
            self.write(self.lines.len() >= GATHER, false);
        }
    }

    /// Shows what there is, if it is this input's turn.
    pub fn flush(&mut self) {
        if !self.lines.is_empty() {
            self.write(false, true);
        }
    }

    /// Writes the rest and gives the turn to the next input.
    pub fn finish(mut self) {
        self.write(true, true);
        self.turns.lock().turn += 1;
        self.turns.next.notify_all();
    }

    fn write(&mut self, wait: bool, show: bool) {
        let mut state = self.turns.lock();
        while wait && state.turn != self.index && state.problem.is_none() {
            state = self.turns.next.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.turn == self.index && state.problem.is_none() {
            let written = state.output.write_all(&self.lines);
            let written = written.and_then(|()| if show { state.output.flush() } else { Ok(()) });
            if let Err(problem) = written {
                state.problem = Some(problem);
                self.turns.next.notify_all();
            }
            self.lines.clear();
        } else if state.problem.is_some() {
            self.lines.clear();
        }
    }
}
