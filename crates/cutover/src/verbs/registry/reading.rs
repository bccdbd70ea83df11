//! Reading files about a registry: registry text, scripts and hives.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use cutover_registry::{
    CodePage, HiveProblem, Ignored, RegFile, State, Updates, Wanted, What, Windows, is_hive, read_hive,
};
use cutover_report::{Text, Value};

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
    let bytes = read_bytes(path, environment)?;
    if is_hive(&bytes) {
        return hive_read(read_hive(&bytes, Wanted::Settings), path, environment);
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
        HiveProblem::Damaged { damage, at } => {
            let values = [
                ("file", file.into()),
                ("offset", Value::Number(*at)),
                ("problem", texts.get(&format!("hive-damage-{}", <&str>::from(damage))).into()),
            ];
            return Err(Failure::input(texts.with("hive-damaged", &values)));
        }
    };
    Err(Failure::input(texts.with(sentence, &[("file", file.into())])))
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

/// A build of another Windows tells nothing of this one.
pub(crate) fn check_build(
    windows: &Windows,
    updates: &Updates,
    environment: &Environment,
) -> Result<(), Failure> {
    let Some(build) = updates.build_of_another(windows) else { return Ok(()) };
    let texts = &environment.texts;
    let known: Vec<_> = windows.builds.keys().cloned().collect();
    let values = [
        ("build", Value::of(build.number)),
        ("windows", texts.windows_name(windows).into()),
        ("known", known.join(", ").into()),
    ];
    Err(Failure::arguments(texts.with("usage-build-of-another", &values)))
}

/// No registry file is larger; the export of a whole machine has some 500 MB.
const MAX_SIZE: u64 = 2 << 30;

/// Reads a file or standard input whole; of what is no registry file by its first bytes, and may have no end, those alone.
fn read_bytes(path: &Path, environment: &Environment) -> Result<Vec<u8>, Failure> {
    let texts = &environment.texts;
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        read_to_end(environment.io.input.open(), &mut bytes)
    } else if path.is_dir() {
        Err(ErrorKind::IsADirectory.into())
    } else {
        File::open(path).and_then(|file| {
            let size = file.metadata().map_or(0, |metadata| metadata.len().min(MAX_SIZE));
            bytes.reserve_exact(usize::try_from(size).unwrap_or(0) + 1);
            read_to_end(file, &mut bytes)
        })
    };
    let name = name(path, environment);
    let problem = match read {
        Ok(()) if bytes.len() as u64 > MAX_SIZE => texts.with("registry-too-large", &[("file", name.into())]),
        Ok(()) => return Ok(bytes),
        Err(problem) => problems::io_problem(&name, &problem, texts),
    };
    Err(Failure::input(problem))
}

fn read_to_end(mut input: impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    input.by_ref().take(RegFile::BEGINNING as u64).read_to_end(bytes)?;
    if is_hive(bytes) || RegFile::may_begin(bytes) {
        input.take(MAX_SIZE + 1 - bytes.len() as u64).read_to_end(bytes)?;
    }
    Ok(())
}

/// Reads registry text.
pub(super) fn read_reg_file(
    path: &Path,
    page: CodePage,
    environment: &Environment,
) -> Result<RegFile, Failure> {
    let bytes = read_bytes(path, environment)?;
    if is_hive(&bytes) {
        return Err(not_read("registry-is-hive", path, 0, environment));
    }
    reg_text(bytes, path, page, "registry-not-text", environment)
}

/// Takes bytes for registry text.
/// `not_text`: what to say if it is none.
fn reg_text(
    bytes: Vec<u8>,
    path: &Path,
    page: CodePage,
    not_text: &str,
    environment: &Environment,
) -> Result<RegFile, Failure> {
    // [MS-GPREG] 2.2: the signature and version of a registry policy file.
    if bytes.starts_with(b"PReg") {
        return Err(not_read("registry-is-policy", path, 0, environment));
    }
    let file = RegFile::read(bytes, page).map_err(|_| not_read(not_text, path, 0, environment))?;
    match file.too_deep() {
        Some(line) => Err(not_read("registry-too-deep", path, line, environment)),
        None => Ok(file),
    }
}

pub(super) fn not_read(sentence: &str, path: &Path, line: u32, environment: &Environment) -> Failure {
    let texts = &environment.texts;
    let values = [("file", name(path, environment).into()), ("line", Value::Number(line.into()))];
    Failure::input(texts.with(sentence, &values))
}

/// The name of an input, as a person calls it.
pub(super) fn name(path: &Path, environment: &Environment) -> Text {
    problems::path_name(path, &environment.texts)
}
