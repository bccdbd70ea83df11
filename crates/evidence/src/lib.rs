//! What was seen, as plain records that every source writes and every judgement reads.
//!
//! ```
//! use cutover_evidence::{Handshake, jsonl};
//!
//! let handshake = Handshake { server_name: Some("mail.example.test".into()), ..Handshake::default() };
//! let mut line = Vec::new();
//! jsonl::write(&mut line, &handshake).unwrap();
//! assert!(line.starts_with(br#"{"kind":"handshake","schema_version":1,"#));
//! let record = jsonl::read(&line[..]).next().unwrap().unwrap();
//! assert_eq!(record, jsonl::Record::Handshake(Box::new(handshake)));
//! ```
//!
//! A record holds no verdict and nothing that was guessed: what was not seen is `null`. Unknown fields are
//! ignored when reading, so that a later version's records can be read as far as they are known.
#![forbid(unsafe_code)]

mod answers_by_server;
mod by_version;
mod client_settings;
pub mod csv_table;
mod deceptive;
mod handshake;
mod handshake_line;
pub mod json_text;
pub mod jsonl;
mod server_answer;
mod server_changes;
mod sink;
mod words;

pub use answers_by_server::AnswersByServer;
pub use client_settings::{ClientSettings, DecidedBy, SettingState};
pub use deceptive::is_deceptive;
pub use handshake::{Handshake, HelloFormat, HelloRead, Outcome, SCHEMA_VERSION, Seen, Side, Transport};
pub use server_answer::{CertificateShown, Ended, ServerAnswer, Trust, VersionAnswer};
pub use server_changes::{ServerChange, ServerDifference, VersionState, last_answers, server_changes};
pub use sink::{Sink, Taken};
pub use words::{Confidence, Depth, EndedBy, NotAsked, Note, NoteKind};
