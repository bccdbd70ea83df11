//! Hello extensions (RFC 8446, 4.2).

use crate::reader::Reader;

/// Extension types that are read or written (IANA, TLS `ExtensionType` Values).
pub mod kind {
    /// `server_name` (RFC 6066)
    pub const SERVER_NAME: u16 = 0;
    /// `supported_groups` (RFC 8446), `elliptic_curves` before
    pub const SUPPORTED_GROUPS: u16 = 10;
    /// `ec_point_formats` (RFC 8422)
    pub const EC_POINT_FORMATS: u16 = 11;
    /// `signature_algorithms` (RFC 8446)
    pub const SIGNATURE_ALGORITHMS: u16 = 13;
    /// `application_layer_protocol_negotiation` (RFC 7301)
    pub const ALPN: u16 = 16;
    /// `padding` (RFC 7685)
    pub const PADDING: u16 = 21;
    /// `encrypt_then_mac` (RFC 7366)
    pub const ENCRYPT_THEN_MAC: u16 = 22;
    /// `extended_master_secret` (RFC 7627)
    pub const EXTENDED_MASTER_SECRET: u16 = 23;
    /// `session_ticket` (RFC 5077)
    pub const SESSION_TICKET: u16 = 35;
    /// `key_share` as drafts before 23 of TLS 1.3 numbered it
    pub const KEY_SHARE_OLD: u16 = 40;
    /// `pre_shared_key` (RFC 8446)
    pub const PRE_SHARED_KEY: u16 = 41;
    /// `early_data` (RFC 8446)
    pub const EARLY_DATA: u16 = 42;
    /// `supported_versions` (RFC 8446)
    pub const SUPPORTED_VERSIONS: u16 = 43;
    /// `key_share` (RFC 8446)
    pub const KEY_SHARE: u16 = 51;
    /// `renegotiation_info` (RFC 5746)
    pub const RENEGOTIATION_INFO: u16 = 0xff01;
}

/// One extension of a hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Its type.
    pub kind: u16,
    /// Its content, without type and length.
    pub body: &'a [u8],
}

/// The extensions of a hello, in the order sent. Ends at the first one whose length points outside.
#[derive(Debug, Clone, Copy)]
pub struct Extensions<'a>(pub(crate) &'a [u8]);

impl<'a> Extensions<'a> {
    /// The first extension of that type.
    pub fn find(self, kind: u16) -> Option<&'a [u8]> {
        let mut all = self;
        all.find_map(|e| (e.kind == kind).then_some(e.body))
    }

    /// Whether the lengths fit together to the last byte.
    pub fn is_well_formed(mut self) -> bool {
        while self.next().is_some() {}
        self.0.is_empty()
    }
}

// `Copy`, because a hello's extensions are walked more than once.
#[allow(clippy::copy_iterator)]
impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    #[inline]
    fn next(&mut self) -> Option<Extension<'a>> {
        let mut reader = Reader(self.0);
        let kind = reader.u16().ok()?;
        let body = reader.vector16().ok()?;
        self.0 = reader.0;
        Some(Extension { kind, body })
    }
}
