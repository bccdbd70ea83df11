//! Captures to evidence: reads all inputs as one recording, in the order of their times, follows every connection, and
//! hands each handshake to a [`Sink`](cutover_evidence::Sink) soon after it ends.
//!
//! ```
//! use cutover_evidence::{Handshake, Sink, Taken};
//! use cutover_observe::{Control, Options, observe};
//!
//! struct Print;
//! impl Sink for Print {
//!     fn handshake(&mut self, handshake: &Handshake) -> Taken {
//!         println!("{:?} offers {:?}", handshake.server_name, handshake.offered_max);
//!         Taken::Used
//!     }
//! }
//!
//! let file = b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\0\0\x04\0\x01\0\0\0";
//! let reading = observe("capture:empty", &file[..], &mut Print, &Options::default(), &Control::default());
//! assert_eq!(reading.inputs[0].counts.packets, 0);
//! assert!(reading.inputs[0].stopped_by.is_none());
//! ```
//!
//! Memory is bounded by [`Options`], whatever the capture holds; what had to be dropped is counted.
#![forbid(unsafe_code)]

mod counts;
mod ends;
mod fallbacks;
mod inputs;
mod merge;
mod observer;
mod receiver;
mod recent;
mod run;
mod upgrade;
mod waiting_input;

pub use counts::{Counts, Loss};
pub use cutover_capture::{DEFAULT_UNPACK_LIMIT, LooksLike, OpenError, Other, ReadError, starts_capture};
pub use cutover_handshake::{Message, MessageKind};
pub use inputs::{Input, Place, StandardInput, inputs};
pub use observer::Options;
pub use receiver::TellMessages;
pub use run::{Control, InputRead, Reading, StoppedBy, observe, observe_all, packet};
