//! Hives: the files that Windows keeps its registry in, read as they lie.

use std::io::{Read, Seek, SeekFrom};

use regf::parser::HiveParser;
use regf::{BASE_BLOCK_SIZE, BaseBlock, Error, KeyNode};

use crate::data::{Data, ValueType};
use crate::key::{Key, MAX_DEPTH, Root};
use crate::meaning;
use crate::state::State;

/// Which part of the registry a hive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiveKind {
    /// `SYSTEM`: `HKEY_LOCAL_MACHINE\SYSTEM`
    System,
    /// `SOFTWARE`: `HKEY_LOCAL_MACHINE\SOFTWARE`
    Software,
    /// `NTUSER.DAT`: `HKEY_CURRENT_USER`
    User,
}

/// How much of a hive is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The keys that TLS settings are read from.
    Settings,
    /// Every key.
    All,
}

/// Why a hive is not read.
#[derive(Debug, thiserror::Error)]
pub enum HiveProblem {
    /// It is shorter than it says.
    #[error("the hive is cut short")]
    Truncated,
    /// It was being written to, and what is missing lies in its logs.
    #[error("the hive is dirty")]
    Dirty,
    /// It is neither SYSTEM, SOFTWARE nor NTUSER.DAT.
    #[error("the hive is of another kind")]
    OtherKind,
    /// A key lies deeper than Windows allows.
    #[error("a key lies deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Reading the file failed.
    #[error("{0}")]
    Io(std::io::Error),
    /// Its inside does not fit together.
    #[error("{0}")]
    Damaged(String),
}

impl From<Error> for HiveProblem {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Self::Truncated,
            Error::Io(error) => Self::Io(error),
            Error::BufferTooSmall { .. } => Self::Truncated,
            other => Self::Damaged(other.to_string()),
        }
    }
}

/// Reads a hive: which it is, and its keys where they are on a machine.
pub fn read_hive(mut reader: impl Read + Seek, wanted: Wanted) -> Result<(HiveKind, State), HiveProblem> {
    // What is missing in a dirty hive could look like damage.
    let mut base_block = vec![0; BASE_BLOCK_SIZE];
    reader.read_exact(&mut base_block).map_err(Error::Io)?;
    if BaseBlock::parse(&base_block)?.is_dirty() {
        return Err(HiveProblem::Dirty);
    }
    reader.seek(SeekFrom::Start(0)).map_err(Error::Io)?;
    let parser = HiveParser::new(reader)?;
    let root = parser.read_key_node(parser.root_cell_offset())?;
    let (kind, at) = kind(&parser, &root)?;
    let mut state = State::new();
    let mut pending = vec![(at, root, 0)];
    while let Some((key, node, depth)) = pending.pop() {
        if depth > MAX_DEPTH {
            return Err(HiveProblem::TooDeep);
        }
        // What is not wanted is gone through all the same: a key that lies too deep is damage wherever it is.
        let wanted = wanted == Wanted::All || meaning::leads_to_settings(&key);
        if wanted {
            state.create(&key);
        }
        for offset in if wanted { parser.get_value_offsets(&node)? } else { Vec::new() } {
            let value = parser.read_key_value(offset)?;
            let bytes = if value.is_data_resident() {
                value.get_resident_data().unwrap_or_default()
            } else if value.actual_data_size() == 0 {
                Vec::new()
            } else {
                parser.read_value_data(value.data_offset, value.actual_data_size())?
            };
            let data = Data { value_type: ValueType(value.data_type), bytes };
            state.set(&key, &value.name(), data, None);
        }
        for offset in parser.get_subkey_offsets(&node)? {
            let child = parser.read_key_node(offset)?;
            pending.push((key.below(&child.name()), child, depth + 1));
        }
    }
    Ok((kind, state))
}

/// A hive does not say which it is; what lies right below its root does.
fn kind<R: Read + Seek>(parser: &HiveParser<R>, root: &KeyNode) -> Result<(HiveKind, Key), HiveProblem> {
    let mut names = Vec::new();
    for offset in parser.get_subkey_offsets(root)? {
        names.push(parser.read_key_node(offset)?.name().to_lowercase());
    }
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("select") || names.iter().any(|name| name.starts_with("controlset")) {
        Ok((HiveKind::System, Key::new(Root::LocalMachine, "SYSTEM")))
    } else if has("software") {
        Ok((HiveKind::User, Key::new(Root::CurrentUser, "")))
    } else if has("microsoft") {
        Ok((HiveKind::Software, Key::new(Root::LocalMachine, "SOFTWARE")))
    } else {
        Err(HiveProblem::OtherKind)
    }
}
