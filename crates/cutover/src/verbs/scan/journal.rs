//! A file that every answer is added to as it comes, so that a scan that ends early goes on where it was.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cutover_evidence::{ServerAnswer, jsonl};
use cutover_files::{OWN, Place, Refusal, There};
use cutover_report::{Texts, Value};

use crate::failure::Failure;
use crate::problems::refused;

/// A journal, open for adding to it. It holds evidence as JSON Lines, one answer a line, each written at once: when
/// the program is killed, at most the last line is not whole.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    line: Vec<u8>,
}

/// Why there is no journal.
pub(crate) enum JournalError {
    /// It holds answers already, and nobody said that they are to be kept.
    NotEmpty,
    /// Evidence, but nothing that a server answered.
    OtherEvidence,
    /// Another program writes into it.
    InUse,
    /// That line is no answer, so it is perhaps another file.
    Line(jsonl::Error),
    /// A device, a pipe, or standard output: nobody could go on with it.
    NoFile,
    /// It could not be read or written.
    Io(io::Error),
}

impl Journal {
    /// Begins one, where nothing is yet.
    pub fn begin(path: &Path, mode: Option<u32>) -> Result<Self, JournalError> {
        let journal = Self::open(path, mode)?;
        if journal.file.metadata().map_err(JournalError::Io)?.len() > 0 {
            return Err(JournalError::NotEmpty);
        }
        Ok(journal)
    }

    /// Goes on with one: gives what it holds. An answer that was cut off at its end is taken away.
    pub fn go_on(path: &Path, mode: Option<u32>) -> Result<(Self, Vec<ServerAnswer>), JournalError> {
        let mut journal = Self::open(path, mode)?;
        let mut bytes = Vec::new();
        journal.file.read_to_end(&mut bytes).map_err(JournalError::Io)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let (mut answers, mut others) = (Vec::new(), 0);
        for record in jsonl::read(&bytes[..whole]) {
            // Other records are evidence too; they are kept, and say nothing of servers.
            match record.map_err(JournalError::Line)? {
                jsonl::Record::ServerAnswer(answer) => answers.push(*answer),
                _ => others += 1,
            }
        }
        if answers.is_empty() && others > 0 {
            return Err(JournalError::OtherEvidence);
        }
        // Without a single line it may be anything but a journal.
        let cut_off = &bytes[whole..];
        if whole == 0 && !cut_off.is_empty() && !cut_off.starts_with(br#"{"kind""#) {
            let read = jsonl::read(cut_off).next().and_then(Result::err);
            return Err(read.map_or(JournalError::NotEmpty, JournalError::Line));
        }
        journal.file.set_len(whole as u64).map_err(JournalError::Io)?;
        journal.file.seek(SeekFrom::End(0)).map_err(JournalError::Io)?;
        Ok((journal, answers))
    }

    fn open(path: &Path, mode: Option<u32>) -> Result<Self, JournalError> {
        if path.as_os_str() == "-" {
            return Err(JournalError::NoFile);
        }
        if matches!(Place::find(path).map_err(JournalError::Io)?.1, There::Stream(_)) {
            return Err(JournalError::NoFile);
        }
        let (_, file) = Place::append(path, mode.unwrap_or(OWN)).map_err(JournalError::Io)?;
        if !file.metadata().map_err(JournalError::Io)?.is_file() {
            return Err(JournalError::NoFile);
        }
        // Some file systems have no locks; that is no reason to do without a journal.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(JournalError::InUse);
        }
        Ok(Self { file, path: path.to_owned(), line: Vec::new() })
    }

    /// Adds an answer.
    pub fn add(&mut self, answer: &ServerAnswer) -> io::Result<()> {
        self.line.clear();
        jsonl::write(&mut self.line, answer)?;
        self.file.write_all(&self.line)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Why there is no journal, for people.
pub(crate) fn journal_problem(path: &Path, problem: &JournalError, texts: &Texts) -> Failure {
    let file = ("file", Value::from(path));
    match problem {
        JournalError::NotEmpty => Failure::arguments(texts.with("scan-journal-not-empty", &[file])),
        JournalError::OtherEvidence => Failure::arguments(texts.with("scan-journal-other-evidence", &[file])),
        JournalError::NoFile => Failure::arguments(texts.with("scan-journal-no-file", &[file])),
        JournalError::InUse => Failure::environment(texts.with("scan-journal-in-use", &[file])),
        JournalError::Line(problem) => {
            Failure::input(texts.with("scan-journal-line", &[file, ("problem", Value::of(problem))]))
        }
        JournalError::Io(problem) if Refusal::of(problem).is_some() => {
            let refused = Refusal::of(problem).map(|refusal| refused(refusal, texts));
            Failure::environment(refused.unwrap_or_default())
        }
        JournalError::Io(problem) => {
            Failure::environment(texts.with("scan-journal-io", &[file, ("problem", Value::of(problem))]))
        }
    }
}
