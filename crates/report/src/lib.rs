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
//! network is escaped by [`Text`] on its way into it.
#![forbid(unsafe_code)]

mod audit;
mod calendar;
mod calendar_ics;
mod captures_read;
mod clients;
mod confidence;
mod coverage;
mod differences;
mod document;
mod effective;
mod escape;
mod explain;
mod gate_calendar;
mod gate_page;
mod generate;
mod mistakes;
mod policies;
mod registry_explained;
mod remedies;
pub mod render;
mod scan;
mod server_changes;
mod shell;
mod simulation;
mod simulation_json;
mod sources;
mod text;
mod texts;
mod verdicts;

pub use audit::AuditReport;
pub use calendar::{calendar, calendar_json, in_force};
pub use calendar_ics::calendar_ics;
pub use captures_read::CapturesRead;
pub use clients::{client_details, client_list, client_problem, clients_json};
pub use coverage::{Recorded, RecordingFaults, Span};
pub use differences::DifferencesReport;
pub use document::{Align, Block, Cell, Chart, Column, Document, Item, List, ListKind, Section, Table, Tone};
pub use effective::{EffectiveReport, component_name};
pub use explain::{ExplainedMessage, ExplainedRecord, explain};
pub use gate_calendar::{GateCalendarLine, gate_calendar};
pub use gate_page::{GatePage, GatePageClient, GatePageListener};
pub use generate::{Words, advise, export_lines, not_exported, refusal};
pub use mistakes::{mistake, of_form, or_meant};
pub use policies::{policies_json, policy_details, policy_list};
pub use registry_explained::{FileExplained, explain_mask, explain_mask_json};
pub use render::{DocumentForm, Style};
pub use scan::ScanReport;
pub use scan::monitor::{MonitorDays, MonitorState};
pub use scan::not_reached::{NotReached, not_reached_lines};
pub use scan::words::{said, speaks};
pub use server_changes::ServerChangesReport;
pub use shell::ShellWords;
pub use simulation::SimulationReport;
pub use text::Text;
pub use texts::{HarmlessWords, Language, Texts, Value};
pub use verdicts::{LooksLike, NotRead, ROWS_SHOWN, VerdictReport};
