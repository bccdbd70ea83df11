//! `cutover policy check`: whether files of policies are good.

use std::path::PathBuf;

use clap::ArgMatches;
use cutover_report::{Text, Texts};

use crate::command_line::options::{base, many, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies::read;
use crate::verb::Verb;

pub(crate) struct Check {
    files: Vec<PathBuf>,
}

impl Verb for Check {
    const NAME: &'static str = "check";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts).about(texts.get("command-policy-check").to_string()).arg(paths(
            "files",
            "FILE",
            texts.get("arg-policy-files"),
            texts,
        ))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { files: many(m, "files") })
    }

    /// Every file is looked at.
    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let texts = &environment.texts;
        let mut exit = Exit::Fits;
        for path in &self.files {
            match read(path, environment) {
                Ok(policy) => {
                    let values = [
                        ("file", path.into()),
                        ("id", (&policy.id).into()),
                        ("name", texts.policy_name(&policy).into()),
                        ("versions", texts.list(policy.versions.iter().map(Text::of)).into()),
                    ];
                    environment.print(&format!("{}\n", texts.with("policy-good", &values)))?;
                }
                Err(failure) => exit = environment.tell_and_go_on(failure),
            }
        }
        Ok(exit)
    }
}
