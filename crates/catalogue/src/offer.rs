//! What is known of what a client offers, whatever it is known from.

use cutover_evidence::{ClientSettings, Handshake, HelloFormat, SettingState};
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};

use crate::client::{CertificateDemand, Client, HelloSignatures, HelloSuites, PostQuantum, RecordedHello};
use crate::server_side::choices;
use crate::suite_class::{SignatureClass, SuiteClass};

/// What a client offers, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Offer {
    /// How the hello is written.
    pub format: HelloFormat,
    /// The hello's own version field, which servers go by that do not know `supported_versions`.
    pub legacy_version: Version,
    /// Whether the hello has `supported_versions`.
    pub lists_versions: bool,
    /// The published versions that it offers, oldest first.
    pub versions: Vec<Version>,
    /// Versions of which it is not known whether it offers them.
    pub perhaps: Vec<Version>,
    /// The oldest version that it goes through with; it aborts after a ServerHello with an older one.
    pub goes_through_from: Option<Version>,
    /// Whether it names the server.
    pub server_name: Option<bool>,
    /// Its suites.
    pub suites: OfferedSuites,
    /// Its groups in order; empty: the extension is not sent; `None`: not known.
    pub groups: Option<Vec<Group>>,
    /// The groups that it brings a share for; `None`: not known.
    pub key_shares: Option<Vec<Group>>,
    /// Its signature schemes.
    pub signatures: OfferedSignatures,
    /// Whether it offers X25519MLKEM768; unknown also where its groups are those of a hello that stands in for it.
    pub x25519mlkem768: PostQuantum,
    /// What it asks of the certificate.
    pub certificate: Option<CertificateDemand>,
    /// It tries again at lower versions.
    pub retries_lower: bool,
    /// It goes on in clear text when TLS fails.
    pub opportunistic: bool,
}

/// The suites that a client offers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OfferedSuites {
    /// Nothing is known.
    Unknown,
    /// Every one, in order.
    Listed(Vec<CipherSuite>),
    /// Of each class at least one member; `only`: nothing besides that a current server takes.
    Classes {
        /// The classes.
        classes: Vec<SuiteClass>,
        /// Whether that is all.
        only: bool,
        /// Those that are known one by one.
        known: Vec<CipherSuite>,
    },
}

/// The signature schemes that a client offers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OfferedSignatures {
    /// Nothing is known.
    Unknown,
    /// The extension is not sent: SHA-1 is meant.
    Absent,
    /// Every one, in order.
    Listed(Vec<SignatureScheme>),
    /// Only classes are known.
    Classes(Vec<SignatureClass>),
}

/// The newest version that a hello's own version field can name.
fn legacy(versions: &[Version]) -> Version {
    let old = versions.iter().copied().filter(|v| !v.is_tls_1_3_family());
    let newest = old.max_by_key(|v| v.age_rank());
    // TLS 1.3 alone calls itself 1.2 there (RFC 8446, 4.1.2).
    if versions.contains(&Version::TLS_1_3) { Version::TLS_1_2 } else { newest.unwrap_or(Version::TLS_1_2) }
}

/// Whether a hello offers X25519MLKEM768: what it says counts, unless it can be switched on, or hangs on what the
/// client runs with.
fn hybrid(groups: &[Group], otherwise: PostQuantum) -> PostQuantum {
    match otherwise {
        _ if groups.contains(&Group::X25519MLKEM768) => PostQuantum::Yes,
        PostQuantum::Optional | PostQuantum::Unknown => otherwise,
        _ => PostQuantum::No,
    }
}

impl Offer {
    /// An offer of which only versions are known.
    pub fn of_versions(versions: &[Version]) -> Self {
        let mut versions = versions.to_vec();
        versions.sort_by_key(|version| version.age_rank());
        Self {
            format: HelloFormat::Tls,
            legacy_version: legacy(&versions),
            lists_versions: versions.contains(&Version::TLS_1_3),
            goes_through_from: versions.first().copied(),
            versions,
            perhaps: Vec::new(),
            server_name: None,
            suites: OfferedSuites::Unknown,
            groups: None,
            key_shares: None,
            signatures: OfferedSignatures::Unknown,
            x25519mlkem768: PostQuantum::Unknown,
            certificate: None,
            retries_lower: false,
            opportunistic: false,
        }
    }

    /// An offer of which nothing is known.
    pub fn unknown() -> Self {
        let perhaps = vec![Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3];
        Self { perhaps, ..Self::of_versions(&[]) }
    }

    /// What a recorded hello offers: every list is known. `None` without a hello.
    pub fn of_handshake(handshake: &Handshake) -> Option<Self> {
        let max = handshake.offered_max?;
        // A whole hello always has suites. Of one that is cut, its newest version is known, and not what else it has.
        if handshake.cipher_suites.is_empty() {
            let older = Version::BEFORE_SUPPORTED_VERSIONS.into_iter();
            let versions: Vec<_> = older
                .filter(|v| v.age_rank() <= max.age_rank() && (*v != Version::SSL_3_0 || max == *v))
                .collect();
            return (max.age_rank() < Version::TLS_1_2.age_rank()).then(|| Self::of_versions(&versions));
        }
        let published = handshake.offered_versions.iter().copied().filter(|v| v.published() == *v);
        let legacy_version = handshake.legacy_version.unwrap_or_else(|| legacy(&handshake.offered_versions));
        Some(Self {
            format: handshake.hello_format.unwrap_or(HelloFormat::Tls),
            legacy_version,
            // Older evidence does not say it.
            lists_versions: handshake.supported_versions.unwrap_or_else(|| {
                handshake.offered_versions.iter().any(|v| v.is_tls_1_3_family())
                    || handshake.offered_max != Some(legacy_version)
            }),
            goes_through_from: None,
            server_name: Some(handshake.server_name.is_some()),
            suites: OfferedSuites::Listed(handshake.cipher_suites.clone()),
            groups: Some(handshake.groups.clone()),
            key_shares: Some(handshake.key_shares.clone()),
            x25519mlkem768: hybrid(&handshake.groups, PostQuantum::No),
            signatures: if handshake.signature_schemes.is_empty() {
                OfferedSignatures::Absent
            } else {
                OfferedSignatures::Listed(handshake.signature_schemes.clone())
            },
            ..Self::of_versions(&published.collect::<Vec<_>>())
        })
    }

    /// What a client of the catalogue offers, with the hello that is its own or stands in for it.
    pub(crate) fn of_client(client: &Client, hello: Option<&RecordedHello>) -> Self {
        let own = client.hello.is_some();
        let mut offer = Self {
            format: client.hello_format,
            server_name: client.server_name,
            x25519mlkem768: client.x25519mlkem768,
            certificate: client.certificate,
            retries_lower: client.retries_lower,
            opportunistic: client.opportunistic,
            ..Self::of_versions(&client.versions)
        };
        let Some(hello) = hello else { return offer };
        offer.suites = match &hello.suites {
            HelloSuites::Listed(suites) => OfferedSuites::Listed(suites.clone()),
            HelloSuites::Classes { classes, only, known } => {
                OfferedSuites::Classes { classes: classes.clone(), only: *only, known: known.clone() }
            }
        };
        offer.signatures = match &hello.signatures {
            HelloSignatures::Absent => OfferedSignatures::Absent,
            HelloSignatures::Listed(schemes) => OfferedSignatures::Listed(schemes.clone()),
            HelloSignatures::Classes(classes) => OfferedSignatures::Classes(classes.clone()),
        };
        offer.groups = Some(hello.groups.clone());
        offer.key_shares.clone_from(&hello.key_shares);
        if own {
            offer.x25519mlkem768 = hybrid(&hello.groups, client.x25519mlkem768);
            offer.legacy_version = hello.legacy_version;
            if !hello.supported_versions.is_empty() {
                offer.lists_versions = true;
                // It may list more than it goes through with.
                offer.versions =
                    hello.supported_versions.iter().copied().filter(|v| v.published() == *v).collect();
                offer.versions.sort_by_key(|version| version.age_rank());
            }
        } else if let Some(groups) = &mut offer.groups {
            // The other entry's library, but perhaps not in the version that brought the hybrid.
            match client.x25519mlkem768 {
                PostQuantum::Yes if !groups.contains(&Group::X25519MLKEM768) => {
                    groups.insert(0, Group::X25519MLKEM768);
                }
                PostQuantum::No | PostQuantum::Optional => groups.retain(|g| *g != Group::X25519MLKEM768),
                _ => {}
            }
        }
        offer
    }

    /// What a component of a Windows offers by its settings; suites and groups are those of that Windows's Schannel.
    pub(crate) fn of_settings(settings: &ClientSettings, schannel: Option<(Self, Version)>) -> Self {
        let those = |state| {
            let over_tcp = settings.versions.iter().filter(|(version, _)| !version.is_dtls());
            over_tcp.filter(|(_, s)| *s == state).map(|(v, _)| *v).collect::<Vec<_>>()
        };
        let (on, perhaps) = (those(SettingState::On), those(SettingState::Unknown));
        // A hello says nothing of versions newer than its own.
        let newest = on.iter().chain(&perhaps).map(|v| v.age_rank()).max();
        let base = schannel.filter(|(_, hello)| newest <= Some(hello.age_rank())).map(|(offer, _)| offer);
        let base = base.unwrap_or_else(|| Self::of_versions(&on));
        let from_versions = Self::of_versions(&on);
        Self {
            format: HelloFormat::Tls,
            legacy_version: from_versions.legacy_version,
            lists_versions: from_versions.lists_versions,
            goes_through_from: if perhaps.is_empty() { from_versions.goes_through_from } else { None },
            versions: from_versions.versions,
            perhaps,
            ..base
        }
    }

    /// Every offer that it may be: with each choice of the versions that are not known.
    pub(crate) fn decided(&self) -> impl Iterator<Item = Self> {
        choices(&self.perhaps).map(|chosen| {
            let mut decided = self.clone();
            decided.perhaps.clear();
            if !chosen.is_empty() {
                decided.versions.extend(chosen);
                decided.versions.sort_by_key(|version| version.age_rank());
                decided.legacy_version = legacy(&decided.versions);
                decided.lists_versions = decided.versions.contains(&Version::TLS_1_3);
            }
            decided
        })
    }

    /// Whether its hello says that it is a second try with less than the client can (RFC 7507).
    pub(crate) fn is_fallback(&self) -> bool {
        matches!(&self.suites, OfferedSuites::Listed(suites) if suites.contains(&CipherSuite::FALLBACK_SCSV))
    }

    /// The newest version that it offers.
    pub fn newest(&self) -> Option<Version> {
        self.versions.last().copied()
    }
}
