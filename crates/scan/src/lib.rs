//! Servers to evidence: which versions they really accept, each asked for on its own connection with a hello of
//! our own, and answered by the first thing that the server says.
//!
//! ```
//! use cutover_scan::{Answer, Attempt, Interview};
//! use cutover_wire::Version;
//!
//! // The interview does no I/O: hellos come out, answers go in.
//! let mut interview = Interview::new(Some("www.example.test".into()), 1, [0; 32]);
//! while let Some((version, _hello)) = interview.next_hello() {
//!     let answer = match version {
//!         Version::TLS_1_2 => Answer::Hello { version, cipher_suite: None, group: None },
//!         _ => Answer::Alert(70),
//!     };
//!     interview.take(Attempt::of(answer));
//! }
//! let findings = interview.finish();
//! let accepted: Vec<_> = findings.versions.iter().filter(|(_, a)| a.accepted > 0).map(|(v, _)| *v).collect();
//! assert_eq!(accepted, [Version::TLS_1_2]);
//! ```
//!
//! Traffic goes to the targets given and nowhere else. Whole handshakes are OpenSSL's, behind the
//! feature `handshakes`; so is trust in certificates.
#![forbid(unsafe_code)]

mod address_scan;
mod answer;
mod certificate;
mod connect;
mod counted;
#[cfg(feature = "handshakes")]
mod finish;
mod hellos;
mod hex;
mod interview;
mod inventory;
mod known;
mod meaning;
mod options;
mod ramp;
mod rate_limits;
mod scanner;
mod shared;
mod target;
#[cfg(feature = "handshakes")]
mod trust;

pub use answer::{Answer, AnswerReader, PROOF_LEN, Shown, Until};
pub use cutover_wire::starttls::Declined;

pub use connect::{NoConnection, NoStarttls, Patience};
pub use counted::{CountedConnections, counts_connections};
pub use hellos::Alpn;
pub use interview::{Attempt, Findings, Interview};
pub use inventory::{Depth, Whole};
pub use known::Known;
pub use options::{Addresses, Names, Options};
pub use rate_limits::HostLimits;
pub use scanner::{ScanSink, scan};
pub use target::{Exclusions, Host, Network, Target, TargetError, schemes, without_secrets};
