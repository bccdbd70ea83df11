//! What one value says, by itself.

use cutover_wire::Version;

use super::{Finding, Level, SHOWN};
use crate::data::Data;
use crate::facts::{Confidence, ValueRead, Windows};
use crate::mask::{Mask, MaskMistake};
use crate::place::{Meaning, WinInetScope};

/// Keys of fewer bits can be broken (NIST SP 800-131A, 5: RSA and Diffie-Hellman).
const SHORTEST_KEY: u32 = 2048;

/// Looks at a value that a component reads.
pub(super) fn check(
    meaning: Meaning,
    name: &str,
    data: &Data,
    windows: Option<&'static Windows>,
    line: u32,
    findings: &mut Vec<Finding>,
) {
    let finding = |level, code| Finding::new(level, code, line).with("name", name);
    let number = data.as_dword();
    match meaning {
        Meaning::SuiteOrder => {
            let Some(suites) = data.as_text() else {
                findings.push(finding(Level::Wrong, "not-text").with("type", data.value_type.name()));
                return;
            };
            let weak = ["_NULL_", "_RC4_", "_EXPORT", "_anon_", "_DES_"];
            let weak = suites.split(',').find(|suite| weak.iter().any(|w| suite.contains(w)));
            if let Some(suite) = weak {
                findings.push(finding(Level::Warning, "weak-suite").with("suite", suite.trim()));
            }
            return;
        }
        Meaning::Other { number: false } => return,
        _ => {}
    }
    let Some(number) = number else {
        findings.push(
            finding(Level::Wrong, "not-a-number")
                .with("type", data.value_type.name())
                .with("data", data.shown(SHOWN)),
        );
        return;
    };
    match meaning {
        Meaning::BrokenCipher if number != 0 => findings.push(finding(Level::Danger, "broken-cipher-on")),
        Meaning::StrongAlgorithm if number == 0 => {
            findings.push(finding(Level::Warning, "strong-algorithm-off"));
        }
        Meaning::ShortestKey if number < SHORTEST_KEY => {
            findings.push(finding(Level::Warning, "short-keys").with("bits", number.to_string()));
        }
        Meaning::Other { .. } if number != 0 && name.eq_ignore_ascii_case("EnableInsecureTlsFallback") => {
            findings.push(finding(Level::Warning, "insecure-fallback"));
        }
        Meaning::StrongCrypto(..) | Meaning::SystemDefault(..) if number == 0 => {
            findings.push(finding(Level::Warning, "dotnet-weakened"));
        }
        Meaning::StrongCrypto(version, _) | Meaning::SystemDefault(version, _) => {
            let update = windows.and_then(|w| w.dotnet.update.as_ref());
            if let Some(update) = update.filter(|_| version == crate::place::DotNet::V2) {
                findings.push(finding(Level::Note, "needs-update").with("update", update));
            }
        }
        Meaning::Other { .. }
            if number != 0 && name.to_ascii_lowercase().starts_with("allowinsecurerenego") =>
        {
            findings.push(finding(Level::Warning, "insecure-renegotiation"));
        }
        Meaning::WinHttp(_) => {
            mask(Mask(number), name, true, windows, line, findings);
            winhttp_on(windows, Mask(number), name, line, findings);
        }
        Meaning::WinInet(scope) => {
            mask(Mask(number), name, false, windows, line, findings);
            if scope == WinInetScope::Machine {
                findings.push(finding(Level::Warning, "machine-copy").of_confidence(Confidence::Unverified));
            }
        }
        _ => {}
    }
}

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
        } else if !mask.has(Version::TLS_1_1) && !mask.has(Version::TLS_1_0) {
            findings.push(finding(Level::Note, "mask-trade-off"));
        }
    }
    // SSL in a mask is said above, also where Windows no longer has it.
    let unsupported = windows
        .and_then(|w| newer.into_iter().find(|v| mask.has(*v) && !w.supports(*v)).map(|v| (w, v)))
        .filter(|_| mask.mistake().is_none());
    if let Some((windows, version)) = unsupported {
        findings.push(
            finding(Level::Wrong, "mask-unsupported")
                .with("version", version.to_string())
                .with("windows", &windows.name),
        );
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
            findings.push(finding(Level::Wrong, "winhttp-not-read").of_confidence(fact.confidence));
        }
    }
    if let Some(bits) = fact.bits.filter(|bits| mask.mistake().is_none() && mask.0 & !bits.0 != 0) {
        findings.push(finding(Level::Warning, "mask-bits-ignored").with("bits", bits.to_string()));
    }
}
