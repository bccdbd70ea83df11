//! Options that several verbs share, as typed and as meant.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches};
use cutover_files::parse_mode;
use cutover_policy::{DEFAULT_POLICY, Date};
use cutover_report::{DocumentForm, Text, Texts, Value};

use crate::exit::FailOn;

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A document, for people
    People(DocumentForm),
    Json,
    JsonLines,
    Csv,
    Sarif,
    ICalendar,
    Toml,
}

impl Format {
    /// The form of what is said to people, whatever is written for machines.
    pub fn for_people(self) -> DocumentForm {
        match self {
            Self::People(form) => form,
            Self::Json | Self::JsonLines | Self::Csv | Self::Sarif | Self::ICalendar | Self::Toml => {
                DocumentForm::default()
            }
        }
    }
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

// As meant

pub(crate) fn judging(m: &ArgMatches) -> Judging {
    Judging {
        policy: text(m, "policy").unwrap_or(DEFAULT_POLICY).to_owned(),
        on: m.get_one("on").cloned(),
        format: format(m),
        output: output(m),
        all_rows: m.get_flag("all"),
        fail_on: fail_on(m),
    }
}

pub(crate) fn fail_on(m: &ArgMatches) -> FailOn {
    match text(m, "fail-on") {
        Some("breaks") => FailOn::Breaks,
        Some("unknown") => FailOn::Unknown,
        Some("never") => FailOn::Never,
        _ => FailOn::Both,
    }
}

pub(crate) fn format(m: &ArgMatches) -> Format {
    let name = text(m, "format").unwrap_or_default();
    match name {
        "json" => Format::Json,
        "jsonl" => Format::JsonLines,
        "csv" => Format::Csv,
        "sarif" => Format::Sarif,
        "ics" => Format::ICalendar,
        "toml" => Format::Toml,
        _ => Format::People(name.parse().unwrap_or_default()),
    }
}

pub(crate) fn output(m: &ArgMatches) -> Option<PathBuf> {
    // The names that systems have for it: opened anew, what the shell put there before would be written over.
    const STANDARD: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    let is_standard = |path: &&PathBuf| STANDARD.iter().any(|name| path.as_os_str() == *name);
    m.get_one::<PathBuf>("output").filter(|path| !is_standard(path)).cloned()
}

pub(crate) fn text<'a>(m: &'a ArgMatches, name: &str) -> Option<&'a str> {
    m.get_one::<String>(name).map(String::as_str)
}

pub(crate) fn many<T: Clone + Send + Sync + 'static>(m: &ArgMatches, name: &str) -> Vec<T> {
    m.get_many(name).map(|all| all.cloned().collect()).unwrap_or_default()
}

// As typed

pub(crate) fn on(texts: &Texts) -> Arg {
    option("on", "DATE", texts.get("arg-on"))
        // A month or a year would leave open which day is meant.
        .value_parser(ValueParser::new(|text: &str| {
            Date::parse(text).filter(|_| text.len() == "2026-03-31".len()).ok_or("no day")
        }))
}

pub(crate) fn with_judging(
    command: clap::Command,
    help: &str,
    machines: &[&'static str],
    texts: &Texts,
) -> clap::Command {
    let default = [("default", DEFAULT_POLICY.into())];
    let command =
        command.arg(option("policy", "POLICY", texts.with("arg-policy", &default)).short('p')).arg(on(texts));
    with_report(command, help, machines, texts)
}

/// What every verb takes that ends in a verdict: form, place, rows, exit code.
pub(crate) fn with_report(
    command: clap::Command,
    help: &str,
    machines: &[&'static str],
    texts: &Texts,
) -> clap::Command {
    let rows = [("rows", Value::Count(cutover_report::ROWS_SHOWN as u64))];
    command
        .arg(format_option(help, machines, texts))
        .args(output_options(texts))
        .arg(flag("all", texts.with("arg-all", &rows)).action(ArgAction::SetTrue))
        .arg(
            option("fail-on", "WHAT", texts.get("arg-fail-on"))
                .value_parser(PossibleValuesParser::new(["breaks", "unknown", "never"])),
        )
}

/// `--output`, and the rights that the file has.
pub(crate) fn output_options(texts: &Texts) -> Vec<Arg> {
    let output = option("output", "FILE", texts.get("arg-output"))
        .short('o')
        .value_parser(clap::value_parser!(PathBuf));
    [output].into_iter().chain(file_mode_option(texts)).collect()
}

/// `--mode`: the rights of what is written, on systems where files have such rights.
pub(crate) fn file_mode_option(texts: &Texts) -> Option<Arg> {
    let option = option("file-mode", "MODE", texts.get("arg-file-mode")).long("mode");
    let option = option.value_parser(ValueParser::new(|text: &str| parse_mode(text).ok_or("no mode")));
    cfg!(unix).then_some(option)
}

/// What `--mode` says to the verb that was typed.
pub(crate) fn file_mode(m: &ArgMatches) -> Option<u32> {
    match m.subcommand() {
        Some((_, deeper)) => file_mode(deeper),
        None => m.try_get_one("file-mode").ok().flatten().copied(),
    }
}

/// A command whose headings are in the reader's language.
pub(crate) fn base(name: &'static str, texts: &Texts) -> clap::Command {
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

pub(crate) fn option(name: &'static str, value: &'static str, help: Text) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(String::from(help))
        .hide_possible_values(true)
        .hide_default_value(true)
}

pub(crate) fn flag(name: &'static str, help: Text) -> Arg {
    Arg::new(name).long(name).help(String::from(help))
}

pub(crate) fn paths(name: &'static str, value: &'static str, help: Text, texts: &Texts) -> Arg {
    Arg::new(name)
        .value_name(value)
        .help(String::from(help))
        .help_heading(texts.get("heading-arguments").to_string())
        .required(true)
        .num_args(1..)
        .value_parser(clap::value_parser!(PathBuf))
}

/// `--format` of a list.
pub(crate) fn list_format(texts: &Texts) -> Arg {
    option("format", "FORMAT", texts.get("arg-format-list"))
        .value_parser(PossibleValuesParser::new(["table", "json"]))
}

/// `--format` of what is shown of things that files describe.
pub(crate) fn show_format(texts: &Texts) -> Arg {
    option("format", "FORMAT", texts.get("arg-format-show"))
        .value_parser(PossibleValuesParser::new(["table", "json", "toml"]))
}

/// `--format`: every form for people, JSON, and the other forms for machines that a verb has.
pub(crate) fn format_option(help: &str, machines: &[&'static str], texts: &Texts) -> Arg {
    let people = DocumentForm::ALL.iter().map(|form| form.name());
    let mut names: Vec<_> = people.chain(machines.iter().copied()).collect();
    names.insert(1, "json");
    option("format", "FORMAT", texts.get(help)).short('f').value_parser(PossibleValuesParser::new(names))
}
