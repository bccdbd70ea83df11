//! Server names as clients say them, which may be anything.

/// The longest host name (RFC 1035, 2.3.4).
const LONGEST_NAME: usize = 255;

/// Cuts a name that is none.
pub(crate) fn shortened(name: &str) -> &str {
    &name[..name.floor_char_boundary(LONGEST_NAME)]
}
