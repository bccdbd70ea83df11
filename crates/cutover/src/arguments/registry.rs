//! `cutover registry`, as typed and as meant.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches};
use cutover_registry::{CodePage, Windows};
use cutover_report::{Texts, Value};

use super::{Format, base, flag, format, option, output, paths};

/// What is to be done with registry files.
pub(crate) enum RegistryCommand {
    Audit { file: PathBuf, page: CodePage, windows: Option<&'static Windows>, all: bool, out: Out },
}

/// How something is written, and where to.
pub(crate) struct Out {
    pub format: Format,
    pub path: Option<PathBuf>,
    /// Whether a file may be written over.
    pub force: bool,
}

pub(super) fn meant(m: &ArgMatches) -> Option<RegistryCommand> {
    match m.subcommand()? {
        ("audit", m) => Some(RegistryCommand::Audit {
            file: file(m, "file"),
            page: page(m),
            windows: windows(m),
            all: m.get_flag("all"),
            out: out(m),
        }),
        _ => None,
    }
}

fn file(m: &ArgMatches, name: &str) -> PathBuf {
    m.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

fn page(m: &ArgMatches) -> CodePage {
    m.get_one::<CodePage>("code-page").copied().unwrap_or(CodePage::WESTERN)
}

fn windows(m: &ArgMatches) -> Option<&'static Windows> {
    m.get_one::<String>("windows").and_then(|id| Windows::named(id))
}

fn out(m: &ArgMatches) -> Out {
    Out { format: format(m), path: output(m), force: m.get_flag("force") }
}

pub(super) fn command(texts: &Texts) -> clap::Command {
    base("registry", texts)
        .about(texts.get("command-registry"))
        .subcommand_required(true)
        .subcommand(audit(texts))
}

fn audit(texts: &Texts) -> clap::Command {
    let rows = [("rows", Value::Count(cutover_report::ROWS_SHOWN as u64))];
    let command = base("audit", texts)
        .about(texts.get("command-registry-audit"))
        .after_help(texts.get("command-registry-audit-after"))
        .arg(one_file("file", "FILE", texts.get("arg-registry-file"), texts))
        .arg(windows_option(texts))
        .arg(page_option(texts))
        .arg(flag("all", texts.with("arg-all", &rows)).action(ArgAction::SetTrue));
    with_out(command, "arg-format-audit", &["table", "json", "markdown", "sarif"], texts)
}

fn one_file(name: &'static str, value: &'static str, help: String, texts: &Texts) -> Arg {
    paths(name, value, help, texts).num_args(1)
}

fn windows_option(texts: &Texts) -> Arg {
    let ids: Vec<_> = Windows::all().iter().map(|windows| windows.id.as_str()).collect();
    option("windows", "WINDOWS", texts.with("arg-windows", &[("known", ids.join(", ").into())]))
        .value_parser(PossibleValuesParser::new(ids))
        .ignore_case(true)
}

fn page_option(texts: &Texts) -> Arg {
    option("code-page", "NUMBER", texts.get("arg-code-page")).value_parser(ValueParser::new(
        |number: &str| number.parse().ok().and_then(CodePage::of).ok_or("no code page of Windows"),
    ))
}

fn with_out(command: clap::Command, help: &str, formats: &[&'static str], texts: &Texts) -> clap::Command {
    let command = if formats.is_empty() {
        command
    } else {
        command.arg(
            option("format", "FORMAT", texts.get(help))
                .short('f')
                .value_parser(PossibleValuesParser::new(formats.iter().copied())),
        )
    };
    command
        .arg(
            option("output", "FILE", texts.get("arg-output"))
                .short('o')
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(flag("force", texts.get("arg-force")).action(ArgAction::SetTrue))
}
