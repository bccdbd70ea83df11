//! `cutover verify`, as typed and as meant.

use std::path::PathBuf;

use clap::ArgMatches;
use cutover_report::Texts;

use super::run;
use crate::command_line::options::{Judging, base, judging, many, paths, with_judging};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verbs::Verb;

pub(crate) struct Verify {
    pub evidence: Vec<PathBuf>,
    pub judging: Judging,
}

impl Verb for Verify {
    const NAME: &'static str = "verify";

    fn command(texts: &Texts) -> clap::Command {
        let command = base(Self::NAME, texts)
            .about(texts.get("command-verify").to_string())
            .after_help(texts.get("command-verify-after").to_string())
            .arg(paths("evidence", "EVIDENCE", texts.get("arg-evidence"), texts));
        with_judging(command, "arg-format-verify", &["table", "json", "markdown"], texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { evidence: many(m, "evidence"), judging: judging(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        run::verify(&self, environment)
    }
}
