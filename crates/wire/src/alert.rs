//! Alerts (RFC 8446, section 6; IANA, TLS Alerts).

/// An alert's level of 2: the connection ends.
pub const FATAL: u8 = 2;

/// No suite, group or signature in common, for most stacks.
pub const HANDSHAKE_FAILURE: u8 = 0x28;

/// A version that is not taken.
pub const PROTOCOL_VERSION: u8 = 0x46;

/// Nothing that is strong enough.
pub const INSUFFICIENT_SECURITY: u8 = 0x47;

/// A fault of the server's own.
pub const INTERNAL_ERROR: u8 = 0x50;

/// A hello below what the server has, that says that it is a fallback (RFC 7507).
pub const INAPPROPRIATE_FALLBACK: u8 = 0x56;

/// A name that the server does not have (RFC 6066).
pub const UNRECOGNIZED_NAME: u8 = 0x70;

/// What was said cannot be read (RFC 8446, 6.2).
pub const DECODE_ERROR: u8 = 0x32;

/// It speaks none of the protocols that were offered by ALPN (RFC 7301, 3.2).
pub const NO_APPLICATION_PROTOCOL: u8 = 0x78;

/// The registered name of an alert's description.
pub fn name(description: u8) -> Option<&'static str> {
    NAMES.binary_search_by_key(&description, |(code, _)| *code).ok().map(|i| NAMES[i].1)
}

const NAMES: &[(u8, &str)] = &[
    (0, "close_notify"),
    (10, "unexpected_message"),
    (20, "bad_record_mac"),
    (21, "decryption_failed"),
    (22, "record_overflow"),
    (30, "decompression_failure"),
    (40, "handshake_failure"),
    (41, "no_certificate"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (47, "illegal_parameter"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (50, "decode_error"),
    (51, "decrypt_error"),
    (60, "export_restriction"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (80, "internal_error"),
    (86, "inappropriate_fallback"),
    (90, "user_canceled"),
    (100, "no_renegotiation"),
    (109, "missing_extension"),
    (110, "unsupported_extension"),
    (111, "certificate_unobtainable"),
    (112, "unrecognized_name"),
    (113, "bad_certificate_status_response"),
    (114, "bad_certificate_hash_value"),
    (115, "unknown_psk_identity"),
    (116, "certificate_required"),
    (120, "no_application_protocol"),
    (121, "ech_required"),
];

#[test]
fn the_names_are_sorted_so_that_they_can_be_searched() {
    assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(name(70), Some("protocol_version"));
    assert_eq!(name(1), None);
}
