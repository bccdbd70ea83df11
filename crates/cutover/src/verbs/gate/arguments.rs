//! `cutover gate`, as typed and as meant.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{ArgAction, ArgMatches};
use cutover_policy::DEFAULT_POLICY;
use cutover_report::Texts;

use crate::command_line::options::{base, many, option, text};

/// How a gate is to run.
#[derive(Clone)]
pub(crate) enum GateOptions {
    /// As a file says.
    File(PathBuf),
    /// With one listener.
    Simple(Box<Simple>),
}

/// A gate with one listener, told on the command line.
#[derive(Clone)]
pub(crate) struct Simple {
    pub name: String,
    pub listen: Vec<SocketAddr>,
    pub upstream: Vec<String>,
    pub policy: String,
    pub mode: String,
    pub hello_timeout: Option<Duration>,
    pub log: Option<PathBuf>,
    pub status: Option<SocketAddr>,
}

impl GateOptions {
    /// How they are typed.
    pub fn typed(texts: &Texts) -> clap::Command {
        let address = || clap::value_parser!(SocketAddr);
        let path = || clap::value_parser!(PathBuf);
        let default = [("default", DEFAULT_POLICY.into())];
        let alone = ["listen", "upstream", "policy", "mode", "hello-timeout", "log", "status", "name"];
        base("gate", texts)
            .about(texts.get("command-gate").to_string())
            .after_help(texts.get("command-gate-after").to_string())
            .args_conflicts_with_subcommands(true)
            .arg(
                option("config", "FILE", texts.get("arg-gate-config"))
                    .short('c')
                    .value_parser(path())
                    .conflicts_with_all(alone)
                    .required_unless_present_any(["listen", "upstream"]),
            )
            .arg(
                option("listen", "ADDRESS", texts.get("arg-gate-listen"))
                    .action(ArgAction::Append)
                    .value_parser(address())
                    .requires("upstream"),
            )
            .arg(
                option("upstream", "SERVER", texts.get("arg-gate-upstream"))
                    .action(ArgAction::Append)
                    .value_parser(ValueParser::string())
                    .requires("listen"),
            )
            .arg(option("policy", "POLICY", texts.with("arg-policy", &default)).short('p'))
            .arg(
                option("mode", "MODE", texts.get("arg-gate-mode"))
                    .value_parser(PossibleValuesParser::new(["report", "enforce"])),
            )
            .arg(
                option("hello-timeout", "TIME", texts.get("arg-gate-hello-timeout"))
                    .value_parser(ValueParser::new(time)),
            )
            .arg(option("log", "FILE", texts.get("arg-gate-log")).value_parser(path()))
            .arg(option("status", "ADDRESS", texts.get("arg-gate-status")).value_parser(address()))
            .arg(option("name", "NAME", texts.get("arg-gate-name")))
    }

    /// What that means.
    pub fn of(m: &ArgMatches) -> Self {
        match m.get_one::<PathBuf>("config") {
            Some(file) => GateOptions::File(file.clone()),
            None => GateOptions::Simple(Box::new(Simple {
                name: text(m, "name").unwrap_or("gate").to_owned(),
                listen: many(m, "listen"),
                upstream: many(m, "upstream"),
                policy: text(m, "policy").unwrap_or(DEFAULT_POLICY).to_owned(),
                mode: text(m, "mode").unwrap_or("report").to_owned(),
                hello_timeout: m.get_one("hello-timeout").copied(),
                log: m.get_one("log").cloned(),
                status: m.get_one("status").copied(),
            })),
        }
    }
}

fn time(text: &str) -> Result<Duration, &'static str> {
    let span: jiff::SignedDuration = text.parse().map_err(|_| "no time")?;
    Duration::try_from(span).ok().filter(|time| *time >= Duration::from_millis(100)).ok_or("no time")
}
