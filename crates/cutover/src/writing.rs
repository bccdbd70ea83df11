//! Opening the output in time, writing it, and what went wrong with it.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use cutover_files::Refusal;
use cutover_observe::{Input, Place, inputs};
use cutover_report::{Document, Text, Value};

use crate::command_line::options::Format;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::output::Output;
use crate::problems::refused;
use crate::{own_clients, policies};

/// How many bytes of an output are gathered before they are written.
const GATHER: usize = 64 << 10;

impl Environment {
    /// What a verb reads, each named once or more; fails where standard input stands for two things.
    pub fn inputs<'a>(&self, of_each_kind: &[&'a [PathBuf]]) -> Result<Vec<Input>, Failure> {
        let reads_standard_input = |paths: &&&'a [PathBuf]| paths.iter().any(|path| path.as_os_str() == "-");
        if of_each_kind.iter().filter(reads_standard_input).count() > 1 {
            return Err(Failure::arguments(self.texts.get("usage-one-standard-input")));
        }
        Ok(inputs(of_each_kind.iter().copied().flatten().cloned(), &self.io.input))
    }

    /// The same, of files of which each is something of its own.
    pub fn separate_inputs(&self, paths: &[PathBuf]) -> Result<Vec<Input>, Failure> {
        let each: Vec<_> = paths.iter().map(std::slice::from_ref).collect();
        self.inputs(&each)
    }

    /// Opens the output of a verb that judges by policies: their files are read, too.
    pub fn open_output_of(
        &self,
        path: Option<&Path>,
        read: &[Input],
        policies: &[String],
    ) -> Result<Output, Failure> {
        let files = policies::files(policies).chain(own_clients::files(self));
        let read: Vec<_> = read.iter().cloned().chain(inputs(files, &self.io.input)).collect();
        self.open_output(path, &read)
    }

    /// Opens the output before anything is read, so that a long reading is not lost to a wrong name. An input is
    /// never written over.
    pub fn open_output(&self, path: Option<&Path>, inputs: &[Input]) -> Result<Output, Failure> {
        let real = path.and_then(|path| fs::canonicalize(path).ok());
        let is_it = |input: &Input| match &input.place {
            Place::File(path) => real.is_some() && fs::canonicalize(path).ok() == real,
            Place::StandardInput(_) => false,
        };
        if let Some(path) = path.filter(|_| inputs.iter().any(is_it)) {
            return Err(Failure::arguments(self.texts.with("output-is-input", &[("file", path.into())])));
        }
        let Some(path) = path else { return Ok(Output::standard(&self.io.out)) };
        self.leave_nothing_half_written();
        Output::to_file(path, self.file_mode, &self.io.parts)
            .map_err(|problem| self.output_failure(&problem, Some(path)))
    }

    /// Writes the whole output.
    pub fn write(&self, bytes: &[u8], output: Output) -> Result<(), Failure> {
        self.write_with(|to| to.write_all(bytes), output)
    }

    /// Writes an output that is made as it is written, in small pieces.
    pub fn write_with(
        &self,
        pour: impl FnOnce(&mut BufWriter<&mut Output>) -> io::Result<()>,
        mut output: Output,
    ) -> Result<(), Failure> {
        let path = output.path().map(Path::to_owned);
        let mut gathered = BufWriter::with_capacity(GATHER, &mut output);
        // What is told of many rows takes its time, and half of it is of no use.
        let poured = self.io.stop.unheard(|| pour(&mut gathered).and_then(|()| gathered.flush()));
        // What is left in it after a problem is not written.
        let _ = gathered.into_parts();
        self.written(poured.and_then(|()| self.finish(output)), path.as_deref())
    }

    /// Writes a document in a form for people.
    pub fn write_document(&self, document: &Document, format: Format, output: Output) -> Result<(), Failure> {
        let style = self.style(!output.is_standard());
        let text = self.io.stop.unheard(|| format.for_people().render(document, style));
        self.write(text.as_bytes(), output)
    }

    /// Ends an output. After Ctrl-C it holds only a part, which takes nobody's place.
    pub fn finish(&self, output: Output) -> io::Result<()> {
        if !self.io.stop.is_set() {
            return output.finish();
        }
        let path = output.path().map(Path::to_owned).unwrap_or_default();
        if let Some(part) = output.finish_part()? {
            let values = [("file", Value::from(&path)), ("part", (&part).into())];
            self.warning(self.texts.with("output-part", &values));
        }
        Ok(())
    }

    /// What becomes of a problem with the output: a reader that closes its end early has seen enough.
    pub fn written(&self, result: io::Result<()>, path: Option<&Path>) -> Result<(), Failure> {
        match result {
            Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
                Err(self.output_failure(&problem, path))
            }
            _ => Ok(()),
        }
    }

    fn output_failure(&self, problem: &io::Error, path: Option<&Path>) -> Failure {
        let file = path.map_or_else(|| self.texts.get("standard-output"), |path| Text::of(path.display()));
        if let Some(refusal) = Refusal::of(problem) {
            return Failure::environment(refused(refusal, &self.texts));
        }
        let file = ("file", file.into());
        Failure::environment(match problem.kind() {
            ErrorKind::IsADirectory => self.texts.with("output-exists-folder", &[file]),
            _ => self.texts.with("output-failed", &[file, ("problem", Value::of(problem))]),
        })
    }

    /// Prints to standard output.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        self.write(text.as_bytes(), self.open_output(None, &[])?)
    }

    /// Prints a document in a form for people.
    pub fn print_document(&self, document: &Document, format: Format) -> Result<(), Failure> {
        self.write_document(document, format, self.open_output(None, &[])?)
    }
}
