//! Everything a person reads: sentences in English and Japanese, tables, Markdown, and the JSON of verdicts.
//!
//! ```
//! use cutover_report::{Language, Texts};
//!
//! let texts = Texts::new(Language::Japanese);
//! assert_eq!(texts.get("verdict-breaks"), "不適合");
//! ```
//!
//! Nothing here decides anything, and nothing here prints: each function gives back text. What came from the
//! network is escaped by [`escape`] on its way into it.
#![forbid(unsafe_code)]

mod audit;
mod calendar;
mod captures_read;
mod clients;
mod coverage;
mod differences;
mod effective;
pub mod escape;
mod explain;
mod gate_calendar;
mod gate_page;
mod generate;
mod policies;
mod registry_explained;
mod remedies;
mod scan;
mod server_changes;
mod simulation;
mod simulation_json;
mod table;
mod texts;
mod verdicts;

pub use audit::AuditReport;
pub use calendar::{calendar_json, calendar_markdown, calendar_table, in_force_markdown, in_force_table};
pub use captures_read::CapturesRead;
pub use clients::{client_details, client_problem, clients_json, clients_table};
pub use coverage::{Recorded, RecordingFaults, Span, coverage_lines};
pub use differences::DifferencesReport;
pub use effective::{EffectiveReport, component_name};
pub use explain::{ExplainedMessage, ExplainedRecord, explain};
pub use gate_calendar::{GateCalendarLine, gate_calendar};
pub use gate_page::{GatePage, GatePageClient, GatePageListener};
pub use generate::{Words, advise, export_lines, not_exported, refusal};
pub use policies::{policies_json, policies_table, policy_details};
pub use registry_explained::{FileExplained, explain_mask, explain_mask_json, explain_mask_markdown};
pub use scan::{NotReached, ScanReport};
pub use server_changes::ServerChangesReport;
pub use simulation::SimulationReport;
pub use texts::{Language, Texts, Value};
pub use verdicts::{ROWS_SHOWN, Style, VerdictReport};
