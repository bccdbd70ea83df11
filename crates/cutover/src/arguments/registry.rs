//! `cutover registry`, as typed and as meant.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches};
use cutover_registry::{Build, CodePage, Component, NamedWindows, Others, Updates, Windows};
use cutover_report::{Text, Texts, Value};

use super::{Format, base, flag, format, many, option, output, paths, text};

/// What is to be done with registry files.
pub(crate) enum RegistryCommand {
    Audit {
        file: PathBuf,
        page: CodePage,
        windows: Option<&'static Windows>,
        all: bool,
        out: Out,
    },
    Explain {
        what: PathBuf,
        page: CodePage,
        windows: Option<&'static Windows>,
        out: Out,
    },
    Generate(Generate),
    Undo {
        file: PathBuf,
        exports: Vec<PathBuf>,
        page: CodePage,
        out: Out,
    },
    Diff {
        files: [PathBuf; 2],
        page: CodePage,
        windows: Option<&'static Windows>,
        updates: Updates,
        out: Out,
    },
    Effective {
        files: Vec<PathBuf>,
        page: CodePage,
        windows: &'static Windows,
        updates: Updates,
        out: Out,
    },
}

pub(crate) struct Generate {
    pub windows: &'static Windows,
    pub components: Vec<Component>,
    pub protocols: String,
    pub others: Others,
    pub form: GenerateForm,
    pub out: Out,
}

/// What a remedy is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GenerateForm {
    Reg,
    PowerShell,
    GppXml,
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
        ("explain", m) => Some(RegistryCommand::Explain {
            what: file(m, "what"),
            page: page(m),
            windows: windows(m),
            out: out(m),
        }),
        ("generate", m) => Some(RegistryCommand::Generate(Generate {
            windows: windows(m)?,
            components: components(&many::<String>(m, "component")),
            protocols: text(m, "protocols").unwrap_or_default().to_owned(),
            others: if m.get_flag("only") { Others::GoOff } else { Others::Stay },
            form: match text(m, "as") {
                Some("powershell") => GenerateForm::PowerShell,
                Some("gpp-xml") => GenerateForm::GppXml,
                _ => GenerateForm::Reg,
            },
            out: out(m),
        })),
        ("undo", m) => Some(RegistryCommand::Undo {
            file: file(m, "file"),
            exports: many(m, "from"),
            page: page(m),
            out: out(m),
        }),
        ("diff", m) => Some(RegistryCommand::Diff {
            files: many(m, "files").try_into().ok()?,
            page: page(m),
            windows: windows(m),
            updates: updates(m),
            out: out(m),
        }),
        ("effective", m) => Some(RegistryCommand::Effective {
            files: many(m, "files"),
            page: page(m),
            windows: windows(m)?,
            updates: updates(m),
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

pub(super) fn windows(m: &ArgMatches) -> Option<&'static Windows> {
    m.get_one::<NamedWindows>("windows").map(|named| named.windows)
}

/// Which Windows a name was taken for, where it is not the name that the program has for it.
pub(super) fn windows_taken(m: &ArgMatches, texts: &Texts) -> Option<Text> {
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

pub(super) fn updates(m: &ArgMatches) -> Updates {
    let said = m.get_one::<Updates>("updates").cloned().unwrap_or(Updates::NotSaid);
    let named = m.get_one::<NamedWindows>("windows").and_then(|named| named.build);
    said.with_build(m.get_one::<Build>("build").copied().or(named))
}

fn components(names: &[String]) -> Vec<Component> {
    let is_named = |component: &Component| {
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case("all") || name.eq_ignore_ascii_case(component.name()))
    };
    Component::ALL.into_iter().filter(is_named).collect()
}

fn out(m: &ArgMatches) -> Out {
    // What has one form only has no --format.
    let format = if m.try_contains_id("format").is_ok() { format(m) } else { Format::Table };
    Out { format, path: output(m), force: m.get_flag("force") }
}

pub(super) fn command(texts: &Texts) -> clap::Command {
    base("registry", texts)
        .about(texts.get("command-registry").to_string())
        .subcommand_required(true)
        .subcommand(audit(texts))
        .subcommand(explain(texts))
        .subcommand(generate(texts))
        .subcommand(undo(texts))
        .subcommand(diff(texts))
        .subcommand(effective(texts))
}

fn audit(texts: &Texts) -> clap::Command {
    let rows = [("rows", Value::Count(cutover_report::ROWS_SHOWN as u64))];
    let command = verb("audit", "command-registry-audit", texts)
        .arg(one_file("file", "FILE", texts.get("arg-registry-file"), texts))
        .arg(windows_option("arg-windows", texts))
        .arg(page_option(texts))
        .arg(flag("all", texts.with("arg-all", &rows)).action(ArgAction::SetTrue));
    with_out(command, "arg-format-audit", &["table", "json", "markdown", "sarif"], texts)
}

fn explain(texts: &Texts) -> clap::Command {
    let command = verb("explain", "command-registry-explain", texts)
        .arg(one_file("what", "FILE|MASK", texts.get("arg-file-or-mask"), texts))
        .arg(windows_option("arg-windows", texts))
        .arg(page_option(texts));
    with_out(command, "arg-format-explain", &["table", "json", "markdown"], texts)
}

fn generate(texts: &Texts) -> clap::Command {
    let names = Component::ALL.map(Component::name);
    let component = option(
        "component",
        "COMPONENT,…",
        texts.with("arg-component", &[("known", names.join(", ").into())]),
    );
    let command = verb("generate", "command-registry-generate", texts)
        .arg(windows_option("arg-windows", texts).required(true))
        .arg(
            component
                .value_parser(PossibleValuesParser::new(names.into_iter().chain(["all"])))
                .ignore_case(true)
                .value_delimiter(',')
                .action(ArgAction::Append)
                .required(true),
        )
        .arg(option("protocols", "VERSION,…|MASK", texts.get("arg-protocols")).required(true))
        .arg(flag("only", texts.get("arg-only")).action(ArgAction::SetTrue))
        .arg(option("as", "FORM", texts.get("arg-as")).value_parser(PossibleValuesParser::new([
            "reg",
            "powershell",
            "gpp-xml",
        ])));
    with_out(command, "", &[], texts)
}

fn undo(texts: &Texts) -> clap::Command {
    let from = option("from", "EXPORT", texts.get("arg-from")).required(true);
    let command = verb("undo", "command-registry-undo", texts)
        .arg(one_file("file", "FILE", texts.get("arg-undo-file"), texts))
        .arg(from.value_parser(clap::value_parser!(PathBuf)).action(ArgAction::Append))
        .arg(page_option(texts));
    with_out(command, "", &[], texts)
}

fn diff(texts: &Texts) -> clap::Command {
    let command = verb("diff", "command-registry-diff", texts)
        .arg(paths("files", "FILE", texts.get("arg-diff-files"), texts).num_args(2))
        .arg(windows_option("arg-diff-windows", texts))
        .arg(updates_option(texts))
        .arg(build_option(texts))
        .arg(page_option(texts));
    with_out(command, "arg-format-explain", &["table", "json", "markdown"], texts)
}

fn effective(texts: &Texts) -> clap::Command {
    let command = verb("effective", "command-registry-effective", texts)
        .arg(paths("files", "FILE", texts.get("arg-effective-files"), texts))
        .arg(windows_option("arg-windows-of", texts).required(true))
        .arg(updates_option(texts))
        .arg(build_option(texts))
        .arg(page_option(texts));
    with_out(command, "arg-format-effective", &["table", "json", "markdown", "jsonl"], texts)
}

/// A command with its examples.
fn verb(name: &'static str, sentence: &str, texts: &Texts) -> clap::Command {
    base(name, texts)
        .about(texts.get(sentence).to_string())
        .after_help(texts.get(&format!("{sentence}-after")).to_string())
}

fn one_file(name: &'static str, value: &'static str, help: Text, texts: &Texts) -> Arg {
    paths(name, value, help, texts).num_args(1)
}

pub(super) fn windows_option(help: &str, texts: &Texts) -> Arg {
    let ids: Vec<_> = Windows::all().iter().map(|windows| windows.id.as_str()).collect();
    option("windows", "WINDOWS", texts.with(help, &[("known", ids.join(", ").into())]))
        .value_parser(ValueParser::new(|name: &str| Windows::called(name).ok_or("no Windows")))
}

pub(super) fn updates_option(texts: &Texts) -> Arg {
    option("updates", "UPDATE,…", texts.get("arg-updates"))
        .value_parser(ValueParser::new(|list: &str| Updates::parse(list).ok_or("no list of updates")))
}

pub(super) fn build_option(texts: &Texts) -> Arg {
    option("build", "BUILD", texts.get("arg-build")).value_parser(ValueParser::new(|text: &str| {
        Build::parse(text).filter(|build| build.revision.is_some()).ok_or("no build")
    }))
}

pub(super) fn page_option(texts: &Texts) -> Arg {
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
