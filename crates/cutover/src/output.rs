//! Where data goes: standard output, or a file that appears when it is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::io::Writer;

/// Takes data in and keeps it safe until [`Output::finish`].
pub(crate) struct Output {
    to: To,
}

enum To {
    StandardOutput(Writer),
    /// A device or a pipe, which is written to as it stands.
    Stream {
        file: BufWriter<File>,
        path: PathBuf,
    },
    File {
        file: BufWriter<File>,
        beside: PathBuf,
        path: PathBuf,
    },
    Finished,
}

impl Output {
    /// Opens a file beside the one that is meant, or standard output.
    pub fn open(path: Option<&Path>, standard_output: &Writer) -> io::Result<Self> {
        let Some(path) = path else {
            return Ok(Self { to: To::StandardOutput(standard_output.clone()) });
        };
        if path.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        let there = fs::metadata(path).ok();
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            let stream = OpenOptions::new().write(true).open(path)?;
            return Ok(Self { to: To::Stream { file: BufWriter::new(stream), path: path.to_owned() } });
        }
        // What a link points to is meant, not the link, also where nothing is there yet.
        let target = fs::read_link(path).map(|target| path.parent().unwrap_or(Path::new("")).join(target));
        let path = &fs::canonicalize(path).or(target).unwrap_or_else(|_| path.to_owned());
        let mut name = path.file_name().ok_or(ErrorKind::InvalidFilename)?.to_os_string();
        name.push(format!(".{}.part", std::process::id()));
        let beside = path.with_file_name(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        // Who may read what is there may read what comes instead, and nobody else.
        if let Some(there) = there
            && let Err(problem) = file.set_permissions(there.permissions())
        {
            let _ = fs::remove_file(&beside);
            return Err(problem);
        }
        Ok(Self { to: To::File { file: BufWriter::new(file), beside, path: path.to_owned() } })
    }

    /// The file that is meant; `None` for standard output.
    pub fn path(&self) -> Option<&Path> {
        match &self.to {
            To::File { path, .. } | To::Stream { path, .. } => Some(path),
            To::StandardOutput(_) | To::Finished => None,
        }
    }

    /// Whether it is standard output, which a person may look at.
    pub fn is_standard(&self) -> bool {
        matches!(self.to, To::StandardOutput(_))
    }

    /// Writes the last bytes and gives the file its name.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let To::File { beside, path, .. } = &self.to {
            fs::rename(beside, path)?;
            self.to = To::Finished;
        }
        Ok(())
    }

    /// As [`Self::finish`] for what is only a part of what was wanted: a file that is there already may hold all of it,
    /// and stays. Gives the name that the part keeps then: that of the file with the number of this process and `.part`.
    pub fn finish_part(mut self) -> io::Result<Option<PathBuf>> {
        let To::File { beside, path, .. } = &self.to else { return self.finish().map(|()| None) };
        if !path.exists() {
            return self.finish().map(|()| None);
        }
        // It has a name already that nothing else had.
        let beside = beside.clone();
        self.flush()?;
        self.to = To::Finished;
        Ok(Some(beside))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::StandardOutput(out) => out.write(bytes),
            To::File { file, .. } | To::Stream { file, .. } => file.write(bytes),
            To::Finished => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::StandardOutput(out) => out.flush(),
            To::File { file, .. } | To::Stream { file, .. } => file.flush(),
            To::Finished => Ok(()),
        }
    }
}

impl Drop for Output {
    /// What was not finished leaves nothing behind.
    fn drop(&mut self) {
        if let To::File { beside, .. } = &self.to {
            let _ = fs::remove_file(beside);
        }
    }
}
