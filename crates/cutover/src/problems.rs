//! What is wrong with inputs and policy files, in words.

use std::io::{self, ErrorKind};
use std::path::Path;

use cutover_files::{NotUtf8, Refusal, TooLarge};
use cutover_observe::{Counts, LooksLike, OpenError, Other, ReadError, StoppedBy};
use cutover_policy::{PolicyError, Problem};
use cutover_report::{ShellWords, Text, Texts, Value, mistake, of_form, or_meant};

/// The name of an input, as a person calls it.
pub(crate) fn input_name(name: &str, texts: &Texts) -> Text {
    if name == "-" { texts.get("standard-input") } else { name.into() }
}

/// The same for a path.
pub(crate) fn path_name(path: &Path, texts: &Texts) -> Text {
    input_name(&path.display().to_string(), texts)
}

/// Why an input was not wholly read.
pub(crate) fn stopped_by(name: &str, reason: &StoppedBy, texts: &Texts) -> Text {
    let file = input_name(name, texts);
    let at = |sentence, offset: u64| {
        texts.with(sentence, &[("file", (&file).into()), ("offset", Value::Number(offset))])
    };
    match reason {
        StoppedBy::Open(OpenError::Io(problem)) => io_problem_of_many(&file, problem, texts),
        StoppedBy::Open(OpenError::NotACapture(looks @ LooksLike::OtherCapture(kind))) => {
            // A name that cannot be typed, and standard input, are in no command.
            let typed = ShellWords::path(name).zip(ShellWords::path(&format!("{name}.pcapng")));
            let Some((typed, converted)) = typed else { return not_a_capture(&file, looks, texts) };
            let values = [
                ("file", (&file).into()),
                ("kind", (*kind).into()),
                ("words", Value::Words(typed)),
                ("words-converted", Value::Words(converted)),
            ];
            texts.with(if *kind == "ETL" { "input-etl" } else { "input-other-capture" }, &values)
        }
        StoppedBy::Open(OpenError::NotACapture(looks)) => not_a_capture(&file, looks, texts),
        StoppedBy::Read(ReadError::CutOff { offset }) => at("input-cut-off", *offset),
        StoppedBy::Read(ReadError::DamagedBlock { offset, packets }) => texts.with(
            "input-damaged-block",
            &[
                ("file", (&file).into()),
                ("offset", Value::Number(*offset)),
                ("packets", Value::Count(*packets)),
            ],
        ),
        StoppedBy::Read(ReadError::Damaged { offset }) => at("input-damaged", *offset),
        StoppedBy::Read(ReadError::Io { offset, source }) => texts.with(
            "input-stopped-by-io",
            &[("file", (&file).into()), ("offset", Value::Number(*offset)), ("problem", Value::of(source))],
        ),
        StoppedBy::Stopped => texts.with("input-stopped", &[("file", (&file).into())]),
        StoppedBy::NotBegun => texts.with("input-not-begun", &[("file", (&file).into())]),
    }
}

fn not_a_capture(file: &Text, looks: &LooksLike, texts: &Texts) -> Text {
    let looks = looks_like(looks, texts);
    texts.with("input-not-a-capture", &[("file", file.into()), ("looks", looks.into())])
}

/// Why an input could not be opened that may be a folder of files.
pub(crate) fn io_problem_of_many(file: &Text, problem: &io::Error, texts: &Texts) -> Text {
    match problem.kind() {
        ErrorKind::IsADirectory => texts.with("input-folder-empty", &[("file", file.into())]),
        _ => io_problem(file, problem, texts),
    }
}

/// Why nothing is written to a place.
pub(crate) fn refused(refusal: &Refusal, texts: &Texts) -> Text {
    let (sentence, path) = match refusal {
        Refusal::Link(path) => ("output-refused-link", path),
        Refusal::Foreign(path) => ("output-refused-foreign", path),
        Refusal::Stream(path) => ("output-refused-stream", path),
        Refusal::SecondName(path) => ("output-refused-second-name", path),
        Refusal::Unread(path) => ("output-unread", path),
    };
    texts.with(sentence, &[("file", path.into())])
}

/// Why a file could not be opened, or is not written.
pub(crate) fn io_problem(file: &Text, problem: &io::Error, texts: &Texts) -> Text {
    if let Some(refusal) = Refusal::of(problem) {
        return refused(refusal, texts);
    }
    let file = ("file", file.into());
    if let Some(TooLarge { limit }) = TooLarge::of(problem) {
        return texts.with("input-too-large", &[file, ("limit", Value::Number(limit >> 10))]);
    }
    if NotUtf8::of(problem).is_some() {
        return texts.with("input-not-utf-8", &[file]);
    }
    match problem.kind() {
        ErrorKind::NotFound => texts.with("input-not-found", &[file]),
        ErrorKind::IsADirectory => texts.with("input-folder", &[file]),
        ErrorKind::PermissionDenied => texts.with("input-no-permission", &[file]),
        _ => texts.with("input-io", &[file, ("problem", Value::of(problem))]),
    }
}

fn looks_like(looks: &LooksLike, texts: &Texts) -> Text {
    match looks {
        LooksLike::Empty => texts.get("looks-empty"),
        LooksLike::Text => texts.get("looks-text"),
        LooksLike::Markup => texts.get("looks-markup"),
        LooksLike::Json => texts.get("looks-json"),
        LooksLike::Archive(kind) => texts.with("looks-archive", &[("kind", (*kind).into())]),
        LooksLike::OtherCapture(kind) => texts.with("looks-other-capture", &[("kind", (*kind).into())]),
        LooksLike::Program => texts.get("looks-program"),
        LooksLike::Unknown(bytes) => {
            let bytes: Vec<_> = bytes.iter().map(|b| format!("{b:02x}")).collect();
            texts.with("looks-unknown", &[("bytes", bytes.join(" ").into())])
        }
    }
}

/// What is wrong with a policy file.
pub(crate) fn policy_problem(path: &Path, error: &PolicyError, texts: &Texts) -> Text {
    let (sentence, nearest) = match &error.problem {
        Problem::Form(form) => (of_form(form, texts), &None),
        Problem::Version(version) => {
            (texts.with("policy-problem-version", &[("version", quoted(version).into())]), &None)
        }
        Problem::NoVersion => (texts.get("policy-problem-no-version"), &None),
        Problem::Suite { name, nearest } => {
            (texts.with("policy-problem-suite", &[("name", quoted(name).into())]), nearest)
        }
        Problem::Group { name, nearest } => {
            (texts.with("policy-problem-group", &[("name", quoted(name).into())]), nearest)
        }
        Problem::Confidence { name, nearest } => {
            (texts.with("policy-problem-confidence", &[("name", quoted(name).into())]), nearest)
        }
        Problem::Date(date) => (texts.with("policy-problem-date", &[("date", quoted(date).into())]), &None),
    };
    mistake(path, error.line, or_meant(sentence, nearest.as_deref(), texts), texts)
}

/// Something that a person wrote, in quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// How many packets of each kind there were, in words.
pub(crate) fn kinds(counts: &Counts, texts: &Texts) -> Text {
    let tcp = (counts.tcp > 0).then(|| texts.with("kind-tcp", &[("count", Value::Count(counts.tcp))]));
    let others = counts.others.iter().map(|(kind, count)| other_kind(*kind, *count, texts));
    texts.list(tcp.into_iter().chain(others))
}

/// What may hold TLS and was not read, in words, and how many packets that were.
pub(crate) fn skipped(counts: &Counts, texts: &Texts) -> (Vec<Text>, u64) {
    // ARP and ICMP hold none, nor do the protocols of links themselves; UDP that is no tunnel holds at most QUIC.
    let holds_none = |kind: Other| matches!(kind, Other::Arp | Other::Icmp | Other::Udp | Other::Link);
    let unread: Vec<_> = counts.others.iter().filter(|(kind, _)| !holds_none(**kind)).collect();
    let packets = unread.iter().map(|(_, count)| **count).sum();
    (unread.into_iter().map(|(kind, count)| other_kind(*kind, *count, texts)).collect(), packets)
}

fn other_kind(kind: Other, count: u64, texts: &Texts) -> Text {
    let (name, value) = match kind {
        Other::Arp => ("kind-arp", None),
        Other::Udp => ("kind-udp", None),
        Other::Tunnel(port) => ("kind-tunnel", Some(("port", Value::Number(port.into())))),
        Other::Dtls => ("kind-dtls", None),
        Other::Icmp => ("kind-icmp", None),
        Other::Ip => ("kind-ip", None),
        Other::Fragment => ("kind-fragment", None),
        Other::Link => ("kind-link", None),
        Other::OverLink => ("kind-over-link", None),
        Other::EtherType(ether_type) => {
            ("kind-ether-type", Some(("ether-type", format!("0x{ether_type:04x}").into())))
        }
        Other::Encrypted => ("kind-encrypted", None),
        Other::UnknownLink(link) => ("kind-unknown-link", Some(("link", Value::Number(link.into())))),
        Other::Cut => ("kind-cut", None),
    };
    let values: Vec<_> = [("count", Value::Count(count))].into_iter().chain(value).collect();
    texts.with(name, &values)
}
