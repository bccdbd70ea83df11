//! `cutover scan`, as typed and as meant.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::ValueParser;
use clap::{ArgAction, ArgMatches};
use cutover_report::{Texts, Value};
use cutover_scan::{Options, Patience};

use super::{Judging, base, flag, judging, many, option, paths, with_judging};

pub(crate) struct ScanOptions {
    pub targets: Vec<String>,
    pub files: Vec<PathBuf>,
    pub how: Options,
    pub dry_run: bool,
    pub judging: Judging,
}

pub(super) fn meant(m: &ArgMatches) -> ScanOptions {
    let default = Options::default();
    let patience = m.get_one::<u64>("timeout").map_or(default.patience, |seconds| {
        let answer = Duration::from_secs(*seconds);
        Patience { answer, connect: answer.min(default.patience.connect) }
    });
    ScanOptions {
        targets: many(m, "targets"),
        files: many(m, "targets-file"),
        how: Options {
            tries: m.get_one("tries").copied().unwrap_or(default.tries),
            at_once: m.get_one::<u64>("at-once").map_or(default.at_once, |n| *n as usize),
            host_limits: default.host_limits.filter(|_| !m.get_flag("no-host-limit")),
            patience,
        },
        dry_run: m.get_flag("dry-run"),
        judging: judging(m),
    }
}

pub(super) fn command(texts: &Texts) -> clap::Command {
    let default = Options::default();
    let at_once = [("default", Value::from(default.at_once.to_string()))];
    let seconds = [("default", Value::from(default.patience.answer.as_secs().to_string()))];
    let command = base("scan", texts)
        .about(texts.get("command-scan"))
        .after_help(texts.get("command-scan-after"))
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
        .arg(flag("no-host-limit", texts.get("arg-no-host-limit")).action(ArgAction::SetTrue))
        .arg(flag("dry-run", texts.get("arg-dry-run")).action(ArgAction::SetTrue));
    with_judging(command, "arg-format-scan", &["table", "json", "markdown", "jsonl"], texts)
}
