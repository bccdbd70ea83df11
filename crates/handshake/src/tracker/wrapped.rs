//! What stands around or before the records: SQL Server's packets, a proxy's header.

use cutover_wire::proxy_header::{self, ProxyHeader};

use super::{Half, Peer, Proxied, Tracker};
use crate::at::At;
use crate::tds;

/// The direction's first bytes, as far as a PROXY header is in them.
pub(super) enum Before {
    /// Nothing of the kind, or behind it: what is looked through starts at this offset.
    From(usize),
    /// A header that is not whole.
    Unfinished,
}

impl Tracker {
    /// Takes a segment of a connection whose records come in SQL Server's packets.
    pub(super) fn unwrap(&mut self, from: Peer, mut bytes: &[u8], at: At) {
        while let Some(unwrapping) = &mut self.unwrapping
            && let Some(piece) = unwrapping[from as usize].next(&mut bytes)
        {
            if !piece.is_empty() {
                self.tls(from, piece, at);
            }
        }
    }

    /// Begins to take packets off, where this segment begins with one around a record. True if it does.
    pub(super) fn begin_unwrapping(&mut self, from: Peer, bytes: &[u8], at: At) -> bool {
        if self.unwrapping.is_some() || !tds::wraps_tls(bytes) {
            return false;
        }
        self.unwrapping = Some(Box::default());
        self.handshake.via.push("starttls:tds".to_owned());
        self.unwrap(from, bytes, at);
        true
    }

    /// Reads a PROXY header where `from` begins with one.
    pub(super) fn read_proxy_header(&mut self, from: Peer, bytes: &[u8]) -> Before {
        match proxy_header::read(bytes) {
            ProxyHeader::No => Before::From(0),
            ProxyHeader::Unfinished => Before::Unfinished,
            ProxyHeader::Whole { length, client } => {
                self.proxied = Some(Proxied { by: from, client });
                Before::From(length)
            }
        }
    }
}

impl Half {
    /// Whether nothing was looked at before: a PROXY header stands at the very beginning.
    pub(super) fn begins(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }
}
