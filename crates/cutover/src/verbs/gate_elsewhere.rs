//! `cutover gate` where it does not run: it needs what Linux has.

use clap::{Arg, ArgMatches};
use cutover_report::Texts;

use crate::command_line::options::base;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

pub(crate) struct Gate;

impl Verb for Gate {
    const NAME: &'static str = "gate";

    fn command(texts: &Texts) -> clap::Command {
        // Whatever is asked of it, the answer is the same.
        let anything = Arg::new("anything").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
        base(Self::NAME, texts).about(texts.get("command-gate").to_string()).arg(anything.hide(true))
    }

    fn meant(_: &ArgMatches) -> Option<Self> {
        Some(Self)
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        Err(Failure::environment(environment.texts.get("gate-only-linux")))
    }
}
