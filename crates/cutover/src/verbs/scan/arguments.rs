//! `cutover scan`, as typed and as meant.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{ArgAction, ArgMatches};
use cutover_report::{MonitorDays, Texts, Value};
use cutover_scan::{Addresses, Depth, Names, Options, Patience, Whole};

use crate::command_line::options::{Judging, base, flag, judging, many, option, paths, text, with_judging};

pub(crate) struct ScanOptions {
    pub targets: Vec<String>,
    pub files: Vec<PathBuf>,
    /// The heading of the column of targets in files that are tables.
    pub column: Option<String>,
    pub exclude: Vec<PathBuf>,
    /// Whether networks may be targets.
    pub networks: bool,
    pub max_hosts: Option<u64>,
    pub how: Options,
    pub dry_run: bool,
    pub journal: Option<JournalUse>,
    /// Ask again and again, after that time.
    pub watch: Option<Duration>,
    /// Answer as monitors expect.
    pub nagios: bool,
    /// When a monitor is told that a certificate ends.
    pub days: MonitorDays,
    pub judging: Judging,
}

/// How long a target may take where a monitor waits for the answer: those of Nagios end a check after 60 seconds.
const DEADLINE_OF_MONITORS: Duration = Duration::from_secs(50);

/// What becomes of a journal.
pub(crate) enum JournalUse {
    Begin(PathBuf),
    GoOn(PathBuf),
}

impl ScanOptions {
    /// How they are typed.
    pub fn typed(texts: &Texts) -> clap::Command {
        let default = Options::default();
        let at_once = [("default", Value::from(default.at_once.to_string()))];
        let seconds = [("default", Value::from(default.patience.answer.as_secs().to_string()))];
        let command = base("scan", texts)
            .about(texts.get("command-scan").to_string())
            .after_help(texts.get("command-scan-after").to_string())
            .arg(
                paths("targets", "TARGET", texts.get("arg-scan-targets"), texts)
                    .value_parser(ValueParser::string())
                    .required(false),
            )
            .arg(
                option("targets-file", "FILE", texts.get("arg-targets-file"))
                    .long("targets")
                    .action(ArgAction::Append)
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(option("column", "HEADING", texts.get("arg-column")))
            .arg(flag("v4", texts.get("arg-v4")).short('4').long("ipv4").action(ArgAction::SetTrue))
            .arg(
                flag("v6", texts.get("arg-v6"))
                    .short('6')
                    .long("ipv6")
                    .action(ArgAction::SetTrue)
                    .conflicts_with("v4"),
            )
            .arg(
                option("address", "ADDRESS", texts.get("arg-address"))
                    .action(ArgAction::Append)
                    .value_parser(clap::value_parser!(IpAddr))
                    .conflicts_with_all(["v4", "v6"]),
            )
            .arg(
                option("deadline", "SECONDS", texts.get("arg-deadline"))
                    .value_parser(clap::value_parser!(u64).range(1..=86_400)),
            )
            .arg(option("ehlo", "NAME", texts.get("arg-ehlo")))
            .arg(option("xmpp-domain", "NAME", texts.get("arg-xmpp-domain")))
            .arg(
                option("tries", "N", texts.get("arg-tries"))
                    .value_parser(clap::value_parser!(u32).range(1..=100)),
            )
            .arg(
                option("at-once", "N", texts.with("arg-at-once", &at_once))
                    .value_parser(clap::value_parser!(u64).range(1..=10_000)),
            )
            .arg(
                option("timeout", "SECONDS", texts.with("arg-timeout", &seconds))
                    .value_parser(clap::value_parser!(u64).range(1..=600)),
            )
            .arg(
                option("rate", "N", texts.get("arg-rate"))
                    .value_parser(clap::value_parser!(u32).range(1..=100_000)),
            )
            .arg(flag("no-host-limit", texts.get("arg-no-host-limit")).action(ArgAction::SetTrue))
            .arg(
                flag("dry-run", texts.get("arg-dry-run"))
                    .action(ArgAction::SetTrue)
                    .conflicts_with_all(["format", "output", "all"]),
            );
        let file =
            |name, help| option(name, "FILE", texts.get(help)).value_parser(clap::value_parser!(PathBuf));
        let command = command
            .arg(
                option("sni", "WHICH", texts.get("arg-sni"))
                    .value_parser(PossibleValuesParser::new(["both", "with", "without"])),
            )
            .arg(flag("suites", texts.get("arg-suites")).action(ArgAction::SetTrue))
            .arg(flag("groups", texts.get("arg-groups")).action(ArgAction::SetTrue))
            .arg(flag("certificate", texts.get("arg-scan-certificate")).action(ArgAction::SetTrue))
            .arg(flag("details", texts.get("arg-details")).action(ArgAction::SetTrue))
            .args(of_whole_handshakes(texts))
            .arg(flag("cidr", texts.get("arg-cidr")).action(ArgAction::SetTrue).requires("max-hosts"))
            .arg(
                option("max-hosts", "N", texts.get("arg-max-hosts"))
                    .value_parser(clap::value_parser!(u64).range(1..)),
            )
            .arg(file("exclude", "arg-exclude").action(ArgAction::Append))
            .arg(file("journal", "arg-journal"))
            .arg(file("resume", "arg-resume").conflicts_with_all(["journal", "watch"]))
            .arg(
                option("watch", "INTERVAL", texts.get("arg-watch"))
                    .value_parser(ValueParser::new(interval))
                    .conflicts_with_all(["output", "dry-run", "nagios"]),
            )
            .arg(
                flag("nagios", texts.get("arg-nagios"))
                    .action(ArgAction::SetTrue)
                    .conflicts_with_all(["format", "dry-run"]),
            );
        let days = |name, help| {
            option(name, "DAYS", texts.get(help))
                .value_parser(clap::value_parser!(i64).range(0..=100_000))
                .requires("nagios")
        };
        let command =
            command.arg(days("warn-days", "arg-warn-days")).arg(days("critical-days", "arg-critical-days"));
        with_judging(command, "arg-format-scan", &["jsonl", "csv"], texts)
    }

    /// What that means.
    pub fn of(m: &ArgMatches) -> Self {
        let default = Options::default();
        let patience = m.get_one::<u64>("timeout").map_or(default.patience, |seconds| {
            let answer = Duration::from_secs(*seconds);
            Patience { answer, connect: answer.min(default.patience.connect) }
        });
        let path = |name| m.get_one::<PathBuf>(name).cloned();
        let of_days = |name| m.get_one::<i64>(name).copied();
        let days = MonitorDays { warn: of_days("warn-days"), critical: of_days("critical-days") };
        Self {
            targets: many(m, "targets"),
            files: many(m, "targets-file"),
            column: text(m, "column").map(str::to_owned),
            exclude: many(m, "exclude"),
            networks: m.get_flag("cidr"),
            max_hosts: m.get_one("max-hosts").copied(),
            how: Options {
                tries: m.get_one("tries").copied().unwrap_or(default.tries),
                at_once: m.get_one::<u64>("at-once").map_or(default.at_once, |n| *n as usize),
                host_limits: default.host_limits.filter(|_| !m.get_flag("no-host-limit")),
                a_second: m.get_one("rate").copied(),
                names: match text(m, "sni") {
                    Some("with") => Names::With,
                    Some("without") => Names::Without,
                    _ => Names::Both,
                },
                depth: Depth {
                    suites: m.get_flag("suites"),
                    groups: m.get_flag("groups"),
                    certificate: m.get_flag("certificate") || days.warn.or(days.critical).is_some(),
                    details: m.get_flag("details"),
                    whole: match (is_set(m, "http"), is_set(m, "finish")) {
                        (true, _) => Whole::Http,
                        (false, true) => Whole::Handshake,
                        (false, false) => Whole::No,
                    },
                },
                patience,
                addresses: match many::<IpAddr>(m, "address") {
                    these if !these.is_empty() => Addresses::These(these),
                    _ if m.get_flag("v4") => Addresses::V4,
                    _ if m.get_flag("v6") => Addresses::V6,
                    _ => Addresses::All,
                },
                client_name: text(m, "ehlo").map(str::to_owned),
                xmpp_domain: text(m, "xmpp-domain").map(str::to_owned),
                deadline: match m.get_one::<u64>("deadline") {
                    Some(seconds) => Some(Duration::from_secs(*seconds)),
                    None => m.get_flag("nagios").then_some(DEADLINE_OF_MONITORS),
                },
                ..default
            },
            dry_run: m.get_flag("dry-run"),
            journal: path("journal").map(JournalUse::Begin).or(path("resume").map(JournalUse::GoOn)),
            watch: m.get_one("watch").copied(),
            nagios: m.get_flag("nagios"),
            days,
            judging: judging(m),
        }
    }
}

/// What only a program can do that finishes handshakes.
fn of_whole_handshakes(texts: &Texts) -> Vec<clap::Arg> {
    if !cfg!(feature = "handshakes") {
        return Vec::new();
    }
    vec![
        flag("finish", texts.get("arg-finish")).action(ArgAction::SetTrue),
        flag("http", texts.get("arg-http")).action(ArgAction::SetTrue),
    ]
}

/// Whether an option was given that this program may not have.
fn is_set(m: &ArgMatches, name: &str) -> bool {
    m.try_get_one::<bool>(name).ok().flatten() == Some(&true)
}

/// A time like `30s`, `10m`, `1h30m`; a second at least.
fn interval(text: &str) -> Result<Duration, &'static str> {
    let span: jiff::SignedDuration = text.parse().map_err(|_| "no time")?;
    Duration::try_from(span).ok().filter(|time| time.as_secs() >= 1).ok_or("no time")
}
