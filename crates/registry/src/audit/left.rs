//! What the components of a Windows are left with: computed as `effective` does, before and after.

use cutover_evidence::Confidence;
use cutover_evidence::{ClientSettings, SettingState};
use cutover_wire::Version;
use strum::IntoStaticStr;

use super::finding::{Finding, Level};
use crate::effective::effective;
use crate::state::State;
use crate::updates::Updates;
use crate::windows::Windows;

/// A component of a Windows that is left with nothing newer than SSL 3.0, where it had something before.
pub(crate) struct Loss {
    /// Its name, and its bits where the other half is not left without.
    pub name: String,
    /// The component to be set up.
    component: &'static str,
    /// SSL 3.0 or 2.0 is still there.
    pub ssl_left: bool,
    /// Programs built for an old .NET: how many there are nobody knows.
    only_old_dot_net: bool,
    /// The line that took the last of it away.
    line: Option<u32>,
    /// What did it.
    by: TakenBy,
}

/// What takes versions away.
#[derive(Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
enum TakenBy {
    /// A version or a mask that can be set beside it
    Version,
    /// A group policy, which comes before that
    Policy,
    /// The order of suites, or an algorithm
    Suites,
}

impl TakenBy {
    fn name(self) -> &'static str {
        self.into()
    }
}

/// Says where TLS 1.2 is left without a suite, though nothing turns it off.
pub(super) fn tls12_without_suite(
    state: &State,
    windows: Option<&'static Windows>,
    findings: &mut Vec<Finding>,
) {
    if findings.iter().any(|finding| finding.level == Level::Danger) {
        return;
    }
    let lost = |windows: &'static Windows| {
        let records = |state: &State| effective(state, windows, &Updates::All, "").settings;
        let pairs = records(&State::default()).into_iter().zip(records(state));
        let is_lost = |(before, after): &(ClientSettings, ClientSettings)| {
            let by_version =
                after.decided_by(Version::TLS_1_2).is_some_and(|by| by.key.contains("\\Protocols\\"));
            before.state(Version::TLS_1_2) == SettingState::On
                && after.state(Version::TLS_1_2) == SettingState::Off
                && !by_version
        };
        pairs.filter(is_lost).map(|(_, after)| after).collect::<Vec<_>>()
    };
    let all = windows.map_or(Windows::all(), std::slice::from_ref);
    // Without a Windows, those of today count.
    let of_today = |known: &&'static Windows| windows.is_some() || known.ended.is_none();
    let Some(lost) = all.iter().filter(of_today).map(lost).find(|lost| !lost.is_empty()) else { return };
    let line = lost.iter().filter_map(|record| record.decided_by(Version::TLS_1_2)?.line).max();
    let mut names: Vec<_> = lost.iter().map(|record| record.component.as_str()).collect();
    names.dedup();
    findings.push(
        Finding::new(Level::Warning, "tls12-left-without", line.unwrap_or(1))
            .with("components", names.join(","))
            .of_confidence(Confidence::Unverified),
    );
}

/// Says which components are left without a version that works.
pub(super) fn check(state: &State, windows: Option<&'static Windows>, findings: &mut Vec<Finding>) {
    if let Some(windows) = windows {
        let losses = losses(state, windows);
        for (old_dot_net, level, code) in
            [(false, Level::Danger, "components-left"), (true, Level::Warning, "components-left-empty")]
        {
            let of: Vec<_> = losses.iter().filter(|loss| loss.only_old_dot_net == old_dot_net).collect();
            // A list of good suites is meant to leave TLS 1.0 out.
            let by_suites = of.iter().all(|loss| loss.by == TakenBy::Suites);
            let level = if old_dot_net && by_suites { Level::Note } else { level };
            findings.extend(finding(&of, windows, level, code));
        }
        return;
    }
    let all: Vec<(&'static Windows, Vec<Loss>)> = Windows::all()
        .iter()
        .map(|windows| (windows, losses(state, windows)))
        .filter(|(_, losses)| losses.iter().any(|loss| !loss.only_old_dot_net))
        .collect();
    let Some((_, first)) = all.first() else {
        // Programs for an old .NET are left without by every file that turns TLS 1.0 off: that is worth a note.
        let every: Vec<_> = Windows::all().iter().map(|windows| (windows, losses(state, windows))).collect();
        if let Some((windows, losses)) = every.iter().find(|(_, losses)| !losses.is_empty()) {
            let losses: Vec<_> = losses.iter().collect();
            findings.extend(finding(&losses, windows, Level::Note, "components-left-old-dotnet"));
        }
        return;
    };
    let (level, code) = if all.len() == Windows::all().len() {
        (Level::Danger, "components-left-everywhere")
    } else if all.iter().any(|(windows, _)| windows.ended.is_none()) {
        (Level::Warning, "components-left-on")
    } else {
        // A file for machines of today need not say so of those that are out of support; whoever has one should know.
        (Level::Note, "components-left-on")
    };
    let names: Vec<_> = all.iter().map(|(windows, _)| windows.id.as_str()).collect();
    let losses: Vec<_> = first.iter().filter(|loss| !loss.only_old_dot_net).collect();
    findings.extend(
        finding(&losses, all[0].0, level, code).map(|finding| finding.with("where", names.join(","))),
    );
}

fn finding(losses: &[&Loss], windows: &'static Windows, level: Level, code: &'static str) -> Option<Finding> {
    let line = losses.iter().map(|loss| loss.line).max()?;
    let names: Vec<_> = losses.iter().map(|loss| loss.name.as_str()).collect();
    let mut components: Vec<_> = losses.iter().map(|loss| loss.component).collect();
    components.dedup();
    let ssl = losses.iter().any(|loss| loss.ssl_left);
    let by =
        [TakenBy::Suites, TakenBy::Policy].into_iter().find(|by| losses.iter().any(|loss| loss.by == *by));
    let by = by.unwrap_or(TakenBy::Version);
    Some(
        Finding::new(level, code, line.unwrap_or(1))
            .with("components", names.join(","))
            .with("windows", &windows.name)
            .with("id", &windows.id)
            .with("asked", components.join(","))
            .with("left", if ssl { "ssl" } else { "nothing" })
            .with("by", by.name())
            .of_confidence(windows.schannel.confidence.clone()),
    )
}

const SSL: [Version; 2] = [Version::SSL_2_0, Version::SSL_3_0];

/// What components of a Windows are left without a version that works.
pub(crate) fn losses(state: &State, windows: &'static Windows) -> Vec<Loss> {
    // A setting that is read only with an update may leave a component without where it is installed, and not elsewhere.
    let mut losses = losses_with(state, windows, &Updates::NotSaid);
    for loss in losses_with(state, windows, &Updates::All) {
        if losses.iter().all(|known| known.component != loss.component) {
            losses.push(loss);
        }
    }
    losses
}

fn losses_with(state: &State, windows: &'static Windows, updates: &Updates) -> Vec<Loss> {
    let records = |state: &State| effective(state, windows, updates, "").settings;
    let pairs: Vec<_> = records(&State::default()).into_iter().zip(records(state)).collect();
    let has = |record: &ClientSettings, wanted: &[SettingState], ssl: bool| {
        let mut of_tls = record.versions.iter().filter(|(version, _)| !version.is_dtls());
        of_tls.any(|(version, state)| SSL.contains(version) == ssl && wanted.contains(state))
    };
    let is_lost = |before: &ClientSettings, after: &ClientSettings| {
        has(before, &[SettingState::On], false)
            && !has(after, &[SettingState::On, SettingState::Unknown], false)
    };
    let mut losses: Vec<Loss> = Vec::new();
    for (before, after) in &pairs {
        if !is_lost(before, after) {
            continue;
        }
        let mut halves = pairs.iter().filter(|(_, other)| other.component == after.component);
        let name = match after.bits {
            Some(bits) if halves.any(|(before, after)| !is_lost(before, after)) => {
                format!("{}:{bits}", after.component)
            }
            _ => after.component.clone(),
        };
        if losses.iter().any(|loss| loss.name == name) {
            continue;
        }
        let was_on = before.versions.iter().filter(|(_, state)| *state == SettingState::On);
        let deciding: Vec<_> = was_on
            .filter_map(|(version, _)| Some(&after.decided_by.iter().find(|(v, _)| v == version)?.1))
            .collect();
        let line = deciding.iter().filter_map(|decided| decided.line).max();
        let by = if deciding.iter().any(|decided| {
            decided.value.ends_with("SecureProtocols")
                && (decided.key.contains("\\Policies\\")
                    || decided.key.starts_with("HKEY_LOCAL_MACHINE") && decided.value == "SecureProtocols")
        }) {
            TakenBy::Policy
        } else if deciding.iter().any(|decided| {
            decided.key.contains("\\Protocols\\") || decided.value.ends_with("SecureProtocols")
        }) {
            TakenBy::Version
        } else {
            TakenBy::Suites
        };
        let component = match after.component.as_str() {
            "winhttp" => "winhttp",
            "wininet" => "wininet",
            "schannel-client" => "schannel-client",
            "schannel-server" => "schannel-server",
            _ => "dotnet",
        };
        losses.push(Loss {
            only_old_dot_net: ["dotnet-2", "dotnet-4", "dotnet-4.6"].contains(&after.component.as_str()),
            name,
            component,
            ssl_left: has(after, &[SettingState::On], true),
            line,
            by,
        });
    }
    losses
}
