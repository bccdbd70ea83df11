//! The cells of a hive and what they hold (Windows registry file format, as measured by others and written down in
//! "Windows registry file format specification", M. Suhanov). Everything is a slice of the file: a part that many others name
//! costs what it costs each time it is looked at, and there is a limit to that.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use encoding_rs::UTF_16LE;

use super::problem::{Damage, HiveProblem};

/// Bytes before the first bin.
const BASE_BLOCK: usize = 4096;

/// Bytes before the first cell of a bin.
const BIN_HEADER: usize = 32;

/// Sizes of bins are multiples of this.
const PAGE: usize = 4096;

/// Cells begin at multiples of this.
const ALIGNMENT: usize = 8;

/// Data that are larger lie in segments of this size, from version 1.4 on.
const SEGMENT: usize = 16344;

/// Where the fixed part of a key's and of a value's cell ends, and the name begins.
const KEY_NAME: usize = 76;
const VALUE_NAME: usize = 20;

/// How often all of a file may be read in all. In an honest hive everything has one that names it, and keys are looked at
/// twice: once for the name by which a list is in order, once for what they hold.
const MOST_READ: u64 = 8;

/// What may be read beyond that, so that a small hive may have long paths.
const READ_FREELY: u64 = 1 << 20;

/// A hive cut into cells.
pub(super) struct Cells<'a> {
    /// The bins, to which all places are relative.
    bins: &'a [u8],
    /// Where cells begin, a bit for each place where one could.
    starts: Vec<u64>,
    /// Keys that somebody was the parent of.
    seen: RefCell<Vec<u64>>,
    root: u32,
    has_segments: bool,
    /// How many bytes may still be read.
    left: Cell<u64>,
}

/// A key.
#[derive(Clone, Copy)]
pub(super) struct KeyNode<'a> {
    /// Where its cell is.
    pub at: u32,
    cell: &'a [u8],
}

/// A value.
pub(super) struct Value<'a> {
    pub name: String,
    /// Its type (winnt.h).
    pub kind: u32,
    pub data: Cow<'a, [u8]>,
}

pub(super) fn damaged(damage: Damage, at: u32) -> HiveProblem {
    HiveProblem::Damaged { damage, at: BASE_BLOCK as u64 + u64::from(at) }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Sets a bit; says whether it was set before.
fn mark(bits: &mut [u64], at: u32) -> bool {
    let place = at as usize / ALIGNMENT;
    let Some(word) = bits.get_mut(place / 64) else { return true };
    let was = *word >> (place % 64) & 1 == 1;
    *word |= 1 << (place % 64);
    was
}

impl<'a> Cells<'a> {
    /// Reads the header, and where the cells are.
    pub fn of(bytes: &'a [u8]) -> Result<Self, HiveProblem> {
        let header = bytes.get(..BASE_BLOCK).ok_or(HiveProblem::Truncated)?;
        let word = |at| u32_at(header, at).unwrap_or_default();
        let wrong = |damage| HiveProblem::Damaged { damage, at: 0 };
        // What is missing in a dirty hive could look like damage.
        let sum = header[..508].chunks_exact(4).fold(0, |sum, at| sum ^ u32_at(at, 0).unwrap_or_default());
        let sum = match sum {
            0 => 1,
            u32::MAX => u32::MAX - 1,
            sum => sum,
        };
        if word(4) != word(8) || word(508) != sum {
            return Err(HiveProblem::Dirty);
        }
        if word(20) != 1 || !(3..=6).contains(&word(24)) {
            return Err(wrong(Damage::Version));
        }
        if word(28) != 0 || word(32) != 1 {
            return Err(wrong(Damage::Kind));
        }
        let size = word(40) as usize;
        if size == 0 || !size.is_multiple_of(PAGE) {
            return Err(wrong(Damage::Size));
        }
        let bins = bytes[BASE_BLOCK..].get(..size).ok_or(HiveProblem::Truncated)?;
        let words = (size / ALIGNMENT).div_ceil(64);
        let mut starts = vec![0; words];
        let mut at = 0;
        while at < size {
            let bin = &bins[at..];
            let length = u32_at(bin, 8).unwrap_or_default() as usize;
            let is_bin = bin.starts_with(b"hbin") && u32_at(bin, 4) == Some(at as u32);
            if !is_bin || length == 0 || !length.is_multiple_of(PAGE) || length > bin.len() {
                return Err(damaged(Damage::Bin, at as u32));
            }
            let mut cell = BIN_HEADER;
            while cell < length {
                let size =
                    cell_size(&bin[cell..length]).ok_or(damaged(Damage::CellSize, (at + cell) as u32))?;
                mark(&mut starts, (at + cell) as u32);
                cell += size;
            }
            at += length;
        }
        Ok(Self {
            bins,
            starts,
            seen: RefCell::new(vec![0; words]),
            root: word(36),
            has_segments: word(24) > 3,
            left: Cell::new(bytes.len() as u64 * MOST_READ + READ_FREELY),
        })
    }

    /// Counts bytes that are looked at or kept.
    pub fn spend(&self, bytes: usize, at: u32) -> Result<(), HiveProblem> {
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.ok_or(damaged(Damage::TooOftenNamed, at))?);
        Ok(())
    }

    /// What a cell in use holds.
    fn cell(&self, at: u32) -> Result<&'a [u8], HiveProblem> {
        let place = at as usize / ALIGNMENT;
        let is_start = (at as usize).is_multiple_of(ALIGNMENT)
            && self.starts.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1);
        if !is_start {
            return Err(damaged(Damage::NoCell, at));
        }
        let rest = &self.bins[at as usize..];
        match cell_size(rest) {
            // The size of a cell in use is negative.
            Some(size) if rest[3] & 0x80 != 0 => Ok(&rest[4..size]),
            _ => Err(damaged(Damage::UnusedCell, at)),
        }
    }

    fn key(&self, at: u32) -> Result<KeyNode<'a>, HiveProblem> {
        let cell = self.cell(at)?;
        let length = u16_at(cell, KEY_NAME - 4).unwrap_or_default() as usize;
        self.spend(KEY_NAME + length, at)?;
        if !cell.starts_with(b"nk") || cell.len() < KEY_NAME + length {
            return Err(damaged(Damage::NoKey, at));
        }
        Ok(KeyNode { at, cell })
    }

    /// The key that all others lie below.
    pub fn root(&self) -> Result<KeyNode<'a>, HiveProblem> {
        let root = self.key(self.root)?;
        if root.flags() & 4 == 0 {
            return Err(damaged(Damage::Root, self.root));
        }
        mark(&mut self.seen.borrow_mut(), root.at);
        Ok(root)
    }

    /// The names of the keys right below one.
    pub fn names(&self, node: &KeyNode<'a>) -> Result<Vec<String>, HiveProblem> {
        self.list(node)?.into_iter().map(|at| Ok(self.key(at)?.name())).collect()
    }

    /// The keys right below one. Each key has one place.
    pub fn children(&self, node: &KeyNode<'a>) -> Result<Vec<KeyNode<'a>>, HiveProblem> {
        let mut children = Vec::new();
        let mut names = HashSet::new();
        for at in self.list(node)? {
            let child = self.key(at)?;
            if child.word(16) != node.at || mark(&mut self.seen.borrow_mut(), at) {
                return Err(damaged(Damage::OtherPlace, at));
            }
            // Which of two Windows would find, nobody can say.
            if !names.insert(child.name().to_lowercase()) {
                return Err(damaged(Damage::TwoKeys, at));
            }
            children.push(child);
        }
        Ok(children)
    }

    /// Where the keys right below one are.
    fn list(&self, node: &KeyNode<'a>) -> Result<Vec<u32>, HiveProblem> {
        let count = node.word(20) as usize;
        if count == 0 {
            return Ok(Vec::new());
        }
        let at = node.word(28);
        let list = self.cell(at)?;
        let mut keys = Vec::new();
        if list.starts_with(b"ri") {
            for below in self.elements(list, 4, at)? {
                keys.extend(self.leaf(below)?);
            }
        } else {
            keys = self.leaf(at)?;
        }
        if keys.len() != count {
            return Err(damaged(Damage::KeyCount, at));
        }
        Ok(keys)
    }

    fn leaf(&self, at: u32) -> Result<Vec<u32>, HiveProblem> {
        let list = self.cell(at)?;
        match list.get(..2) {
            Some(b"li") => self.elements(list, 4, at),
            Some(b"lf" | b"lh") => self.elements(list, 8, at),
            _ => Err(damaged(Damage::NoKeyList, at)),
        }
    }

    /// The first word of each element of a list.
    fn elements(&self, list: &[u8], size: usize, at: u32) -> Result<Vec<u32>, HiveProblem> {
        let count = u16_at(list, 2).unwrap_or_default() as usize;
        self.spend(count * size, at)?;
        let elements = list.get(4..4 + count * size).ok_or(damaged(Damage::KeyListShort, at))?;
        Ok(elements.chunks_exact(size).filter_map(|element| u32_at(element, 0)).collect())
    }

    /// The values of a key.
    pub fn values(&self, node: &KeyNode<'a>) -> Result<Vec<Value<'a>>, HiveProblem> {
        let count = node.word(36) as usize;
        // A handle that is known by itself has other things in these places.
        if count == 0 || node.flags() & 0x40 != 0 {
            return Ok(Vec::new());
        }
        let at = node.word(40);
        let list = self.cell(at)?;
        let length = count.saturating_mul(4);
        let list = list.get(..length).ok_or(damaged(Damage::ValueListShort, at))?;
        self.spend(length, at)?;
        list.chunks_exact(4).filter_map(|element| u32_at(element, 0)).map(|at| self.value(at)).collect()
    }

    fn value(&self, at: u32) -> Result<Value<'a>, HiveProblem> {
        let cell = self.cell(at)?;
        let length = u16_at(cell, 2).unwrap_or_default() as usize;
        self.spend(VALUE_NAME + length, at)?;
        let wrong = damaged(Damage::NoValue, at);
        let name = cell.get(VALUE_NAME..VALUE_NAME + length).filter(|_| cell.starts_with(b"vk"));
        let name = text(name.ok_or(wrong)?, u16_at(cell, 16).unwrap_or_default() & 1 != 0);
        let word = |at| u32_at(cell, at).unwrap_or_default();
        // The topmost bit: the data lie where otherwise their place is.
        let (size, is_here) = ((word(4) & 0x7fff_ffff) as usize, word(4) >> 31 == 1);
        let data = match (size, is_here) {
            (0, _) => Cow::Borrowed(&[][..]),
            (1..=4, true) => Cow::Borrowed(&cell[8..8 + size]),
            (_, true) => return Err(damaged(Damage::ValueTooLarge, at)),
            (_, false) => self.data(word(8), size)?,
        };
        Ok(Value { name, kind: word(12), data })
    }

    fn data(&self, at: u32, size: usize) -> Result<Cow<'a, [u8]>, HiveProblem> {
        self.spend(size, at)?;
        let cell = self.cell(at)?;
        let short = || damaged(Damage::DataShort, at);
        if size <= SEGMENT || !self.has_segments {
            return cell.get(..size).map(Cow::Borrowed).ok_or_else(short);
        }
        if !cell.starts_with(b"db") || cell.len() < 8 {
            return Err(damaged(Damage::NoSegmentList, at));
        }
        let (count, list) =
            (u16_at(cell, 2).unwrap_or_default() as usize, u32_at(cell, 4).unwrap_or_default());
        let list = self.cell(list)?.get(..count * 4).ok_or_else(short)?;
        if count != size.div_ceil(SEGMENT) {
            return Err(damaged(Damage::SegmentCount, at));
        }
        let mut data = Vec::with_capacity(size);
        for segment in list.chunks_exact(4).filter_map(|element| u32_at(element, 0)) {
            let part = SEGMENT.min(size - data.len());
            data.extend_from_slice(self.cell(segment)?.get(..part).ok_or_else(short)?);
        }
        Ok(Cow::Owned(data))
    }
}

impl KeyNode<'_> {
    fn flags(&self) -> u16 {
        u16_at(self.cell, 2).unwrap_or_default()
    }

    fn word(&self, at: usize) -> u32 {
        u32_at(self.cell, at).unwrap_or_default()
    }

    /// Its name.
    pub fn name(&self) -> String {
        let length = u16_at(self.cell, KEY_NAME - 4).unwrap_or_default() as usize;
        text(self.cell.get(KEY_NAME..KEY_NAME + length).unwrap_or_default(), self.flags() & 0x20 != 0)
    }
}

/// A name: a byte a letter (ISO 8859-1), or UTF-16.
fn text(bytes: &[u8], is_narrow: bool) -> String {
    if is_narrow {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    } else {
        UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
    }
}

/// How many bytes a cell takes, with its size, if that is a size that it can have here.
fn cell_size(rest: &[u8]) -> Option<usize> {
    let size = u32_at(rest, 0)?.cast_signed().unsigned_abs() as usize;
    (size >= ALIGNMENT && size.is_multiple_of(ALIGNMENT) && size <= rest.len()).then_some(size)
}
