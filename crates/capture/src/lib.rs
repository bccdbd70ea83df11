//! Captures to packets to ordered byte streams. Knows no TLS.
//!
//! ```
//! use cutover_capture::{Capture, Status};
//!
//! // A pcap file with a header and no packets.
//! let file = b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\0\0\x04\0\x01\0\0\0";
//! let mut capture = Capture::open(&file[..]).unwrap();
//! let mut packets = 0;
//! while capture.read(&mut |_packet| packets += 1).unwrap() == Status::More {}
//! assert_eq!(packets, 0);
//! ```
//!
//! Three steps that a caller joins: [`Capture`] reads packets out of pcap or pcapng, packed or not;
//! [`decode`] finds the TCP segment in a packet; [`FlowTable`] puts segments in order and hands the bytes of
//! each direction to a [`StreamHandler`]. Memory is bounded everywhere.
//!
//! Not here yet: tunnels and IP fragments. They enter in [`decode`], which sees each packet once.
#![forbid(unsafe_code)]

mod capture;
mod decode;
mod layers;
mod magic;
mod packet;
mod pcap;
mod pcapng;
mod step;
mod streams;
mod unpack;

pub use capture::{Capture, LooksLike, OpenError, ReadError, Status, starts_capture};
pub use decode::{Decoded, Other, Segment, decode};
pub use layers::link::LinkType;
pub use packet::{At, Packet};
pub use streams::flow_key::{Direction, FlowKey};
pub use streams::flow_table::FlowTable;
pub use streams::handler::{Before, End, Seen, StreamHandler};
pub use streams::limits::{FlowLoss, Limits};
pub use unpack::{DEFAULT_UNPACK_LIMIT, unpack};
