//! `cutover policy`: what is required, by whom and from when.

mod calendar;
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
    check::Check,
    calendar::Calendar,
}

pub(crate) struct Policies(Meant);

impl Verb for Policies {
    const NAME: &'static str = "policy";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts)
            .about(texts.get("command-policy").to_string())
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
