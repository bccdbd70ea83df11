//! `cutover clients`, as typed and as meant.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{ArgAction, ArgMatches};
use cutover_report::Texts;

use super::simulate::list_formats;
use super::{Format, base, flag, format, many, option, paths, text};

/// What is to be done with the catalogue.
pub(crate) enum ClientsCommand {
    List { patterns: Vec<String>, platform: Option<String>, format: Format },
    Show { ids: Vec<String>, format: Format },
    Add(Add),
}

pub(crate) struct Add {
    pub captures: Vec<PathBuf>,
    pub client: IpAddr,
    pub id: Option<String>,
    pub name: Option<String>,
    pub packet: Option<u64>,
    pub force: bool,
}

pub(super) fn meant(m: &ArgMatches) -> ClientsCommand {
    match m.subcommand() {
        Some(("show", m)) => ClientsCommand::Show { ids: many(m, "ids"), format: format(m) },
        Some(("add", m)) => ClientsCommand::Add(Add {
            captures: many(m, "from"),
            client: m.get_one("client").copied().unwrap_or(IpAddr::from([0, 0, 0, 0])),
            id: text(m, "id").map(str::to_owned),
            name: text(m, "name").map(str::to_owned),
            packet: m.get_one("packet").copied(),
            force: m.get_flag("force"),
        }),
        Some((_, m)) => ClientsCommand::List {
            patterns: many(m, "patterns"),
            platform: text(m, "platform").map(str::to_owned),
            format: format(m),
        },
        None => ClientsCommand::List { patterns: Vec::new(), platform: None, format: Format::Table },
    }
}

pub(super) fn command(texts: &Texts) -> clap::Command {
    let format =
        || option("format", "FORMAT", texts.get("arg-format-list")).short('f').value_parser(list_formats());
    let words = |name, value, help: &str| {
        paths(name, value, texts.get(help), texts).value_parser(ValueParser::string())
    };
    base("clients", texts)
        .about(texts.get("command-clients").to_string())
        .subcommand_required(true)
        .subcommand(
            base("list", texts)
                .about(texts.get("command-clients-list").to_string())
                .arg(words("patterns", "CLIENT", "arg-client-patterns").required(false))
                .arg(option("platform", "PLATFORM", texts.get("arg-platform")))
                .arg(format()),
        )
        .subcommand(
            base("show", texts)
                .about(texts.get("command-clients-show").to_string())
                .arg(words("ids", "CLIENT", "arg-client-patterns"))
                .arg(format()),
        )
        .subcommand(
            base("add", texts)
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
                .arg(flag("force", texts.get("arg-force")).action(ArgAction::SetTrue)),
        )
}
