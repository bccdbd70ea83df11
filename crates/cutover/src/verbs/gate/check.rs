//! `cutover gate check`: whether files of settings are good.

use std::path::PathBuf;

use clap::ArgMatches;
use cutover_report::{Texts, Value};
use jiff::Timestamp;

use super::listeners::listeners;
use super::problems::doubtful;
use super::settings::read;
use crate::command_line::options::{base, many, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

pub(crate) struct Check {
    files: Vec<PathBuf>,
}

impl Verb for Check {
    const NAME: &'static str = "check";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts).about(texts.get("command-gate-check").to_string()).arg(paths(
            "files",
            "FILE",
            texts.get("arg-gate-files"),
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
            let settings = match read(path, environment) {
                Ok(settings) => settings,
                Err(failure) => {
                    exit = environment.tell_and_go_on(failure);
                    continue;
                }
            };
            let now = Timestamp::now();
            let doubts = settings.doubts(now);
            let doubts = doubts.iter().map(|doubt| doubtful(doubt, texts));
            let ended = settings.ended_exemptions(now);
            let ended = ended.map(|ended| {
                let values = [("owner", Value::from(&ended.owner)), ("until", Value::of(ended.until))];
                texts.with("gate-exemption-ended", &values)
            });
            let warnings: Vec<_> = doubts.chain(ended).collect();
            let values = [
                ("file", path.into()),
                ("warnings", Value::Count(warnings.len() as u64)),
                ("listeners", listeners(&settings, texts).into()),
            ];
            let sentence = if warnings.is_empty() { "gate-good" } else { "gate-doubtful" };
            environment.print(&format!("{}\n", texts.with(sentence, &values)))?;
            for warning in warnings {
                environment.warning(warning);
            }
        }
        Ok(exit)
    }
}
