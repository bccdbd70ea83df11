//! `cutover clients`: who exists, and the user's own.

mod add;
mod check;
mod list;
mod show;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::command_line::options::base;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::{Meant, Verb, verbs};

verbs! {
    list::List,
    show::Show,
    add::Add,
    check::Check,
}

pub(crate) struct Clients(Meant);

impl Verb for Clients {
    const NAME: &'static str = "clients";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts)
            .about(texts.get("command-clients").to_string())
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
