//! Registry text as Windows reads it, and what it does to TLS.
//!
//! ```
//! use cutover_registry::{CodePage, RegFile, What};
//!
//! let text = "REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Example]\n\"a\"=dword:0000000a\n";
//! let file = RegFile::read(text.into(), CodePage::WESTERN).unwrap();
//! let What::Set { data, .. } = &file.statements[2].what else { panic!() };
//! assert_eq!(data.as_dword(), Some(10));
//! assert_eq!(file.to_bytes(), text.as_bytes());
//! ```
//!
//! Findings are data; the sentences that a person reads come from elsewhere. No I/O, no panic on any input.
#![forbid(unsafe_code)]

mod audit;
mod change;
mod danger;
mod data;
mod effective;
mod explanation;
mod generate;
mod hive;
mod key;
mod mask;
mod meaning;
mod names;
mod normal_path;
mod ordinary;
mod preferences;
mod reg_file;
mod scripts;
mod settings;
mod state;
mod statement;
mod suites;
mod table;
mod text;
mod updates;
mod windows;
mod windows_names;
mod writer;

pub use audit::{Audit, Finding, Level, audit, worst};
pub use change::{Change, NotExported, changes, undo};
pub use data::{Data, ValueType};
pub use effective::{Effective, EffectiveRemark, effective};
pub use explanation::{
    Differences, ExplainedSetting, ExplainedSubject, ExplainedValue, Explanation, SchannelState, differences,
    explain,
};
pub use generate::{Advice, Comments, Component, Others, Plan, Purpose, Refusal, Step, plan, versions};
pub use hive::{Damage, HiveKind, HiveProblem, Wanted, read_hive};
pub use key::{Key, Root};
pub use mask::{Mask, MaskMistake};
pub use meaning::{DotNet, OrderScope, WinInetScope, in_view, winhttp_key, wininet_key};
pub use normal_path::View;
pub use reg_file::{FileKind, NotText, RegFile, is_hive};
pub use state::{Held, State};
pub use statement::{Ignored, KeyId, Remark, Statement, What};
pub use table::{KeyFact, KeyRole, KnownValue, Strength, ValueFact, ValueRole, WantedType};
pub use text::{CodePage, Form, UnknownForm};
pub use updates::{Change as UpdateChange, ChangeKind, StatedUpdates, Updates};
pub use windows::{DTLS_VERSIONS, SchannelSide, Switch, VERSIONS, ValueRead, Windows};
pub use windows_names::{Build, NamedWindows};
pub use writer::RegText;
