//! The record of what a component of a Windows offers by its settings.

use cutover_wire::Version;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::words::Confidence;

/// What one component offers. Field names are the names in JSON Lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientSettings {
    /// Always [`crate::SCHEMA_VERSION`] in a record of this version.
    pub schema_version: u32,
    /// Where the settings were read: `registry:FILE`, several joined by `, `.
    pub source: String,
    /// Which Windows, by its id: `7`, `server-2019`.
    pub windows: String,
    /// The updates that are said to be there; `null` when nothing was said.
    pub updates: Option<Vec<String>>,
    /// `winhttp`, `wininet`, `schannel-client`, `schannel-server`, `dotnet-2`, `dotnet-4` (programs built for
    /// .NET 4.0 to 4.5.2), `dotnet-4.6`, `dotnet-4.7` (and newer).
    pub component: String,
    /// 64 or 32, where programs of either kind have settings of their own.
    pub bits: Option<u8>,
    /// What the component does with each version, oldest first; an object with the versions' names in JSON.
    #[serde(with = "crate::by_version")]
    pub versions: Vec<(Version, SettingState)>,
    /// The setting that decided a version, where one did; an object with the versions' names in JSON.
    #[serde(with = "crate::by_version")]
    pub decided_by: Vec<(Version, DecidedBy)>,
    /// How sure the least sure of the facts is that `versions` rests on: `documented`, `measured` (in Wine),
    /// `decompiled`, `unverified`, `unknown`.
    pub confidence: Confidence,
}

/// What a component does with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SettingState {
    /// Used by programs that do not choose.
    On,
    /// Used only by programs that ask for it by name.
    OnRequest,
    /// Used by nobody.
    Off,
    /// Not known.
    Unknown,
}

impl SettingState {
    /// Its name in records.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A setting and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// The key, in full.
    pub key: String,
    /// The value's name.
    pub value: String,
    /// What it holds, as a person reads it: `0xa00`.
    pub data: String,
    /// The line of the registry text; `null` for a hive.
    pub line: Option<u32>,
}

impl ClientSettings {
    /// What it does with a version; one that is not in the record is not known.
    pub fn state(&self, version: Version) -> SettingState {
        let state = self.versions.iter().find(|(v, _)| *v == version).map(|(_, state)| *state);
        state.unwrap_or(SettingState::Unknown)
    }

    /// The setting that decided a version.
    pub fn decided_by(&self, version: Version) -> Option<&DecidedBy> {
        self.decided_by.iter().find(|(v, _)| *v == version).map(|(_, setting)| setting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_as_it_was_written() {
        let decided = DecidedBy {
            key: "HKEY_LOCAL_MACHINE\\SOFTWARE".into(),
            value: "DefaultSecureProtocols".into(),
            data: "0x800".into(),
            line: Some(4),
        };
        let settings = ClientSettings {
            schema_version: crate::SCHEMA_VERSION,
            source: "registry:a.reg".into(),
            windows: "7".into(),
            updates: None,
            component: "winhttp".into(),
            bits: Some(64),
            versions: vec![(Version::TLS_1_0, SettingState::OnRequest), (Version::TLS_1_2, SettingState::On)],
            decided_by: vec![(Version::TLS_1_2, decided)],
            confidence: Confidence::Measured,
        };
        let mut line = Vec::new();
        crate::jsonl::write(&mut line, &settings).unwrap();
        let text = std::str::from_utf8(&line).unwrap();
        assert!(text.contains(r#""versions":{"TLS 1.0":"on-request","TLS 1.2":"on"}"#), "{text}");
        assert_eq!(serde_json::from_str::<ClientSettings>(text).unwrap(), settings);
    }
}
