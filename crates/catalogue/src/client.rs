//! A client as the catalogue knows it: a product on a platform in one state of patches and settings.

use cutover_evidence::Confidence;
use cutover_evidence::HelloFormat;
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::suite_class::{SignatureClass, SuiteClass};

/// A client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Short name, unique.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The same in Japanese, where it is another.
    #[serde(skip)]
    pub name_ja: Option<String>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What kind of program.
    pub kind: ClientKind,
    /// What it runs on.
    pub platform: String,
    /// When it came out: `2013-11-07`, as exact as its source.
    pub released: Option<String>,
    /// When its maker's support ended or ends.
    pub support_ends: Option<String>,
    /// Where the dates are from; `RECALL` marks those that no source confirms.
    pub dates_source: Option<String>,
    /// The versions that it uses by default, oldest first. It goes through with no other.
    pub versions: Vec<Version>,
    /// The versions that it can be made to use.
    pub configurable: Vec<Version>,
    /// What controls its versions, in the words of its makers.
    pub control: Vec<String>,
    /// How it writes its first hello.
    pub hello_format: HelloFormat,
    /// Whether it names the server (SNI, RFC 6066); `None`: not known, or it differs.
    pub server_name: Option<bool>,
    /// Whether it offers X25519MLKEM768.
    pub x25519mlkem768: PostQuantum,
    /// What else there is to say of that.
    pub x25519mlkem768_note: Option<String>,
    /// The same in Japanese.
    #[serde(skip)]
    pub x25519mlkem768_note_ja: Option<String>,
    /// It tries again at lower versions when a handshake fails ("fallback dance").
    pub retries_lower: bool,
    /// It goes on in clear text when TLS fails, as mail servers do among themselves (RFC 3207).
    pub opportunistic: bool,
    /// What it asks of the server's certificate.
    pub certificate: Option<CertificateDemand>,
    /// What can be done, shortest way first; each is an id of `data/remedies.toml`.
    pub remedies: Vec<String>,
    /// What can be done, in the words of whoever added the client.
    pub own_remedy: Option<String>,
    /// Where the facts are from; short names are those of `data/sources.toml`.
    pub source: Vec<String>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// What the blog post says of it that the catalogue started from.
    pub post_says: Option<String>,
    /// The same in Japanese.
    #[serde(skip)]
    pub post_says_ja: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
    /// The same in Japanese.
    #[serde(skip)]
    pub note_ja: Option<String>,
    /// What was reported of it: the model has to say the same.
    pub reported: Vec<Reported>,
    /// The entry whose hello stands in for this one's: the same TLS library on the same system.
    pub hello_like: Option<String>,
    /// Which Windows' Schannel this is, by their ids in `data/windows`.
    pub schannel_of: Vec<String>,
    /// Its own hello.
    pub hello: Option<RecordedHello>,
    /// Added by the user of this machine.
    pub local: bool,
}

/// What kind of program a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ClientKind {
    /// A TLS library that is part of an operating system
    OsLibrary,
    /// A browser
    Browser,
    /// A mail program
    Mail,
    /// A TLS library
    Library,
    /// A language's or framework's own TLS
    Runtime,
    /// A device
    Device,
    /// Anything else
    Other,
}

impl ClientKind {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Whether a client offers X25519MLKEM768.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostQuantum {
    /// By default.
    Yes,
    /// Not at all.
    No,
    /// Only when switched on.
    Optional,
    /// Not known, or it depends on what it runs with.
    #[default]
    Unknown,
}

/// What a client asks of a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateDemand {
    /// The shortest RSA key that it takes, in bits.
    pub rsa_bits: u16,
    /// Whether it takes SHA-1 signatures.
    pub sha1: bool,
}

/// Something that was reported of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reported {
    /// The policy's id.
    pub policy: String,
    /// `fits` or `breaks`.
    pub verdict: String,
    /// Who says so.
    pub source: String,
}

/// What is known of a client's hello.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedHello {
    /// Where it was captured.
    pub source: String,
    /// The version in the record around it.
    pub record_version: Option<Version>,
    /// Its own version field.
    pub legacy_version: Version,
    /// The extension `supported_versions`, GREASE left out; empty: not sent.
    pub supported_versions: Vec<Version>,
    /// Its suites.
    pub suites: HelloSuites,
    /// How many suites, where only classes are known.
    pub suite_count: Option<u16>,
    /// Its groups in order; empty: the extension was not sent.
    pub groups: Vec<Group>,
    /// The groups for which it brought a share; `None`: not known.
    pub key_shares: Option<Vec<Group>>,
    /// Its signature schemes.
    pub signatures: HelloSignatures,
    /// The extension `extended_master_secret` (RFC 7627); `None`: not known.
    pub extended_master_secret: Option<bool>,
    /// Secure renegotiation, by extension or signal (RFC 5746); `None`: not known.
    pub renegotiation_info: Option<bool>,
    /// ALPN (RFC 7301); `None`: not known.
    pub alpn: Option<bool>,
}

/// The suites of a hello.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelloSuites {
    /// Every one, in order.
    Listed(Vec<CipherSuite>),
    /// Only classes are known.
    Classes {
        /// Those of which it offers at least one member; of the other classes it offers none.
        classes: Vec<SuiteClass>,
        /// Whether it offers nothing that a current server takes besides the classes.
        only: bool,
        /// Those that it is known to offer, because a server was seen to choose them.
        known: Vec<CipherSuite>,
    },
}

/// The signature schemes of a hello.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelloSignatures {
    /// The extension was not sent: SHA-1 is meant (RFC 5246, 7.4.1.4.1).
    Absent,
    /// Every one, in order.
    Listed(Vec<SignatureScheme>),
    /// Only classes are known.
    Classes(Vec<SignatureClass>),
}
