//! Where a gate's settings come from.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use cutover_gate::{Mode, OneListener, Settings};
use cutover_policy::Policy;
use cutover_report::Text;

use super::arguments::Simple;
use super::problems::{gate_file_problem, gate_problem};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::{policies, problems};

/// Reads a file of settings.
pub(super) fn read(path: &Path, environment: &Environment) -> Result<Settings, Failure> {
    let texts = &environment.texts;
    let text = fs::read_to_string(path).map_err(|problem| {
        let file = Text::of(path.display());
        Failure::settings(problems::io_problem(&file, &problem, texts))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let folder = path.parent().unwrap_or(Path::new(""));
    let broken = RefCell::new(None);
    let find = |name: &str| find_policy(name, folder, &broken, environment);
    let parsed = Settings::parse(text, folder, &find);
    // A policy that is there and cannot be read is not missing.
    parsed.map_err(|error| {
        broken.take().unwrap_or_else(|| Failure::settings(gate_file_problem(path, &error, texts)))
    })
}

/// The settings of a gate that was told everything on the command line.
pub(super) fn simple(simple: &Simple, environment: &Environment) -> Result<Settings, Failure> {
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
    let broken = RefCell::new(None);
    let find = |name: &str| find_policy(name, Path::new(""), &broken, environment);
    let parsed = Settings::one_listener(one, &find);
    parsed
        .map_err(|problem| broken.take().unwrap_or_else(|| Failure::arguments(gate_problem(&problem, texts))))
}

/// A built-in policy, or a file beside the settings. `broken`: what is the matter with a file that is there.
fn find_policy(
    name: &str,
    folder: &Path,
    broken: &RefCell<Option<Failure>>,
    environment: &Environment,
) -> Option<Policy> {
    if let Some(policy) = Policy::built_in(name) {
        return Some(policy);
    }
    let path = folder.join(name);
    if !path.is_file() {
        return None;
    }
    policies::read(&path, environment).map_err(|failure| broken.replace(Some(failure))).ok()
}
