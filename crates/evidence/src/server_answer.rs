//! The record of what a server answered when it was asked what it accepts.

use std::net::IpAddr;

use cutover_wire::{CipherSuite, Group, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What one server at one address answered. Field names are the names in JSON Lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerAnswer {
    /// Always [`crate::SCHEMA_VERSION`] in a record of this version.
    pub schema_version: u32,
    /// When it was asked first.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
    /// The target as given: `mail.example.test:25`, `smtp://mail.example.test`.
    pub target: String,
    /// The address that was asked.
    #[serde(default)]
    pub server_ip: Option<IpAddr>,
    /// The port that was asked.
    #[serde(default)]
    pub port: Option<u16>,
    /// What it came through: `starttls:smtp`.
    #[serde(default)]
    pub via: Vec<String>,
    /// The host name that was asked for (SNI); `null`: asked without.
    #[serde(default)]
    pub server_name: Option<String>,
    /// What came of each version that was asked about, in that order; an object with the versions' names in JSON.
    #[serde(with = "crate::by_version")]
    pub versions: Vec<(Version, VersionAnswer)>,
    /// The suites of TLS 1.2 and older that it accepts; `null`: not asked.
    #[serde(default)]
    pub cipher_suites: Option<Vec<CipherSuite>>,
    /// The groups that it accepts; `null`: not asked.
    #[serde(default)]
    pub groups: Option<Vec<Group>>,
    /// Whether it accepts X25519MLKEM768; `null`: not asked, or not known.
    #[serde(default)]
    pub pq: Option<bool>,
    /// What else there is to say.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// What came of asking about one version, as often as it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionAnswer {
    /// How often it was accepted.
    #[serde(default)]
    pub accepted: u32,
    /// How often it was refused.
    #[serde(default)]
    pub refused: u32,
    /// How often the answer says neither: a timeout, a reset under load.
    #[serde(default)]
    pub unknown: u32,
    /// How often it was asked.
    #[serde(default)]
    pub tries: u32,
    /// How far the handshake was taken: `hello`, `finished`, `application`.
    #[serde(default)]
    pub depth: Option<String>,
    /// The suite that it chose.
    #[serde(default)]
    pub cipher_suite: Option<CipherSuite>,
    /// The group that it chose.
    #[serde(default)]
    pub group: Option<Group>,
    /// The first bytes of its answer, as hex.
    #[serde(default)]
    pub proof: Option<String>,
    /// How the refusal came: an alert's number, `fin`, `rst` or `timeout`.
    #[serde(default)]
    pub ended: Option<Ended>,
    /// Round-trip time in milliseconds.
    #[serde(default)]
    pub rtt_ms: Option<u64>,
}

/// How a connection ended that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Ended {
    /// By that alert.
    Alert(u8),
    /// By `fin`, `rst` or `timeout`.
    Otherwise(String),
}
