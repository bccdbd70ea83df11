//! `cutover clients check`: whether files of clients are good.

use std::path::PathBuf;

use clap::ArgMatches;
use cutover_report::{Text, Texts, Value};

use crate::command_line::options::{base, many, paths};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::own_clients::KnownClients;
use crate::verb::Verb;

pub(crate) struct Check {
    files: Vec<PathBuf>,
}

impl Verb for Check {
    const NAME: &'static str = "check";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts)
            .about(texts.get("command-clients-check").to_string())
            .after_help(texts.get("command-clients-check-after").to_string())
            .arg(paths("files", "FILE", texts.get("arg-client-files"), texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { files: many(m, "files") })
    }

    /// Every file is looked at.
    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let texts = &environment.texts;
        let mut exit = Exit::Fits;
        // A client of one's own may be judged by another.
        let known = KnownClients::read(environment);
        for path in &self.files {
            match known.check(path, environment) {
                Ok(clients) => {
                    let ids = clients.iter().map(|client| Text::from(&client.id));
                    let values = [
                        ("file", Value::from(path)),
                        ("count", Value::Count(clients.len() as u64)),
                        ("ids", texts.list(ids).into()),
                    ];
                    environment.print(&format!("{}\n", texts.with("clients-good", &values)))?;
                }
                Err(problems) => exit = environment.tell_and_go_on(Failure::settings_of(problems)),
            }
        }
        Ok(exit)
    }
}
