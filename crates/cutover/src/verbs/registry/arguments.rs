//! What the verbs about registry files share, as typed and as meant.

use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches};
use cutover_registry::{Build, CodePage, NamedWindows, Updates, Windows};
use cutover_report::{DocumentForm, Text, Texts};

use crate::command_line::options::{Format, base, flag, format, option, output, output_options, paths};

/// How something is written, and where to.
pub(crate) struct Out {
    pub format: Format,
    pub path: Option<PathBuf>,
    /// Whether a file may be written over.
    pub force: bool,
}

pub(crate) fn file(m: &ArgMatches, name: &str) -> PathBuf {
    m.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

pub(crate) fn page(m: &ArgMatches) -> CodePage {
    m.get_one::<CodePage>("code-page").copied().unwrap_or(CodePage::WESTERN)
}

pub(crate) fn windows(m: &ArgMatches) -> Option<&'static Windows> {
    m.get_one::<NamedWindows>("windows").map(|named| named.windows)
}

/// Which Windows a name was taken for, where it is not the name that the program has for it.
pub(crate) fn windows_taken(m: &ArgMatches, texts: &Texts) -> Option<Text> {
    if let Some((_, deeper)) = m.subcommand() {
        return windows_taken(deeper, texts);
    }
    let named = m.try_get_one::<NamedWindows>("windows").ok().flatten()?;
    let typed = m.get_raw("windows")?.next()?.to_string_lossy().into_owned();
    if typed.eq_ignore_ascii_case(&named.windows.id) {
        return None;
    }
    let values = [
        ("typed", (&typed).into()),
        ("windows", texts.windows_name(named.windows).into()),
        ("id", (&named.windows.id).into()),
        ("release", named.release.unwrap_or_default().into()),
        ("server", named.also.map_or("", |server| texts.windows_name(server)).into()),
        ("server-id", named.also.map_or("", |server| &server.id).into()),
    ];
    let sentence = if named.also.is_some() { "windows-taken-as-client" } else { "windows-taken" };
    Some(texts.with(sentence, &values))
}

pub(crate) fn updates(m: &ArgMatches) -> Updates {
    let said = m.get_one::<Updates>("updates").cloned().unwrap_or(Updates::NotSaid);
    let named = m.get_one::<NamedWindows>("windows").and_then(|named| named.build);
    said.with_build(m.get_one::<Build>("build").copied().or(named))
}

pub(crate) fn out(m: &ArgMatches) -> Out {
    // What has one form only has no --format.
    let format =
        if m.try_contains_id("format").is_ok() { format(m) } else { Format::People(DocumentForm::default()) };
    Out { format, path: output(m), force: m.get_flag("force") }
}

/// A command with its examples.
pub(crate) fn verb(name: &'static str, sentence: &str, texts: &Texts) -> clap::Command {
    base(name, texts)
        .about(texts.get(sentence).to_string())
        .after_help(texts.get(&format!("{sentence}-after")).to_string())
}

pub(crate) fn one_file(name: &'static str, value: &'static str, help: Text, texts: &Texts) -> Arg {
    paths(name, value, help, texts).num_args(1)
}

pub(crate) fn windows_option(help: &str, texts: &Texts) -> Arg {
    let ids: Vec<_> = Windows::all().iter().map(|windows| windows.id.as_str()).collect();
    option("windows", "WINDOWS", texts.with(help, &[("known", ids.join(", ").into())]))
        .value_parser(ValueParser::new(|name: &str| Windows::called(name).ok_or("no Windows")))
}

pub(crate) fn updates_option(texts: &Texts) -> Arg {
    option("updates", "UPDATE,…", texts.get("arg-updates"))
        .value_parser(ValueParser::new(|list: &str| Updates::parse(list).ok_or("no list of updates")))
}

pub(crate) fn build_option(texts: &Texts) -> Arg {
    option("build", "BUILD", texts.get("arg-build")).value_parser(ValueParser::new(|text: &str| {
        Build::parse(text).filter(|build| build.revision.is_some()).ok_or("no build")
    }))
}

pub(crate) fn page_option(texts: &Texts) -> Arg {
    option("code-page", "NUMBER", texts.get("arg-code-page")).value_parser(ValueParser::new(
        |number: &str| number.parse().ok().and_then(CodePage::of).ok_or("no code page of Windows"),
    ))
}

/// Where the output goes, and whether a file there may be written over.
pub(crate) fn with_out(command: clap::Command, texts: &Texts) -> clap::Command {
    command.args(output_options(texts)).arg(flag("force", texts.get("arg-force")).action(ArgAction::SetTrue))
}
