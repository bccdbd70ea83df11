//! `cutover registry`: files about TLS for the registry of Windows. One file a verb; what they share is here.

pub(crate) mod arguments;
mod sources;

pub(crate) use sources::read_source;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use clap::ArgMatches;
use arguments::Out;

use cutover_observe::inputs;
use cutover_registry::{CodePage, RegFile, Updates, Windows, is_hive};
use cutover_report::{Text, Texts, Value};

use crate::command_line::options::{Format, base};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::problems;
use crate::verbs::{Meant, Verb};

verbs! {
    audit::Audit,
    explain::Explain,
    generate::Generate,
    undo::Undo,
    diff::Diff,
    effective::Effective,
}

pub(crate) struct Registry(Meant);

impl Verb for Registry {
    const NAME: &'static str = "registry";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts)
            .about(texts.get("command-registry").to_string())
            .subcommand_required(true)
            .subcommands(commands(texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        meant(m).map(Self)
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        self.0.run(environment)
    }
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

/// Reads a file or standard input whole.
fn read_bytes(path: &Path, environment: &Environment) -> Result<Vec<u8>, Failure> {
    let texts = &environment.texts;
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        environment.io.input.open().take(MAX_SIZE + 1).read_to_end(&mut bytes)
    } else if path.is_dir() {
        Err(ErrorKind::IsADirectory.into())
    } else {
        File::open(path).and_then(|file| {
            let size = file.metadata().map_or(0, |metadata| metadata.len().min(MAX_SIZE));
            bytes.reserve_exact(usize::try_from(size).unwrap_or(0) + 1);
            file.take(MAX_SIZE + 1).read_to_end(&mut bytes)
        })
    };
    let name = name(path, environment);
    let problem = match read {
        Ok(_) if bytes.len() as u64 > MAX_SIZE => texts.with("registry-too-large", &[("file", name.into())]),
        Ok(_) => return Ok(bytes),
        Err(problem) => problems::io_problem(&name, &problem, texts),
    };
    Err(Failure::input(problem))
}

/// Reads registry text.
fn read_reg_file(path: &Path, page: CodePage, environment: &Environment) -> Result<RegFile, Failure> {
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

fn not_read(sentence: &str, path: &Path, line: u32, environment: &Environment) -> Failure {
    let texts = &environment.texts;
    let values = [("file", name(path, environment).into()), ("line", Value::Number(line.into()))];
    Failure::input(texts.with(sentence, &values))
}

/// The name of an input, as a person calls it.
fn name(path: &Path, environment: &Environment) -> Text {
    problems::path_name(path, &environment.texts)
}

/// The name of an input for a report: for programs as it was given.
fn shown_name(path: &Path, out: &Out, environment: &Environment) -> String {
    if out.format == Format::Json { path.display().to_string() } else { name(path, environment).into() }
}

/// Opens the output before anything is read; what is there already stays unless it is told otherwise.
fn open_output(out: &Out, read: &[&Path], environment: &Environment) -> Result<Output, Failure> {
    let texts = &environment.texts;
    let inputs = inputs(
        read.iter().filter(|path| path.is_file()).map(|path| path.to_path_buf()),
        &environment.io.input,
    );
    if let Some(path) = out.path.as_deref().filter(|path| path.exists() && !path.is_dir() && !out.force) {
        return Err(Failure::arguments(texts.with("output-exists", &[("file", path.into())])));
    }
    environment.open_output(out.path.as_deref(), &inputs)
}
