//! `cutover clients`: list, show, add; and the user's own clients.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use cutover_catalogue::{Catalogue, Client, Offer, client_of, fits, is_id, parse_clients};
use cutover_evidence::{Handshake, Sink, Taken};
use cutover_observe::{Control, Options, inputs, observe_all};
use cutover_policy::nearest;
use cutover_report::{
    Document, NotRead, Text, Value, client_details, client_list, client_problem, clients_json,
};
use etcetera::BaseStrategy;

use crate::arguments::Format;
use crate::arguments::clients::{Add, ClientsCommand};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::problems;

/// Does what was asked for.
pub(crate) fn run(command: &ClientsCommand, environment: &Environment) -> Result<Exit, Failure> {
    let (patterns, platform, format) = match command {
        ClientsCommand::List { patterns, platform, format } => (patterns, platform.as_deref(), *format),
        ClientsCommand::Show { ids, format } => (ids, None, *format),
        ClientsCommand::Add(request) => return add(request, environment),
    };
    let (catalogue, not_read) = catalogue(environment);
    let clients = chosen(&catalogue, patterns, platform, environment)?;
    if format == Format::Json {
        environment.print(&clients_json(&clients))?;
    } else if let ClientsCommand::List { .. } = command {
        environment.print_document(&client_list(&clients, &environment.texts), format)?;
    } else {
        let mut document = Document::default();
        for client in clients {
            document.append(client_details(client, &environment.texts));
        }
        environment.print_document(&document, format)?;
    }
    Ok(if not_read.is_empty() { Exit::Fits } else { Exit::NotRead })
}

/// The built-in clients and the user's own; files that could not be read, each with what was the matter, which is
/// told here, because the others are read all the same.
pub(crate) fn catalogue(environment: &Environment) -> (Catalogue, Vec<NotRead>) {
    let texts = &environment.texts;
    let mut catalogue = Catalogue::built_in();
    let mut not_read = Vec::new();
    let entries = folder().and_then(|folder| fs::read_dir(folder).ok());
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    for path in files {
        let file = Text::of(path.display());
        let problem = match read_small(&path) {
            Ok(Some(text)) => match parse_clients(&text) {
                Ok(clients) => match catalogue.add_local(clients) {
                    taken if taken.is_empty() => continue,
                    taken => {
                        let ids = taken.join(", ");
                        texts.with("clients-local-taken", &[("file", file.into()), ("ids", ids.into())])
                    }
                },
                Err(problem) => client_problem(&path, &problem, texts),
            },
            Ok(None) => texts.with("clients-too-large", &[("file", file.into())]),
            Err(problem) => problems::io_problem(&file, &problem, texts),
        };
        environment.error(problem.clone());
        not_read.push((path.display().to_string(), problem));
    }
    (catalogue, not_read)
}

/// The largest file of clients: the catalogue's own have 40 KB.
const MAX_SIZE: u64 = 4 << 20;

/// Reads a text file; `None` when it is larger than a file of clients can be.
fn read_small(path: &Path) -> io::Result<Option<String>> {
    let mut text = String::new();
    File::open(path)?.take(MAX_SIZE + 1).read_to_string(&mut text)?;
    Ok((text.len() as u64 <= MAX_SIZE).then_some(text))
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
    let mut clients: Vec<&Client> = Vec::new();
    for pattern in patterns {
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
        clients.extend(
            found.into_iter().filter(|client| !clients.iter().any(|c| c.id == client.id)).collect::<Vec<_>>(),
        );
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
fn folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("cutover").join("clients"))
}

/// Makes a client out of a recorded hello.
fn add(request: &Add, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let address = request.client.to_string();
    let id = request.id.clone().unwrap_or_else(|| {
        let plain: String =
            address.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("local-{plain}")
    });
    if !is_id(&id) {
        return Err(Failure::arguments(texts.with("clients-problem-id", &[("name", (&id).into())])));
    }
    if Catalogue::built_in().find(&id).is_some() {
        return Err(Failure::arguments(texts.with("clients-id-taken", &[("id", (&id).into())])));
    }
    let Some(folder) = folder() else {
        return Err(Failure::environment(texts.get("clients-no-folder")));
    };
    let path = folder.join(format!("{id}.toml"));
    let file = Text::of(path.display());
    if path.exists() && !request.force {
        return Err(Failure::arguments(texts.with("clients-exists", &[("file", file.into())])));
    }
    let (hellos, not_read) = hellos(request, environment);
    let captures =
        request.captures.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let of = |name: &str| -> Vec<(&'static str, Value<'_>)> {
        let count = Value::Count(hellos.len() as u64);
        let packet = Value::Number(request.packet.unwrap_or_default());
        let client = Value::from(address.clone());
        vec![("file", name.to_owned().into()), ("client", client), ("count", count), ("packet", packet)]
    };
    let hello = match (&hellos[..], request.packet) {
        // What was the matter was told.
        ([], _) if not_read => return Ok(Exit::NotRead),
        ([], _) => {
            environment.error(texts.with("clients-nothing-sent", &of(&captures)));
            return Ok(Exit::Unknown);
        }
        (all, Some(packet)) => {
            let there = all.iter().find(|hello| hello.frames.contains(&packet));
            let Some(hello) = there else {
                return Err(Failure::arguments(texts.with("clients-no-such-packet", &of(&captures))));
            };
            hello
        }
        ([hello], None) => hello,
        (all, None) => {
            let hints = all.iter().map(|hello| {
                let frame = hello.frames.first().copied().unwrap_or_default();
                let offers =
                    hello.handshake.offered_max.map(|version| version.to_string()).unwrap_or_default();
                let values = [
                    ("packet", Value::Number(frame)),
                    ("offers", offers.into()),
                    ("servers", hello.servers.join(", ").into()),
                ];
                texts.with("clients-hello-line", &values)
            });
            let problem = texts.with("clients-several-hellos", &of(&captures));
            return Err(Failure::arguments(problem).with_hints(hints));
        }
    };
    let name = request
        .name
        .clone()
        .unwrap_or_else(|| texts.with("clients-name-default", &[("client", (&address).into())]).into());
    // The file's name, not where it lies: that is this machine's business.
    let source = hello.handshake.source.rsplit(['/', '\\']).next().unwrap_or_default();
    let source = source.strip_prefix("capture:").unwrap_or(source);
    let packet = hello.handshake.frame.unwrap_or_default();
    let name = Text::from(name);
    let text = client_of(&hello.handshake, &id, &name, &format!("{source}, packet {packet}"));
    if let Err(problem) = write(&folder, &path, &text, environment) {
        let values = [("file", file.into()), ("problem", Value::of(problem))];
        return Err(Failure::environment(texts.with("clients-write-failed", &values)));
    }
    let mut versions: Vec<_> = hello.handshake.offered_versions.clone();
    versions.sort_by_key(|version| version.age_rank());
    let values = [
        ("id", Value::from(&id)),
        ("file", file.into()),
        ("versions", texts.list(versions.iter().map(Text::of)).into()),
    ];
    environment.print(&format!("{}\n", texts.with("clients-added", &values)))?;
    Ok(if not_read { Exit::NotRead } else { Exit::Fits })
}

fn write(folder: &Path, path: &Path, text: &str, environment: &Environment) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let mut output = Output::open(Some(path), &environment.io.out)?;
    output.write_all(text.as_bytes())?;
    output.finish()
}

/// One of the different hellos that a client sent.
struct SentHello {
    handshake: Handshake,
    frames: Vec<u64>,
    servers: Vec<String>,
}

/// The different hellos that a client sent, in the order of the captures; and whether something could not be read.
fn hellos(request: &Add, environment: &Environment) -> (Vec<SentHello>, bool) {
    struct Gather<'a> {
        request: &'a Add,
        sent: Vec<(Offer, SentHello)>,
        places: HashMap<Offer, usize>,
    }
    impl Sink for Gather<'_> {
        fn handshake(&mut self, handshake: &Handshake) -> Taken {
            if handshake.client_ip.to_canonical() != self.request.client.to_canonical() {
                return Taken::PassedOver;
            }
            let Some(offer) = Offer::of_handshake(handshake) else { return Taken::PassedOver };
            let place = *self.places.entry(offer.clone()).or_insert(self.sent.len());
            if place == self.sent.len() {
                let hello =
                    SentHello { handshake: handshake.clone(), frames: Vec::new(), servers: Vec::new() };
                self.sent.push((offer, hello));
            }
            let hello = &mut self.sent[place].1;
            hello.frames.extend(handshake.frame);
            let server = handshake.server_name.clone().unwrap_or_else(|| handshake.server_ip.to_string());
            if hello.servers.len() < 3 && !hello.servers.contains(&server) {
                hello.servers.push(server);
            }
            Taken::Used
        }
    }
    environment.catch_ctrl_c();
    let inputs = inputs(request.captures.iter().cloned(), &environment.io.input);
    let control = Control { stop: Some(environment.io.stop.flag()), ..Control::default() };
    let options = Options { details: true, ..Options::default() };
    let mut gathered = Gather { request, sent: Vec::new(), places: HashMap::new() };
    let read = observe_all(&inputs, &mut gathered, &options, &control);
    let mut not_read = false;
    for (input, end) in inputs.iter().zip(&read.inputs) {
        if let Some(reason) = &end.stopped_by {
            let texts = &environment.texts;
            environment.error(problems::stopped_by(&input.name(), reason, texts));
            not_read = true;
        }
    }
    (gathered.sent.into_iter().map(|(_, hello)| hello).collect(), not_read)
}
