//! The two byte streams of a connection to one handshake record.
//!
//! ```
//! use cutover_evidence::Outcome;
//! use cutover_handshake::{At, Peer, Tracker};
//! use cutover_testkit::{alert, client_hello};
//!
//! let mut tracker = Tracker::default();
//! tracker.data(Peer::A, &client_hello(b"old.example.test", &[0x0301]), At::default()); // TLS 1.0
//! tracker.data(Peer::B, &alert(0x0301, 2, 70), At::default()); // fatal: protocol_version
//! let handshake = tracker.finish().unwrap();
//! assert_eq!(handshake.outcome, Outcome::RefusedAlert);
//! assert_eq!(handshake.alert_code, Some(70));
//! ```
//!
//! Sans-I/O: bytes and events in, a record out; no clock, no sockets, no packets. Whoever has the streams
//! (a capture, a proxy) calls [`Tracker::data`] as they come. A hello is found by its content at any place of
//! the stream, so STARTTLS and proxies' dialogues need no knowledge of ports.
//!
//! At most [`MAX_HELLO`] bytes are kept of a hello that is not whole yet; of everything else only counts.
#![forbid(unsafe_code)]

mod at;
mod messages;
mod opening;
mod proof;
mod record_search;
mod records;
mod search;
mod sslv2_records;
mod tds;
mod tracker;
mod wrapping;

pub use at::At;
pub use opening::{MAX_OPENING, MAX_OPENING_RECORDS, Opening, OpeningWalk, plain_opening};
pub use search::{MAX_HELLO, can_start, client_random, starts_client_hello};
pub use tracker::{Details, Message, MessageKind, Peer, Proxied, ServerSaid, Surroundings, Tracker};

/// How many bytes of a stream may be looked through before it is certain that it holds no TLS records.
pub const NO_TLS_AFTER: usize = record_search::LONGEST_RECORD;
