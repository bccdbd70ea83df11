//! `cutover policy show`: everything about some policies.

use clap::ArgMatches;
use clap::builder::ValueParser;
use cutover_policy::Policy;
use cutover_report::{Document, Texts, policies_json, policy_details};

use crate::command_line::options::{Format, base, format, many, paths, show_format};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies::{find, text_of};
use crate::template::template;
use crate::verb::Verb;

pub(crate) struct Show {
    policies: Vec<String>,
    format: Format,
}

impl Verb for Show {
    const NAME: &'static str = "show";

    fn command(texts: &Texts) -> clap::Command {
        let names = paths("policies", "POLICY", texts.get("arg-policies"), texts);
        base(Self::NAME, texts)
            .about(texts.get("command-policy-show").to_string())
            .arg(names.value_parser(ValueParser::string()))
            .arg(show_format(texts).short('f'))
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { policies: many(m, "policies"), format: format(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        if self.format == Format::Toml {
            let [name] = &self.policies[..] else {
                return Err(Failure::arguments(environment.texts.get("usage-one-policy")));
            };
            let text = text_of(name, environment)?;
            environment.print(&template("policy-template", &text, environment))?;
            return Ok(Exit::Fits);
        }
        let found = self.policies.iter().map(|name| find(name, environment));
        let policies = found.collect::<Result<Vec<Policy>, Failure>>()?;
        if self.format == Format::Json {
            environment.print(&policies_json(&policies))?;
            return Ok(Exit::Fits);
        }
        let mut document = Document::default();
        for policy in &policies {
            document.append(policy_details(policy, &environment.texts));
        }
        environment.print_document(&document, self.format)?;
        Ok(Exit::Fits)
    }
}
