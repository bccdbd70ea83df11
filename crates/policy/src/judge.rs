//! Whether a handshake meets a policy, why not, and whose fault it is.

use cutover_evidence::{Handshake, Outcome, Side};
use cutover_wire::alert::{HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY, PROTOCOL_VERSION};
use cutover_wire::{CipherSuite, Group, KeyExchange, Version};
use serde::Serialize;
use strum::IntoStaticStr;

use crate::policy::Policy;

/// Whether it goes on when the policy is in force. Worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// It does not.
    Breaks,
    /// Too little was seen to say.
    Unknown,
    /// It does.
    Fits,
}

impl Verdict {
    /// Its name in machine formats.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// Breaks: everything that the client offers is older than what is allowed.
    ClientTooOld,
    /// Breaks: the client offers newer versions only.
    ClientTooNew,
    /// Breaks: the client offers none of the suites allowed.
    ClientSuites,
    /// Breaks: the client offers none of the groups allowed.
    ClientGroups,
    /// Breaks: the server chose an older version though the client offers one that is allowed.
    ServerTooOld,
    /// Breaks: the server chose a suite that is not allowed though the client offers one that is.
    ServerSuite,
    /// Breaks: the server chose a group that is not allowed though the client offers one that is.
    ServerGroup,
    /// Breaks: the server refused every version of a hello that offers what is allowed.
    ServerRefused,
    /// Breaks: the server found nothing that it could agree on, and does not say what is missing.
    NothingInCommon,
    /// Breaks: an older version is in use, and nothing says what the client offers.
    OldVersionInUse,
    /// Unknown: nothing but a lower bound is known of the version, or no suite or group, and the policy asks for more.
    NotEnoughSeen,
    /// Unknown: a client that offers what is allowed was not answered, and then agreed on something older with the same
    /// server: the server or something on the path drops the newer hello.
    NewerHelloDropped,
    /// Unknown: the hello was not captured.
    HelloNotSeen,
    /// Unknown: the client began with something that is no hello, as the gate saw it.
    NotAHello,
    /// Unknown: no answer was captured.
    NoAnswer,
    /// Unknown: the connection was reset before an answer.
    ResetBeforeAnswer,
    /// Unknown: the connection was closed before an answer.
    ClosedBeforeAnswer,
    /// Unknown: the answer was no TLS.
    NonTlsAnswer,
    /// Unknown: what is allowed was agreed, and then it failed for another reason.
    FailedOtherwise,
    /// Fits: what is allowed was agreed.
    Agreed,
    /// Fits: something newer was agreed, and the client offers what is allowed.
    AgreedNewer,
}

/// Who has to change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The client
    Client,
    /// The server
    Server,
}

/// A verdict with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Whose fault it is that it breaks.
    pub fault: Option<Fault>,
}

impl Reason {
    /// Its name in machine formats, which is also its sentence's.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl From<Reason> for Judgement {
    /// The reason decides the rest.
    fn from(reason: Reason) -> Self {
        use Reason as R;
        let (verdict, fault) = match reason {
            R::ClientTooOld | R::ClientTooNew | R::ClientSuites | R::ClientGroups => {
                (Verdict::Breaks, Some(Fault::Client))
            }
            R::ServerTooOld | R::ServerSuite | R::ServerGroup | R::ServerRefused => {
                (Verdict::Breaks, Some(Fault::Server))
            }
            // The client may lack something, or the server, or a name or a certificate is wanted.
            R::NothingInCommon | R::OldVersionInUse => (Verdict::Breaks, None),
            R::HelloNotSeen
            | R::NotAHello
            | R::NotEnoughSeen
            | R::NewerHelloDropped
            | R::NoAnswer
            | R::ResetBeforeAnswer
            | R::ClosedBeforeAnswer
            | R::NonTlsAnswer
            | R::FailedOtherwise => (Verdict::Unknown, None),
            R::Agreed | R::AgreedNewer => (Verdict::Fits, None),
        };
        Self { verdict, reason, fault }
    }
}

/// Judges one handshake by one policy.
///
/// What was agreed counts first, then what the client offers, then how it ended. A client that offers
/// something old beside something allowed does not break. A handshake that was only half seen is no refusal:
/// without an answer nothing is known but what the client offers.
///
/// A hello that claims more than TLS 1.2 without `supported_versions` is answered as TLS 1.2 (RFC 8446, 4.1.2).
pub fn judge(handshake: &Handshake, policy: &Policy) -> Judgement {
    match as_answered(handshake) {
        Some(answered) => reason(&answered, policy).into(),
        None => reason(handshake, policy).into(),
    }
}

/// What the server chose that the policy forbids, whatever the client offers.
pub fn forbidden_choice(handshake: &Handshake, policy: &Policy) -> Option<Reason> {
    let chosen = meets(handshake, handshake.negotiated_version?, policy);
    chosen.err().filter(|reason| *reason != Reason::AgreedNewer)
}

/// What a server takes a hello for that claims more than its form can say; `None` for all others.
fn as_answered(handshake: &Handshake) -> Option<Handshake> {
    let newer = |version: Version| version.age_rank() > Version::TLS_1_2.age_rank();
    if handshake.supported_versions != Some(false) || !handshake.legacy_version.is_some_and(newer) {
        return None;
    }
    let mut answered = handshake.clone();
    answered.offered_versions.retain(|version| !newer(*version));
    answered.offered_max = Some(Version::TLS_1_2);
    Some(answered)
}

fn reason(handshake: &Handshake, policy: &Policy) -> Reason {
    if handshake.fault.is_some() {
        return Reason::NotAHello;
    }
    let agreed = agreed(handshake, policy);
    if agreed == Some(Ok(())) {
        return match handshake.outcome {
            Outcome::RefusedAlert => Reason::FailedOtherwise,
            _ => Reason::Agreed,
        };
    }
    let offers = can_meet(handshake, policy);
    if let Err(client) = offers
        && client != Reason::HelloNotSeen
    {
        return client;
    }
    match (agreed, offers) {
        (Some(Err(Reason::ServerTooOld)), Err(_)) => return Reason::OldVersionInUse,
        (Some(Err(Reason::NotEnoughSeen)), _) | (Some(Err(_)), Err(_)) => return Reason::NotEnoughSeen,
        (Some(Err(server)), Ok(())) => return server,
        (None, Err(_)) => return Reason::HelloNotSeen,
        (None, Ok(())) | (Some(Ok(())), _) => {}
    }
    match handshake.outcome {
        Outcome::RefusedAlert => match (handshake.refused_by, handshake.alert_code) {
            (Some(Side::Server), Some(PROTOCOL_VERSION)) if offers_all(handshake, policy) => {
                Reason::ServerRefused
            }
            // What a server says that does not take what is offered (RFC 8446, 6.2).
            (Some(Side::Server), Some(PROTOCOL_VERSION | HANDSHAKE_FAILURE | INSUFFICIENT_SECURITY)) => {
                Reason::NothingInCommon
            }
            // What else is wrong has nothing to do with what the policy is about: a hello that could not be read, a
            // name that is not known, a client that tries again with less than it can.
            _ => Reason::FailedOtherwise,
        },
        Outcome::NonTlsAnswer => Reason::NonTlsAnswer,
        Outcome::Reset => Reason::ResetBeforeAnswer,
        Outcome::Closed | Outcome::QuicClose | Outcome::ClientGone => Reason::ClosedBeforeAnswer,
        Outcome::NoAnswer
        | Outcome::Incomplete
        | Outcome::Established
        | Outcome::UpstreamUnreachable
        | Outcome::LegacyUpstreamUnreachable => Reason::NoAnswer,
    }
}

/// Whether what was agreed is allowed, by the version in use or the least that it can be; `None` where nothing was seen
/// that says what was agreed.
fn agreed(handshake: &Handshake, policy: &Policy) -> Option<Result<(), Reason>> {
    if let Some(version) = handshake.negotiated_version {
        return Some(meets(handshake, version, policy).and_then(|()| shows_enough(handshake, policy)));
    }
    let least = handshake.negotiated_at_least?;
    // All that it can be is allowed, or some of it is not.
    let newer = [Version::TLS_1_2, Version::TLS_1_3].into_iter().filter(|v| v.age_rank() >= least.age_rank());
    let all_allowed = policy.allows_version(least) && newer.into_iter().all(|v| policy.allows_version(v));
    Some(if all_allowed { shows_enough(handshake, policy) } else { Err(Reason::NotEnoughSeen) })
}

/// Whether the suite or group is there where the policy limits them: records prove a version, and no more.
fn shows_enough(handshake: &Handshake, policy: &Policy) -> Result<(), Reason> {
    let limits = policy.limits_suites() || policy.allowed_groups.is_some();
    let by_records = !handshake.seen_or_implied().server_hello;
    let no_suite = handshake.cipher_suite.is_none() && !handshake.seen.is_empty();
    if limits && (by_records || no_suite) { Err(Reason::NotEnoughSeen) } else { Ok(()) }
}

/// Whether the client offers every version that is allowed: then a server that takes none of them takes nothing that is
/// allowed. A server may keep to the policy and not take the only one that another client offers.
fn offers_all(handshake: &Handshake, policy: &Policy) -> bool {
    policy.versions.iter().all(|allowed| {
        handshake
            .offered_versions
            .iter()
            .any(|offered| offered == allowed || allowed.is_tls_1_3_family() && offered.is_tls_1_3_family())
    })
}

/// Whether what was agreed is allowed; otherwise what that says of the server, should the client offer better.
fn meets(handshake: &Handshake, version: Version, policy: &Policy) -> Result<(), Reason> {
    if !policy.allows_version(version) {
        let older = version.age_rank() < policy.oldest().age_rank();
        return Err(if older { Reason::ServerTooOld } else { Reason::AgreedNewer });
    }
    if handshake.cipher_suite.is_some_and(|suite| !policy.allows_suite(version, suite)) {
        return Err(Reason::ServerSuite);
    }
    if handshake.group.is_some_and(|group| !policy.allows_group(group)) {
        return Err(Reason::ServerGroup);
    }
    Ok(())
}

/// Whether the client offers something that is allowed; otherwise what it lacks, or that its hello was not seen.
fn can_meet(handshake: &Handshake, policy: &Policy) -> Result<(), Reason> {
    // A hello always has suites; where none is there, only the beginning of it was captured.
    if handshake.cipher_suites.is_empty() && handshake.offered_versions.is_empty() {
        return can_meet_by_version(handshake, policy);
    }
    let allowed = |v: &&Version| policy.allows_version(**v);
    let mut versions = handshake.offered_versions.iter().filter(allowed).peekable();
    if versions.peek().is_none() {
        let best = handshake.offered_max.unwrap_or(Version(0));
        let older = best.age_rank() < policy.oldest().age_rank();
        return Err(if older { Reason::ClientTooOld } else { Reason::ClientTooNew });
    }
    let group_in_common =
        policy.allowed_groups.is_none() || handshake.groups.iter().any(|g| policy.allows_group(*g));
    let mut lacks = Reason::ClientSuites;
    for version in versions {
        if version.is_tls_1_3_family() {
            // Of a hello that was cut off in front of its suites nothing is known of them.
            let suites = &handshake.cipher_suites;
            if !suites.is_empty()
                && !suites.iter().any(|s| s.is_tls_1_3() && policy.allows_suite(*version, *s))
            {
                continue;
            }
            if group_in_common {
                return Ok(());
            }
            lacks = Reason::ClientGroups;
            continue;
        }
        if !policy.limits_suites() && group_in_common {
            return Ok(());
        }
        let usable =
            |s: &&CipherSuite| !s.is_signal() && !s.is_tls_1_3() && policy.allows_suite(*version, **s);
        for suite in handshake.cipher_suites.iter().filter(usable) {
            if group_in_common || !needs_group(*suite, &handshake.groups) {
                return Ok(());
            }
            lacks = Reason::ClientGroups;
        }
    }
    Err(lacks)
}

/// The same for a hello of which only the beginning was captured: nothing is known but its version.
fn can_meet_by_version(handshake: &Handshake, policy: &Policy) -> Result<(), Reason> {
    let oldest = policy.oldest().age_rank();
    match (handshake.offered_max, handshake.offered_at_least) {
        (Some(max), _) if max.age_rank() < oldest => Err(Reason::ClientTooOld),
        (Some(known), _) | (None, Some(known)) if known.age_rank() >= oldest => Ok(()),
        _ => Err(Reason::HelloNotSeen),
    }
}

/// Whether a suite of TLS 1.2 or older agrees on its key in a named group. Finite-field groups count only for
/// clients that name them (RFC 7919).
fn needs_group(suite: CipherSuite, offered: &[Group]) -> bool {
    match suite.key_exchange() {
        Some(KeyExchange::Ecdhe) => true,
        Some(KeyExchange::Dhe) => offered.iter().any(|g| (0x0100..0x0200).contains(&g.0)),
        _ => suite.name().is_some_and(|name| name.starts_with("TLS_ECDH")),
    }
}

#[cfg(test)]
mod tests {
    use cutover_evidence::{HelloRead, Seen};

    use super::*;

    fn offers(versions: &[Version]) -> Handshake {
        let offered_max = versions.iter().copied().max_by_key(|v| v.age_rank());
        Handshake { offered_versions: versions.to_vec(), offered_max, ..Handshake::default() }
    }

    fn agreed(versions: &[Version], version: Version) -> Handshake {
        Handshake { negotiated_version: Some(version), outcome: Outcome::Established, ..offers(versions) }
    }

    fn tls12_plus(handshake: &Handshake) -> (Verdict, Reason, Option<Fault>) {
        let j = judge(handshake, &Policy::built_in("tls12-plus").unwrap());
        (j.verdict, j.reason, j.fault)
    }

    const V10: Version = Version::TLS_1_0;
    const V12: Version = Version::TLS_1_2;
    const V13: Version = Version::TLS_1_3;

    #[test]
    fn a_client_that_offers_1_0_beside_1_2_does_not_break() {
        assert_eq!(tls12_plus(&agreed(&[V12, V10], V12)), (Verdict::Fits, Reason::Agreed, None));
    }

    #[test]
    fn a_legacy_version_above_tls_1_2_is_no_tls_1_3() {
        let policy = Policy::built_in("tls13-only").unwrap();
        let judged = |supported_versions| {
            let legacy_version = Some(V13);
            judge(&Handshake { legacy_version, supported_versions, ..offers(&[V13, V12, V10]) }, &policy)
                .reason
        };
        assert_eq!(judged(Some(false)), Reason::ClientTooOld);
        // Of old evidence nobody knows.
        assert_eq!([judged(Some(true)), judged(None)], [Reason::NoAnswer; 2]);
    }

    #[test]
    fn a_client_that_offers_1_0_only_breaks_however_it_ended() {
        let broken = (Verdict::Breaks, Reason::ClientTooOld, Some(Fault::Client));
        assert_eq!(tls12_plus(&agreed(&[V10], V10)), broken);
        for outcome in [Outcome::RefusedAlert, Outcome::Reset, Outcome::Closed, Outcome::NoAnswer] {
            assert_eq!(tls12_plus(&Handshake { outcome, ..offers(&[V10]) }), broken);
        }
    }

    #[test]
    fn a_server_that_chooses_1_0_though_1_2_is_offered_is_at_fault() {
        let broken = (Verdict::Breaks, Reason::ServerTooOld, Some(Fault::Server));
        assert_eq!(tls12_plus(&agreed(&[V12, V10], V10)), broken);
    }

    #[test]
    fn an_alert_says_no_more_than_it_says() {
        let answer = |by, alert, offered: &[Version]| {
            let outcome = Outcome::RefusedAlert;
            let refused = Handshake { outcome, refused_by: Some(by), alert_code: alert, ..offers(offered) };
            tls12_plus(&refused)
        };
        let refused = |by, alert| answer(by, alert, &[V13, V12]);
        let version = (Verdict::Breaks, Reason::ServerRefused, Some(Fault::Server));
        assert_eq!(refused(Side::Server, Some(70)), version);
        let nobody = (Verdict::Breaks, Reason::NothingInCommon, None);
        for alert in [40, 71] {
            assert_eq!(refused(Side::Server, Some(alert)), nobody);
        }
        // The server may take the other one, and keep to the policy.
        for offered in [V12, V13] {
            assert_eq!(answer(Side::Server, Some(70), &[offered]), nobody);
        }
        // decode_error, illegal_parameter, internal_error, inappropriate_fallback, unrecognized_name, none
        for alert in [Some(50), Some(47), Some(80), Some(86), Some(112), None] {
            let otherwise = (Verdict::Unknown, Reason::FailedOtherwise, None);
            assert_eq!(refused(Side::Server, alert), otherwise);
            assert_eq!(refused(Side::Client, alert), otherwise);
        }
        assert_eq!(refused(Side::Client, Some(70)).1, Reason::FailedOtherwise);
    }

    #[test]
    fn half_a_handshake_is_no_refusal() {
        for outcome in [Outcome::Reset, Outcome::Closed, Outcome::NoAnswer, Outcome::NonTlsAnswer] {
            assert_eq!(tls12_plus(&Handshake { outcome, ..offers(&[V12]) }).0, Verdict::Unknown);
        }
        assert_eq!(
            tls12_plus(&Handshake { outcome: Outcome::Reset, ..agreed(&[V12], V12) }).0,
            Verdict::Fits
        );
    }

    #[test]
    fn without_a_hello_only_what_was_agreed_can_be_judged() {
        assert_eq!(tls12_plus(&agreed(&[], V12)).0, Verdict::Fits);
        assert_eq!(tls12_plus(&agreed(&[], V10)), (Verdict::Breaks, Reason::OldVersionInUse, None));
    }

    fn by_records(version: Option<Version>, at_least: Option<Version>) -> Handshake {
        Handshake {
            negotiated_version: version,
            negotiated_at_least: at_least,
            seen: Seen { records: true, ..Seen::default() },
            outcome: Outcome::Established,
            ..Handshake::default()
        }
    }

    #[test]
    fn a_lower_bound_fits_a_policy_that_asks_for_no_more() {
        let judged = |h: &Handshake, policy: &str| judge(h, &Policy::built_in(policy).unwrap()).reason;
        let bound = by_records(None, Some(V12));
        assert_eq!(judged(&bound, "tls12-plus"), Reason::Agreed);
        assert_eq!(judged(&bound, "tls13-only"), Reason::NotEnoughSeen);
        assert_eq!(judged(&bound, "mozilla-intermediate-5.8"), Reason::NotEnoughSeen);
        let exact = by_records(Some(V12), None);
        assert_eq!(judged(&exact, "tls13-only"), Reason::OldVersionInUse);
        assert_eq!(judged(&exact, "mozilla-intermediate-5.8"), Reason::NotEnoughSeen);
    }

    #[test]
    fn a_cut_hello_says_what_its_version_says_and_no_more() {
        let cut = |max, at_least| Handshake {
            offered_max: max,
            offered_at_least: at_least,
            client_hello: Some(HelloRead::Cut),
            seen: Seen { client_hello: true, ..Seen::default() },
            ..Handshake::default()
        };
        assert_eq!(tls12_plus(&cut(Some(V10), None)).1, Reason::ClientTooOld);
        assert_eq!(tls12_plus(&cut(None, Some(V12))).1, Reason::NoAnswer);
        let chose_older = Handshake { negotiated_version: Some(V10), ..cut(None, Some(V12)) };
        assert_eq!(tls12_plus(&chose_older).1, Reason::ServerTooOld);
        let only_13 = judge(&chose_older, &Policy::built_in("tls13-only").unwrap());
        assert_eq!(only_13.reason, Reason::OldVersionInUse);
        let suites = judge(&cut(None, Some(V12)), &Policy::built_in("mozilla-intermediate-5.8").unwrap());
        assert_eq!(suites.reason, Reason::NoAnswer);
    }

    #[test]
    fn drafts_of_tls_1_3_count_as_tls_1_3() {
        assert_eq!(tls12_plus(&agreed(&[Version(0x7f1c)], Version(0x7f1c))).0, Verdict::Fits);
    }

    #[test]
    fn suites_of_tls_1_3_count_where_the_policy_names_one() {
        let policy = |suites: &str| {
            let text = format!(
                "id = \"p\"\nname = \"P\"\nside = \"server\"\nversions = [\"TLS 1.3\"]\nsource = \"me\"\n\
                 confidence = \"own\"\n[suites]\n{suites}\n"
            );
            Policy::parse(&text).unwrap()
        };
        let offer =
            |suite| Handshake { cipher_suites: vec![CipherSuite(suite)], ..offers(&[Version::TLS_1_3]) };
        let of = |suite, suites: &str| judge(&offer(suite), &policy(suites));
        let aes_256 = "allowed = [\"TLS_AES_256_GCM_SHA384\"]";
        assert_eq!(of(0x1301, aes_256).reason, Reason::ClientSuites);
        assert_eq!(of(0x1302, aes_256).verdict, judge(&offer(0x1302), &policy("")).verdict);
        assert_eq!(of(0x1301, "denied = [\"TLS_AES_128_*\"]").reason, Reason::ClientSuites);
        // A list for TLS 1.2 says nothing of TLS 1.3.
        let older = "allowed = [\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"]";
        assert_eq!(of(0x1301, older).verdict, judge(&offer(0x1301), &policy("")).verdict);
        let chosen = Handshake {
            negotiated_version: Some(Version::TLS_1_3),
            cipher_suite: Some(CipherSuite(0x1301)),
            cipher_suites: vec![CipherSuite(0x1301), CipherSuite(0x1302)],
            ..offers(&[Version::TLS_1_3])
        };
        assert_eq!(judge(&chosen, &policy(aes_256)).reason, Reason::ServerSuite);
    }

    #[test]
    fn suites_and_groups_count_where_the_policy_lists_them() {
        let policy = Policy::built_in("mozilla-intermediate-5.8").unwrap();
        let with = |suites: &[u32], groups: &[u16]| Handshake {
            cipher_suites: suites.iter().map(|s| CipherSuite(*s)).collect(),
            groups: groups.iter().map(|g| Group(*g)).collect(),
            ..offers(&[V12, V10])
        };
        let reason = |h: &Handshake| judge(h, &policy).reason;
        assert_eq!(reason(&with(&[0x002f, 0x00ff], &[29])), Reason::ClientSuites);
        assert_eq!(reason(&with(&[0xc02f], &[25])), Reason::ClientGroups);
        assert_eq!(reason(&with(&[0xc02f], &[29])), Reason::NoAnswer);
        let server = Handshake {
            negotiated_version: Some(V12),
            cipher_suite: Some(CipherSuite(0x002f)),
            ..with(&[0xc02f, 0x002f], &[29])
        };
        assert_eq!(reason(&server), Reason::ServerSuite);
    }

    #[test]
    fn a_client_that_is_too_new_for_a_policy_with_an_upper_end() {
        let policy = Policy::built_in("m365-pre-2020").unwrap();
        assert_eq!(judge(&offers(&[V13]), &policy).reason, Reason::ClientTooNew);
        let suites = vec![CipherSuite(0xc02f)];
        let both = Handshake { cipher_suites: suites, ..agreed(&[V13, V12], V13) };
        assert_eq!(judge(&both, &policy).verdict, Verdict::Fits);
    }
}
