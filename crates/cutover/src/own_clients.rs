//! The catalogue with the user's own clients, and which of them are meant.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use cutover_catalogue::{Catalogue, Client, Others, fits, parse_clients_beside};
use cutover_report::{NotRead, Text, client_problem};
use cutover_toml::nearest;

use crate::environment::Environment;
use crate::failure::Failure;
use crate::problems;

/// The built-in clients and the user's own; files that could not be read, each with what was the matter, which is
/// told here, because the others are read all the same.
pub(crate) fn catalogue(environment: &Environment) -> (Catalogue, Vec<NotRead>) {
    let known = KnownClients::read(environment);
    let not_read = known.broken.into_iter().map(|(path, problems)| {
        for problem in &problems {
            environment.error(problem.clone());
        }
        (path.display().to_string(), environment.texts.sentences(problems))
    });
    (known.catalogue, not_read.collect())
}

/// The built-in clients and the user's own, and where the latter are from.
pub(crate) struct KnownClients {
    catalogue: Catalogue,
    /// The ids in each file of the user's own.
    own: HashMap<PathBuf, HashSet<String>>,
    broken: Vec<(PathBuf, Vec<Text>)>,
}

impl KnownClients {
    /// Reads all there are, and tells nothing.
    pub fn read(environment: &Environment) -> Self {
        let mut known = Self { catalogue: Catalogue::built_in(), own: HashMap::new(), broken: Vec::new() };
        for path in files(environment) {
            match read(&path, &known.catalogue, environment) {
                Ok(clients) => {
                    let ids = clients.iter().map(|client| client.id.clone()).collect();
                    known.own.insert(path.canonicalize().unwrap_or(path), ids);
                    known.catalogue.add_local(clients);
                }
                Err(problems) => known.broken.push((path, problems)),
            }
        }
        known
    }

    /// What a file says beside all the others, or all that is wrong with it.
    pub fn check(&self, path: &Path, environment: &Environment) -> Result<Vec<Client>, Vec<Text>> {
        let own = path.canonicalize().ok().and_then(|path| self.own.get(&path));
        read(path, &Without { catalogue: &self.catalogue, ids: own }, environment)
    }
}

/// All clients but those of a file, which are checked and may be in their place already.
struct Without<'a> {
    catalogue: &'a Catalogue,
    ids: Option<&'a HashSet<String>>,
}

impl Others for Without<'_> {
    fn have(&self, id: &str) -> bool {
        self.catalogue.have(id) && !self.ids.is_some_and(|ids| ids.contains(id))
    }

    fn ids(&self) -> Vec<&str> {
        self.catalogue.ids()
    }
}

/// The clients of a file beside others, or all that is wrong with it.
fn read(path: &Path, others: &dyn Others, environment: &Environment) -> Result<Vec<Client>, Vec<Text>> {
    let texts = &environment.texts;
    let text = environment
        .read_by_hand(path)
        .map_err(|problem| vec![problems::io_problem(&problems::path_name(path, texts), &problem, texts)])?;
    parse_clients_beside(&text, others)
        .map_err(|mistakes| mistakes.iter().map(|mistake| client_problem(path, mistake, texts)).collect())
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
