//! `cutover clients add`: makes a client out of a recorded hello.

use std::collections::HashMap;
use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::{ArgAction, ArgMatches};
use cutover_catalogue::{Catalogue, Offer, client_of, client_toml, is_id};
use cutover_evidence::{Handshake, Sink, Taken};
use cutover_observe::{Control, Options, inputs, observe_all};
use cutover_report::{Text, Texts, Value};

use crate::command_line::options::{base, file_mode_option, flag, many, option, text};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::own_clients::folder;
use crate::problems;
use crate::verb::Verb;

pub(crate) struct Add {
    pub captures: Vec<PathBuf>,
    pub client: IpAddr,
    pub id: Option<String>,
    pub name: Option<String>,
    pub packet: Option<u64>,
    pub force: bool,
}

impl Verb for Add {
    const NAME: &'static str = "add";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts)
            .about(texts.get("command-clients-add").to_string())
            .after_help(texts.get("command-clients-add-after").to_string())
            .arg(
                option("from", "CAPTURE", texts.get("arg-add-from"))
                    .required(true)
                    .num_args(1..)
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                option("client", "ADDRESS", texts.get("arg-add-client"))
                    .required(true)
                    .value_parser(clap::value_parser!(IpAddr)),
            )
            .arg(option("id", "ID", texts.get("arg-add-id")))
            .arg(option("name", "NAME", texts.get("arg-add-name")))
            .arg(
                option("packet", "PACKET", texts.get("arg-add-packet"))
                    .value_parser(clap::value_parser!(u64).range(1..)),
            )
            .args(file_mode_option(texts))
            .arg(flag("force", texts.get("arg-force")).action(ArgAction::SetTrue))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            captures: many(m, "from"),
            client: m.get_one("client").copied()?,
            id: text(m, "id").map(str::to_owned),
            name: text(m, "name").map(str::to_owned),
            packet: m.get_one("packet").copied(),
            force: m.get_flag("force"),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        add(&self, environment)
    }
}

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
    let Some(folder) = folder(environment) else {
        return Err(Failure::environment(texts.get("clients-no-folder")));
    };
    let path = folder.join(format!("{id}.toml"));
    let file = Text::of(path.display());
    if path.try_exists().unwrap_or(true) && !request.force {
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
            let hints = all.iter().take(HELLOS_NAMED).map(|hello| {
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
            let more = all.len().checked_sub(HELLOS_NAMED).filter(|more| *more > 0);
            let more =
                more.map(|more| texts.with("clients-hellos-more", &[("count", Value::Count(more as u64))]));
            return Err(Failure::arguments(problem).with_hints(hints.chain(more)));
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
    let client = client_of(&hello.handshake, &id, &name, &format!("{source}, packet {packet}"));
    let text = client_toml(&client);
    if let Err(problem) = fs::create_dir_all(&folder) {
        let values = [("file", file.into()), ("problem", Value::of(problem))];
        return Err(Failure::environment(texts.with("clients-write-failed", &values)));
    }
    environment.write(text.as_bytes(), environment.open_output(Some(&path), &[])?)?;
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

/// How many hellos are named for one to be chosen.
const HELLOS_NAMED: usize = 20;

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
