//! What the values of a file say together: they are looked at as they stand after its last line.

use cutover_evidence::{ClientSettings, SettingState};
use cutover_wire::Version;

use super::{Finding, Level};
use crate::effective::{Updates, effective};
use crate::facts::{Side, Switch, VERSIONS, Windows};
use crate::mask::Mask;
use crate::place::{self, DotNet, Meaning, View, WinInetScope};
use crate::reg_file::RegFile;
use crate::settings::Settings;
use crate::state::State;

/// Looks at the settings of a file as a whole.
pub(super) fn check(file: &RegFile, windows: Option<&'static Windows>, findings: &mut Vec<Finding>) {
    let state = State::of_settings(file);
    let settings = Settings::of(&state);
    for side in Side::BOTH {
        for version in VERSIONS {
            version_of_side(&settings, version, side, windows, findings);
        }
        if all_off(&settings, side, windows, findings) {
            continue;
        }
        newest_off(&settings, side, findings);
        nothing_by_default(&settings, side, windows, findings);
        if let Some(windows) = windows.filter(|_| side == Side::Client) {
            components_left_empty(&state, windows, findings);
        }
    }
    twins(&settings, findings);
    masks_beside_schannel(&settings, findings);
}

fn version_of_side(
    settings: &Settings<'_>,
    version: Version,
    side: Side,
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
        let (level, code) =
            if on { (Level::Wrong, "version-unsupported") } else { (Level::Note, "nothing-to-turn-off") };
        findings.push(finding(level, code, first.at()).with("windows", &windows.name));
        return;
    }
    let ssl = [Version::SSL_2_0, Version::SSL_3_0].contains(&version);
    let default = windows.map(|w| w.switch(side, version, true));
    match (enabled, by_default) {
        _ if on && ssl => findings.push(finding(Level::Danger, "ssl-on", first.at())),
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
    if on && [Version::TLS_1_0, Version::TLS_1_1].contains(&version) {
        findings.push(finding(Level::Note, "old-version-on", first.at()));
    }
}

/// Says whether a side has no version left, or hardly one.
fn all_off(
    settings: &Settings<'_>,
    side: Side,
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
    let newest_stays =
        windows.is_some_and(|w| w.switch(side, tls13, true) == Switch::On) && turned_off(tls13).is_none();
    findings.push(if newest_stays {
        Finding::new(Level::Note, "only-tls13-left", last).with("side", side.name())
    } else {
        Finding::new(Level::Danger, "all-off", last).with("side", side.name())
    });
    true
}

/// TLS 1.2 is what most others speak at best.
fn newest_off(settings: &Settings<'_>, side: Side, findings: &mut Vec<Finding>) {
    let off = settings.get(Meaning::Enabled(Version::TLS_1_2, side)).filter(|s| s.number == 0);
    if let Some(setting) = off {
        findings.push(Finding::new(Level::Warning, "tls12-off", setting.at()).with("side", side.name()));
    }
}

/// Whether programs that do not choose their versions have none left on that Windows, though those that do have.
fn nothing_by_default(
    settings: &Settings<'_>,
    side: Side,
    windows: Option<&'static Windows>,
    findings: &mut Vec<Finding>,
) {
    let Some(windows) = windows else { return };
    let enabled = |version| settings.get(Meaning::Enabled(version, side));
    let by_default = |version| settings.get(Meaning::DisabledByDefault(version, side));
    let on = |version: Version| {
        let shipped = windows.switch(side, version, true);
        shipped != Switch::Unsupported
            && match (enabled(version), by_default(version)) {
                (Some(enabled), _) if enabled.number == 0 => false,
                (_, Some(by_default)) => {
                    by_default.number == 0 && (shipped != Switch::Off || enabled(version).is_some())
                }
                (Some(_), None) => shipped != Switch::OnRequest,
                (None, None) => shipped == Switch::On,
            }
    };
    let turned_off = VERSIONS.into_iter().filter_map(|version| {
        enabled(version).filter(|s| s.number == 0).or_else(|| by_default(version).filter(|s| s.number != 0))
    });
    let Some(last) = turned_off.map(|s| s.at()).max() else { return };
    if !VERSIONS.into_iter().any(on) {
        findings.push(
            Finding::new(Level::Warning, "nothing-by-default", last)
                .with("side", side.name())
                .with("windows", &windows.name),
        );
    }
}

/// Whether a component of that Windows has no version left that it uses unasked, though Schannel has: it has a choice of its
/// own, which lacks what is left.
fn components_left_empty(state: &State, windows: &'static Windows, findings: &mut Vec<Finding>) {
    if !windows.supports(Version::TLS_1_2) {
        return;
    }
    let records = |state: &State| effective(state, windows, &Updates::NotSaid, "").settings;
    let pairs: Vec<_> = records(&State::default()).into_iter().zip(records(state)).collect();
    let has = |record: &ClientSettings, wanted| record.versions.iter().any(|(_, state)| *state == wanted);
    let is_lost = |before: &ClientSettings, after: &ClientSettings| {
        let left = has(after, SettingState::On) || has(after, SettingState::Unknown);
        has(before, SettingState::On) && !left
    };
    let mut names: Vec<String> = Vec::new();
    let mut components: Vec<&str> = Vec::new();
    let mut turned_off = None;
    for (before, after) in &pairs {
        let name = after.component.as_str();
        if name == "schannel-server" || !is_lost(before, after) {
            continue;
        }
        if name == "schannel-client" {
            // That is said of the whole side.
            return;
        }
        let mut halves = pairs.iter().filter(|(_, other)| other.component == after.component);
        let half = match after.bits {
            Some(bits) if halves.any(|(before, after)| !is_lost(before, after)) => format!("{name}:{bits}"),
            _ => name.to_owned(),
        };
        if !names.contains(&half) {
            names.push(half);
        }
        let component = if name.starts_with("dotnet") { "dotnet" } else { name };
        if !components.contains(&component) {
            components.push(component);
        }
        let lines = before.versions.iter().filter(|(_, state)| *state == SettingState::On);
        let lines =
            lines.filter_map(|(version, _)| after.decided_by.iter().find(|(v, _)| v == version)?.1.line);
        turned_off = turned_off.max(lines.max());
    }
    if !names.is_empty() {
        findings.push(
            Finding::new(Level::Warning, "components-left-empty", turned_off.unwrap_or(1))
                .with("components", names.join(","))
                .with("windows", &windows.name)
                .with("id", &windows.id)
                .with("asked", components.join(",")),
        );
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
                        .with("twin", place::twin(there.key, native)),
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
    let enabled = |version| settings.get(Meaning::Enabled(version, Side::Client)).map(|s| s.number != 0);
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
