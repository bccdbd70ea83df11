//! Writing what the verbs about registry files found.

use std::path::{Path, PathBuf};

use super::arguments::Out;
use super::reading::name;
use crate::command_line::options::Format;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::output::Output;

/// The name of an input for a report: for programs as it was given.
pub(super) fn shown_name(path: &Path, out: &Out, environment: &Environment) -> String {
    if out.format == Format::Json { path.display().to_string() } else { name(path, environment).into() }
}

/// Opens the output before anything is read; what is there already stays unless it is told otherwise.
pub(super) fn open_output(out: &Out, read: &[PathBuf], environment: &Environment) -> Result<Output, Failure> {
    let texts = &environment.texts;
    let read = environment.separate_inputs(read)?;
    if let Some(path) = out.path.as_deref().filter(|path| path.is_file() && !out.force) {
        return Err(Failure::arguments(texts.with("output-exists", &[("file", path.into())])));
    }
    environment.open_output(out.path.as_deref(), &read)
}
