//! The middle of the house: evidence goes in, verdicts and documents come out. No file, no thread, no clock, no operating
//! system, so that a command line, a page in a browser and an archive are the same to it.
//!
//! ```
//! use cutover_assess::{LinesOfEvidence, Verdicts};
//! use cutover_catalogue::Catalogue;
//! use cutover_evidence::{Handshake, jsonl};
//! use cutover_policy::Policy;
//! use cutover_report::{Language, Style, Texts, render};
//! use cutover_wire::Version;
//!
//! let texts = Texts::new(Language::English);
//! let policy = Policy::built_in("tls12-plus").unwrap();
//! let mut verdicts = Verdicts::new(&policy, Catalogue::built_in);
//! let old = Handshake {
//!     source: "capture:a.pcapng".into(),
//!     offered_versions: vec![Version::TLS_1_0],
//!     offered_max: Some(Version::TLS_1_0),
//!     ..Handshake::default()
//! };
//! let mut lines = Vec::new();
//! jsonl::write(&mut lines, &old).unwrap();
//! let evidence = LinesOfEvidence { name: "a.jsonl".into(), of_no_use: "evidence-no-handshakes", texts: &texts };
//! assert!(evidence.read(&lines[..], &mut verdicts.of_evidence()).is_empty());
//! let judged = verdicts.finish(100);
//! let document = judged.report(&policy).document(&texts);
//! assert!(render::text(&document, Style::default()).starts_with("1 of 1 client"));
//! ```
#![forbid(unsafe_code)]

mod lines_of_evidence;
mod look_alikes;
mod one_handshake;
mod servers;
mod simulating;
mod verdicts;

pub use lines_of_evidence::LinesOfEvidence;
pub use one_handshake::OneHandshake;
pub use servers::{Answers, AskedServers, ChangedServers, LastKnown};
pub use simulating::{ClientsOfMachine, Simulated, Simulating, about_policies};
pub use verdicts::{Judged, OfEvidence, Verdicts};
