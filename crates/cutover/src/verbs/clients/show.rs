//! `cutover clients show`: everything about some clients.

use clap::ArgMatches;
use clap::builder::ValueParser;
use cutover_catalogue::{Client, client_toml};
use cutover_report::{Document, Texts, client_details, clients_json};

use crate::command_line::options::{Format, base, format, many, paths, show_format};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::own_clients::{catalogue, chosen};
use crate::template::template;
use crate::verb::Verb;

pub(crate) struct Show {
    ids: Vec<String>,
    format: Format,
}

impl Verb for Show {
    const NAME: &'static str = "show";

    fn command(texts: &Texts) -> clap::Command {
        let ids = paths("ids", "CLIENT", texts.get("arg-client-patterns"), texts);
        base(Self::NAME, texts)
            .about(texts.get("command-clients-show").to_string())
            .arg(ids.value_parser(ValueParser::string()))
            .arg(show_format(texts).short('f'))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { ids: many(m, "ids"), format: format(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let (catalogue, not_read) = catalogue(environment);
        let clients = chosen(&catalogue, &self.ids, None, environment)?;
        match self.format {
            Format::Json => environment.print(&clients_json(&clients))?,
            Format::Toml => {
                let text: Vec<String> =
                    clients.into_iter().map(|client| client_toml(&mine(client))).collect();
                environment.print(&template("client-template", &text.join("\n"), environment))?;
            }
            format => {
                let mut document = Document::default();
                for client in clients {
                    document.append(client_details(client, &environment.texts));
                }
                environment.print_document(&document, format)?;
            }
        }
        Ok(if not_read.is_empty() { Exit::Fits } else { Exit::NotRead })
    }
}

/// A client under a name that nobody has yet: others may be judged by the one that is built in.
fn mine(client: &Client) -> Client {
    let id = if client.local { client.id.clone() } else { format!("my-{}", client.id) };
    Client { id, ..client.clone() }
}
