//! `cutover simulate`, as typed and as meant.

use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches};
use cutover_catalogue::{Certificate, CertificateKey};
use cutover_policy::{DEFAULT_POLICY, Date};
use cutover_registry::{CodePage, Updates, Windows};
use cutover_report::Texts;
use cutover_wire::Group;

use crate::command_line::options::{
    Format, base, fail_on, format, many, on, option, output, text, with_report,
};
use crate::exit::FailOn;
use crate::verbs::registry::arguments::{
    build_option, page, page_option, updates, updates_option, windows, windows_option,
};

pub(crate) struct Simulate {
    pub policies: Vec<String>,
    /// The day whose policies are meant.
    pub on: Option<Date>,
    /// Ids and patterns; empty: all, unless something else is named.
    pub clients: Vec<String>,
    pub platform: Option<String>,
    pub evidence: Vec<PathBuf>,
    pub registry: Vec<PathBuf>,
    pub windows: Option<&'static Windows>,
    pub updates: Updates,
    pub page: CodePage,
    pub servers: Vec<PathBuf>,
    pub certificate: Option<Certificate>,
    pub format: Format,
    pub output: Option<PathBuf>,
    pub all_rows: bool,
    pub fail_on: FailOn,
}

impl Simulate {
    /// How it is typed.
    pub fn typed(texts: &Texts) -> clap::Command {
        let list = |name, value, help: &str| {
            option(name, value, texts.get(help)).action(ArgAction::Append).value_delimiter(',')
        };
        let files = |name, help: &str| -> Arg {
            option(name, "FILE", texts.get(help))
                .action(ArgAction::Append)
                .num_args(1..)
                .value_parser(clap::value_parser!(PathBuf))
        };
        let default = [("default", DEFAULT_POLICY.into())];
        let command = base("simulate", texts)
            .about(texts.get("command-simulate").to_string())
            .after_help(texts.get("command-simulate-after").to_string())
            .arg(
                option("policy", "POLICY,…", texts.with("arg-simulate-policy", &default))
                    .short('p')
                    .action(ArgAction::Append)
                    .value_delimiter(','),
            )
            .arg(on(texts))
            .arg(list("clients", "CLIENT,…", "arg-clients"))
            .arg(option("platform", "PLATFORM", texts.get("arg-platform")))
            .arg(files("evidence", "arg-simulate-evidence"))
            .arg(files("registry", "arg-simulate-registry").requires("windows"))
            .arg(windows_option("arg-windows-of", texts).requires("registry"))
            .arg(updates_option(texts).requires("registry"))
            .arg(build_option(texts).requires("registry"))
            .arg(page_option(texts).requires("registry"))
            .arg(files("servers", "arg-servers"))
            .arg(option("certificate", "KIND", texts.get("arg-certificate")).value_parser(ValueParser::new(
                |text: &str| certificate(text).ok_or("no kind of certificate"),
            )));
        with_report(command, "arg-format-verify", &[], texts)
    }

    /// What that means.
    pub fn of(m: &ArgMatches) -> Self {
        let mut policies: Vec<String> = many(m, "policy");
        let servers: Vec<PathBuf> = many(m, "servers");
        if policies.is_empty() && servers.is_empty() {
            policies.push(DEFAULT_POLICY.to_owned());
        }
        Self {
            policies,
            on: m.get_one("on").cloned(),
            clients: many(m, "clients"),
            platform: text(m, "platform").map(str::to_owned),
            evidence: many(m, "evidence"),
            registry: many(m, "registry"),
            windows: windows(m),
            updates: updates(m),
            page: page(m),
            servers,
            certificate: m.get_one("certificate").copied(),
            format: format(m),
            output: output(m),
            all_rows: m.get_flag("all"),
            fail_on: fail_on(m),
        }
    }
}

/// `rsa`, `ecdsa`, `rsa:1024`, `ecdsa:secp384r1`, each also with `:sha1` behind it.
fn certificate(text: &str) -> Option<Certificate> {
    let mut parts = text.split(':');
    let kind = parts.next()?;
    let mut certificate = match kind {
        "rsa" => Certificate::RSA,
        "ecdsa" => Certificate::ECDSA,
        _ => return None,
    };
    for part in parts {
        match (part, certificate.key) {
            ("sha1", _) => certificate.sha1 = true,
            (bits, CertificateKey::Rsa(_)) => {
                certificate.key =
                    CertificateKey::Rsa(bits.parse().ok().filter(|bits| (512..=16384).contains(bits))?);
            }
            (curve, _) => certificate.key = CertificateKey::Ecdsa(Group::from_name(curve)?),
        }
    }
    Some(certificate)
}
