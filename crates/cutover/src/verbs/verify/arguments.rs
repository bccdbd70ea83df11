//! `cutover verify`, as typed and as meant.

use std::path::PathBuf;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::command_line::options::{Judging, base, judging, many, paths, with_judging};

pub(crate) struct Verify {
    pub evidence: Vec<PathBuf>,
    pub judging: Judging,
}

impl Verify {
    /// How it is typed.
    pub fn typed(texts: &Texts) -> clap::Command {
        let command = base("verify", texts)
            .about(texts.get("command-verify").to_string())
            .after_help(texts.get("command-verify-after").to_string())
            .arg(paths("evidence", "EVIDENCE", texts.get("arg-evidence"), texts));
        with_judging(command, "arg-format-verify", &[], texts)
    }

    /// What that means.
    pub fn of(m: &ArgMatches) -> Self {
        Self { evidence: many(m, "evidence"), judging: judging(m) }
    }
}
