//! GREASE: values that mean nothing, sent to keep servers tolerant (RFC 8701).

/// Whether a two-byte code point (version, suite, group, signature scheme, extension) is one of the sixteen
/// GREASE values 0x0a0a, 0x1a1a … 0xfafa (RFC 8701, section 2). GREASE is never an offer.
#[inline]
pub fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

#[test]
fn the_sixteen_values_of_the_rfc_and_no_others() {
    let all: Vec<u16> = (0..=u16::MAX).filter(|&v| is_grease(v)).collect();
    assert_eq!(all.len(), 16);
    assert_eq!((all[0], all[1], all[15]), (0x0a0a, 0x1a1a, 0xfafa));
    assert!(!is_grease(0x0a1a));
}
