//! `cutover registry`: files about TLS for the registry of Windows. One file a verb; what they share is in `arguments`,
//! `reading` and `writing`.

pub(crate) mod arguments;
mod audit;
mod diff;
mod effective;
mod explain;
mod generate;
pub(crate) mod reading;
mod undo;
mod writing;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::command_line::options::base;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::{Meant, Verb, verbs};

verbs! {
    audit::Audit,
    explain::Explain,
    generate::Generate,
    undo::Undo,
    diff::Diff,
    effective::Effective,
}

pub(crate) struct Registry(Meant);

impl Verb for Registry {
    const NAME: &'static str = "registry";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts)
            .about(texts.get("command-registry").to_string())
            .subcommand_required(true)
            .subcommands(commands(texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        meant(m).map(Self)
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        self.0.run(environment)
    }
}
