//! What one value says, by itself.

use cutover_evidence::Confidence;
use cutover_wire::Version;

use super::finding::{Finding, Level, SHOWN};
use crate::danger::holds;
use crate::data::Data;
use crate::mask::{Mask, MaskMistake};
use crate::meaning::{DotNet, Meaning, OrderScope, WinInetScope};
use crate::names::nearest;
use crate::suites::{Suite, is_curve, names_in};
use crate::table::{KeyRole, KnownValue, Strength, ValueRole, WantedType};
use crate::windows::{ValueRead, Windows};

/// Keys of fewer bits can be broken (NIST SP 800-131A, 5: RSA and Diffie-Hellman).
const SHORTEST_KEY: u32 = 2048;

/// Most servers have RSA and Diffie-Hellman keys of that many bits (SSL Pulse).
const USUAL_KEY: u32 = 2048;

/// The same of elliptic curves.
const SHORTEST_CURVE: u32 = 224;

/// How many characters of the policy's list Windows takes (S13).
const LONGEST_LIST: usize = 1023;

/// A value that is looked at.
struct Value<'a> {
    name: &'a str,
    data: &'a Data,
    windows: Option<&'static Windows>,
    line: u32,
}

impl Value<'_> {
    fn finding(&self, level: Level, code: &'static str) -> Finding {
        Finding::new(level, code, self.line).with("name", self.name)
    }
}

/// Looks at a value that a component reads.
pub(super) fn check(
    meaning: Meaning,
    name: &str,
    data: &Data,
    windows: Option<&'static Windows>,
    line: u32,
    findings: &mut Vec<Finding>,
) {
    let value = Value { name, data, windows, line };
    if !meaning.wanted().has(data) {
        findings.push(wrong_type(meaning.wanted(), &value));
        return;
    }
    let number = data.as_dword().unwrap_or_default();
    findings.extend(not_read_yet(meaning, &value));
    match meaning {
        // What they mean together is looked at when the whole file is read.
        Meaning::Enabled(..) | Meaning::DisabledByDefault(..) | Meaning::MachineOnly | Meaning::Fips => {}
        Meaning::SuiteOrder(scope) => {
            if scope == OrderScope::Local {
                findings.push(value.finding(Level::Note, "suites-not-supported"));
            }
            suites(&value, findings);
        }
        Meaning::CurveOrder(_) => curves(&value, findings),
        Meaning::Algorithm(known) => findings.extend(algorithm(known, number, &value)),
        Meaning::KeyLength(known) => findings.extend(key_length(known, number, &value)),
        Meaning::OtherProtocol(known) | Meaning::Other(known, _) => by_the_table(known, &value, findings),
        Meaning::StrongCrypto(..) | Meaning::SystemDefault(..) if number > 1 => {
            findings
                .push(value.finding(Level::Warning, "dotnet-number").with("number", format!("{number:#x}")));
        }
        Meaning::StrongCrypto(..) | Meaning::SystemDefault(..) if number == 0 => {
            findings.push(value.finding(Level::Warning, "dotnet-weakened"));
        }
        Meaning::StrongCrypto(version, _) | Meaning::SystemDefault(version, _) => {
            let update = windows.and_then(|w| w.dotnet.update.as_ref());
            if let Some(update) = update.filter(|_| version == DotNet::V2) {
                findings.push(value.finding(Level::Note, "needs-update").with("update", update));
            }
        }
        Meaning::WinHttp(_) => {
            mask(Mask(number), name, true, windows, line, findings);
            winhttp_on(windows, Mask(number), name, line, findings);
        }
        Meaning::WinInet(scope) => {
            mask(Mask(number), name, false, windows, line, findings);
            if scope == WinInetScope::Machine {
                findings.push(
                    value.finding(Level::Warning, "machine-copy").of_confidence(Confidence::Unverified),
                );
            }
        }
    }
}

fn wrong_type(wanted: WantedType, value: &Value<'_>) -> Finding {
    let code = if wanted == WantedType::Number { "not-a-number" } else { "not-text" };
    value
        .finding(Level::Wrong, code)
        .with("type", value.data.value_type.name())
        .with("data", value.data.shown(SHOWN))
}

/// How many names that nobody knows are compared with those that are known.
const MISSPELT: usize = 20;

/// An order of cipher suites, suite by suite.
fn suites(value: &Value<'_>, findings: &mut Vec<Finding>) {
    let names = names_in(value.data);
    let mut known = Vec::new();
    let mut unknown = 0;
    for name in &names {
        let finding = |level, code| value.finding(level, code).with("suite", name);
        let Some(suite) = Suite::named(name) else {
            unknown += 1;
            let looks_known = unknown <= MISSPELT && name.starts_with("TLS_") && !name.contains('-');
            findings.push(match looks_known.then(|| nearest(name, Suite::names())).flatten() {
                Some(nearest) => finding(Level::Wrong, "suite-misspelt").with("nearest", nearest),
                None => finding(Level::Wrong, "suite-unknown"),
            });
            continue;
        };
        known.push(suite);
        if let Some(why) = &suite.weak {
            findings.push(finding(Level::Warning, "weak-suite").with("why", why));
        }
        if let Some(windows) = value.windows.filter(|windows| Suite::on(name, windows).is_none()) {
            findings.push(finding(Level::Note, "suite-not-there").with("windows", &windows.name));
        }
    }
    if unknown == 0 && !known.is_empty() {
        if known.iter().all(|suite| suite.weak.is_some()) {
            // Which suites a Windows had before is known of that Windows only.
            let level = if value.windows.is_some() { Level::Danger } else { Level::Warning };
            findings.push(value.finding(level, "suites-only-weak"));
        } else if known.iter().all(|suite| suite.is_on_request()) {
            findings.push(value.finding(Level::Warning, "suites-only-on-request"));
        } else if !known.iter().any(|suite| suite.takes_rsa()) {
            findings.push(value.finding(Level::Warning, "suites-not-for-rsa"));
        }
    }
    let has_blanks = |part: &String| part.trim().contains(char::is_whitespace);
    if value.data.parts().is_some_and(|parts| parts.iter().any(has_blanks)) && unknown == 0 {
        findings.push(value.finding(Level::Warning, "suites-blanks").of_confidence(Confidence::Unverified));
    }
    if value.data.as_text().is_some_and(|text| text.chars().count() > LONGEST_LIST) {
        findings
            .push(value.finding(Level::Warning, "suites-too-long").with("most", LONGEST_LIST.to_string()));
    }
}

/// An order of curves, curve by curve.
fn curves(value: &Value<'_>, findings: &mut Vec<Finding>) {
    let names = names_in(value.data);
    for name in names.iter().filter(|name| !is_curve(name)) {
        findings.push(value.finding(Level::Wrong, "curve-unknown").with("curve", name));
    }
    if !names.iter().any(|name| is_curve(name)) {
        findings.push(value.finding(Level::Warning, "no-curve-left").of_confidence(Confidence::Unverified));
    }
}

/// A value that a Windows older than the first that reads it does not read.
fn not_read_yet(meaning: Meaning, value: &Value<'_>) -> Option<Finding> {
    let fact = match meaning {
        Meaning::OtherProtocol(known)
        | Meaning::Algorithm(known)
        | Meaning::KeyLength(known)
        | Meaning::Other(known, _) => known,
        Meaning::CurveOrder(_) => {
            KnownValue::all().find(|k| k.value().means == Some(ValueRole::CurveOrder))?
        }
        _ => return None,
    }
    .value();
    let first = fact.from.as_deref().and_then(Windows::named)?;
    let windows = value.windows.filter(|windows| windows.is_older_than(first))?;
    let finding = value.finding(Level::Warning, "not-read-yet");
    Some(
        finding
            .with("windows", &windows.name)
            .with("from", &first.name)
            .of_confidence(fact.confidence.clone()),
    )
}

/// `Enabled` of a cipher, a hash or a key exchange.
fn algorithm(known: KnownValue, number: u32, value: &Value<'_>) -> Vec<Finding> {
    let strength = known.key().strength;
    let named = |level, code| value.finding(level, code).with("algorithm", known.key().name());
    let mut findings = Vec::new();
    match (strength, number != 0) {
        (Strength::Broken, true) => findings.push(named(Level::Danger, "broken-cipher-on")),
        (Strength::Strong, false) => findings.push(named(Level::Warning, "strong-algorithm-off")),
        (Strength::Old, false) => {
            let code = if known.key().role == KeyRole::Hash { "sha1-off" } else { "rsa-key-exchange-off" };
            findings.push(named(Level::Warning, code).of_confidence(Confidence::Unverified));
        }
        (Strength::Weak | Strength::BrokenHash, true) => {
            findings.push(named(Level::Note, "weak-algorithm-on"));
        }
        _ => {}
    }
    if number != 0 && number != u32::MAX {
        findings.push(named(Level::Note, "on-as-another-number").with("number", format!("{number:#x}")));
    }
    findings
}

/// The shortest or longest key of a key exchange.
fn key_length(known: KnownValue, number: u32, value: &Value<'_>) -> Option<Finding> {
    let is_curve = known.key().name() == "ECDH";
    let named = |level, code| {
        value.finding(level, code).with("algorithm", known.key().name()).with("bits", number.to_string())
    };
    // What was meant in decimal: 0x2048 is 8264.
    let decimal: Option<u32> = format!("{number:x}").parse().ok();
    let usual: &[u32] = if is_curve { &[256, 384, 521] } else { &[512, 1024, 2048, 3072, 4096, 8192, 16384] };
    if let Some(meant) = decimal.filter(|decimal| usual.contains(decimal)) {
        return Some(
            named(Level::Wrong, "bits-decimal")
                .with("number", format!("{number:#x}"))
                .with("meant", meant.to_string())
                .with("hex", format!("{meant:#x}")),
        );
    }
    let is_least = known.value().name.to_ascii_lowercase().contains("min");
    let [least, most] = known.value().range.unwrap_or([0, u32::MAX]);
    if let Some(code) = by_rule(known, value.data) {
        return Some(named(Level::Note, code));
    }
    if is_least && number > most {
        return Some(if is_curve {
            named(Level::Wrong, "no-such-curve").of_confidence(known.value().confidence.clone())
        } else {
            named(Level::Wrong, "bits-too-many").with("most", most.to_string())
        });
    }
    // Whoever asks others for more than they have is alone.
    if is_least && !is_curve && number > USUAL_KEY && known.value().name.starts_with("Client") {
        return Some(named(Level::Warning, "longer-than-usual").with("usual", USUAL_KEY.to_string()));
    }
    let short = if is_curve { SHORTEST_CURVE } else { SHORTEST_KEY };
    let is_short = if is_least { number < short } else { number < short && number >= least };
    match (is_least, is_short) {
        (true, true) => Some(named(Level::Warning, "short-keys").with("least", short.to_string())),
        // The longest that is allowed shuts out all that are good.
        (false, true) => Some(named(Level::Warning, "longest-is-short")),
        _ if !is_least && number < least => Some(named(Level::Warning, "longest-is-short")),
        _ => None,
    }
}

/// What the table says of a value that is only shown otherwise.
fn by_the_table(known: KnownValue, value: &Value<'_>, findings: &mut Vec<Finding>) {
    let fact = known.value();
    if let (Some([least, most]), Some(number)) = (fact.range, value.data.as_dword())
        && !(least..=most).contains(&number)
    {
        let level = if number < least { Level::Wrong } else { Level::Warning };
        findings.push(
            value
                .finding(level, "out-of-range")
                .with("number", number.to_string())
                .with("least", least.to_string())
                .with("most", most.to_string())
                .of_confidence(fact.confidence.clone()),
        );
        if number < least {
            return;
        }
    }
    if let Some(code) = by_rule(known, value.data) {
        let level = match fact.level.as_deref() {
            Some("note") => Level::Note,
            Some("wrong") => Level::Wrong,
            Some("danger") => Level::Danger,
            _ => Level::Warning,
        };
        findings.push(value.finding(level, code).of_confidence(fact.confidence.clone()));
    }
}

/// The code of the table's rule for a value, where it holds.
fn by_rule(known: KnownValue, data: &Data) -> Option<&'static str> {
    let fact = known.value();
    let (rule, code) = (fact.warn.as_deref()?, fact.code.as_deref()?);
    let is_met = match fact.wanted {
        _ if rule == "*" => true,
        WantedType::Text => data.as_text().is_some_and(|text| text.trim().eq_ignore_ascii_case(rule)),
        _ => holds(rule, data),
    };
    is_met.then_some(code)
}

/// The versions of a mask, of WinHTTP or WinINET.
fn mask(
    mask: Mask,
    name: &str,
    winhttp: bool,
    windows: Option<&'static Windows>,
    line: u32,
    findings: &mut Vec<Finding>,
) {
    let finding =
        |level, code| Finding::new(level, code, line).with("name", name).with("mask", mask.to_string());
    match mask.mistake() {
        Some(MaskMistake::Zero) => {
            findings.push(finding(Level::Wrong, "mask-zero").of_confidence(Confidence::Decompiled));
        }
        Some(MaskMistake::Decimal(meant)) => findings.push(
            finding(Level::Wrong, "mask-decimal")
                .with("decimal", meant.0.to_string())
                .with("meant", meant.to_string()),
        ),
        Some(MaskMistake::DotNet(meant)) => {
            findings.push(finding(Level::Wrong, "mask-dotnet").with("meant", meant.to_string()));
        }
        Some(MaskMistake::UnknownBits(bits)) => {
            let found = finding(Level::Wrong, "mask-unknown-bits").with("bits", bits.to_string());
            // That the whole value is dropped is known of WinHTTP only.
            findings.push(found.of_confidence(if winhttp {
                Confidence::Decompiled
            } else {
                Confidence::Unverified
            }));
        }
        None => {}
    }
    if mask.has(Version::SSL_2_0) {
        findings.push(finding(Level::Danger, "mask-ssl2"));
    }
    let newer = [Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3];
    // Of a number typed in decimal, the bits that were not meant are the lesser trouble.
    if mask.has(Version::SSL_3_0) && !matches!(mask.mistake(), Some(MaskMistake::Decimal(_))) {
        let alone = !newer.iter().any(|version| mask.has(*version));
        findings.push(finding(Level::Warning, if alone { "mask-ssl3-only" } else { "mask-ssl3" }));
    }
    if mask.mistake().is_none() {
        let new_enough = mask.has(Version::TLS_1_2) || mask.has(Version::TLS_1_3);
        if !new_enough {
            findings.push(finding(Level::Warning, "mask-old-only"));
        } else if !mask.has(Version::TLS_1_2) {
            findings.push(finding(Level::Warning, "mask-newest-only"));
        } else if !mask.has(Version::TLS_1_1) && !mask.has(Version::TLS_1_0) {
            findings.push(finding(Level::Note, "mask-trade-off"));
        }
    }
    // SSL in a mask is said above, also where Windows no longer has it.
    let unsupported = windows
        .and_then(|w| newer.into_iter().find(|v| mask.has(*v) && !w.supports(*v)).map(|v| (w, v)))
        .filter(|_| mask.mistake().is_none());
    if let Some((windows, version)) = unsupported {
        let (level, code) = if windows.is_experimental(version) {
            (Level::Warning, "mask-experimental")
        } else {
            (Level::Wrong, "mask-unsupported")
        };
        findings
            .push(finding(level, code).with("version", version.to_string()).with("windows", &windows.name));
    }
}

/// Whether that Windows reads the value of WinHTTP.
fn winhttp_on(
    windows: Option<&'static Windows>,
    mask: Mask,
    name: &str,
    line: u32,
    findings: &mut Vec<Finding>,
) {
    let Some(windows) = windows else { return };
    let fact = &windows.winhttp;
    let finding =
        |level, code| Finding::new(level, code, line).with("name", name).with("windows", &windows.name);
    match fact.value {
        ValueRead::BuiltIn => {}
        ValueRead::Update => {
            let update = fact.update.as_deref().unwrap_or_default();
            findings.push(finding(Level::Note, "needs-update").with("update", update));
        }
        ValueRead::Unlisted => {
            findings.push(finding(Level::Warning, "winhttp-unlisted").of_confidence(Confidence::Unverified));
        }
        ValueRead::Never => {
            findings.push(finding(Level::Wrong, "winhttp-not-read").of_confidence(fact.confidence.clone()));
        }
    }
    if let Some(bits) = fact.bits.filter(|bits| mask.mistake().is_none() && mask.0 & !bits.0 != 0) {
        findings.push(finding(Level::Warning, "mask-bits-ignored").with("bits", bits.to_string()));
    }
}
