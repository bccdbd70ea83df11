//! `cutover policy list`: the policies that are built in.

use clap::ArgMatches;
use cutover_report::{Texts, policies_json, policy_list};

use crate::command_line::options::{Format, base, format, list_format};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies::built_in;
use crate::verb::Verb;

pub(crate) struct List {
    format: Format,
}

impl Verb for List {
    const NAME: &'static str = "list";

    fn command(texts: &Texts) -> clap::Command {
        base(Self::NAME, texts).about(texts.get("command-policy-list").to_string()).arg(list_format(texts))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { format: format(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        let policies = built_in();
        match self.format {
            Format::Json => environment.print(&policies_json(&policies))?,
            format => environment.print_document(&policy_list(&policies, &environment.texts), format)?,
        }
        Ok(Exit::Fits)
    }
}
