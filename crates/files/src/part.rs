//! A file that has another name until it is complete.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::place::{Place, group_of};

/// The files that are being written, so that whoever ends the process at once can take them away.
#[derive(Debug, Clone, Default)]
pub struct Parts(Arc<Mutex<HashMap<u64, Place>>>);

impl Parts {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes every file away that is not complete.
    pub fn remove(&self) {
        for (_, place) in self.lock().drain() {
            // There is nobody left to tell.
            let _ = place.remove();
        }
    }
}

/// A file beside the place that it is meant for. What is not finished leaves nothing behind.
#[derive(Debug)]
pub struct Part {
    meant: Place,
    beside: Place,
    mode: u32,
    file: File,
    number: u64,
    parts: Parts,
}

impl Part {
    /// Begins one, which nobody else may read before it is finished. `mode`: the rights that it has then; those of the
    /// group only if that is `group`, where one is named.
    pub fn begin(meant: Place, mode: u32, group: Option<u32>, parts: &Parts) -> io::Result<(Self, File)> {
        let (beside, file, number) = loop {
            // Keys of hash maps come from the system's random numbers.
            let number = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
            let beside = meant.beside_cut(&format!(".{number:016x}.part"));
            match beside.create() {
                Ok(file) => break (beside, file, number),
                Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {}
                Err(problem) => return Err(problem),
            }
        };
        parts.lock().insert(number, beside.clone());
        let begun = || {
            let mode = match group {
                // Another group than that which could read what is there.
                Some(group) if group != group_of(&file)? => mode & !0o070,
                _ => mode,
            };
            io::Result::Ok((mode, file.try_clone()?))
        };
        match begun() {
            Ok((mode, rights)) => {
                Ok((Self { meant, beside, mode, file: rights, number, parts: parts.clone() }, file))
            }
            Err(problem) => {
                parts.lock().remove(&number);
                let _ = beside.remove();
                Err(problem)
            }
        }
    }

    /// Gives it its name and its rights.
    pub fn finish(self) -> io::Result<()> {
        crate::place::set_mode(&self.file, self.mode)?;
        self.beside.rename(&self.meant)?;
        self.keep();
        Ok(())
    }

    /// As [`Self::finish`] for what is only a part of what was wanted: a file that is there already may hold all of it,
    /// and stays. Gives the name that the part keeps then.
    pub fn finish_part(self) -> io::Result<Option<PathBuf>> {
        if !self.meant.is_taken() {
            return self.finish().map(|()| None);
        }
        crate::place::set_mode(&self.file, self.mode)?;
        self.keep();
        Ok(Some(self.beside.path()))
    }

    fn keep(&self) {
        self.parts.lock().remove(&self.number);
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.parts.lock().remove(&self.number).is_some() {
            // What cannot be taken away has a name that says what it is.
            let _ = self.beside.remove();
        }
    }
}
