//! What is wrong with a gate's settings, in words.

use std::path::Path;

use cutover_gate::{Doubt, GateFileError, GateProblem, Nonsense, StartError, ValueKind};
use cutover_report::{Text, Texts, Value, mistake, of_form, or_meant};

use crate::problems::quoted;

/// A problem in a file, with its line.
pub(super) fn gate_file_problem(path: &Path, error: &GateFileError, texts: &Texts) -> Text {
    mistake(path, error.line, gate_problem(&error.problem, texts), texts)
}

/// A problem with settings.
pub(super) fn gate_problem(problem: &GateProblem, texts: &Texts) -> Text {
    let (sentence, nearest) = match problem {
        GateProblem::Form(form) => (of_form(form, texts), None),
        GateProblem::Policy { name, nearest } => {
            (texts.with("gate-problem-policy", &[("name", quoted(name).into())]), nearest.as_ref())
        }
        GateProblem::Value { text, kind } => {
            let kind = texts.get(match kind {
                ValueKind::Address => "gate-kind-address",
                ValueKind::Server => "gate-kind-server",
                ValueKind::Network => "gate-kind-network",
                ValueKind::ServerName => "gate-kind-server-name",
                ValueKind::FileMode => "gate-kind-file-mode",
                ValueKind::Mode => "gate-kind-mode",
                ValueKind::Time => "gate-kind-time",
                ValueKind::Moment => "gate-kind-moment",
                ValueKind::Minutes => "gate-kind-minutes",
                ValueKind::Share => "gate-kind-share",
                ValueKind::Starttls => "gate-kind-starttls",
                ValueKind::FaultAction => "gate-kind-fault-action",
                ValueKind::ProxyVersion => "gate-kind-proxy-version",
                ValueKind::Zone => "gate-kind-zone",
            });
            let values = [("text", Value::from(quoted(text))), ("kind", kind.into())];
            (texts.with("gate-problem-value", &values), None)
        }
        GateProblem::Resolve(name) => {
            (texts.with("gate-problem-resolve", &[("name", quoted(name).into())]), None)
        }
        GateProblem::Sense(nonsense) => (sense(nonsense, texts), None),
    };
    or_meant(sentence, nearest.map(String::as_str), texts)
}

fn sense(nonsense: &Nonsense, texts: &Texts) -> Text {
    let named = |sentence: &str, name: &str| texts.with(sentence, &[("name", name.into())]);
    match nonsense {
        Nonsense::NoListener => texts.get("gate-sense-no-listener"),
        Nonsense::NoServer => texts.get("gate-sense-no-server"),
        Nonsense::NameTwice(name) => named("gate-sense-name-twice", name),
        Nonsense::AddressTwice(address) => named("gate-sense-address-twice", &address.to_string()),
        Nonsense::AddressCovered(address, any) => {
            texts.with("gate-sense-address-covered", &[("name", Value::of(address)), ("any", Value::of(any))])
        }
        Nonsense::NoBrownout => texts.get("gate-sense-no-brownout"),
        Nonsense::UnknownBrownout(name) => named("gate-sense-unknown-brownout", name),
        Nonsense::NoPhase(name) => named("gate-sense-no-phase", name),
        Nonsense::ExemptsAll => texts.get("gate-sense-exempts-all"),
        Nonsense::LegacyAfterStarttls => texts.get("gate-sense-legacy-starttls"),
        Nonsense::NoAddress(name) => named("gate-sense-no-address", name),
        Nonsense::PhaseBackwards(name) => named("gate-sense-phase-backwards", name),
        Nonsense::NamesAfterStarttls => texts.get("gate-sense-names-starttls"),
        Nonsense::UpstreamIsGate(address) => named("gate-sense-upstream-is-gate", &address.to_string()),
    }
}

/// Why a gate cannot start, or cannot go over to other settings.
pub(super) fn start_problem(problem: &StartError, texts: &Texts) -> Text {
    match problem {
        StartError::Listen { address, problem } => {
            let values = [("address", Value::of(address)), ("problem", Value::of(problem))];
            texts.with("gate-cannot-listen", &values)
        }
        StartError::Log { file, problem } => {
            let file = Text::of(file.display());
            crate::problems::io_problem(&file, problem, texts)
        }
        StartError::System(problem) => texts.with("gate-cannot-start", &[("problem", Value::of(problem))]),
    }
}

/// What is probably not meant.
pub(super) fn doubtful(doubt: &Doubt, texts: &Texts) -> Text {
    let of = |sentence: &str, values: &[(&'static str, Value)]| texts.with(sentence, values);
    match doubt {
        Doubt::ShareFalls { name, before, after } => of(
            "gate-doubt-share-falls",
            &[("name", name.into()), ("before", Value::of(before)), ("after", Value::of(after))],
        ),
        Doubt::BrownoutOver { name, until } => {
            of("gate-doubt-brownout-over", &[("name", name.into()), ("until", Value::of(until))])
        }
        Doubt::BrownoutUnused(name) => of("gate-doubt-brownout-unused", &[("name", name.into())]),
        Doubt::BrownoutTwice(name) => of("gate-doubt-brownout-twice", &[("name", name.into())]),
        Doubt::RuleNeverReached { listener, rule, behind } => of(
            "gate-doubt-rule-never-reached",
            &[
                ("name", listener.into()),
                ("rule", Value::Number(*rule as u64)),
                ("behind", Value::Number(*behind as u64)),
            ],
        ),
        Doubt::ExemptsEverybody { owner, network } => {
            of("gate-doubt-exempts-everybody", &[("owner", owner.into()), ("network", Value::of(network))])
        }
        Doubt::ProxyFromEverybody { listener, network } => of(
            "gate-doubt-proxy-from-everybody",
            &[("name", listener.into()), ("network", Value::of(network))],
        ),
        Doubt::NoJa4 { owner, ja4 } => {
            of("gate-doubt-no-ja4", &[("owner", owner.into()), ("ja4", ja4.into())])
        }
        Doubt::StatusIsListener(address) => {
            of("gate-doubt-status-is-listener", &[("address", Value::of(address))])
        }
        Doubt::NoFolder(folder) => of("gate-doubt-no-folder", &[("folder", folder.into())]),
    }
}
