//! What a client is told that is refused: the alert that an OpenSSL server would send.

use cutover_evidence::Handshake;
use cutover_policy::Reason;
use cutover_wire::alert::{DECODE_ERROR, HANDSHAKE_FAILURE, INTERNAL_ERROR, PROTOCOL_VERSION};
use cutover_wire::record::ContentType;
use cutover_wire::{Version, alert};

use crate::not_a_hello::NotAHello;

/// An alert in a record of its own.
pub(crate) type Alert = [u8; 7];

/// The alert for a hello, by what is wrong with it.
///
/// Measured of OpenSSL 3: the record carries the hello's `legacy_version`, for an SSLv2-format hello the version that it
/// offers, and TLS 1.2 where that is SSL 2.0 itself, which has no records of this kind. SSL 3.0 has no alert that names
/// the version (RFC 6101, 5.4.2), so it gets `handshake_failure`, as do suites and groups.
pub(crate) fn alert(handshake: &Handshake, reason: Reason) -> Alert {
    let offered = handshake.legacy_version.unwrap_or(Version::TLS_1_2);
    let is_record_version = (0x0300..=0x0303).contains(&offered.0);
    let version = if is_record_version { offered } else { Version::TLS_1_2 };
    let about_version = matches!(reason, Reason::ClientTooOld | Reason::ClientTooNew);
    let code =
        if !about_version || offered == Version::SSL_3_0 { HANDSHAKE_FAILURE } else { PROTOCOL_VERSION };
    let [major, minor] = version.0.to_be_bytes();
    [ContentType::Alert.number(), major, minor, 0x00, 0x02, alert::FATAL, code]
}

/// The alert for a beginning that is no hello: `decode_error` where nobody could read it, `internal_error` where it is longer
/// or comes more slowly than the gate bears; `None`: the client speaks no TLS.
pub(crate) fn alert_of_fault(fault: NotAHello, raw: &[u8]) -> Option<Alert> {
    let code = match fault {
        NotAHello::NotTls => return None,
        NotAHello::Malformed => DECODE_ERROR,
        NotAHello::TooLarge | NotAHello::TooSlow => INTERNAL_ERROR,
    };
    let is_tls = raw.first() == Some(&ContentType::Handshake.number());
    let version = match *raw {
        [_, major @ 3, minor @ 0..=3, ..] => [major, minor],
        _ => Version::TLS_1_2.0.to_be_bytes(),
    };
    is_tls.then(|| [ContentType::Alert.number(), version[0], version[1], 0x00, 0x02, alert::FATAL, code])
}

/// The alert in place of a ServerHello that chose what is forbidden; in the version of what it chose.
pub(crate) fn alert_of_choice(handshake: &Handshake, reason: Option<Reason>) -> Alert {
    let chosen = handshake.negotiated_version.unwrap_or(Version::TLS_1_2);
    let [major, minor] = chosen.0.clamp(Version::SSL_3_0.0, Version::TLS_1_2.0).to_be_bytes();
    let code = match reason {
        Some(Reason::ServerTooOld) if chosen != Version::SSL_3_0 => PROTOCOL_VERSION,
        Some(_) => HANDSHAKE_FAILURE,
        // It is not known what it chose.
        None => INTERNAL_ERROR,
    };
    [ContentType::Alert.number(), major, minor, 0x00, 0x02, alert::FATAL, code]
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_evidence::HelloFormat;

    fn of(format: HelloFormat, legacy: Version, reason: Reason) -> [u8; 7] {
        let handshake =
            Handshake { hello_format: Some(format), legacy_version: Some(legacy), ..Handshake::default() };
        alert(&handshake, reason)
    }

    #[test]
    fn it_carries_the_version_of_the_hello() {
        let tls = |legacy| of(HelloFormat::Tls, legacy, Reason::ClientTooOld);
        assert_eq!(tls(Version::SSL_3_0), [21, 3, 0, 0, 2, 2, 40]);
        assert_eq!(tls(Version::TLS_1_0), [21, 3, 1, 0, 2, 2, 70]);
        assert_eq!(tls(Version::TLS_1_2), [21, 3, 3, 0, 2, 2, 70]);
        assert_eq!(tls(Version(0x0399)), [21, 3, 3, 0, 2, 2, 70]);
        let sslv2 = |version| of(HelloFormat::Sslv2, version, Reason::ClientTooOld);
        assert_eq!(sslv2(Version::SSL_2_0), [21, 3, 3, 0, 2, 2, 70]);
        assert_eq!(sslv2(Version::SSL_3_0), [21, 3, 0, 0, 2, 2, 40]);
        assert_eq!(sslv2(Version::TLS_1_0), [21, 3, 1, 0, 2, 2, 70]);
    }

    #[test]
    fn what_a_server_chose_is_refused_in_its_own_version() {
        let chose = |version, reason| {
            let handshake = Handshake { negotiated_version: Some(version), ..Handshake::default() };
            alert_of_choice(&handshake, reason)
        };
        assert_eq!(chose(Version::TLS_1_0, Some(Reason::ServerTooOld)), [21, 3, 1, 0, 2, 2, 70]);
        assert_eq!(chose(Version::SSL_3_0, Some(Reason::ServerTooOld)), [21, 3, 0, 0, 2, 2, 40]);
        assert_eq!(chose(Version::TLS_1_3, Some(Reason::ServerGroup)), [21, 3, 3, 0, 2, 2, 40]);
        assert_eq!(chose(Version::TLS_1_2, None), [21, 3, 3, 0, 2, 2, 80]);
    }

    #[test]
    fn suites_and_groups_are_a_handshake_failure() {
        let suites = of(HelloFormat::Tls, Version::TLS_1_2, Reason::ClientSuites);
        assert_eq!(suites, [21, 3, 3, 0, 2, 2, 40]);
    }
}
