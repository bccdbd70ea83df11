//! `cutover policy`: list, show, check; and how a policy is found by its name or path.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use cutover_policy::{Policy, nearest};
use cutover_report::{escape, policies_json, policies_table, policy_details};

use crate::arguments::Format;
use crate::environment::{Environment, width};
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;

/// Lists the built-in policies.
pub(crate) fn list(format: Format, environment: &Environment) -> Exit {
    let policies: Vec<_> = Policy::built_in_ids().filter_map(Policy::built_in).collect();
    print(&match format {
        Format::Json => policies_json(&policies),
        _ => policies_table(&policies, &environment.texts, width()),
    })
}

/// Shows everything about some policies.
pub(crate) fn show(names: &[String], format: Format, environment: &Environment) -> Exit {
    let mut policies = Vec::new();
    for name in names {
        match find(name, environment) {
            Ok(policy) => policies.push(policy),
            Err(exit) => return exit,
        }
    }
    print(&match format {
        Format::Json => policies_json(&policies),
        _ => policies.iter().map(|p| policy_details(p, &environment.texts)).collect::<Vec<_>>().join("\n"),
    })
}

/// Checks policy files; every one is looked at.
pub(crate) fn check(files: &[PathBuf], environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let mut exit = Exit::Fits;
    for path in files {
        match read(path, environment) {
            Ok(policy) => {
                let versions: Vec<_> = policy.versions.iter().map(ToString::to_string).collect();
                let sentence = texts.with(
                    "policy-good",
                    &[
                        ("file", escape::terminal(&path.display().to_string()).into()),
                        ("id", escape::terminal(&policy.id).into()),
                        ("name", escape::terminal(&policy.name).into()),
                        ("versions", versions.join(", ").into()),
                    ],
                );
                print(&format!("{sentence}\n"));
            }
            Err(problem) => exit = problem,
        }
    }
    exit
}

/// A built-in policy by its name, or a file by its path. A problem is told here.
pub(crate) fn find(name: &str, environment: &Environment) -> Result<Policy, Exit> {
    if let Some(policy) = Policy::built_in(name) {
        return Ok(policy);
    }
    let path = Path::new(name);
    let looks_like_a_path = path.components().count() > 1 || path.extension().is_some_and(|e| e == "toml");
    if looks_like_a_path || path.is_file() {
        return read(path, environment);
    }
    let texts = &environment.texts;
    let mut sentences = vec![texts.with("policy-unknown", &[("policy", escape::terminal(name).into())])];
    if let Some(nearest) = nearest(name, Policy::built_in_ids()) {
        sentences.push(texts.with("policy-nearest", &[("nearest", nearest.into())]));
    }
    sentences.push(texts.get("policy-see-list"));
    problems::error(&sentences.join(" "), texts);
    Err(Exit::Usage)
}

fn read(path: &Path, environment: &Environment) -> Result<Policy, Exit> {
    let texts = &environment.texts;
    let text = fs::read_to_string(path).map_err(|e| {
        let file = escape::terminal(&path.display().to_string());
        problems::error(&problems::io_problem(&file, &e, texts), texts);
        Exit::Usage
    })?;
    // Editors on Windows start a file with a byte order mark.
    Policy::parse(text.strip_prefix('\u{feff}').unwrap_or(&text)).map_err(|e| {
        problems::error(&problems::policy_problem(path, &e, texts), texts);
        Exit::Usage
    })
}

fn print(text: &str) -> Exit {
    // A reader that closes its end early has seen enough.
    if let Ok(mut out) = Output::open(None) {
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.finish());
    }
    Exit::Fits
}
