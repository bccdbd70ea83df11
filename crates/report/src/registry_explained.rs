//! A mask and a registry file in words.

use cutover_evidence::json_text;
use cutover_registry::{
    DotNet, ExplainedSetting, ExplainedSubject, ExplainedValue, Explanation, KeyRole, KnownValue, Mask,
    MaskMistake, OrderScope, SchannelState, ValueRead, ValueRole, View, WinInetScope, Windows, in_view,
    winhttp_key, wininet_key,
};
use cutover_wire::Version;
use serde_json::json;

use crate::document::{Document, List, Table, Tone};
use crate::generate::{bits, sum};
use crate::shell::ShellWords;
use crate::text::Text;
use crate::texts::{Language, Texts, Value};

/// How much of a value is shown.
const VALUE_SHOWN: usize = 80;

/// A mask in words: every bit, the sum, what that Windows lacks of it, who reads it, where, and with which update.
pub fn explain_mask(mask: Mask, windows: Option<&Windows>, texts: &Texts) -> Document {
    let shown = || ("mask", Value::of(mask));
    let answer = if mask.versions().next().is_none() {
        texts.with("explain-mask-none", &[shown()])
    } else {
        let all = mask.versions().map(|v| v.to_string()).collect::<Vec<_>>().join(&texts.get("list-plus"));
        texts.with("explain-mask-answer", &[shown(), ("versions", all.into())])
    };
    let mut table = Table::new([
        texts.get("explain-mask-heading-bit"),
        texts.get("explain-mask-heading-version"),
        texts.with("explain-mask-heading-in", &[shown()]),
        texts.get("explain-mask-heading-windows"),
    ]);
    for (bit, version) in Mask::BITS {
        let set = if mask.has(version) { "explain-yes" } else { "explain-no" };
        let bit = Text::of(format_args!("{bit:#x}"));
        table.row([bit, Text::of(version), texts.get(set), where_supported(version, texts)]);
    }
    let mut document = Document::default();
    document.section().answer(Tone::Plain, answer);
    document.section().table(table);
    let about = document.section();
    about.paragraph(mask_sum(mask, texts)).paragraphs(mistake(mask, "DefaultSecureProtocols", texts));
    if let Some(windows) = windows {
        about.paragraphs(unsupported(mask, windows).map(|version| {
            let values = [
                ("mask", Value::of(mask)),
                ("version", Value::of(version)),
                ("windows", texts.windows_name(windows).into()),
            ];
            texts.with("finding-mask-unsupported", &values)
        }));
    }
    let keys = [("key", winhttp_key().into()), ("twin", in_view(winhttp_key(), View::Wow64).into())];
    let read = document.section();
    read.paragraph(texts.with("explain-winhttp", &keys)).list(List::points(who_reads(texts)));
    read.paragraph(texts.with("explain-wininet", &[("key", wininet_key().into())]));
    read.paragraph(texts.get("explain-mask-limits"));
    document
}

/// The same for programs.
pub fn explain_mask_json(mask: Mask, windows: Option<&Windows>) -> String {
    let bits: Vec<_> = Mask::BITS
        .into_iter()
        .map(|(bit, version)| json!({"bit": bit, "version": version, "set": mask.has(version)}))
        .collect();
    let meant = match mask.mistake() {
        Some(MaskMistake::Decimal(meant) | MaskMistake::DotNet(meant)) => Some(meant.0),
        _ => None,
    };
    let report = json!({
        "mask": mask.0,
        "versions": mask.versions().collect::<Vec<_>>(),
        "bits": bits,
        "unknown_bits": mask.unknown_bits().0,
        "meant": meant,
        "unsupported": windows.map(|windows| unsupported(mask, windows).collect::<Vec<_>>()),
    });
    json_text::pretty(&report)
}

/// The versions of a mask that a Windows does not have.
fn unsupported(mask: Mask, windows: &Windows) -> impl Iterator<Item = Version> {
    mask.versions().filter(|version| !windows.supports(*version))
}

fn mask_sum(mask: Mask, texts: &Texts) -> Text {
    let known: Vec<_> = Mask::BITS.iter().filter(|(bit, _)| mask.0 & bit != 0).map(|(bit, _)| *bit).collect();
    if known.is_empty() {
        return texts.get("explain-mask-sum-none");
    }
    let mut parts: Vec<_> = known.iter().map(|bit| format!("{bit:#x}")).collect();
    if mask.unknown_bits().0 != 0 {
        parts.push(mask.unknown_bits().to_string());
    }
    let values = [
        ("sum", parts.join(" + ").into()),
        ("mask", Value::of(mask)),
        ("decimal", mask.0.to_string().into()),
        ("digits", format!("{:08x}", mask.0).into()),
    ];
    texts.with("explain-mask-sum", &values)
}

/// What is wrong with a mask, as an audit says it.
fn mistake(mask: Mask, name: &str, texts: &Texts) -> Option<Text> {
    let mut values = vec![("mask", Value::of(mask)), ("name", name.into())];
    let sentence = match mask.mistake()? {
        MaskMistake::Zero => "finding-mask-zero",
        MaskMistake::Decimal(meant) => {
            values.push(("decimal", meant.0.to_string().into()));
            values.push(("meant", Value::of(meant)));
            "finding-mask-decimal"
        }
        MaskMistake::DotNet(meant) => {
            values.push(("meant", Value::of(meant)));
            "finding-mask-dotnet"
        }
        MaskMistake::UnknownBits(bits) => {
            values.push(("bits", Value::of(bits)));
            "finding-mask-unknown-bits"
        }
    };
    Some(texts.with(sentence, &values))
}

/// On which Windows a version is there.
fn where_supported(version: Version, texts: &Texts) -> Text {
    let all = Windows::all();
    let first = all.iter().position(|windows| windows.supports(version));
    let last = all.iter().rposition(|windows| windows.supports(version));
    let name = |index: usize| [("windows", Value::from(texts.windows_name(&all[index])))];
    match (first, last) {
        (Some(0), Some(last)) if last + 1 == all.len() => texts.get("explain-everywhere"),
        (Some(0), Some(last)) => texts.with("explain-until", &name(last)),
        (Some(first), _) => texts.with("explain-from", &name(first)),
        (None, _) => texts.get("explain-no"),
    }
}

/// Which Windows reads the value of WinHTTP, and with which update.
fn who_reads(texts: &Texts) -> Vec<Text> {
    let mut lines = Vec::new();
    let mut told: Vec<(ValueRead, Option<&str>)> = Vec::new();
    for windows in Windows::all() {
        let fact = (windows.winhttp.value, windows.winhttp.update.as_deref());
        if told.contains(&fact) {
            continue;
        }
        told.push(fact);
        let same = Windows::all().iter().filter(|w| (w.winhttp.value, w.winhttp.update.as_deref()) == fact);
        let names: Vec<_> = same.map(|windows| texts.windows_name(windows)).collect();
        let names = if fact.0 == ValueRead::BuiltIn {
            texts.with("explain-from", &[("windows", names[0].into())])
        } else {
            texts.list(names)
        };
        let sentence = match fact.0 {
            ValueRead::BuiltIn => "explain-winhttp-built-in",
            ValueRead::Update => "explain-winhttp-update",
            ValueRead::Unlisted => "explain-winhttp-unlisted",
            ValueRead::Never => "explain-winhttp-never",
        };
        let values = [("windows", names.into()), ("update", fact.1.unwrap_or_default().into())];
        lines.push(texts.with(sentence, &values));
    }
    lines
}

/// A registry file in words.
#[derive(Debug)]
pub struct FileExplained<'a> {
    /// The name of the file.
    pub name: &'a str,
    /// The same in a command; nothing where it cannot be typed.
    pub typed: Option<ShellWords>,
    /// What it says.
    pub explanation: &'a Explanation,
    /// For which Windows it is told.
    pub windows: Option<&'static Windows>,
}

impl FileExplained<'_> {
    fn rows(&self, texts: &Texts) -> Vec<[Text; 3]> {
        let mut rows: Vec<(u32, [Text; 3])> = Vec::new();
        for said in &self.explanation.said {
            let mut lines: Vec<_> = said.lines().collect();
            lines.sort_unstable();
            let first = lines.first().copied().unwrap_or(0);
            let lines = lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let says = texts.sentences(says(said, self.windows, texts));
            rows.push((first, [lines.into(), about(said.subject, texts), says]));
        }
        for (line, key, name) in &self.explanation.deleted {
            let key = ("key", key.into());
            let sentence = match name {
                None => texts.with("explain-says-deleted-key", &[key]),
                Some(name) => {
                    texts.with("explain-says-deleted-value", &[key, ("value", value_name(name).into())])
                }
            };
            rows.push((*line, [Text::of(line), texts.get("explain-about-deleted"), sentence]));
        }
        rows.sort_by_key(|(line, _)| *line);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// For a person.
    pub fn document(&self, texts: &Texts) -> Document {
        let rows = self.rows(texts);
        let file = || ("file", Value::from(self.name));
        let answer = if rows.is_empty() { "explain-file-nothing" } else { "explain-file-answer" };
        let mut document = Document::default();
        document.section().answer(Tone::Plain, texts.with(answer, &[file()]));
        if !rows.is_empty() {
            let headings = ["explain-heading-lines", "explain-heading-about", "explain-heading-says"];
            let mut table = Table::new(headings.map(|name| texts.get(name)));
            for row in rows {
                table.row(row);
            }
            document.section().table(table);
        }
        let below = document.section();
        let masks = |said: &ExplainedSetting| matches!(said.subject, ExplainedSubject::WinHttp(_));
        if self.windows.is_none() && self.explanation.said.iter().any(masks) {
            below.paragraph(Text::of(format_args!("{}:", texts.get("component-winhttp"))));
            below.list(List::points(who_reads(texts)));
        }
        let counted = |name, count: usize| {
            (count > 0).then(|| texts.with(name, &[("count", Value::Count(count as u64))]))
        };
        below.paragraphs(counted("explain-unrelated", self.explanation.unrelated));
        below.paragraphs(counted("explain-not-judged", self.explanation.not_judged));
        below.paragraphs(counted("explain-ignored", self.explanation.ignored));
        below.paragraphs(
            self.typed.clone().map(|typed| texts.with("explain-audit", &[("words", Value::Words(typed))])),
        );
        document
    }

    /// For programs: what each setting says, in English.
    pub fn json(&self) -> String {
        let texts = Texts::new(Language::English);
        let rows = self.rows(&texts).into_iter();
        let results: Vec<_> = rows
            .map(|[lines, about, says]| {
                let lines: Vec<u32> = lines.split(", ").filter_map(|line| line.parse().ok()).collect();
                json!({"lines": lines, "about": about, "says": says})
            })
            .collect();
        let report = json!({
            "file": self.name,
            "windows": self.windows.map(|windows| &windows.id),
            "results": results,
            "unrelated": self.explanation.unrelated,
            "not_judged": self.explanation.not_judged,
            "ignored": self.explanation.ignored,
        });
        json_text::pretty(&report)
    }
}

fn value_name(name: &str) -> &str {
    if name.is_empty() { "@" } else { name }
}

/// What a setting is about.
pub(crate) fn about(subject: ExplainedSubject, texts: &Texts) -> Text {
    let bits = |view| ("bits", Value::Number(bits(view)));
    match subject {
        ExplainedSubject::WinHttp(view) => texts.with("explain-about-winhttp", &[bits(view)]),
        ExplainedSubject::WinInet(scope) => texts.get(match scope {
            WinInetScope::MachinePolicy => "explain-about-wininet-machine-policy",
            WinInetScope::UserPolicy => "explain-about-wininet-user-policy",
            WinInetScope::User => "explain-about-wininet-user",
            WinInetScope::Machine => "explain-about-wininet-machine",
        }),
        ExplainedSubject::Schannel(side, version) => texts
            .with("explain-about-schannel", &[("version", Value::of(version)), ("side", side.name().into())]),
        ExplainedSubject::DotNet(runtime, view) => {
            let name = match runtime {
                DotNet::V2 => "2.0–3.5",
                DotNet::V4 => "4",
            };
            texts.with("explain-about-dotnet", &[("dotnet", name.into()), bits(view)])
        }
        ExplainedSubject::MachineOnly => texts.get("explain-about-machine-only"),
        ExplainedSubject::Fips => texts.get("explain-about-fips"),
        ExplainedSubject::Suites(scope) => texts.get(match scope {
            OrderScope::Policy => "explain-about-suites-policy",
            OrderScope::Local => "explain-about-suites-local",
        }),
        ExplainedSubject::Curves(scope) => texts.get(match scope {
            OrderScope::Policy => "explain-about-curves-policy",
            OrderScope::Local => "explain-about-curves-local",
        }),
        ExplainedSubject::Value(known, view) => about_value(known, view, texts),
    }
}

/// What a value of the table that stands for itself is about.
fn about_value(known: KnownValue, view: View, texts: &Texts) -> Text {
    let key = known.key();
    let named = [("name", Value::from(key.name()))];
    match key.role {
        KeyRole::Cipher => texts.with("explain-about-cipher", &named),
        KeyRole::Hash => texts.with("explain-about-hash", &named),
        KeyRole::KeyExchange => texts.with("explain-about-key-exchange", &named),
        KeyRole::OtherSide => {
            let version = key.path.rsplit('\\').nth(1).unwrap_or_default();
            texts.with("explain-about-schannel", &[("version", version.into()), ("side", key.name().into())])
        }
        KeyRole::WinHttp => texts.with("explain-about-winhttp", &[("bits", Value::Number(bits(view)))]),
        KeyRole::DotNetV2 | KeyRole::DotNetV4 => {
            let name = if key.role == KeyRole::DotNetV2 { "2.0–3.5" } else { "4" };
            let values = [("dotnet", name.into()), ("bits", Value::Number(bits(view)))];
            texts.with("explain-about-dotnet", &values)
        }
        KeyRole::WinInetUser
        | KeyRole::WinInetMachine
        | KeyRole::WinInetUserPolicy
        | KeyRole::WinInetMachinePolicy => texts.get("explain-about-machine-only"),
        KeyRole::Other => {
            let topic = key.topic.clone().unwrap_or_default();
            texts.with("explain-about-topic", &[("topic", topic.into())])
        }
        KeyRole::Schannel
        | KeyRole::List
        | KeyRole::Version
        | KeyRole::Side
        | KeyRole::SuitesPolicy
        | KeyRole::SuitesLocal
        | KeyRole::Fips => texts.get("explain-about-schannel-itself"),
    }
}

/// A value as registry text names it, with a number in hexadecimal.
fn value(value: &ExplainedValue) -> Text {
    Text::of(format_args!("{}={}", value.name, value.data.shown(VALUE_SHOWN)))
}

/// What one value of the table says.
fn says_value(known: KnownValue, said: &ExplainedValue, texts: &Texts) -> Text {
    let number = said.number();
    let values = [
        ("value", value(said).into()),
        ("number", Value::Count(number.into())),
        ("name", (&said.name).into()),
    ];
    match (known.value().means, number) {
        (Some(ValueRole::Algorithm | ValueRole::Enabled), 0) => {
            texts.with("explain-says-algorithm-off", &values)
        }
        (Some(ValueRole::Algorithm | ValueRole::Enabled), _) => {
            texts.with("explain-says-algorithm-on", &values)
        }
        (Some(ValueRole::KeyLength), _) => texts.with("explain-says-bits", &values),
        _ => value(said),
    }
}

/// What a setting says, in sentences.
pub(crate) fn says(said: &ExplainedSetting, windows: Option<&'static Windows>, texts: &Texts) -> Vec<Text> {
    let mut sentences = Vec::new();
    let values: Vec<_> = said.values.iter().map(value).collect();
    match said.subject {
        ExplainedSubject::WinHttp(_) | ExplainedSubject::WinInet(_) => {
            let mask = Mask(said.number());
            sentences.push(if mask.mistake().is_some() {
                texts.with("explain-says-mask-mistaken", &[("mask", Value::of(mask))])
            } else {
                let values = [("mask", Value::of(mask)), ("sum", sum(mask, texts).into())];
                texts.with("explain-says-mask", &values)
            });
            match said.subject {
                ExplainedSubject::WinInet(WinInetScope::User) => {
                    sentences.push(texts.get("explain-says-user-policy"));
                }
                ExplainedSubject::WinInet(WinInetScope::Machine) => {
                    sentences.push(texts.get("explain-says-machine-copy"));
                }
                _ => {}
            }
            if let (Some(windows), ExplainedSubject::WinHttp(_)) = (windows, said.subject) {
                sentences.extend(reads_winhttp(windows, texts));
            }
        }
        ExplainedSubject::Schannel(_, version) => {
            let name = match said.schannel() {
                SchannelState::On => "explain-says-on",
                SchannelState::OnRequest => "explain-says-on-request",
                SchannelState::Off => "explain-says-off",
                SchannelState::Allowed => "explain-says-allowed",
                SchannelState::ByDefault => "explain-says-by-default",
            };
            sentences.push(texts.with(name, &[("values", texts.list(values).into())]));
            match windows {
                Some(windows) if !windows.supports(version) => {
                    sentences.push(texts.with(
                        "explain-says-unsupported",
                        &[("windows", texts.windows_name(windows).into())],
                    ));
                }
                Some(_) => {}
                None => {
                    let windows = where_supported(version, texts);
                    let values = [("version", Value::of(version)), ("windows", windows.into())];
                    sentences.push(texts.with("explain-says-windows", &values));
                }
            }
        }
        ExplainedSubject::DotNet(runtime, _) => sentences.extend(dot_net(said, runtime, windows, texts)),
        ExplainedSubject::MachineOnly | ExplainedSubject::Fips => {
            let on = said.number() != 0;
            let name = match (said.subject, on) {
                (ExplainedSubject::Fips, true) => "explain-says-fips",
                (ExplainedSubject::Fips, false) => "explain-says-no-fips",
                (_, true) => "explain-says-machine-only",
                (_, false) => "explain-says-no-machine-only",
            };
            sentences.push(texts.with(name, &[("value", values.join("").into())]));
        }
        ExplainedSubject::Suites(_) | ExplainedSubject::Curves(_) => {
            let parts = |order: &ExplainedValue| order.data.parts().unwrap_or_default().join(", ").into();
            sentences.extend(said.values.iter().map(parts));
        }
        ExplainedSubject::Value(known, _) => {
            sentences.extend(said.values.iter().map(|value| says_value(known, value, texts)));
        }
    }
    sentences
}

fn reads_winhttp(windows: &Windows, texts: &Texts) -> Option<Text> {
    let name = || ("windows", Value::from(texts.windows_name(windows)));
    let fact = &windows.winhttp;
    Some(match fact.value {
        ValueRead::BuiltIn => return None,
        ValueRead::Update => {
            let update = fact.update.clone().unwrap_or_default();
            texts.with("explain-winhttp-update", &[name(), ("update", update.into())])
        }
        ValueRead::Unlisted => texts.with("explain-winhttp-unlisted", &[name()]),
        ValueRead::Never => texts.with("explain-winhttp-never", &[name()]),
    })
}

fn dot_net(
    said: &ExplainedSetting,
    runtime: DotNet,
    windows: Option<&'static Windows>,
    texts: &Texts,
) -> Vec<Text> {
    let sentence = |name: &str, number: &ExplainedValue| texts.with(name, &[("value", value(number).into())]);
    let mut sentences = Vec::new();
    if let Some(strong) = said.strong_crypto() {
        sentences.push(match (strong.number(), runtime) {
            (0, _) => sentence("explain-says-weak", strong),
            (_, DotNet::V2) => sentence("explain-says-strong-2", strong),
            (_, DotNet::V4) => sentence("explain-says-strong", strong),
        });
    }
    if let Some(system) = said.system_default() {
        let name = if system.number() == 0 { "explain-says-no-system" } else { "explain-says-system" };
        sentences.push(sentence(name, system));
    }
    if runtime == DotNet::V2 {
        let of = |w: &&Windows| windows.is_none_or(|windows| windows.id == w.id);
        let updates: Vec<_> = Windows::all()
            .iter()
            .filter(of)
            .filter_map(|w| w.dotnet.update.as_ref().map(|update| format!("{update} ({})", w.name)))
            .collect();
        if !updates.is_empty() {
            let updates = texts.list(updates);
            sentences.push(texts.with("explain-says-dotnet-updates", &[("updates", updates.into())]));
        }
    }
    sentences
}
