//! What the values of a file say together: they are looked at as they stand after its last line.

use cutover_evidence::Confidence;
use cutover_wire::Version;

use super::finding::{Finding, Level};
use super::left;
use crate::mask::Mask;
use crate::meaning::{self, DotNet, Meaning, WinInetScope};
use crate::normal_path::View;
use crate::reg_file::RegFile;
use crate::settings::Settings;
use crate::state::State;
use crate::suites::only_weak_left;
use crate::table::{KnownValue, ValueRole};
use crate::windows::{SchannelSide, Switch, VERSIONS, Windows, all_versions};

/// Looks at the settings of a file as a whole.
pub(super) fn check(file: &RegFile, windows: Option<&'static Windows>, findings: &mut Vec<Finding>) {
    let state = State::of_settings(file);
    let settings = Settings::of(&state);
    for side in SchannelSide::BOTH {
        for version in all_versions() {
            version_of_side(&settings, version, side, windows, findings);
        }
        if all_off(&settings, side, windows, findings) {
            continue;
        }
        newest_off(&settings, side, findings);
    }
    sides_differ(&settings, findings);
    remote_desktop(&settings, windows, findings);
    // Where no version at all is left, that is said.
    if !settings.is_empty() && findings.iter().all(|finding| finding.code != "all-off") {
        left::check(&state, windows, findings);
    }
    if settings.limit_suites() {
        left::tls12_without_suite(&state, windows, findings);
    }
    weak_suites(&settings, windows, findings);
    key_lengths(&settings, findings);
    twins(&settings, findings);
    masks_beside_schannel(&settings, findings);
}

fn version_of_side(
    settings: &Settings<'_>,
    version: Version,
    side: SchannelSide,
    windows: Option<&'static Windows>,
    findings: &mut Vec<Finding>,
) {
    let enabled = settings.get(Meaning::Enabled(version, side));
    let by_default = settings.get(Meaning::DisabledByDefault(version, side));
    let Some(first) = enabled.or(by_default) else { return };
    let finding = |level, code, line| {
        Finding::new(level, code, line).with("version", version.to_string()).with("side", side.name())
    };
    let on = enabled.is_some_and(|s| s.number != 0)
        || enabled.is_none() && by_default.is_some_and(|s| s.number == 0);
    if let Some(windows) = windows.filter(|w| !w.supports(version)) {
        let (level, code) = match on {
            true if windows.is_experimental(version) => (Level::Warning, "version-experimental"),
            true => (Level::Wrong, "version-unsupported"),
            false => (Level::Note, "nothing-to-turn-off"),
        };
        findings.push(finding(level, code, first.at()).with("windows", &windows.name));
        return;
    }
    let ssl = [Version::SSL_2_0, Version::SSL_3_0].contains(&version);
    let default = windows.map(|w| w.switch(side, version, true));
    match (enabled, by_default) {
        _ if on && ssl => findings.push(finding(Level::Danger, "ssl-on", first.at())),
        // It is how every Windows has the client of SSL 2.0 by itself.
        (None, Some(by_default))
            if by_default.number != 0 && (version, side) == (Version::SSL_2_0, SchannelSide::Client) => {}
        (None, Some(by_default)) if by_default.number != 0 => {
            findings.push(finding(Level::Warning, "disabled-by-default-alone", by_default.at()));
        }
        (Some(enabled), Some(by_default)) if enabled.number != 0 && by_default.number != 0 => {
            findings.push(finding(Level::Warning, "on-request", by_default.at()));
        }
        (Some(enabled), None) if enabled.number != 0 && default == Some(Switch::OnRequest) => {
            let windows = windows.map_or("", |w| w.name.as_str());
            findings.push(finding(Level::Warning, "enabled-alone", enabled.at()).with("windows", windows));
        }
        (None, Some(by_default)) if default == Some(Switch::Off) => {
            let windows = windows.map_or("", |w| w.name.as_str());
            findings
                .push(finding(Level::Warning, "enabled-missing", by_default.at()).with("windows", windows));
        }
        (Some(enabled), Some(by_default)) if enabled.number == 0 && by_default.number == 0 => {
            findings.push(finding(Level::Note, "off-all-the-same", by_default.at()));
        }
        _ => {}
    }
    if on && [Version::TLS_1_0, Version::TLS_1_1, Version::DTLS_1_0].contains(&version) {
        findings.push(finding(Level::Note, "old-version-on", first.at()));
    }
}

/// Says whether a side has no version left, or hardly one.
fn all_off(
    settings: &Settings<'_>,
    side: SchannelSide,
    windows: Option<&'static Windows>,
    findings: &mut Vec<Finding>,
) -> bool {
    let enabled = |version| settings.get(Meaning::Enabled(version, side));
    let turned_off = |version| enabled(version).filter(|s| s.number == 0);
    let off = |version| match enabled(version) {
        Some(setting) => setting.number == 0,
        // What that Windows does not have by itself need not be turned off.
        None => windows
            .is_some_and(|w| matches!(w.switch(side, version, true), Switch::Off | Switch::Unsupported)),
    };
    let old = [Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2];
    let Some(last) = old.into_iter().filter_map(turned_off).map(|s| s.at()).max() else { return false };
    if !old.into_iter().all(off) {
        return false;
    }
    let tls13 = Version::TLS_1_3;
    // Whether there is a TLS 1.3 hangs on the Windows.
    if windows.is_none() && turned_off(tls13).is_none() {
        return false;
    }
    let newest_stays =
        windows.is_some_and(|w| w.switch(side, tls13, true) == Switch::On) && turned_off(tls13).is_none();
    findings.push(if newest_stays {
        Finding::new(Level::Note, "only-tls13-left", last).with("side", side.name())
    } else {
        Finding::new(Level::Danger, "all-off", last).with("side", side.name())
    });
    true
}

/// Algorithms that are off may leave nothing but weak suites.
fn weak_suites(settings: &Settings<'_>, windows: Option<&'static Windows>, findings: &mut Vec<Finding>) {
    let Some(windows) = windows else { return };
    if findings.iter().any(|finding| finding.code == "suites-only-weak") {
        return;
    }
    if let Some((suites, by)) = only_weak_left(settings, windows) {
        findings.push(
            Finding::new(Level::Danger, "only-weak-left", by.at())
                .with("windows", &windows.name)
                .with("suites", suites.join(", "))
                .of_confidence(Confidence::Unverified),
        );
    }
}

/// A longest key that is shorter than the shortest leaves none.
fn key_lengths(settings: &Settings<'_>, findings: &mut Vec<Finding>) {
    let lengths: Vec<_> = KnownValue::all()
        .filter(|known| known.value().means == Some(ValueRole::KeyLength))
        .filter_map(|known| Some((known, settings.get(Meaning::KeyLength(known))?)))
        .collect();
    for (longest, most) in &lengths {
        let is_pair = |shortest: &KnownValue| {
            shortest.key().path == longest.key().path
                && shortest.value().name.replace("Min", "Max") == longest.value().name
        };
        let least = lengths.iter().find(|(known, _)| known != longest && is_pair(known));
        let Some((_, least)) = least.filter(|(_, least)| most.number < least.number) else { continue };
        let algorithm = longest.key().name();
        // Whoever takes no RSA key takes next to no certificate.
        let level = if algorithm == "PKCS" { Level::Danger } else { Level::Warning };
        findings.push(
            Finding::new(level, "no-length-left", most.at().max(least.at()))
                .with("algorithm", algorithm)
                .with("least", least.number.to_string())
                .with("most", most.number.to_string())
                .of_confidence(longest.value().confidence.clone()),
        );
    }
}

/// A version that is on for one side and off for the other.
fn sides_differ(settings: &Settings<'_>, findings: &mut Vec<Finding>) {
    for version in all_versions() {
        let [client, server] = SchannelSide::BOTH.map(|side| settings.get(Meaning::Enabled(version, side)));
        if let (Some(client), Some(server)) = (client, server)
            && (client.number == 0) != (server.number == 0)
        {
            let on = if client.number == 0 { SchannelSide::Server } else { SchannelSide::Client };
            findings.push(
                Finding::new(Level::Note, "sides-differ", client.at().max(server.at()))
                    .with("version", version.to_string())
                    .with("on", on.name()),
            );
        }
    }
}

/// Remote Desktop of an old Windows speaks nothing but TLS 1.0 without an update.
fn remote_desktop(settings: &Settings<'_>, windows: Option<&'static Windows>, findings: &mut Vec<Finding>) {
    let Some(off) =
        settings.get(Meaning::Enabled(Version::TLS_1_0, SchannelSide::Server)).filter(|s| s.number == 0)
    else {
        return;
    };
    let Some((windows, update)) = windows.and_then(|w| Some((w, w.remote_desktop.as_ref()?))) else { return };
    let code = if update == "never" { "remote-desktop-lost" } else { "remote-desktop-needs-update" };
    findings.push(
        Finding::new(Level::Warning, code, off.at())
            .with("windows", &windows.name)
            .with("update", update)
            .of_confidence(Confidence::Unverified),
    );
}

/// TLS 1.2 is what most others speak at best.
fn newest_off(settings: &Settings<'_>, side: SchannelSide, findings: &mut Vec<Finding>) {
    let off = settings.get(Meaning::Enabled(Version::TLS_1_2, side)).filter(|s| s.number == 0);
    if let Some(setting) = off {
        findings.push(Finding::new(Level::Warning, "tls12-off", setting.at()).with("side", side.name()));
    }
}

/// 32-bit programs on a 64-bit Windows have a key of their own.
fn twins(settings: &Settings<'_>, findings: &mut Vec<Finding>) {
    let of =
        |make: &dyn Fn(View) -> Meaning| (settings.get(make(View::Native)), settings.get(make(View::Wow64)));
    let both = [DotNet::V2, DotNet::V4];
    let pairs = std::iter::once(of(&Meaning::WinHttp))
        .chain(both.map(|version| of(&|view| Meaning::StrongCrypto(version, view))))
        .chain(both.map(|version| of(&|view| Meaning::SystemDefault(version, view))));
    for pair in pairs {
        match pair {
            (Some(there), None) | (None, Some(there)) => {
                let native = pair.0.is_some();
                let code = if native { "twin-missing" } else { "twin-missing-native" };
                findings.push(
                    Finding::new(Level::Warning, code, there.at())
                        .with("name", there.name)
                        .with("twin", meaning::twin(there.key, native)),
                );
            }
            (Some(native), Some(wow64)) if native.number != wow64.number => findings.push(
                Finding::new(Level::Note, "twin-differs", wow64.at())
                    .with("name", wow64.name)
                    .with("line", native.at().to_string()),
            ),
            _ => {}
        }
    }
}

/// A mask does not help where Schannel is off, and Schannel not where the mask lacks the version.
fn masks_beside_schannel(settings: &Settings<'_>, findings: &mut Vec<Finding>) {
    let masks = [
        Meaning::WinHttp(View::Native),
        Meaning::WinHttp(View::Wow64),
        Meaning::WinInet(WinInetScope::User),
        Meaning::WinInet(WinInetScope::UserPolicy),
        Meaning::WinInet(WinInetScope::MachinePolicy),
    ];
    let enabled =
        |version| settings.get(Meaning::Enabled(version, SchannelSide::Client)).map(|s| s.number != 0);
    for meaning in masks {
        let Some(setting) = settings.get(meaning) else { continue };
        let mask = Mask(setting.number);
        if mask.mistake().is_some() {
            continue;
        }
        let finding = |level, code| {
            Finding::new(level, code, setting.at()).with("name", setting.name).with("mask", mask.to_string())
        };
        if mask.versions().all(|version| enabled(version) == Some(false)) {
            findings.push(finding(Level::Wrong, "mask-left-empty"));
        }
        let lacks = VERSIONS.into_iter().rev().find(|v| enabled(*v) == Some(true) && !mask.has(*v));
        if let Some(version) = lacks.filter(|v| ![Version::SSL_2_0, Version::SSL_3_0].contains(v)) {
            findings.push(finding(Level::Warning, "mask-lacks-version").with("version", version.to_string()));
        }
    }
}
