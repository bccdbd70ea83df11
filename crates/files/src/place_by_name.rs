//! A place by its name, on systems where making a link takes rights that not everybody has.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::rights::OWN;

/// A place in a folder.
#[derive(Debug, Clone)]
pub struct Place {
    path: PathBuf,
}

/// What is at a place.
#[derive(Debug)]
pub enum There {
    /// Nothing.
    Nothing,
    /// A file.
    File {
        /// Its rights, which only Unix has.
        mode: u32,
        /// Its group, which only Unix has.
        group: u32,
    },
    /// A pipe or a device that may be written to.
    Stream(Stream),
}

/// Something to write to that is no file.
#[derive(Debug)]
pub struct Stream(PathBuf);

impl Place {
    /// Finds a place, and what is there. What a link points to is meant, not the link.
    pub fn find(path: &Path) -> io::Result<(Self, There)> {
        let there = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(there) if there.is_file() => There::File { mode: OWN, group: 0 },
            Ok(_) => There::Stream(Stream(path.to_owned())),
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => There::Nothing,
            Err(problem) => return Err(problem),
        };
        let target = fs::read_link(path).map(|target| path.parent().unwrap_or(Path::new("")).join(target));
        let path = fs::canonicalize(path).or(target).unwrap_or_else(|_| path.to_owned());
        path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        Ok((Self { path }, there))
    }

    /// Another name in the same folder: this one with something behind it.
    #[must_use]
    pub fn beside(&self, behind: &str) -> Self {
        let mut name = self.path.clone().into_os_string();
        name.push(behind);
        Self { path: name.into() }
    }

    pub(crate) fn beside_cut(&self, behind: &str) -> Self {
        self.beside(behind)
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Makes a file where nothing is.
    pub fn create(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(&self.path)
    }

    /// Opens a file to read it and to add to it; makes it where nothing is.
    pub fn append(path: &Path, _mode: u32) -> io::Result<(Self, File)> {
        let (place, _) = Self::find(path)?;
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        Ok((place, file))
    }

    /// Gives what is here another name.
    pub fn rename(&self, to: &Self) -> io::Result<()> {
        fs::rename(&self.path, &to.path)
    }

    /// Takes away what is here.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Whether something is here. What cannot be looked at is something.
    pub fn is_taken(&self) -> bool {
        self.path.try_exists().unwrap_or(true)
    }
}

impl Stream {
    /// Opens it for writing.
    pub fn open_to_write(&self) -> io::Result<File> {
        OpenOptions::new().write(true).open(&self.0)
    }
}

pub(crate) fn group_of(_file: &File) -> io::Result<u32> {
    Ok(0)
}

pub(crate) fn set_mode(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
}
