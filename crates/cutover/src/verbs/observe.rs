//! `cutover observe`: captures to a verdict, or to evidence; or one handshake to be checked by hand.

mod arguments;
mod explain;
mod run;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;
pub(crate) use arguments::Observe;

impl Verb for Observe {
    const NAME: &'static str = "observe";

    fn command(texts: &Texts) -> clap::Command {
        Self::typed(texts)
    }

    fn meant(matches: &ArgMatches) -> Option<Self> {
        Some(Self::of(matches))
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        match self.explain {
            Some(frame) => explain::explain(&self, frame, environment),
            None => run::observe(&self, environment),
        }
    }
}
