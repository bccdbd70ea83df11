//! Evidence, a record a line, as it is found.

use std::io::{self, Write};

use crate::environment::Environment;
use crate::output::Output;
use cutover_evidence::{Handshake, csv_table, jsonl};

/// How much is gathered before it is written.
const WRITE: usize = 64 << 10;

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineFormat {
    JsonLines,
    Csv,
}

/// The lines and where they go.
pub(crate) struct EvidenceLines {
    output: Output,
    problem: Option<io::Error>,
    format: LineFormat,
    lines: Vec<u8>,
}

impl EvidenceLines {
    pub fn new(output: Output, format: LineFormat) -> Self {
        let mut lines = Vec::new();
        if format == LineFormat::Csv {
            // Writing to memory cannot fail.
            let _ = csv_table::write_header(&mut lines);
        }
        Self { output, problem: None, format, lines }
    }

    /// Adds a record.
    pub fn add(&mut self, handshake: &Handshake) {
        // Writing to memory cannot fail.
        let _ = match self.format {
            LineFormat::JsonLines => jsonl::write(&mut self.lines, handshake),
            LineFormat::Csv => csv_table::write_row(&mut self.lines, handshake),
        };
        if self.lines.len() >= WRITE {
            self.write();
        }
    }

    /// Shows what there is.
    pub fn flush(&mut self) {
        if !self.lines.is_empty() {
            self.write();
            if let Err(problem) = self.output.flush() {
                self.problem.get_or_insert(problem);
            }
        }
    }

    /// Whether writing failed, so that there is no use in reading on.
    pub fn failed(&self) -> bool {
        self.problem.is_some()
    }

    /// Writes the rest and gives the output its name, or says why writing failed.
    pub fn finish(mut self, environment: &Environment) -> io::Result<()> {
        self.write();
        match self.problem {
            Some(problem) => Err(problem),
            None => environment.finish(self.output),
        }
    }

    fn write(&mut self) {
        if self.problem.is_none()
            && let Err(problem) = self.output.write_all(&self.lines)
        {
            self.problem = Some(problem);
        }
        self.lines.clear();
    }
}
