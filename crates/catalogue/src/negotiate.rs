//! The negotiation model: what comes of an offer and a server.
//!
//! Everything that is not known is kept open: when a result hangs on it, the result is [`Negotiated::Unknown`] and
//! says on what.

use std::cell::OnceCell;
use std::sync::LazyLock;

use cutover_evidence::{HelloFormat, Side};
use cutover_wire::{Authentication, CipherSuite, Group, KeyExchange, SignatureScheme, Version};

use crate::client::PostQuantum;
use crate::negotiated::{Agreement, Disagreement, FailureReason, Gap, Negotiated, Stage};
use crate::offer::{Offer, OfferedSignatures, OfferedSuites};
use crate::server_side::{Certificate, CertificateKey, Preference, ServerSide, ServerSuites};
use crate::suite_class::{COMMON_GROUPS, SignatureClass, SuiteClass};

/// What comes of an offer and a server.
pub fn negotiate(offer: &Offer, server: &ServerSide) -> Negotiated {
    if !offer.perhaps.is_empty() {
        return merged(offer.decided().map(|offer| negotiate(&offer, server)), Gap::ClientVersionsUnknown);
    }
    if !server.perhaps.is_empty() {
        return merged(server.decided().map(|server| negotiate(offer, &server)), Gap::ServerVersionsUnknown);
    }
    let certificates = server.certificates().into_iter();
    merged(
        certificates.map(|certificate| Negotiation::new(offer, server, certificate).outcome()),
        Gap::CertificateUnknown,
    )
}

/// One outcome of all that are possible: what they have in common, or what they hang on.
fn merged(outcomes: impl Iterator<Item = Negotiated>, gap: Gap) -> Negotiated {
    let mut outcomes = outcomes;
    let Some(first) = outcomes.next() else { return Negotiated::Unknown(gap) };
    outcomes.fold(first, |all, one| match (all, one) {
        (Negotiated::Connects(mut a), Negotiated::Connects(b)) => {
            if b.version.age_rank() < a.version.age_rank() {
                a.version = b.version;
            }
            if b.at_best.age_rank() > a.at_best.age_rank() {
                a.at_best = b.at_best;
            }
            a.suites.extend(b.suites.iter().filter(|s| !a.suites.contains(s)).copied().collect::<Vec<_>>());
            a.groups.extend(b.groups.iter().filter(|g| !a.groups.contains(g)).copied().collect::<Vec<_>>());
            Negotiated::Connects(a)
        }
        (Negotiated::Fails(a), Negotiated::Fails(_)) => Negotiated::Fails(a),
        (Negotiated::Unknown(a), _) | (_, Negotiated::Unknown(a)) => Negotiated::Unknown(a),
        _ => Negotiated::Unknown(gap),
    })
}

/// One offer, one server, one certificate.
struct Negotiation<'a> {
    offer: &'a Offer,
    server: &'a ServerSide,
    certificate: Certificate,
    /// [`Negotiation::groups_in_common`] below TLS 1.3, which every suite with ECDHE asks for.
    curves: OnceCell<Result<Vec<Group>, Usable>>,
}

/// Every suite with an RSA or ECDSA certificate that belongs to no class.
static OTHER_SUITES: LazyLock<Vec<CipherSuite>> = LazyLock::new(|| {
    let with_certificate =
        |s: &CipherSuite| matches!(s.authentication(), Some(Authentication::Rsa | Authentication::Ecdsa));
    let all = CipherSuite::all().map(|(suite, _)| suite);
    all.filter(|suite| with_certificate(suite) && SuiteClass::of(*suite).is_none()).collect()
});

/// Whether a suite can be chosen. Worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Usable {
    No(FailureReason),
    Perhaps(Gap),
    Yes,
}

impl<'a> Negotiation<'a> {
    fn new(offer: &'a Offer, server: &'a ServerSide, certificate: Certificate) -> Self {
        Self { offer, server, certificate, curves: OnceCell::new() }
    }

    /// The curves that both take, for TLS 1.2 and older.
    fn curves(&self) -> Result<&[Group], Usable> {
        let curves = self.curves.get_or_init(|| self.groups_in_common(false));
        curves.as_deref().map_err(|usable| *usable)
    }

    fn outcome(&self) -> Negotiated {
        if self.offer.versions.is_empty() {
            let (reason, by, at) = (FailureReason::NothingOffered, Side::Client, Stage::Hello);
            return Negotiated::Fails(Disagreement { reason, by, at, answered: None });
        }
        if self.server.needs_server_name {
            match self.offer.server_name {
                Some(true) => {}
                Some(false) => return refused(FailureReason::ServerNameMissing, Stage::Hello),
                None => return Negotiated::Unknown(Gap::ServerNameUnknown),
            }
        }
        if self.offer.format == HelloFormat::Sslv2
            && !self.server.takes_sslv2_format
            && self.server.newest() != Some(Version::SSL_2_0)
        {
            return refused(FailureReason::HelloFormat, Stage::Hello);
        }
        let version = match self.version() {
            Ok(version) => version,
            Err(reason) => return refused(reason, Stage::Version),
        };
        let could_more =
            self.server.newest().map(Version::age_rank) > self.offer.newest().map(Version::age_rank);
        if self.server.refuses_fallback && could_more && self.offer.is_fallback() {
            return refused(FailureReason::InappropriateFallback, Stage::Hello);
        }
        let answer = if version == Version::TLS_1_3 { self.tls_1_3() } else { self.older(version) };
        self.accepted(version, answer)
    }

    /// The version that the server chooses (RFC 8446, 4.2.1; before that RFC 5246, E.1).
    fn version(&self) -> Result<Version, FailureReason> {
        let (offer, server) = (self.offer, self.server);
        let oldest = offer.versions.first().copied().unwrap_or(Version::TLS_1_3);
        let newest = |candidates: &mut dyn Iterator<Item = Version>| candidates.max_by_key(|v| v.age_rank());
        let chosen = if offer.lists_versions && server.knows_supported_versions {
            newest(&mut server.versions.iter().copied().filter(|v| offer.versions.contains(v)))
        } else {
            // The hello's own version field says the newest, and nothing of the oldest.
            let ceiling = offer.legacy_version.age_rank();
            let speaks = server.versions.iter().copied().filter(|v| *v != Version::TLS_1_3);
            newest(&mut speaks.filter(|v| v.age_rank() <= ceiling))
        };
        chosen.ok_or_else(|| {
            let too_new = server.newest().is_some_and(|newest| newest.age_rank() < oldest.age_rank());
            if too_new { FailureReason::ServerTooOld } else { FailureReason::ClientTooOld }
        })
    }

    /// What becomes of the server's answer: the client may not take it.
    fn accepted(&self, version: Version, answer: Negotiated) -> Negotiated {
        let offer = self.offer;
        let aborts = |reason| {
            Negotiated::Fails(Disagreement {
                reason,
                by: Side::Client,
                at: Stage::Answer,
                answered: Some(version),
            })
        };
        let older_than = |oldest: Option<Version>| oldest.is_some_and(|v| version.age_rank() < v.age_rank());
        let below_offer = older_than(offer.versions.first().copied());
        let below_floor = older_than(offer.goes_through_from);
        if below_offer || (below_floor && !offer.lists_versions) {
            return match answer {
                // The server did not get that far, but that it is too old is why.
                Negotiated::Fails(failure) => {
                    Negotiated::Fails(Disagreement { reason: FailureReason::ServerTooOld, ..failure })
                }
                _ => aborts(FailureReason::ServerTooOld),
            };
        }
        let Negotiated::Connects(connection) = &answer else { return answer };
        let refuses_sha1 = self.refuses_sha1();
        if version.age_rank() < Version::TLS_1_2.age_rank() && refuses_sha1 != Some(false) {
            // TLS 1.1 and older sign with SHA-1 (RFC 4346, 7.4.3), unless the key exchange needs no signature.
            let signed = |s: &CipherSuite| s.key_exchange() != Some(KeyExchange::Rsa);
            let known = self.server.suites != ServerSuites::Any && !connection.suites.is_empty();
            return match (known, connection.suites.iter().all(signed), connection.suites.iter().any(signed)) {
                (true, true, _) if refuses_sha1.is_none() && !below_floor => {
                    Negotiated::Unknown(Gap::ClientSignaturesUnknown)
                }
                (true, true, _) => aborts(FailureReason::ClientAborts),
                (true, false, false) => answer,
                _ if below_floor => aborts(FailureReason::ClientAborts),
                _ => Negotiated::Unknown(Gap::ServerSuitesUnknown),
            };
        }
        if below_floor {
            return aborts(FailureReason::ClientAborts);
        }
        let short_of = |least: u16| matches!(self.certificate.key, CertificateKey::Rsa(bits) if bits < least);
        match offer.certificate {
            Some(demand) if short_of(demand.rsa_bits) || (self.certificate.sha1 && !demand.sha1) => {
                aborts(FailureReason::CertificateTooWeak)
            }
            // What others say of such a certificate is not known; all take a better one.
            None if short_of(2048) || self.certificate.sha1 => {
                Negotiated::Unknown(Gap::CertificateDemandUnknown)
            }
            _ => answer,
        }
    }

    /// Whether the client offers versions that sign with SHA-1 and does not take that: as OpenSSL 3 does that has struck
    /// it from its list. `GnuTLS`, NSS, Java, `BoringSSL`, and OpenSSL with a list that was set, go through with it
    /// whatever they list (measured). `None`: its list is not known one by one, and has none with SHA-1.
    fn refuses_sha1(&self) -> Option<bool> {
        // How the list of OpenSSL 3 ends by default, whatever newer versions have in front.
        const OPENSSL_3: [u16; 9] = [0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602];
        match &self.offer.signatures {
            OfferedSignatures::Listed(schemes) => {
                let last = schemes.iter().rev().map(|scheme| scheme.0).take(OPENSSL_3.len());
                Some(last.eq(OPENSSL_3.into_iter().rev()))
            }
            OfferedSignatures::Classes(classes) if !classes.contains(&SignatureClass::Sha1) => None,
            _ => Some(false),
        }
    }

    fn tls_1_3(&self) -> Negotiated {
        let suites: Vec<CipherSuite> = match &self.offer.suites {
            OfferedSuites::Listed(offered) => self.in_order(
                offered.iter().copied().filter(|s| self.server.tls_1_3_suites.contains(s)).collect(),
                &self.server.tls_1_3_suites,
            ),
            // TLS_AES_128_GCM_SHA256 is there in any case (RFC 8446, 9.1).
            _ => self.server.tls_1_3_suites.clone(),
        };
        if suites.is_empty() {
            return refused(FailureReason::ClientSuites, Stage::Parameters);
        }
        match self.signs_tls_1_3() {
            Usable::Yes => {}
            Usable::Perhaps(gap) => return Negotiated::Unknown(gap),
            Usable::No(reason) => return refused(reason, Stage::Parameters),
        }
        match self.groups_in_common(true) {
            Ok(groups) => {
                let groups = self.group_of_tls_1_3(groups);
                Negotiated::Connects(Agreement {
                    version: Version::TLS_1_3,
                    at_best: Version::TLS_1_3,
                    suites,
                    groups,
                })
            }
            Err(Usable::Perhaps(gap)) => Negotiated::Unknown(gap),
            Err(_) => refused(FailureReason::ClientGroups, Stage::Parameters),
        }
    }

    /// OpenSSL takes the first share that it can use, and asks for the client's first group where no share will do
    /// (measured: OpenSSL 3.0).
    fn group_of_tls_1_3(&self, groups: Vec<Group>) -> Vec<Group> {
        let share = |g: &&Group| self.offer.key_shares.as_ref().is_some_and(|shares| shares.contains(g));
        match self.server.prefers {
            Preference::Unknown => groups,
            _ if self.offer.key_shares.is_none() => groups,
            _ => groups.iter().find(share).or(groups.first()).copied().into_iter().collect(),
        }
    }

    fn older(&self, version: Version) -> Negotiated {
        if version == Version::SSL_2_0 {
            return Negotiated::Connects(Agreement {
                version,
                at_best: version,
                suites: Vec::new(),
                groups: Vec::new(),
            });
        }
        let (certain, possible, worst) = match &self.offer.suites {
            OfferedSuites::Unknown => {
                return match self.server.suites {
                    ServerSuites::Any => Negotiated::Connects(Agreement {
                        version,
                        at_best: version,
                        suites: Vec::new(),
                        groups: Vec::new(),
                    }),
                    _ => Negotiated::Unknown(Gap::ClientSuitesUnknown),
                };
            }
            OfferedSuites::Listed(offered) => self.listed(offered, version),
            OfferedSuites::Classes { classes, only, known } => self.classes(classes, *only, known, version),
        };
        if !certain {
            return match worst {
                Usable::No(reason) => refused(reason, Stage::Parameters),
                Usable::Perhaps(gap) => Negotiated::Unknown(gap),
                Usable::Yes => Negotiated::Unknown(Gap::ClientSuitesUnknown),
            };
        }
        let groups = self.groups_of(&possible);
        Negotiated::Connects(Agreement { version, at_best: version, suites: possible, groups })
    }

    /// Whether a suite is certain to be found, those that can be chosen, and the best that can be said if none is.
    fn listed(&self, offered: &[CipherSuite], version: Version) -> (bool, Vec<CipherSuite>, Usable) {
        let mut best = Usable::No(FailureReason::ClientSuites);
        let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
        for suite in offered {
            let usable = self.usable(*suite, version);
            match usable {
                Usable::Yes => sure.push(*suite),
                Usable::Perhaps(_) => perhaps.push(*suite),
                Usable::No(_) => {}
            }
            best = best.max(usable);
        }
        if sure.is_empty() || !perhaps.is_empty() {
            let certain = !sure.is_empty();
            sure.append(&mut perhaps);
            return (certain, sure, best);
        }
        let order: &[CipherSuite] = match &self.server.suites {
            ServerSuites::Listed(suites) => suites,
            _ => &[],
        };
        (true, self.in_order(sure, order), best)
    }

    fn classes(
        &self,
        classes: &[SuiteClass],
        only: bool,
        known: &[CipherSuite],
        version: Version,
    ) -> (bool, Vec<CipherSuite>, Usable) {
        let mut best = Usable::No(FailureReason::ClientSuites);
        let (mut certain, mut possible) = (false, Vec::new());
        if self.server.suites == ServerSuites::Any && !classes.is_empty() {
            // Whatever the client offers will do.
            certain = true;
        }
        for suite in known {
            let usable = self.usable(*suite, version);
            best = best.max(usable);
            if !matches!(usable, Usable::No(_)) {
                possible.push(*suite);
            }
            certain |= usable == Usable::Yes;
        }
        for class in classes {
            // A client that knows TLS 1.2 may have nothing of a class but what needs it.
            let newest = self.offer.newest().map_or(0, Version::age_rank);
            let reaches = |s: &&CipherSuite| s.oldest_version().age_rank() <= newest;
            let (mut all, mut any) = (true, false);
            for suite in class.members().iter().filter(reaches) {
                let usable = self.usable(*suite, version);
                // That one member is not taken says nothing of another that the client may offer instead.
                best = best.max(usable);
                all &= usable == Usable::Yes;
                if !matches!(usable, Usable::No(_)) {
                    any = true;
                    if !possible.contains(suite) {
                        possible.push(*suite);
                    }
                }
            }
            certain |= any && all && class.is_certain();
        }
        if !only {
            // Suites outside the classes, which it may or may not offer.
            let others: &[CipherSuite] = match &self.server.suites {
                ServerSuites::Listed(suites) => suites,
                _ => &OTHER_SUITES,
            };
            // Every library that has other suites with AEAD (CCM, ARIA, Camellia) has GCM as well.
            let has_gcm = classes.iter().any(|class| class.is_gcm());
            let may_be = |s: &CipherSuite| SuiteClass::of(*s).is_none() && !known.contains(s);
            let aead = |s: &CipherSuite| s.oldest_version() == Version::TLS_1_2 && s.is_aead();
            for suite in others.iter().copied().filter(|s| may_be(s) && (has_gcm || !aead(s))) {
                if !matches!(self.usable(suite, version), Usable::No(_)) {
                    possible.push(suite);
                    best = best.max(Usable::Perhaps(Gap::ClientSuitesUnknown));
                }
            }
        }
        if !certain && best == Usable::Yes {
            // A server of which more is known may turn out to take all that the client can mean.
            best = Usable::Perhaps(match self.server.suites {
                ServerSuites::AtLeast(_) => Gap::ServerSuitesUnknown,
                _ => Gap::ClientSuitesUnknown,
            });
        }
        (certain, possible, best)
    }

    /// Whether a suite can be chosen with that version, this certificate and these groups.
    fn usable(&self, suite: CipherSuite, version: Version) -> Usable {
        const NO: Usable = Usable::No(FailureReason::ClientSuites);
        let (Some(key_exchange), Some(authentication)) = (suite.key_exchange(), suite.authentication())
        else {
            return NO;
        };
        if suite.oldest_version().age_rank() > version.age_rank() {
            return NO;
        }
        let key = self.certificate.key;
        let right_key = match authentication {
            Authentication::Rsa => matches!(key, CertificateKey::Rsa(_) | CertificateKey::Either),
            Authentication::Ecdsa => matches!(key, CertificateKey::Ecdsa(_) | CertificateKey::Either),
            Authentication::Other => false,
        };
        if !right_key {
            return NO;
        }
        let mut usable = match self.server.takes(suite) {
            Some(true) => Usable::Yes,
            Some(false) => return NO,
            None => Usable::Perhaps(Gap::ServerSuitesUnknown),
        };
        if key_exchange == KeyExchange::Ecdhe {
            usable = usable.min(self.curves().map_or_else(|other| other, |_| Usable::Yes));
        }
        if let (Authentication::Ecdsa, CertificateKey::Ecdsa(curve)) = (authentication, key) {
            // The certificate's own curve must be among the client's (RFC 8422, 5.1.1).
            usable = usable.min(match &self.offer.groups {
                Some(groups) if !groups.is_empty() && !groups.contains(&curve) => {
                    Usable::No(FailureReason::ClientGroups)
                }
                _ => Usable::Yes,
            });
        }
        if version == Version::TLS_1_2 {
            let is_signed = key_exchange != KeyExchange::Rsa;
            if is_signed {
                usable = usable.min(self.signs(authentication));
            } else if self.offer.signatures == OfferedSignatures::Absent
                && self.server.signs_with_sha1 != Some(true)
            {
                // OpenSSL 3 at its security level 2 refuses such a hello though nothing has to be signed (measured).
                usable = usable.min(Usable::Perhaps(Gap::ServerSignaturesUnknown));
            }
        }
        usable
    }

    /// Whether the server can sign so that the client understands it, in TLS 1.2.
    fn signs(&self, authentication: Authentication) -> Usable {
        const NO: Usable = Usable::No(FailureReason::ClientSignatures);
        let yes = |yes: bool| if yes { Usable::Yes } else { NO };
        let with_sha1 =
            self.server.signs_with_sha1.map_or(Usable::Perhaps(Gap::ServerSignaturesUnknown), yes);
        match &self.offer.signatures {
            OfferedSignatures::Unknown => Usable::Yes,
            OfferedSignatures::Absent => with_sha1,
            OfferedSignatures::Listed(schemes) => {
                let those = schemes.iter().filter(|scheme| is_for(**scheme, authentication));
                those
                    .map(|scheme| if scheme.0 >> 8 == 0x02 { with_sha1 } else { Usable::Yes })
                    .max()
                    .unwrap_or(NO)
            }
            OfferedSignatures::Classes(_) if authentication != Authentication::Rsa => Usable::Yes,
            OfferedSignatures::Classes(classes) => {
                let each = classes.iter();
                each.map(|class| if *class == SignatureClass::Sha1 { with_sha1 } else { Usable::Yes })
                    .max()
                    .unwrap_or(NO)
            }
        }
    }

    /// Whether the server can sign so that the client understands it, in TLS 1.3: RSA only with PSS, and ECDSA only
    /// with the curve's own hash (RFC 8446, 4.2.3).
    fn signs_tls_1_3(&self) -> Usable {
        const PSS: [u16; 3] = [0x0804, 0x0805, 0x0806];
        let ecdsa = |curve: Group| match curve.0 {
            0x0018 => 0x0503,
            0x0019 => 0x0603,
            _ => 0x0403,
        };
        let no = Usable::No(FailureReason::ClientSignatures);
        let of = |yes: bool| if yes { Usable::Yes } else { no };
        let with_rsa = || match &self.offer.signatures {
            OfferedSignatures::Unknown => Usable::Yes,
            OfferedSignatures::Absent => no,
            OfferedSignatures::Listed(schemes) => of(schemes.iter().any(|s| PSS.contains(&s.0))),
            OfferedSignatures::Classes(classes) => of(classes.contains(&SignatureClass::RsaPss)),
        };
        let with_ecdsa = |curve: Group| match &self.offer.signatures {
            OfferedSignatures::Absent => no,
            OfferedSignatures::Listed(schemes) => of(schemes.contains(&SignatureScheme(ecdsa(curve)))),
            // ecdsa_secp256r1_sha256 is there in any case (RFC 8446, 9.1); of the others nothing is known.
            _ if curve == Group(0x0017) => Usable::Yes,
            _ => Usable::Perhaps(Gap::CertificateDemandUnknown),
        };
        match self.certificate.key {
            CertificateKey::Rsa(_) => with_rsa(),
            CertificateKey::Ecdsa(curve) => with_ecdsa(curve),
            CertificateKey::Either => with_rsa().max(with_ecdsa(Group(0x0017))),
        }
    }

    /// The groups that both take, in the order that counts.
    fn groups_in_common(&self, tls_1_3: bool) -> Result<Vec<Group>, Usable> {
        const NO: Usable = Usable::No(FailureReason::ClientGroups);
        // Hybrids and finite fields are for TLS 1.3 alone here; ECDHE means a curve.
        let for_version = |g: &Group| tls_1_3 || g.0 < 0x0100;
        match (&self.offer.groups, &self.server.groups) {
            (Some(offered), _) if offered.is_empty() && !tls_1_3 => {
                // A client that does not say takes any curve (RFC 8422, 4), but not every server makes use of that.
                let all: Vec<_> = self.server.groups.iter().flatten().copied().filter(for_version).collect();
                match self.server.ecdhe_without_groups {
                    _ if self.server.groups.is_some() && all.is_empty() => Err(NO),
                    Some(true) => Ok(all),
                    Some(false) => Err(NO),
                    None => Err(Usable::Perhaps(Gap::ServerSuitesUnknown)),
                }
            }
            (Some(offered), server) => {
                let takes = |g: &Group| match server {
                    Some(groups) => groups.contains(g),
                    None => COMMON_GROUPS.contains(g) || g.0 == 0x001e || g.0 >> 8 == 0x01,
                };
                let mut common: Vec<Group> =
                    offered.iter().copied().filter(|g| for_version(g) && takes(g)).collect();
                if common.is_empty() {
                    let perhaps = tls_1_3
                        && takes(&Group::X25519MLKEM768)
                        && self.offer.x25519mlkem768 == PostQuantum::Unknown;
                    return Err(if perhaps { Usable::Perhaps(Gap::ClientGroupsUnknown) } else { NO });
                }
                if self.server.prefers == Preference::Server
                    && !tls_1_3
                    && let Some(groups) = server
                {
                    let place = |g: &Group| groups.iter().position(|other| other == g);
                    common.sort_by_key(place);
                }
                Ok(common)
            }
            (None, None) => Ok(Vec::new()),
            (None, Some(groups)) => {
                let groups: Vec<Group> = groups.iter().copied().filter(for_version).collect();
                let hybrid = groups.contains(&Group::X25519MLKEM768);
                if groups.contains(&Group(0x0017)) {
                    // Every client has secp256r1 (RFC 8446, 9.1; RFC 8422, 5.1.1).
                    Ok(groups)
                } else if groups.is_empty() {
                    Err(NO)
                } else if hybrid && self.offer.x25519mlkem768 == PostQuantum::Yes {
                    Ok(vec![Group::X25519MLKEM768])
                } else if groups == [Group::X25519MLKEM768]
                    && matches!(self.offer.x25519mlkem768, PostQuantum::No | PostQuantum::Optional)
                {
                    Err(NO)
                } else {
                    Err(Usable::Perhaps(Gap::ClientGroupsUnknown))
                }
            }
        }
    }

    /// The groups that a suite of TLS 1.2 or older can go with.
    fn groups_of(&self, suites: &[CipherSuite]) -> Vec<Group> {
        if !suites.iter().any(|s| s.key_exchange() == Some(KeyExchange::Ecdhe)) {
            return Vec::new();
        }
        let groups = self.curves().unwrap_or_default().to_vec();
        let known = self.offer.groups.as_ref().is_some_and(|groups| !groups.is_empty());
        if self.server.prefers == Preference::Unknown || !known {
            groups
        } else {
            groups.into_iter().take(1).collect()
        }
    }

    /// The one that is chosen, where it is known whose order counts; otherwise all.
    fn in_order(&self, usable: Vec<CipherSuite>, servers: &[CipherSuite]) -> Vec<CipherSuite> {
        match self.server.prefers {
            Preference::Client => usable.into_iter().take(1).collect(),
            Preference::Server => servers
                .iter()
                .copied()
                .find(|suite| usable.contains(suite))
                .map_or(usable, |suite| vec![suite]),
            Preference::Unknown => usable,
        }
    }
}

fn refused(reason: FailureReason, at: Stage) -> Negotiated {
    Negotiated::Fails(Disagreement { reason, by: Side::Server, at, answered: None })
}

/// Whether a scheme is for that kind of certificate, in TLS 1.2.
fn is_for(scheme: SignatureScheme, authentication: Authentication) -> bool {
    let rsa = matches!(scheme.0, 0x0201 | 0x0301 | 0x0401 | 0x0501 | 0x0601 | 0x0804..=0x0806);
    let ecdsa = matches!(scheme.0, 0x0203 | 0x0303 | 0x0403 | 0x0503 | 0x0603 | 0x0807 | 0x0808);
    if authentication == Authentication::Ecdsa { ecdsa } else { rsa }
}
