//! `cutover clients list`: clients of the catalogue, a line each.

use clap::ArgMatches;
use clap::builder::ValueParser;
use cutover_report::{Texts, client_list, clients_json};

use crate::command_line::options::{Format, base, format, list_format, many, option, paths, text};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::own_clients::{catalogue, chosen};
use crate::verb::Verb;

pub(crate) struct List {
    patterns: Vec<String>,
    platform: Option<String>,
    format: Format,
}

impl Verb for List {
    const NAME: &'static str = "list";

    fn command(texts: &Texts) -> clap::Command {
        let patterns = paths("patterns", "CLIENT", texts.get("arg-client-patterns"), texts);
        base(Self::NAME, texts)
            .about(texts.get("command-clients-list").to_string())
            .arg(patterns.value_parser(ValueParser::string()).required(false))
            .arg(option("platform", "PLATFORM", texts.get("arg-platform")))
            .arg(list_format(texts).short('f'))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            patterns: many(m, "patterns"),
            platform: text(m, "platform").map(str::to_owned),
            format: format(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let (catalogue, not_read) = catalogue(environment);
        let clients = chosen(&catalogue, &self.patterns, self.platform.as_deref(), environment)?;
        match self.format {
            Format::Json => environment.print(&clients_json(&clients))?,
            format => environment.print_document(&client_list(&clients, &environment.texts), format)?,
        }
        Ok(if not_read.is_empty() { Exit::Fits } else { Exit::NotRead })
    }
}
