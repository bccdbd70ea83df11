//! Where a gate's settings come from.

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
    let find = |name: &str| find_policy(name, folder, environment);
    Settings::parse(text, folder, &find)
        .map_err(|error| Failure::settings(gate_file_problem(path, &error, texts)))
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
    let find = |name: &str| find_policy(name, Path::new(""), environment);
    Settings::one_listener(one, &find).map_err(|problem| Failure::arguments(gate_problem(&problem, texts)))
}

/// A built-in policy, or a file beside the settings.
fn find_policy(name: &str, folder: &Path, environment: &Environment) -> Option<Policy> {
    Policy::built_in(name).or_else(|| {
        let path = folder.join(name);
        path.is_file().then(|| policies::read(&path, environment).ok()).flatten()
    })
}
