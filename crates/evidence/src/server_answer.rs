//! The record of what a server answered when it was asked what it accepts.

use std::net::IpAddr;

use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::SCHEMA_VERSION;
use crate::words::{Depth, EndedBy, NotAsked, Note, NoteKind};

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
    /// Why it could not be asked; `null`: it was asked.
    #[serde(default)]
    pub problem: Option<NotAsked>,
    /// What the server itself said before TLS, where it did not come to that; in its own words.
    #[serde(default)]
    pub said: Option<String>,
    /// The protocol that it speaks instead of what was asked, by its first words: `smtp`, `ssh`.
    #[serde(default)]
    pub speaks: Option<String>,
    /// How many connections were begun.
    #[serde(default)]
    pub connections: Option<u32>,
    /// What came of each version that was asked about, in that order; an object with the versions' names in JSON.
    #[serde(with = "crate::by_version")]
    pub versions: Vec<(Version, VersionAnswer)>,
    /// The suites of TLS 1.2 and older that it accepts; `null`: not asked. Not complete where the notes say so.
    #[serde(default)]
    pub cipher_suites: Option<Vec<CipherSuite>>,
    /// The groups that it accepts; `null`: not asked. Not complete where the notes say so.
    #[serde(default)]
    pub groups: Option<Vec<Group>>,
    /// Whether it accepts a group of ML-KEM, alone or in a hybrid; `null`: not asked, or not known.
    #[serde(default)]
    pub pq: Option<bool>,
    /// The certificate that it shows; `null`: not asked, or the notes say why not.
    #[serde(default)]
    pub certificate: Option<CertificateShown>,
    /// One with a key of another kind, that it shows whoever cannot do with the first.
    #[serde(default)]
    pub other_certificate: Option<CertificateShown>,
    /// The signature schemes that it signs with where the client offers one alone, newest version first; `null`: not asked.
    #[serde(default)]
    pub signature_schemes: Option<Vec<SignatureScheme>>,
    /// How long the prime of its key exchange in a finite field is, in bits; `null`: not asked, or it has none.
    #[serde(default)]
    pub dh_bits: Option<u32>,
    /// Whether its own order of suites counts, and not the client's; `null`: not known.
    #[serde(default)]
    pub prefers_own_order: Option<bool>,
    /// The protocol that it chooses by ALPN of `h2` and `http/1.1`; `null`: none, or not asked. Of TLS 1.3 alone a whole
    /// handshake shows it.
    #[serde(default)]
    pub alpn: Option<String>,
    /// Whether it has secure renegotiation (RFC 5746), in TLS 1.2 and older; `null`: not asked.
    #[serde(default)]
    pub secure_renegotiation: Option<bool>,
    /// Whether it has `extended_master_secret` (RFC 7627), in TLS 1.2 and older; `null`: not asked.
    #[serde(default)]
    pub extended_master_secret: Option<bool>,
    /// Whether it refuses a TLS_FALLBACK_SCSV in a hello below its newest version (RFC 7507); `null`: not asked, or
    /// it has one version only.
    #[serde(default)]
    pub fallback_scsv: Option<bool>,
    /// Whether its random number says that it could more, when it is asked for less than its newest version
    /// (RFC 8446, 4.1.3); `null`: not known.
    #[serde(default)]
    pub downgrade_sentinel: Option<bool>,
    /// What else there is to say.
    #[serde(default)]
    pub notes: Vec<Note>,
}

impl ServerAnswer {
    /// Whether that is noted of it.
    pub fn has_note(&self, kind: &NoteKind) -> bool {
        self.notes.iter().any(|note| note.kind == *kind)
    }
}

impl Default for ServerAnswer {
    /// An answer about nothing.
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            seen_at: None,
            target: String::new(),
            server_ip: None,
            port: None,
            via: Vec::new(),
            server_name: None,
            problem: None,
            said: None,
            speaks: None,
            connections: None,
            versions: Vec::new(),
            cipher_suites: None,
            groups: None,
            pq: None,
            certificate: None,
            other_certificate: None,
            signature_schemes: None,
            dh_bits: None,
            prefers_own_order: None,
            alpn: None,
            secure_renegotiation: None,
            extended_master_secret: None,
            fallback_scsv: None,
            downgrade_sentinel: None,
            notes: Vec::new(),
        }
    }
}

/// What is said of a server's certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateShown {
    /// `rsa`, `ecdsa`, `ed25519`, `ed448`, or the object identifier of another kind of key.
    pub key: String,
    /// How long an RSA key is, or how large an elliptic curve, in bits.
    #[serde(default)]
    pub bits: Option<u32>,
    /// The object identifier, or the usual name, of the signature on it: `sha256WithRSAEncryption`.
    pub signature: String,
    /// Whom it names, as one line.
    pub subject: String,
    /// Who signed it, as one line.
    pub issuer: String,
    /// From when it is valid.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// Until when it is valid.
    #[serde(default)]
    pub not_after: Option<Timestamp>,
    /// When the first certificate of those that were sent ends; that may be one of the authorities'.
    #[serde(default)]
    pub chain_not_after: Option<Timestamp>,
    /// How many certificates were sent.
    pub chain_length: u32,
    /// SHA-256 of the certificate, as hex.
    pub sha256: String,
    /// The host names and addresses that it is for (RFC 9525, 3): not its subject, which no browser looks at.
    #[serde(default)]
    pub names: Vec<String>,
    /// Whether the name that was asked for is one of them; `null`: none was.
    #[serde(default)]
    pub is_for_name: Option<bool>,
    /// Whether a chain leads to a certificate that is trusted; `null`: not looked at.
    #[serde(default)]
    pub trust: Option<Trust>,
}

/// Whether the chain of a certificate leads to one that is trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// Whose list of trusted certificates was looked at: `system`, `mozilla`.
    pub roots: String,
    /// Why it does not, in OpenSSL's words; `null`: it does.
    #[serde(default)]
    pub problem: Option<String>,
}

impl CertificateShown {
    /// When it is of no more use: its own end where it is trusted, since then it needs none of those that end before;
    /// otherwise that of the first one that was sent.
    pub fn ends(&self) -> Option<Timestamp> {
        let is_trusted = self.trust.as_ref().is_some_and(|trust| trust.problem.is_none());
        let first = if is_trusted { self.not_after } else { self.chain_not_after };
        first.or(self.not_after)
    }

    /// Whether it, or one of those that it needs, is valid no longer or not yet.
    pub fn is_out_of_time(&self, now: Timestamp) -> bool {
        let ends = self.ends();
        ends.is_some_and(|end| end < now) || self.not_before.is_some_and(|begin| begin > now)
    }

    /// How many days are left until it ends; less than none when it has.
    pub fn days_left(&self, now: Timestamp) -> Option<i64> {
        let ends = self.ends()?;
        Some((ends.as_second() - now.as_second()).div_euclid(86_400))
    }
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
    /// How far the handshake was taken.
    #[serde(default)]
    pub depth: Option<Depth>,
    /// The status that the application answered with over HTTP (RFC 9110, 15); `null`: not asked, or no HTTP.
    #[serde(default)]
    pub http_status: Option<u16>,
    /// Every suite that it accepts with this version; `null`: not asked. Not complete where the notes say so.
    #[serde(default)]
    pub cipher_suites: Option<Vec<CipherSuite>>,
    /// Every group that it accepts with this version; `null`: not asked. Not complete where the notes say so.
    #[serde(default)]
    pub groups: Option<Vec<Group>>,
    /// Every signature scheme that it signs with in this version where the client offers it alone; `null`: not asked.
    /// Not complete where the notes say so.
    #[serde(default)]
    pub signature_schemes: Option<Vec<SignatureScheme>>,
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
    /// Without one.
    Otherwise(EndedBy),
}
