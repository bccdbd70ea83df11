//! What is known of a server: from a policy, from evidence, or from whoever configured it.

use cutover_evidence::{CertificateShown, NoteKind, ServerAnswer, VersionAnswer};
use cutover_policy::Policy;
use cutover_wire::{Authentication, CipherSuite, Group, Version};

/// What a server takes, as far as it is known.
// Each is a fact of its own about a real server.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSide {
    /// The versions that it speaks.
    pub versions: Vec<Version>,
    /// Versions of which it is not known whether it speaks them.
    pub perhaps: Vec<Version>,
    /// The suites of TLS 1.2 and older that it takes.
    pub suites: ServerSuites,
    /// The suites of TLS 1.3 that it takes, in its order.
    pub tls_1_3_suites: Vec<CipherSuite>,
    /// Whose order of suites and groups counts.
    pub prefers: Preference,
    /// The groups that it takes, in its order; `None`: those that everybody takes.
    pub groups: Option<Vec<Group>>,
    /// Its certificate; `None`: not known.
    pub certificate: Option<Certificate>,
    /// Whether it is somebody else's, so that nothing can be changed there.
    pub is_theirs: bool,
    /// Whether it refuses clients that do not name it.
    pub needs_server_name: bool,
    /// Whether it takes hellos in SSL 2.0's format (RFC 5246, E.2).
    pub takes_sslv2_format: bool,
    /// Whether it chooses an ECDHE suite for a client that does not name its groups, which RFC 8422, 4 allows;
    /// `None`: not known.
    pub ecdhe_without_groups: Option<bool>,
    /// Whether it goes by `supported_versions` (RFC 8446, 4.2.1), as every stack with TLS 1.3 does.
    pub knows_supported_versions: bool,
    /// Whether it refuses hellos with `TLS_FALLBACK_SCSV` that offer less than its newest version (RFC 7507).
    pub refuses_fallback: bool,
    /// Whether it signs with SHA-1, as clients without `signature_algorithms` ask; `None`: not known.
    pub signs_with_sha1: Option<bool>,
}

/// The suites of TLS 1.2 and older that a server takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerSuites {
    /// All, or it is not asked.
    Any,
    /// These, in its order.
    Listed(Vec<CipherSuite>),
    /// All but these.
    AllBut(Vec<CipherSuite>),
    /// These for certain; of the others nothing is known.
    AtLeast(Vec<CipherSuite>),
}

/// Whose order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preference {
    /// The client's
    Client,
    /// The server's
    Server,
    /// Not known
    Unknown,
}

/// What is known of a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// Its key.
    pub key: CertificateKey,
    /// Whether it is signed with SHA-1.
    pub sha1: bool,
}

/// A certificate's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateKey {
    /// An RSA key with that many bits.
    Rsa(u16),
    /// A key on that curve.
    Ecdsa(Group),
    /// Both kinds: the server shows what the client takes.
    Either,
}

impl Certificate {
    /// RSA, 2048 bits, SHA-256.
    pub const RSA: Self = Self { key: CertificateKey::Rsa(2048), sha1: false };
    /// ECDSA on secp256r1, SHA-256.
    pub const ECDSA: Self = Self { key: CertificateKey::Ecdsa(Group(0x0017)), sha1: false };
    /// The suites that a certificate is for; `None` where it is for both kinds.
    pub fn kind(self) -> Option<Authentication> {
        match self.key {
            CertificateKey::Rsa(_) => Some(Authentication::Rsa),
            CertificateKey::Ecdsa(_) => Some(Authentication::Ecdsa),
            CertificateKey::Either => None,
        }
    }

    /// One of each.
    pub const EITHER: Self = Self { key: CertificateKey::Either, sha1: false };
}

/// The versions that a server may be asked about.
const ASKED: [Version; 5] =
    [Version::SSL_3_0, Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3];

/// The suites of TLS 1.3 that servers take unless they are told otherwise, in OpenSSL's order.
pub const TLS_1_3_SUITES: [CipherSuite; 3] = [CipherSuite(0x1302), CipherSuite(0x1303), CipherSuite(0x1301)];

impl ServerSide {
    /// A server that speaks these versions and is not asked for more.
    pub fn of_versions(versions: &[Version]) -> Self {
        Self {
            versions: versions.to_vec(),
            perhaps: Vec::new(),
            suites: ServerSuites::Any,
            tls_1_3_suites: TLS_1_3_SUITES.to_vec(),
            prefers: Preference::Unknown,
            groups: None,
            certificate: None,
            is_theirs: false,
            needs_server_name: false,
            takes_sslv2_format: true,
            ecdhe_without_groups: None,
            knows_supported_versions: true,
            refuses_fallback: false,
            signs_with_sha1: Some(true),
        }
    }

    /// A server that keeps to a policy.
    pub fn of_policy(policy: &Policy) -> Self {
        let suites = match (&policy.allowed_suites, policy.denied_suites.is_empty()) {
            (Some(allowed), _) => ServerSuites::Listed(
                allowed.iter().copied().filter(|s| !policy.denied_suites.contains(s)).collect(),
            ),
            (None, false) => ServerSuites::AllBut(policy.denied_suites.clone()),
            (None, true) => ServerSuites::Any,
        };
        let named = policy.allowed_suites.iter().flatten().filter(|suite| suite.is_tls_1_3());
        let of_tls_1_3 = TLS_1_3_SUITES.iter().chain(named.filter(|suite| !TLS_1_3_SUITES.contains(suite)));
        Self {
            suites,
            tls_1_3_suites: of_tls_1_3
                .copied()
                .filter(|suite| policy.allows_suite(Version::TLS_1_3, *suite))
                .collect(),
            groups: policy.allowed_groups.clone(),
            is_theirs: policy.hosted,
            ..Self::of_versions(&policy.versions)
        }
    }

    /// A server that was asked what it accepts. What was not asked is not known; suites are judged only when they
    /// were asked.
    pub fn of_answer(answer: &ServerAnswer) -> Self {
        // Answered one way each time; a server that answered both ways has not made up its mind.
        let settled = |a: &&(Version, VersionAnswer), yes: bool| {
            let (for_it, against) =
                if yes { (a.1.accepted, a.1.refused) } else { (a.1.refused, a.1.accepted) };
            for_it > 0 && against == 0
        };
        let those =
            |yes: bool| answer.versions.iter().filter(move |a| settled(a, yes)).map(|(version, _)| *version);
        let (speaks, refuses): (Vec<_>, Vec<_>) = (those(true).collect(), those(false).collect());
        // What nobody asked about, or what was not answered clearly, may be there.
        let perhaps = ASKED.into_iter().filter(|v| !speaks.contains(v) && !refuses.contains(v)).collect();
        let chosen = answer.versions.iter().filter_map(|(_, a)| a.cipher_suite).filter(|s| !s.is_tls_1_3());
        let chosen: Vec<_> = chosen.collect();
        Self {
            perhaps,
            suites: match &answer.cipher_suites {
                // There may be more.
                Some(suites) if !suites.is_empty() && answer.has_note(&NoteKind::SuitesIncomplete) => {
                    ServerSuites::AtLeast(suites.iter().chain(&chosen).copied().collect())
                }
                // A server that accepts something has a suite: an empty list is no answer.
                Some(suites) if !suites.is_empty() => ServerSuites::Listed(suites.clone()),
                _ if chosen.is_empty() => ServerSuites::Any,
                _ => ServerSuites::AtLeast(chosen),
            },
            tls_1_3_suites: match &answer.versions.iter().find(|(version, _)| *version == Version::TLS_1_3) {
                Some((_, VersionAnswer { cipher_suites: Some(suites), .. }))
                    if !suites.is_empty() && !answer.has_note(&NoteKind::SuitesIncomplete) =>
                {
                    suites.clone()
                }
                _ => TLS_1_3_SUITES.to_vec(),
            },
            certificate: shown(answer),
            refuses_fallback: answer.fallback_scsv == Some(true),
            signs_with_sha1: answer
                .signature_schemes
                .as_ref()
                .map(|schemes| schemes.iter().any(|scheme| scheme.0 >> 8 == 0x02)),
            groups: answer
                .groups
                .clone()
                .filter(|groups| !groups.is_empty() && !answer.has_note(&NoteKind::GroupsIncomplete)),
            ..Self::of_versions(&speaks)
        }
    }

    /// The certificates that it may have: one, or each kind that its suites are for.
    pub(crate) fn certificates(&self) -> Vec<Certificate> {
        if let Some(certificate) = self.certificate {
            return vec![certificate];
        }
        let ServerSuites::Listed(suites) = &self.suites else { return vec![Certificate::EITHER] };
        let any = |kind| suites.iter().any(|suite| suite.authentication() == Some(kind));
        match (any(Authentication::Rsa), any(Authentication::Ecdsa)) {
            (true, true) => vec![Certificate::RSA, Certificate::ECDSA],
            (true, false) => vec![Certificate::RSA],
            (false, true) => vec![Certificate::ECDSA],
            (false, false) => vec![Certificate::EITHER],
        }
    }

    /// Every server that it may be: with each choice of the versions that are not known.
    pub(crate) fn decided(&self) -> impl Iterator<Item = Self> {
        choices(&self.perhaps).map(|chosen| {
            let mut decided = self.clone();
            decided.versions.extend(chosen);
            decided.perhaps.clear();
            decided
        })
    }

    /// Whether it takes a suite; `None`: not known.
    pub(crate) fn takes(&self, suite: CipherSuite) -> Option<bool> {
        match &self.suites {
            ServerSuites::Any => Some(true),
            ServerSuites::Listed(suites) => Some(suites.contains(&suite)),
            ServerSuites::AllBut(suites) => Some(!suites.contains(&suite)),
            ServerSuites::AtLeast(suites) => suites.contains(&suite).then_some(true),
        }
    }

    /// Its newest version.
    pub fn newest(&self) -> Option<Version> {
        self.versions.iter().copied().max_by_key(|version| version.age_rank())
    }
}

/// The certificate that a server was seen to have: the one that it showed, or both kinds where it showed, or accepted
/// suites for, both.
fn shown(answer: &ServerAnswer) -> Option<Certificate> {
    let accepted = |kind| {
        let of_all = answer.cipher_suites.iter().flatten();
        of_all
            .chain(answer.versions.iter().flat_map(|(_, answer)| answer.cipher_suites.iter().flatten()))
            .any(|suite| suite.authentication() == Some(kind))
    };
    let both = accepted(Authentication::Rsa) && accepted(Authentication::Ecdsa);
    match (&answer.certificate, &answer.other_certificate) {
        _ if both => Some(Certificate::EITHER),
        (Some(one), None) => certificate(one),
        (Some(one), Some(other)) => match (certificate(one), certificate(other)) {
            (Some(one), Some(other)) if one.kind() != other.kind() => Some(Certificate::EITHER),
            _ => None,
        },
        (None, _) => None,
    }
}

/// `None` for a key of which nothing is known that matters here.
fn certificate(shown: &CertificateShown) -> Option<Certificate> {
    let sha1 = shown.signature.to_ascii_lowercase().contains("sha1");
    let key = match (&*shown.key, shown.bits?) {
        ("rsa", bits) => CertificateKey::Rsa(u16::try_from(bits).ok()?),
        ("ecdsa", 256) => CertificateKey::Ecdsa(Group(0x0017)),
        ("ecdsa", 384) => CertificateKey::Ecdsa(Group(0x0018)),
        ("ecdsa", 521) => CertificateKey::Ecdsa(Group(0x0019)),
        _ => return None,
    };
    Some(Certificate { key, sha1 })
}

/// Every choice of some of these; there are few.
pub(crate) fn choices(all: &[Version]) -> impl Iterator<Item = Vec<Version>> {
    let all = all.to_vec();
    (0..1_u32 << all.len().min(8)).map(move |mask| {
        all.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, version)| *version).collect()
    })
}
