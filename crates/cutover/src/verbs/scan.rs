//! `cutover scan`: what servers really accept, and whether that is what a policy asks.

pub(crate) mod arguments;
mod diff;
mod journal;
mod round;
mod run;
mod table;
mod targets;
mod watch;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::{Meant, Verb, verbs};
use arguments::ScanOptions;

verbs! {
    diff::Diff,
}

/// What is to be done.
pub(crate) enum Scan {
    /// Ask servers
    Ask(Box<ScanOptions>),
    /// Something with what was asked before
    Other(Meant),
}

impl Verb for Scan {
    const NAME: &'static str = "scan";

    fn command(texts: &Texts) -> clap::Command {
        ScanOptions::typed(texts).subcommands(commands(texts)).args_conflicts_with_subcommands(true)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        if m.subcommand().is_some() {
            return meant(m).map(Self::Other);
        }
        Some(Self::Ask(Box::new(ScanOptions::of(m))))
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        match self {
            Self::Ask(mut options) => run::scan(&mut options, environment),
            Self::Other(meant) => meant.run(environment),
        }
    }
}
