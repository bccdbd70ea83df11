//! What is required, and whether evidence meets it. Pure: no I/O, no clock.
//!
//! ```
//! use cutover_evidence::Handshake;
//! use cutover_policy::{Fault, Policy, Reason, Verdict, judge};
//! use cutover_wire::Version;
//!
//! let policy = Policy::built_in("tls12-plus").unwrap();
//! let handshake = Handshake {
//!     offered_versions: vec![Version::TLS_1_0],
//!     offered_max: Some(Version::TLS_1_0),
//!     ..Handshake::default()
//! };
//! let judgement = judge(&handshake, &policy);
//! assert_eq!(judgement.verdict, Verdict::Breaks);
//! assert_eq!(judgement.reason, Reason::ClientTooOld);
//! assert_eq!(judgement.fault, Some(Fault::Client));
//! ```
#![forbid(unsafe_code)]

mod calendar;
mod coverage;
mod judge;
mod judge_in_order;
mod judge_server;
mod many_hellos;
mod other_dates;
mod policy;
mod policy_file;
mod rollup;
mod row_table;
mod tally;

pub use calendar::{CalendarEntry, calendar, in_force};
pub use coverage::{Coverage, InUse};
pub use judge::{Fault, Judgement, Reason, Verdict, forbidden_choice, judge};
pub use judge_in_order::Judge;
pub use judge_server::{ServerJudgement, ServerReason, judge_server, newly_breaking};
pub use other_dates::other_dates;
pub use policy::{Date, DatedFact, DatedKind, Policy, RuleSide};
pub use policy_file::{DEFAULT_POLICY, PolicyError, Problem};
pub use rollup::{Client, Rollup, RollupLimits, Row, Server, Totals};
pub use tally::Tally;
