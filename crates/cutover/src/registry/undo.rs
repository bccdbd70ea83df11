//! `cutover registry undo`: the way back, from what was there before.

use std::path::Path;

use cutover_registry::{CodePage, RegText, What};
use cutover_report::{Value, not_exported};

use super::{name, open_output, read_reg_file};
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems;
use crate::writing;

/// Writes the file that undoes another on the machine of an export.
pub(crate) fn undo(path: &Path, from: &Path, page: CodePage, out: &Out, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let output = match open_output(out, &[path, from], environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let read = |path| read_reg_file(path, page, environment);
    let (file, export) = match (read(path), read(from)) {
        (Ok(file), Ok(export)) => (file, export),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let names = (name(path, environment), name(from, environment));
    let told = |sentence, file: &str| {
        problems::error(&texts.with(sentence, &[("file", file.into())]), texts);
        Exit::NotRead
    };
    if !file.is_imported() {
        return told("undo-not-imported", &names.0);
    }
    if !export.is_imported() {
        return told("undo-export-not-imported", &names.1);
    }
    // What cannot be read of an export would look as if it had not been there, and be deleted.
    let bad = export.statements.iter().find(|s| matches!(s.what, What::Ignored(_)) || !s.remarks.is_empty());
    if let Some(statement) = bad {
        let values = [("file", (&names.1).into()), ("line", Value::Number(statement.line.into()))];
        problems::error(&texts.with("undo-export-damaged", &values), texts);
        return Exit::NotRead;
    }
    if !export.ends_with_a_line() {
        return told("undo-export-cut", &names.1);
    }
    let changes = match cutover_registry::undo(&export, &file) {
        Ok(changes) => changes,
        Err(problem) => {
            problems::error(&not_exported(&problem, &names.0, &names.1, texts), texts);
            return Exit::NotRead;
        }
    };
    let mut text = RegText::new();
    text.comment(&texts.with("undo-heading", &[("file", (&names.0).into()), ("export", (&names.1).into())]));
    if changes.is_empty() {
        let nothing = texts.with("undo-nothing", &[("file", (&names.0).into())]);
        text.comment(&nothing);
        problems::warning(&nothing, texts);
    }
    text.blank();
    for change in &changes {
        text.change(change);
    }
    writing::write(&text.to_bytes(), output, environment, Exit::Fits)
}
