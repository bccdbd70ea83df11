//! Whether a handshake meets a policy, why not, and whose fault it is.

use cutover_evidence::{Handshake, Outcome, Side};
use cutover_wire::{CipherSuite, Group, KeyExchange, Version};
use serde::Serialize;

use crate::policy::Policy;

/// Whether it goes on when the policy is in force. Worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does not.
    Breaks,
    /// Too little was seen to say.
    Unknown,
    /// It does.
    Fits,
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Unknown: the hello was not captured.
    HelloNotSeen,
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
            R::NothingInCommon => (Verdict::Breaks, None),
            R::HelloNotSeen
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

// Alerts by which a server says that it does not take what is offered (RFC 8446, 6.2).
const HANDSHAKE_FAILURE: u8 = 40;
const PROTOCOL_VERSION: u8 = 70;
const INSUFFICIENT_SECURITY: u8 = 71;

/// Judges one handshake by one policy.
///
/// What was agreed counts first, then what the client offers, then how it ended. A client that offers
/// something old beside something allowed does not break. A handshake that was only half seen is no refusal:
/// without an answer nothing is known but what the client offers.
pub fn judge(handshake: &Handshake, policy: &Policy) -> Judgement {
    reason(handshake, policy).into()
}

fn reason(handshake: &Handshake, policy: &Policy) -> Reason {
    let agreed = handshake.negotiated_version.map(|version| meets(handshake, version, policy));
    if agreed == Some(Ok(())) {
        return match handshake.outcome {
            Outcome::RefusedAlert => Reason::FailedOtherwise,
            _ => Reason::Agreed,
        };
    }
    if handshake.offered_max.is_none() {
        return Reason::HelloNotSeen;
    }
    if let Err(client) = can_meet(handshake, policy) {
        return client;
    }
    if let Some(Err(server)) = agreed {
        return server;
    }
    match handshake.outcome {
        Outcome::RefusedAlert => match (handshake.refused_by, handshake.alert_code) {
            (Some(Side::Server), Some(PROTOCOL_VERSION)) if offers_all(handshake, policy) => {
                Reason::ServerRefused
            }
            (Some(Side::Server), Some(PROTOCOL_VERSION | HANDSHAKE_FAILURE | INSUFFICIENT_SECURITY)) => {
                Reason::NothingInCommon
            }
            // What else is wrong has nothing to do with what the policy is about: a hello that could not be read, a
            // name that is not known, a client that tries again with less than it can.
            _ => Reason::FailedOtherwise,
        },
        Outcome::NonTlsAnswer => Reason::NonTlsAnswer,
        Outcome::Reset => Reason::ResetBeforeAnswer,
        Outcome::Closed | Outcome::QuicClose => Reason::ClosedBeforeAnswer,
        Outcome::NoAnswer | Outcome::Incomplete | Outcome::Established => Reason::NoAnswer,
    }
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

/// Whether the client offers something that is allowed; otherwise what it lacks.
fn can_meet(handshake: &Handshake, policy: &Policy) -> Result<(), Reason> {
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
        assert_eq!(tls12_plus(&agreed(&[], V10)), (Verdict::Unknown, Reason::HelloNotSeen, None));
    }

    #[test]
    fn drafts_of_tls_1_3_count_as_tls_1_3() {
        assert_eq!(tls12_plus(&agreed(&[Version(0x7f1c)], Version(0x7f1c))).0, Verdict::Fits);
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
