//! The catalogue with the user's own clients, and which of them are meant.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use cutover_catalogue::{Catalogue, Client, fits, parse_clients};
use cutover_files::read_by_hand;
use cutover_policy::nearest;
use cutover_report::{NotRead, Text, client_problem};

use crate::environment::Environment;
use crate::failure::Failure;
use crate::problems;

/// The built-in clients and the user's own; files that could not be read, each with what was the matter, which is
/// told here, because the others are read all the same.
pub(crate) fn catalogue(environment: &Environment) -> (Catalogue, Vec<NotRead>) {
    let texts = &environment.texts;
    let mut catalogue = Catalogue::built_in();
    let mut not_read = Vec::new();
    for path in files(environment) {
        let file = Text::of(path.display());
        let problem = match read_by_hand(&path) {
            Ok(text) => match parse_clients(&text) {
                Ok(clients) => match catalogue.add_local(clients) {
                    taken if taken.is_empty() => continue,
                    taken => {
                        let ids = taken.join(", ");
                        texts.with("clients-local-taken", &[("file", file.into()), ("ids", ids.into())])
                    }
                },
                Err(problem) => client_problem(&path, &problem, texts),
            },
            Err(problem) => problems::io_problem(&file, &problem, texts),
        };
        environment.error(problem.clone());
        not_read.push((path.display().to_string(), problem));
    }
    (catalogue, not_read)
}

/// The files of the user's own clients, in the order of their names.
pub(crate) fn files(environment: &Environment) -> Vec<PathBuf> {
    let entries = folder(environment).and_then(|folder| fs::read_dir(folder).ok());
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    files
}

/// The clients that some ids and patterns name, on some platform; all, if nothing is named.
pub(crate) fn chosen<'a>(
    catalogue: &'a Catalogue,
    patterns: &[String],
    platform: Option<&str>,
    environment: &Environment,
) -> Result<Vec<&'a Client>, Failure> {
    let texts = &environment.texts;
    let everything = ["*".to_owned()];
    let patterns = if patterns.is_empty() { &everything[..] } else { patterns };
    let (mut clients, mut named): (Vec<&Client>, HashSet<&str>) = Default::default();
    for pattern in patterns {
        if pattern.is_empty() {
            let argument = [("argument", "--clients CLIENT,…".into())];
            return Err(Failure::arguments(texts.with("usage-missing-value", &argument)));
        }
        let found: Vec<&Client> =
            catalogue.clients().iter().filter(|client| fits(pattern, &client.id)).collect();
        if found.is_empty() {
            let mut sentences = Vec::new();
            if pattern.contains(['*', '?']) {
                sentences.push(texts.with("clients-none-match", &[("pattern", pattern.into())]));
            } else {
                sentences.push(texts.with("clients-unknown", &[("client", pattern.into())]));
                let ids = catalogue.clients().iter().map(|client| client.id.as_str());
                if let Some(nearest) = nearest(pattern, ids) {
                    sentences.push(texts.with("usage-nearest", &[("nearest", nearest.into())]));
                }
            }
            sentences.push(texts.get("clients-see-list"));
            return Err(Failure::arguments(texts.sentences(sentences)));
        }
        clients.extend(found.into_iter().filter(|client| named.insert(client.id.as_str())));
    }
    if let Some(platform) = platform {
        if platform.is_empty() {
            let argument = [("argument", "--platform PLATFORM".into())];
            return Err(Failure::arguments(texts.with("usage-missing-value", &argument)));
        }
        // Half a name is enough: "Windows 7" means "Windows 7 SP1" too.
        let pattern = format!("*{platform}*");
        clients.retain(|client| fits(&pattern, &client.platform));
        if clients.is_empty() {
            let values = [("pattern", platform.into())];
            return Err(Failure::arguments(texts.with("clients-none-match", &values)));
        }
    }
    Ok(clients)
}

/// The folder of the user's own clients; `None` where the system has no place for settings.
pub(crate) fn folder(environment: &Environment) -> Option<PathBuf> {
    Some((environment.io.settings)()?.join("cutover").join("clients"))
}
