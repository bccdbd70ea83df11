//! The command line as it is typed: which verb is meant, in which language and colour.

pub(crate) mod mistakes;
pub(crate) mod options;

use std::ffi::OsString;
use std::sync::Arc;

use clap::ArgAction;
use clap::builder::{PossibleValuesParser, StyledStr};
use cutover_report::Texts;

use crate::environment::{Color, Environment};
use crate::failure::Failure;
use crate::verb::Meant;
use crate::verbs::{self, registry};
use mistakes::mistake;
use options::{base, file_mode, flag, option, text};

/// What came of the arguments.
pub(crate) enum Parsed {
    /// Something is to be done, by the verb that is typed so.
    Meant(Meant, String),
    /// Help or the version was asked for.
    Help(StyledStr),
}

/// Reads the arguments. A mistake comes with the verb that it was made in, as it is typed.
pub(crate) fn parse(
    arguments: Vec<OsString>,
    environment: &mut Environment,
) -> Result<Parsed, (Failure, String)> {
    let texts = Arc::clone(&environment.texts);
    let command = command(&texts);
    let verb = verb_typed(&arguments, &command);
    match command.try_get_matches_from(arguments) {
        Ok(matches) => {
            environment.set_color(match text(&matches, "color") {
                Some("always") => Color::Always,
                Some("never") => Color::Never,
                _ => Color::Auto,
            });
            environment.file_mode = file_mode(&matches);
            if let Some(sentence) = registry::arguments::windows_taken(&matches, &texts) {
                environment.tell(&sentence);
            }
            verbs::meant(&matches).map(|meant| Parsed::Meant(meant, verb.clone())).ok_or_else(|| {
                let missing = texts.with("usage-missing-argument", &[("argument", "COMMAND".into())]);
                (Failure::arguments(missing), verb)
            })
        }
        Err(error) if !error.use_stderr() => Ok(Parsed::Help(error.render())),
        Err(error) => Err((mistake(&error, &texts), verb)),
    }
}

/// The verb as it is typed, with `cutover` before it, as far as there is one of that name.
fn verb_typed(arguments: &[OsString], command: &clap::Command) -> String {
    let (mut known, mut typed) = (command, "cutover".to_owned());
    for word in arguments.iter().skip(1).filter_map(|argument| argument.to_str()) {
        if let Some(deeper) = known.find_subcommand(word) {
            typed = format!("{typed} {word}");
            known = deeper;
        }
    }
    typed
}

fn command(texts: &Texts) -> clap::Command {
    let lang =
        option("lang", "LANG", texts.get("arg-lang")).value_parser(PossibleValuesParser::new(["en", "ja"]));
    let color = option("color", "WHEN", texts.get("arg-color"))
        .value_parser(PossibleValuesParser::new(["auto", "always", "never"]));
    let version = flag("version", texts.get("arg-version")).short('V').action(ArgAction::Version);
    base("cutover", texts)
        .about(texts.get("about").to_string())
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg(lang.global(true))
        .arg(color.global(true))
        .arg(version)
        .subcommands(verbs::commands(texts))
}
