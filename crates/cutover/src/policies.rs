//! How a policy is found by its name, its path or its day.

use std::path::{Path, PathBuf};

use cutover_policy::{Date, Policy, in_force};
use cutover_report::{Text, Value};
use cutover_toml::nearest;

use crate::command_line::options::Judging;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::problems;

/// Every policy that is built in.
pub(crate) fn built_in() -> Vec<Policy> {
    Policy::built_in_ids().filter_map(Policy::built_in).collect()
}

/// The one policy that a verb was told to judge by; with a day, the one that its service had in force then.
pub(crate) fn chosen(judging: &Judging, environment: &Environment) -> Result<Policy, Failure> {
    let policy = find(&judging.policy, environment)?;
    let Some(day) = &judging.on else { return Ok(policy) };
    let (policy, told) = on_day(policy, day, environment)?;
    if let Some(sentence) = told {
        environment.tell(&sentence);
    } else if policy.in_force_from.is_none() && policy.in_force_until.is_none() {
        let texts = &environment.texts;
        environment.warning(texts.with("policy-without-dates", &[("policy", (&policy.id).into())]));
    }
    Ok(policy)
}

/// The policy that the service of this one had in force on a day, and the sentence that says so if it is another.
pub(crate) fn on_day(
    policy: Policy,
    day: &Date,
    environment: &Environment,
) -> Result<(Policy, Option<Text>), Failure> {
    let texts = &environment.texts;
    let all = built_in();
    match in_force(&policy, &all, day) {
        Some(there) if there.id == policy.id => Ok((policy, None)),
        Some(there) => {
            let policy = ("policy", (&there.id).into());
            let sentence = texts.with("simulate-in-force", &[("date", Value::of(day)), policy]);
            Ok((there.clone(), Some(sentence)))
        }
        None => {
            let values = [
                ("policy", (&policy.id).into()),
                ("date", Value::of(day)),
                ("service", texts.service_name(&policy).into()),
            ];
            Err(Failure::arguments(texts.with("policy-not-in-force", &values)))
        }
    }
}

/// Whether the service of a policy is known to have had one in force on a day.
pub(crate) fn is_known_on(policy: &Policy, day: &Date) -> bool {
    in_force(policy, &built_in(), day).is_some()
}

/// Policies by name, path or pattern, each once.
pub(crate) fn find_all(names: &[String], environment: &Environment) -> Result<Vec<Policy>, Failure> {
    let mut all: Vec<Policy> = Vec::new();
    for name in names {
        let found = if name.contains(['*', '?']) && !Path::new(name).exists() {
            let ids = Policy::built_in_ids().filter(|id| cutover_catalogue::fits(name, id));
            let found: Vec<Policy> = ids.filter_map(Policy::built_in).collect();
            if found.is_empty() {
                let texts = &environment.texts;
                let pattern = [("pattern", name.into())];
                return Err(Failure::arguments(texts.with("policies-none-match", &pattern)));
            }
            found
        } else {
            vec![find(name, environment)?]
        };
        for policy in found {
            if !all.iter().any(|known| known.id == policy.id) {
                all.push(policy);
            }
        }
    }
    Ok(all)
}

/// The files among what policies are named by.
pub(crate) fn files(names: &[String]) -> impl Iterator<Item = PathBuf> {
    names
        .iter()
        .filter(|name| Policy::built_in_ids().all(|id| id != *name))
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

/// A built-in policy by its name, or a file by its path.
pub(crate) fn find(name: &str, environment: &Environment) -> Result<Policy, Failure> {
    match named(name, environment)? {
        Named::BuiltIn(policy) => Ok(*policy),
        Named::File(path) => read(&path, environment),
    }
}

/// The same as it is written down.
pub(crate) fn text_of(name: &str, environment: &Environment) -> Result<String, Failure> {
    match named(name, environment)? {
        Named::BuiltIn(policy) => Ok(Policy::built_in_text(&policy.id).unwrap_or_default().to_owned()),
        Named::File(path) => read_text(&path, environment).map(|(text, _)| text),
    }
}

/// A policy file.
pub(crate) fn read(path: &Path, environment: &Environment) -> Result<Policy, Failure> {
    read_text(path, environment).map(|(_, policy)| policy)
}

enum Named {
    BuiltIn(Box<Policy>),
    File(PathBuf),
}

fn named(name: &str, environment: &Environment) -> Result<Named, Failure> {
    if name.is_empty() {
        let argument = [("argument", "--policy POLICY".into())];
        return Err(Failure::arguments(environment.texts.with("usage-missing-value", &argument)));
    }
    if let Some(policy) = Policy::built_in(name) {
        return Ok(Named::BuiltIn(Box::new(policy)));
    }
    let path = Path::new(name);
    let looks_like_a_path = path.components().count() > 1 || path.extension().is_some_and(|e| e == "toml");
    if looks_like_a_path || name == "-" || path.is_file() {
        return Ok(Named::File(path.to_owned()));
    }
    let texts = &environment.texts;
    let mut sentences = vec![texts.with("policy-unknown", &[("policy", name.into())])];
    if let Some(nearest) = nearest(name, Policy::built_in_ids()) {
        sentences.push(texts.with("policy-nearest", &[("nearest", nearest.into())]));
    }
    sentences.push(texts.get("policy-see-list"));
    Err(Failure::arguments(texts.sentences(sentences)))
}

fn read_text(path: &Path, environment: &Environment) -> Result<(String, Policy), Failure> {
    let texts = &environment.texts;
    let text = environment.read_by_hand(path).map_err(|e| {
        let file = problems::path_name(path, texts);
        Failure::settings(problems::io_problem(&file, &e, texts))
    })?;
    let of_file =
        |mistakes: Vec<_>| mistakes.iter().map(|m| problems::policy_problem(path, m, texts)).collect();
    let policy = Policy::parse(&text).map_err(|mistakes| Failure::settings_of(of_file(mistakes)))?;
    Ok((text, policy))
}
