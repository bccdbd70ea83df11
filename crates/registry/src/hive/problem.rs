//! Why a hive is not read.

use strum::{IntoStaticStr, VariantArray};

use crate::key::MAX_DEPTH;

/// Why a hive is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    /// Its inside does not fit together.
    #[error("{} at byte {at:#x}", <&str>::from(damage))]
    Damaged {
        /// What is wrong there.
        damage: Damage,
        /// Where, from the beginning of the file.
        at: u64,
    },
}

/// What does not fit together in a hive. The name of one is that of its sentence, behind `hive-damage-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Damage {
    /// Its version is not known.
    Version,
    /// It is a kind of file that is not known: a log, for one.
    Kind,
    /// Its size is no number of pages.
    Size,
    /// No bin is where one must be.
    Bin,
    /// A cell has a size that none has.
    CellSize,
    /// Its parts are named again and again, so that it says far more than it holds.
    TooOftenNamed,
    /// No cell is where one is named.
    NoCell,
    /// A cell is named that is not in use.
    UnusedCell,
    /// No key is where one is named.
    NoKey,
    /// The root key is none.
    Root,
    /// A key belongs elsewhere.
    OtherPlace,
    /// Two keys right below one have one name.
    TwoKeys,
    /// A list has more keys or fewer than are counted.
    KeyCount,
    /// No list of keys is where one is named.
    NoKeyList,
    /// A list of keys is too short.
    KeyListShort,
    /// A list of values is too short.
    ValueListShort,
    /// No value is where one is named.
    NoValue,
    /// A value does not fit where it is.
    ValueTooLarge,
    /// Data are too short.
    DataShort,
    /// No list of segments is where one is named.
    NoSegmentList,
    /// A list has more segments or fewer than are counted.
    SegmentCount,
    /// A key's name is none.
    KeyName,
}

impl Damage {
    /// All there are.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}
