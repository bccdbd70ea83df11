//! The command line as typed, and as meant.

pub(crate) mod clients;
pub(crate) mod gate;
pub(crate) mod registry;
pub(crate) mod scan;
pub(crate) mod simulate;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Error};
use cutover_policy::{DEFAULT_POLICY, Date};
use cutover_registry::Windows;
use cutover_report::{Text, Texts, Value};

use crate::environment::{Color, Environment};
use crate::exit::FailOn;
use crate::failure::Failure;
use clients::ClientsCommand;
use gate::GateCommand;
use registry::RegistryCommand;
use scan::ScanCommand;
use simulate::SimulateOptions;

/// What is to be done.
pub(crate) enum Command {
    Observe(ObserveOptions),
    Verify(VerifyOptions),
    Registry(RegistryCommand),
    PolicyList { format: Format },
    PolicyShow { policies: Vec<String>, format: Format },
    PolicyCheck { files: Vec<PathBuf> },
    PolicyCalendar { policies: Vec<String>, on: Option<Date>, format: Format },
    Scan(ScanCommand),
    Simulate(Box<SimulateOptions>),
    Gate(GateCommand),
    Clients(ClientsCommand),
}

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Markdown,
    JsonLines,
    Csv,
    Sarif,
}

pub(crate) struct ObserveOptions {
    pub captures: Vec<PathBuf>,
    pub explain: Option<u64>,
    pub unpack_limit: u64,
    pub judging: Judging,
}

pub(crate) struct VerifyOptions {
    pub evidence: Vec<PathBuf>,
    pub judging: Judging,
}

/// What every verb that judges can be told.
pub(crate) struct Judging {
    pub policy: String,
    /// The day whose policy is meant.
    pub on: Option<Date>,
    pub format: Format,
    pub output: Option<PathBuf>,
    pub all_rows: bool,
    pub fail_on: FailOn,
}

const GIB: u64 = 1 << 30;

/// What came of the arguments.
pub(crate) enum Parsed {
    /// Something is to be done, by the verb that is typed so.
    Command(Command, String),
    /// Help or the version was asked for.
    Help(clap::builder::StyledStr),
    /// Nothing was typed, so that help is what is needed.
    HelpNeeded(clap::builder::StyledStr),
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
            if let Some(sentence) = registry::windows_taken(&matches, &texts) {
                environment.tell(&sentence);
            }
            Ok(Parsed::Command(meant(&matches), verb))
        }
        Err(error) if !error.use_stderr() => Ok(Parsed::Help(error.render())),
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Ok(Parsed::HelpNeeded(error.render()))
        }
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

fn meant(matches: &ArgMatches) -> Command {
    if let Some(command) = matches.subcommand_matches("registry").and_then(registry::meant) {
        return Command::Registry(command);
    }
    match matches.subcommand() {
        Some(("observe", m)) => Command::Observe(ObserveOptions {
            captures: many(m, "captures"),
            explain: m.get_one("explain").copied(),
            unpack_limit: m
                .get_one::<u64>("unpack-limit")
                .map_or(cutover_observe::DEFAULT_UNPACK_LIMIT, |gib| gib.saturating_mul(GIB)),
            judging: judging(m),
        }),
        Some(("verify", m)) => {
            Command::Verify(VerifyOptions { evidence: many(m, "evidence"), judging: judging(m) })
        }
        Some(("scan", m)) => Command::Scan(scan::meant(m)),
        Some(("gate", m)) => Command::Gate(gate::meant(m)),
        Some(("simulate", m)) => Command::Simulate(Box::new(simulate::meant(m))),
        Some(("clients", m)) => Command::Clients(clients::meant(m)),
        Some(("policy", m)) => match m.subcommand() {
            Some(("calendar", m)) => Command::PolicyCalendar {
                policies: many(m, "policies"),
                on: m.get_one("on").cloned(),
                format: format(m),
            },
            Some(("show", m)) => Command::PolicyShow { policies: many(m, "policies"), format: format(m) },
            Some(("check", m)) => Command::PolicyCheck { files: many(m, "files") },
            Some((_, m)) => Command::PolicyList { format: format(m) },
            None => Command::PolicyList { format: Format::Table },
        },
        _ => Command::PolicyList { format: Format::Table },
    }
}

fn judging(m: &ArgMatches) -> Judging {
    Judging {
        policy: text(m, "policy").unwrap_or(DEFAULT_POLICY).to_owned(),
        on: m.get_one("on").cloned(),
        format: format(m),
        output: output(m),
        all_rows: m.get_flag("all"),
        fail_on: fail_on(m),
    }
}

fn fail_on(m: &ArgMatches) -> FailOn {
    match text(m, "fail-on") {
        Some("breaks") => FailOn::Breaks,
        Some("unknown") => FailOn::Unknown,
        Some("never") => FailOn::Never,
        _ => FailOn::Both,
    }
}

fn format(m: &ArgMatches) -> Format {
    match text(m, "format") {
        Some("json") => Format::Json,
        Some("markdown") => Format::Markdown,
        Some("jsonl") => Format::JsonLines,
        Some("csv") => Format::Csv,
        Some("sarif") => Format::Sarif,
        _ => Format::Table,
    }
}

fn output(m: &ArgMatches) -> Option<PathBuf> {
    m.get_one::<PathBuf>("output").filter(|path| path.as_os_str() != "-").cloned()
}

fn text<'a>(m: &'a ArgMatches, name: &str) -> Option<&'a str> {
    m.get_one::<String>(name).map(String::as_str)
}

fn many<T: Clone + Send + Sync + 'static>(m: &ArgMatches, name: &str) -> Vec<T> {
    m.get_many(name).map(|all| all.cloned().collect()).unwrap_or_default()
}

// As typed

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
        .subcommand(observe(texts))
        .subcommand(verify(texts))
        .subcommand(scan::command(texts))
        .subcommand(simulate::command(texts))
        .subcommand(gate::command(texts))
        .subcommand(registry::command(texts))
        .subcommand(clients::command(texts))
        .subcommand(policy(texts))
}

fn observe(texts: &Texts) -> clap::Command {
    let limit = (cutover_observe::DEFAULT_UNPACK_LIMIT / GIB).to_string();
    let command = base("observe", texts)
        .about(texts.get("command-observe").to_string())
        .after_help(texts.get("command-observe-after").to_string())
        .arg(paths("captures", "CAPTURE", texts.get("arg-captures"), texts));
    with_judging(command, "arg-format-observe", &["table", "json", "markdown", "jsonl", "csv"], texts)
        .arg(
            option("explain", "PACKET", texts.get("arg-explain"))
                .value_parser(clap::value_parser!(u64).range(1..))
                .conflicts_with_all(["format", "all"]),
        )
        .arg(
            option("unpack-limit", "GIB", texts.with("arg-unpack-limit", &[("default", limit.into())]))
                .value_parser(clap::value_parser!(u64).range(1..)),
        )
}

fn verify(texts: &Texts) -> clap::Command {
    let command = base("verify", texts)
        .about(texts.get("command-verify").to_string())
        .after_help(texts.get("command-verify-after").to_string())
        .arg(paths("evidence", "EVIDENCE", texts.get("arg-evidence"), texts));
    with_judging(command, "arg-format-verify", &["table", "json", "markdown"], texts)
}

fn policy(texts: &Texts) -> clap::Command {
    let format = || {
        option("format", "FORMAT", texts.get("arg-format-list"))
            .value_parser(PossibleValuesParser::new(["table", "json"]))
    };
    let names =
        paths("policies", "POLICY", texts.get("arg-policies"), texts).value_parser(ValueParser::string());
    let calendar = base("calendar", texts)
        .about(texts.get("command-policy-calendar").to_string())
        .after_help(texts.get("command-policy-calendar-after").to_string())
        .arg(
            paths("policies", "POLICY", texts.get("arg-calendar-policies"), texts)
                .value_parser(ValueParser::string())
                .required(false),
        )
        .arg(on(texts))
        .arg(
            option("format", "FORMAT", texts.get("arg-format-explain"))
                .short('f')
                .value_parser(PossibleValuesParser::new(["table", "json", "markdown"])),
        );
    base("policy", texts)
        .about(texts.get("command-policy").to_string())
        .subcommand_required(true)
        .subcommand(base("list", texts).about(texts.get("command-policy-list").to_string()).arg(format()))
        .subcommand(
            base("show", texts).about(texts.get("command-policy-show").to_string()).arg(names).arg(format()),
        )
        .subcommand(base("check", texts).about(texts.get("command-policy-check").to_string()).arg(paths(
            "files",
            "FILE",
            texts.get("arg-policy-files"),
            texts,
        )))
        .subcommand(calendar)
}

fn on(texts: &Texts) -> Arg {
    option("on", "DATE", texts.get("arg-on"))
        // A month or a year would leave open which day is meant.
        .value_parser(ValueParser::new(|text: &str| {
            Date::parse(text).filter(|_| text.len() == "2026-03-31".len()).ok_or("no day")
        }))
}

fn with_judging(
    command: clap::Command,
    help: &str,
    formats: &[&'static str],
    texts: &Texts,
) -> clap::Command {
    let default = [("default", DEFAULT_POLICY.into())];
    let command =
        command.arg(option("policy", "POLICY", texts.with("arg-policy", &default)).short('p')).arg(on(texts));
    with_report(command, help, formats, texts)
}

/// What every verb takes that ends in a verdict: form, place, rows, exit code.
fn with_report(command: clap::Command, help: &str, formats: &[&'static str], texts: &Texts) -> clap::Command {
    let rows = [("rows", Value::Count(cutover_report::ROWS_SHOWN as u64))];
    command
        .arg(
            option("format", "FORMAT", texts.get(help))
                .short('f')
                .value_parser(PossibleValuesParser::new(formats.iter().copied())),
        )
        .arg(
            option("output", "FILE", texts.get("arg-output"))
                .short('o')
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(flag("all", texts.with("arg-all", &rows)).action(ArgAction::SetTrue))
        .arg(
            option("fail-on", "WHAT", texts.get("arg-fail-on"))
                .value_parser(PossibleValuesParser::new(["breaks", "unknown", "never"])),
        )
}

/// A command whose headings are in the reader's language.
fn base(name: &'static str, texts: &Texts) -> clap::Command {
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}\n",
        texts.get("heading-usage")
    );
    clap::Command::new(name)
        .help_template(template)
        .subcommand_help_heading(texts.get("heading-commands").to_string())
        .subcommand_value_name("COMMAND")
        .next_help_heading(texts.get("heading-options").to_string())
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(flag("help", texts.get("arg-help")).short('h').action(ArgAction::Help))
}

fn option(name: &'static str, value: &'static str, help: Text) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(String::from(help))
        .hide_possible_values(true)
        .hide_default_value(true)
}

fn flag(name: &'static str, help: Text) -> Arg {
    Arg::new(name).long(name).help(String::from(help))
}

fn paths(name: &'static str, value: &'static str, help: Text, texts: &Texts) -> Arg {
    Arg::new(name)
        .value_name(value)
        .help(String::from(help))
        .help_heading(texts.get("heading-arguments").to_string())
        .required(true)
        .num_args(1..)
        .value_parser(clap::value_parser!(PathBuf))
}

// Mistakes

/// What clap has of what may have been meant.
const SUGGESTED: [ContextKind; 3] =
    [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];

/// A mistake in the reader's language, with the nearest that would be right.
fn mistake(error: &Error, texts: &Texts) -> Failure {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let invalid = context(ContextKind::InvalidArg).unwrap_or_default();
    let argument = Value::from(&invalid);
    let value = Value::from(context(ContextKind::InvalidValue).unwrap_or_default());
    let is_ambiguous = invalid.starts_with("--component")
        && context(ContextKind::InvalidValue).is_some_and(|value| value.eq_ignore_ascii_case("schannel"));
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument if !invalid.starts_with('-') => {
            texts.with("usage-unexpected", &[("argument", argument)])
        }
        ErrorKind::UnknownArgument => texts.with("usage-unknown-option", &[("argument", argument)]),
        ErrorKind::InvalidSubcommand => {
            let command = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            texts.with("usage-unknown-command", &[("argument", command.into())])
        }
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_none_or(|v| v.is_empty()) => {
            texts.with("usage-missing-value", &[("argument", argument)])
        }
        ErrorKind::InvalidValue if is_ambiguous => texts.get("usage-component-ambiguous"),
        ErrorKind::InvalidValue => {
            let possible = context(ContextKind::ValidValue).unwrap_or_default();
            let values = [("argument", argument), ("value", value), ("possible", possible.into())];
            texts.with("usage-invalid-value", &values)
        }
        ErrorKind::ValueValidation if invalid.starts_with("--code-page") => {
            texts.with("usage-code-page", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--windows") => {
            let known: Vec<_> = Windows::all().iter().map(|windows| windows.id.as_str()).collect();
            texts.with("usage-windows", &[("value", value), ("known", known.join(", ").into())])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--build") => {
            texts.with("usage-build", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--on") => {
            texts.with("usage-date", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--certificate") => {
            texts.with("usage-certificate", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--client") => {
            texts.with("usage-address", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--watch") => {
            texts.with("usage-interval", &[("value", value)])
        }
        ErrorKind::ValueValidation if gate::kind_of(&invalid).is_some() => {
            let kind = texts.get(gate::kind_of(&invalid).unwrap_or_default());
            texts.with("gate-problem-value", &[("text", value), ("kind", kind.into())])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--updates") => {
            texts.with("usage-updates", &[("value", value)])
        }
        ErrorKind::ValueValidation => {
            texts.with("usage-invalid-number", &[("argument", argument), ("value", value)])
        }
        ErrorKind::MissingRequiredArgument | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            texts.with("usage-missing-argument", &[("argument", argument)])
        }
        ErrorKind::MissingSubcommand => {
            texts.with("usage-missing-argument", &[("argument", "COMMAND".into())])
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg).filter(|prior| !prior.is_empty())
        {
            Some(prior) => {
                let values = [("argument", argument), ("other", (&prior).into())];
                texts.with("usage-conflict-with", &values)
            }
            None => texts.with("usage-conflict", &[("argument", argument)]),
        },
        _ => {
            let problem = error.to_string();
            let problem = problem.lines().next().unwrap_or_default();
            texts.with("usage-other", &[("problem", problem.into())])
        }
    };
    // Of two that are meant alike, none is the nearest.
    let nearest = if is_ambiguous { &[][..] } else { &SUGGESTED };
    let nearest = nearest.iter().copied().find_map(context);
    let mut sentences = vec![sentence];
    if let Some(nearest) = nearest {
        sentences.push(texts.with("usage-nearest", &[("nearest", nearest.into())]));
    }
    Failure::arguments(texts.sentences(sentences))
}
