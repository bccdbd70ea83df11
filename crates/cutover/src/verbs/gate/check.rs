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
            let values = [("file", path.into()), ("listeners", listeners(&settings, texts).into())];
            environment.print(&format!("{}\n", texts.with("gate-good", &values)))?;
            for doubt in settings.doubts(Timestamp::now()) {
                environment.warning(doubtful(&doubt, texts));
            }
            for ended in settings.ended_exemptions(Timestamp::now()) {
                let values = [("owner", Value::from(&ended.owner)), ("until", Value::of(ended.until))];
                environment.warning(texts.with("gate-exemption-ended", &values));
            }
        }
        Ok(exit)
    }
}
