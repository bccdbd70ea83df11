//! `cutover simulate`: what comes of clients with policies and servers, without a packet.

mod arguments;
mod run;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;
pub(crate) use arguments::Simulate;

impl Verb for Simulate {
    const NAME: &'static str = "simulate";

    fn command(texts: &Texts) -> clap::Command {
        Self::typed(texts)
    }

    fn meant(matches: &ArgMatches) -> Option<Self> {
        Some(Self::of(matches))
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        run::simulate(&self, environment)
    }
}
