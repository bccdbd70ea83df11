//! What stands around or before TLS records: whether a connection begins with it.

use cutover_wire::proxy_header::{self, ProxyHeader};

use crate::tds;

/// Whether a segment begins like SQL Server's packets around a record, or like a proxy's header.
pub(crate) fn may_begin(bytes: &[u8]) -> bool {
    match bytes.first() {
        Some(b'P' | b'\r') => proxy_header::read(bytes) != ProxyHeader::No,
        _ => tds::wraps_tls(bytes),
    }
}
