//! `cutover verify`: judges evidence as `observe` judges captures.

mod arguments;
mod run;

use clap::ArgMatches;
use cutover_report::Texts;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;
pub(crate) use arguments::Verify;

impl Verb for Verify {
    const NAME: &'static str = "verify";

    fn command(texts: &Texts) -> clap::Command {
        Self::typed(texts)
    }

    fn meant(matches: &ArgMatches) -> Option<Self> {
        Some(Self::of(matches))
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        run::verify(&self, environment)
    }
}
