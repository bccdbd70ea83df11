//! `cutover registry undo`: the way back, from what was there before.

use clap::{ArgAction, ArgMatches};
use std::path::{Path, PathBuf};

use cutover_registry::{CodePage, Ignored, RegText, Statement, What};
use cutover_report::{Text, Texts, Value, not_exported};

use super::arguments::{Out, file, one_file, out, page, page_option, verb, with_out};
use super::reading::{name, not_read, read_reg_file};
use super::writing::open_output;
use crate::command_line::options::{many, option};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::{Failure, both};
use crate::verb::Verb;

pub(crate) struct Undo {
    file: PathBuf,
    exports: Vec<PathBuf>,
    page: CodePage,
    out: Out,
}

impl Verb for Undo {
    const NAME: &'static str = "undo";

    fn command(texts: &Texts) -> clap::Command {
        let from = option("from", "EXPORT", texts.get("arg-from")).required(true);
        let command = verb(Self::NAME, "command-registry-undo", texts)
            .arg(one_file("file", "FILE", texts.get("arg-undo-file"), texts))
            .arg(from.value_parser(clap::value_parser!(PathBuf)).action(ArgAction::Append))
            .arg(page_option(texts));
        with_out(command, texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { file: file(m, "file"), exports: many(m, "from"), page: page(m), out: out(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        undo(&self.file, &self.exports, self.page, &self.out, environment)
    }
}

/// Writes the file that undoes another on the machine of an export.
fn undo(
    path: &Path,
    from: &[PathBuf],
    page: CodePage,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let inputs: Vec<PathBuf> = [path.to_owned()].into_iter().chain(from.iter().cloned()).collect();
    let output = open_output(out, &inputs, environment)?;
    let read = |path: &Path| read_reg_file(path, page, environment);
    let exports: Result<Vec<_>, _> = from.iter().map(|from| read(from)).collect();
    let (exports, file) = both(exports, read(path))?;
    let file_name = name(path, environment);
    let export_names: Vec<_> = from.iter().map(|from| name(from, environment)).collect();
    let all_exports = texts.list(export_names.iter().cloned());
    let failed = |sentence, file: &Text| Err(Failure::input(texts.with(sentence, &[("file", file.into())])));
    if !file.is_imported() {
        return failed("undo-not-imported", &file_name);
    }
    // What a command does that is not understood would stay.
    let is_left = |s: &&Statement| matches!(s.what, What::Ignored(Ignored::NotRead));
    if let Some(statement) = file.statements.iter().find(is_left) {
        return Err(not_read("undo-not-read", path, statement.line, environment));
    }
    for (export, export_name) in exports.iter().zip(&export_names) {
        if !export.is_export() {
            return failed("undo-export-not-imported", export_name);
        }
        // What cannot be read of an export would look as if it had not been there, and be deleted.
        let is_bad = |s: &&Statement| matches!(s.what, What::Ignored(_)) || !s.remarks.is_empty();
        if let Some(statement) = export.statements.iter().find(is_bad) {
            let values = [("file", export_name.into()), ("line", Value::Number(statement.line.into()))];
            return Err(Failure::input(texts.with("undo-export-damaged", &values)));
        }
        if !export.ends_with_a_line() {
            return failed("undo-export-cut", export_name);
        }
    }
    let changes = cutover_registry::undo(&exports, &file)
        .map_err(|problem| Failure::input(not_exported(&problem, &file_name, &all_exports, texts)))?;
    let mut text = RegText::new();
    let values = [("file", (&file_name).into()), ("export", (&all_exports).into())];
    text.comment(&texts.with("undo-heading", &values));
    if changes.is_empty() {
        let nothing = texts.with("undo-nothing", &[("file", (&file_name).into())]);
        text.comment(&nothing);
        environment.warning(nothing);
    }
    text.blank();
    for change in &changes {
        text.change(change);
    }
    environment.write(&text.to_bytes(), output)?;
    Ok(Exit::Fits)
}
