//! Where a gate's settings come from.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cutover_files::read_by_hand;
use cutover_gate::{GateProblem, Mode, OneListener, Settings};
use cutover_policy::Policy;
use cutover_report::Text;

use super::arguments::{GateOptions, Simple};
use super::problems::{gate_file_problem, gate_problem};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::{policies, problems};

/// Settings, and the files that they came from.
pub(super) struct Source {
    pub settings: Result<Settings, Failure>,
    /// What to look at for changes: the file of settings, and those of policies, also where they are not there.
    pub files: Vec<Watched>,
}

/// A file, and what it was before it was read: what is saved meanwhile is a change.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Watched {
    pub path: PathBuf,
    stamp: Stamp,
}

/// What tells whether a file is another than before; `None`: it is not there.
type Stamp = Option<(SystemTime, u64, u64)>;

impl Watched {
    pub fn now(path: &Path) -> Self {
        let stamp = fs::metadata(path)
            .ok()
            .and_then(|there| Some((there.modified().ok()?, there.len(), there.ino())));
        Self { path: path.to_owned(), stamp }
    }

    pub fn is_there(&self) -> bool {
        self.stamp.is_some()
    }
}

/// The settings that somebody asked for.
pub(super) fn asked_for(options: &GateOptions, environment: &Environment) -> Source {
    match options {
        GateOptions::File(file) => of_file(file, environment),
        GateOptions::Simple(one) => simple(one, environment),
    }
}

/// Reads a file of settings.
pub(super) fn read(path: &Path, environment: &Environment) -> Result<Settings, Failure> {
    of_file(path, environment).settings
}

fn of_file(path: &Path, environment: &Environment) -> Source {
    let texts = &environment.texts;
    let mut files = vec![Watched::now(path)];
    let text = match read_by_hand(path) {
        Ok(text) => text,
        Err(problem) => {
            let file = Text::of(path.display());
            let failure = Failure::settings(problems::io_problem(&file, &problem, texts));
            return Source { settings: Err(failure), files };
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let found =
        Found { folder: path.parent().unwrap_or(Path::new("")), environment, seen: RefCell::default() };
    let parsed = Settings::parse(text, found.folder, &|name| found.policy(name));
    let seen = found.seen.into_inner();
    files.extend(seen.iter().map(|policy| policy.file.clone()));
    let settings = parsed.map_err(|errors| {
        let told = |problem: &GateProblem| broken(problem, &seen);
        let problems = errors.iter().flat_map(|error| match told(&error.problem) {
            Some(failure) => failure.problems.clone(),
            None => vec![gate_file_problem(path, error, texts)],
        });
        let problems: Vec<Text> = problems.collect();
        let hints = errors.iter().filter_map(|error| told(&error.problem));
        let hints = hints.flat_map(|failure| failure.hints.clone()).collect();
        Failure { hints, ..Failure::settings_of(problems) }
    });
    Source { settings, files }
}

/// The settings of a gate that was told everything on the command line.
fn simple(simple: &Simple, environment: &Environment) -> Source {
    let texts = &environment.texts;
    let one = OneListener {
        name: &simple.name,
        listen: simple.listen.clone(),
        upstream: simple.upstream.clone(),
        policy: &simple.policy,
        mode: Mode::named(&simple.mode).unwrap_or(Mode::Report),
        hello_timeout: simple.hello_timeout,
        log: simple.log.clone(),
        status: simple.status,
    };
    let found = Found { folder: Path::new(""), environment, seen: RefCell::default() };
    let parsed = Settings::one_listener(one, &|name| found.policy(name));
    let seen = found.seen.into_inner();
    let settings = parsed.map_err(|errors| {
        let failures = errors.iter().map(|problem| match broken(problem, &seen) {
            Some(failure) => failure.clone(),
            None => Failure::arguments(gate_problem(problem, texts)),
        });
        let all = failures.reduce(|mut all, next| {
            all.problems.extend(next.problems);
            all
        });
        all.unwrap_or_else(|| Failure::arguments(Text::default()))
    });
    Source { settings, files: seen.into_iter().map(|policy| policy.file).collect() }
}

/// What is the matter with a policy file that is there: it is not missing.
fn broken<'a>(problem: &GateProblem, seen: &'a [PolicyFile]) -> Option<&'a Failure> {
    let GateProblem::Policy { name, .. } = problem else { return None };
    seen.iter().find(|policy| policy.name == *name)?.broken.as_ref()
}

/// A file of a policy that settings name.
struct PolicyFile {
    name: String,
    file: Watched,
    broken: Option<Failure>,
}

/// Finds policies beside settings.
struct Found<'a> {
    folder: &'a Path,
    environment: &'a Environment,
    seen: RefCell<Vec<PolicyFile>>,
}

impl Found<'_> {
    /// A built-in policy, or a file beside the settings.
    fn policy(&self, name: &str) -> Option<Policy> {
        if let Some(policy) = Policy::built_in(name) {
            return Some(policy);
        }
        let path = self.folder.join(name);
        let file = Watched::now(&path);
        let (policy, broken) = if path.is_file() {
            match policies::read(&path, self.environment) {
                Ok(policy) => (Some(policy), None),
                Err(failure) => (None, Some(failure)),
            }
        } else {
            (None, None)
        };
        let mut seen = self.seen.borrow_mut();
        if !seen.iter().any(|known| known.name == name) {
            seen.push(PolicyFile { name: name.to_owned(), file, broken });
        }
        policy
    }
}
