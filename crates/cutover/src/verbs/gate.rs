//! `cutover gate`: a proxy in front of TLS servers that does what a policy asks.

mod arguments;
mod calendar;
mod check;
mod kill_switch;
mod listeners;
mod page;
mod problems;
mod run;
mod settings;
mod signals;
mod supervisor;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::{Meant, Verb, verbs};
use arguments::GateOptions;

verbs! {
    check::Check,
    calendar::Calendar,
}

/// What is to be done.
pub(crate) enum Gate {
    /// Run one
    Run(GateOptions),
    /// Something with its settings
    Other(Meant),
}

impl Verb for Gate {
    const NAME: &'static str = "gate";

    fn command(texts: &Texts) -> clap::Command {
        GateOptions::typed(texts).subcommands(commands(texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        if m.subcommand().is_some() {
            return meant(m).map(Self::Other);
        }
        Some(Self::Run(GateOptions::of(m)))
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        match self {
            Self::Run(options) => run::run(&options, environment),
            Self::Other(meant) => meant.run(environment),
        }
    }
}
