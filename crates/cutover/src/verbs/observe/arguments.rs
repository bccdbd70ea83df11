//! `cutover observe`, as typed and as meant.

use std::path::PathBuf;

use clap::ArgMatches;
use cutover_observe::DEFAULT_UNPACK_LIMIT;
use cutover_report::Texts;

use crate::command_line::options::{Judging, base, judging, many, option, paths, with_judging};

pub(crate) struct Observe {
    pub captures: Vec<PathBuf>,
    /// The packet of the one handshake that is to be looked at.
    pub explain: Option<u64>,
    /// In bytes.
    pub unpack_limit: u64,
    pub judging: Judging,
}

const GIB: u64 = 1 << 30;

impl Observe {
    /// How it is typed.
    pub fn typed(texts: &Texts) -> clap::Command {
        let limit = [("default", (DEFAULT_UNPACK_LIMIT / GIB).to_string().into())];
        let command = base("observe", texts)
            .about(texts.get("command-observe").to_string())
            .after_help(texts.get("command-observe-after").to_string())
            .arg(paths("captures", "CAPTURE", texts.get("arg-captures"), texts));
        with_judging(command, "arg-format-observe", &["jsonl", "csv"], texts)
            .arg(
                option("explain", "PACKET", texts.get("arg-explain"))
                    .value_parser(clap::value_parser!(u64).range(1..))
                    .conflicts_with_all(["format", "all"]),
            )
            .arg(
                option("unpack-limit", "GIB", texts.with("arg-unpack-limit", &limit))
                    .value_parser(clap::value_parser!(u64).range(1..)),
            )
    }

    /// What that means.
    pub fn of(m: &ArgMatches) -> Self {
        Self {
            captures: many(m, "captures"),
            explain: m.get_one("explain").copied(),
            unpack_limit: m
                .get_one::<u64>("unpack-limit")
                .map_or(DEFAULT_UNPACK_LIMIT, |gib| gib.saturating_mul(GIB)),
            judging: judging(m),
        }
    }
}
