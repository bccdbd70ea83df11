//! Which inputs were meant: files, everything in folders, standard input.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub place: Place,
    /// Found in a folder, so it may well be no capture at all.
    pub from_folder: bool,
    /// Its size in bytes; 0 where that says nothing.
    pub size: u64,
}

/// Where an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file (or a pipe with a name).
    File(PathBuf),
    /// Standard input.
    StandardInput,
}

impl Input {
    /// The name that a person gave it; `-` for standard input.
    pub fn name(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::StandardInput => "-".into(),
        }
    }

    /// Opens it. A folder, which is an input only when it is empty, is an error of its own on every system.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.place {
            Place::File(path) if path.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Place::File(path) => Ok(Box::new(File::open(path)?)),
            Place::StandardInput => Ok(Box::new(io::stdin())),
        }
    }
}

/// Finds the inputs behind the arguments: `-` is standard input, a folder is every file in it and below, in
/// the order of their names. What is named twice, be it by a file and its folder, is one input. What cannot be
/// found is an input all the same and fails when it is read, so that the others are read.
pub fn inputs(arguments: impl IntoIterator<Item = PathBuf>) -> Vec<Input> {
    let mut all = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            all.push(Input { place: Place::StandardInput, from_folder: false, size: 0 });
        } else if argument.is_dir() {
            let before = all.len();
            if folder(&argument, &mut all, &mut HashSet::new()).is_err() || all.len() == before {
                // Reading a folder fails with the system's words; an empty one is as good as no input.
                all.push(Input { place: Place::File(argument), from_folder: false, size: 0 });
            }
        } else {
            let size = size(&argument);
            all.push(Input { place: Place::File(argument), from_folder: false, size });
        }
    }
    let mut known = HashSet::new();
    all.retain(|input| match &input.place {
        Place::File(path) => known.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
        Place::StandardInput => known.insert(PathBuf::from("-")),
    });
    all
}

/// `seen`: the folders that were gone through; a link may lead back to one.
fn folder(path: &Path, all: &mut Vec<Input>, seen: &mut HashSet<PathBuf>) -> io::Result<()> {
    if !seen.insert(fs::canonicalize(path)?) {
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // What a link leads to counts. One that leads nowhere is told when it is opened; pipes and devices are passed over.
        let behind = fs::metadata(entry.path());
        if behind.as_ref().is_ok_and(fs::Metadata::is_dir) {
            folder(&entry.path(), all, seen)?;
        } else if behind.map_or(true, |behind| behind.is_file()) {
            let size = size(&entry.path());
            all.push(Input { place: Place::File(entry.path()), from_folder: true, size });
        }
    }
    Ok(())
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |m| m.len())
}
