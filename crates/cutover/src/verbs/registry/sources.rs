//! Registries to compare or to read settings from: registry text or a hive.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use cutover_registry::{CodePage, HiveProblem, Ignored, RegFile, State, Wanted, What, is_hive, read_hive};
use cutover_report::{Text, Value};

use super::{name, read_bytes, reg_text};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::problems;

/// A registry and what should be said of the file that it is from.
pub(crate) struct Source {
    pub state: State,
    pub about: Option<Text>,
    /// It has the keys that TLS settings are read from, and no others.
    pub settings_only: bool,
}

/// Reads registry text or a hive.
pub(crate) fn read_source(path: &Path, page: CodePage, environment: &Environment) -> Result<Source, Failure> {
    // A hive in a file is read from there: it can be large, and little of it is wanted.
    let mut start = [0; 4];
    let hive = path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && is_hive(&start);
    if hive {
        let file = File::open(path).map_err(|problem| {
            let texts = &environment.texts;
            Failure::input(problems::io_problem(&name(path, environment), &problem, texts))
        })?;
        return hive_read(read_hive(BufReader::new(file), Wanted::Settings), path, environment);
    }
    let bytes = read_bytes(path, environment)?;
    if is_hive(&bytes) {
        return hive_read(read_hive(Cursor::new(bytes), Wanted::Settings), path, environment);
    }
    let file = reg_text(bytes, path, page, "registry-neither", environment)?;
    Ok(Source { state: State::of(&file), about: about(&file, path, environment), settings_only: false })
}

fn hive_read<T>(
    read: Result<(T, State), HiveProblem>,
    path: &Path,
    environment: &Environment,
) -> Result<Source, Failure> {
    let problem = match read {
        Ok((_, state)) => return Ok(Source { state, about: None, settings_only: true }),
        Err(problem) => problem,
    };
    let texts = &environment.texts;
    let file = name(path, environment);
    let sentence = match &problem {
        HiveProblem::Truncated => "hive-truncated",
        HiveProblem::Dirty => "hive-dirty",
        HiveProblem::OtherKind => "hive-other-kind",
        HiveProblem::TooDeep => "hive-too-deep",
        HiveProblem::Damaged(_) => "hive-damaged",
        HiveProblem::Io(problem) => {
            return Err(Failure::input(problems::io_problem(&file, problem, texts)));
        }
    };
    let values = [("file", file.into()), ("problem", Value::of(problem))];
    Err(Failure::input(texts.with(sentence, &values)))
}

/// What regedit would pass over without a word, and what was not read of other kinds of files.
pub(super) fn about(file: &RegFile, path: &Path, environment: &Environment) -> Option<Text> {
    let texts = &environment.texts;
    let named = ("file", name(path, environment).into());
    if !file.is_imported() {
        return Some(texts.with("remark-not-imported", &[named]));
    }
    let count = |is: &dyn Fn(&Ignored) -> bool| {
        let all = file.statements.iter().filter(|s| matches!(&s.what, What::Ignored(why) if is(why)));
        all.count() as u64
    };
    let (not_read, ignored) =
        (count(&|why| *why == Ignored::NotRead), count(&|why| *why != Ignored::NotRead));
    let (sentence, count) =
        if not_read > 0 { ("remark-not-read", not_read) } else { ("remark-ignored", ignored) };
    (count > 0).then(|| texts.with(sentence, &[named, ("count", Value::Count(count))]))
}
