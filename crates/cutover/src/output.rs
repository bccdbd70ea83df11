//! Where data goes: standard output, or a file that appears when it is complete.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cutover_files::{OWN, Part, Parts, Place, There};

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
        part: Part,
        path: PathBuf,
    },
}

impl Output {
    /// Standard output.
    pub fn standard(standard_output: &Writer) -> Self {
        Self { to: To::StandardOutput(standard_output.clone()) }
    }

    /// Opens a file beside the one that is meant. `mode`: its rights, if not those of what is there, or none for others.
    pub fn to_file(path: &Path, mode: Option<u32>, parts: &Parts) -> io::Result<Self> {
        let (place, there) = Place::find(path)?;
        let path = place.path();
        let (mode, group) = match (mode, there) {
            (_, There::Stream(stream)) => {
                let file = BufWriter::new(stream.open_to_write()?);
                return Ok(Self { to: To::Stream { file, path } });
            }
            (Some(mode), _) => (mode, None),
            // Who may read what is there may read what comes instead, and nobody else.
            (None, There::File { mode, group }) => (mode, Some(group)),
            (None, There::Nothing) => (OWN, None),
        };
        let (part, file) = Part::begin(place, mode, group, parts)?;
        Ok(Self { to: To::File { file: BufWriter::new(file), part, path } })
    }

    /// The file that is meant; `None` for standard output.
    pub fn path(&self) -> Option<&Path> {
        match &self.to {
            To::File { path, .. } | To::Stream { path, .. } => Some(path),
            To::StandardOutput(_) => None,
        }
    }

    /// Whether it is standard output, which a person may look at.
    pub fn is_standard(&self) -> bool {
        matches!(self.to, To::StandardOutput(_))
    }

    /// Writes the last bytes and gives the file its name.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        match self.to {
            To::File { part, .. } => part.finish(),
            To::StandardOutput(_) | To::Stream { .. } => Ok(()),
        }
    }

    /// As [`Self::finish`] for what is only a part of what was wanted: a file that is there already may hold all of it,
    /// and stays. Gives the name that the part keeps then: that of the file, a random number, and `.part`.
    pub fn finish_part(mut self) -> io::Result<Option<PathBuf>> {
        self.flush()?;
        match self.to {
            To::File { part, .. } => part.finish_part(),
            To::StandardOutput(_) | To::Stream { .. } => Ok(None),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::StandardOutput(out) => out.write(bytes),
            To::File { file, .. } | To::Stream { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::StandardOutput(out) => out.flush(),
            To::File { file, .. } | To::Stream { file, .. } => file.flush(),
        }
    }
}
