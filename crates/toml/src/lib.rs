//! TOML that people write: policies, clients, the gate's settings. All that is wrong with a file is told at once, each
//! mistake with its line, and with the name that may have been meant.
//!
//! ```
//! use cutover_toml::{Form, Mistakes};
//!
//! #[derive(serde::Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Printer {
//!     floor: u8,
//!     name: Option<String>,
//! }
//!
//! #[derive(Debug, PartialEq)]
//! enum Problem {
//!     Form(Form),
//! }
//! impl From<Form> for Problem {
//!     fn from(form: Form) -> Self {
//!         Self::Form(form)
//!     }
//! }
//!
//! let (printer, mistakes) = Mistakes::<Problem>::read("floor = 2\nnaem = \"x\"\n");
//! assert_eq!(printer.as_ref().map(|printer: &Printer| printer.floor), Some(2));
//! let mistakes = mistakes.finish(printer).err().unwrap();
//! let Problem::Form(form) = &mistakes[0].problem;
//! assert_eq!((mistakes[0].line, form.nearest()), (2, Some("name")));
//! ```
#![forbid(unsafe_code)]

mod form;
mod nearest;

use std::cell::RefCell;
use std::ops::Range;

use serde::de::DeserializeOwned;

pub use form::Form;
pub use nearest::nearest;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct Mistake<P> {
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: P,
}

/// All that is wrong with a text, which is gathered while it is read.
#[derive(Debug)]
pub struct Mistakes<'a, P> {
    text: &'a str,
    /// Keys that were left out because of their value, and where their table begins.
    left_out: Vec<(String, usize)>,
    /// Each with the offset in the text; lines are counted once, at the end.
    of_form: RefCell<Vec<(usize, Form)>>,
    of_meaning: RefCell<Vec<(usize, P)>>,
}

impl<'a, P: From<Form> + PartialEq> Mistakes<'a, P> {
    /// None yet, of a text. Editors on Windows begin one with a byte order mark.
    pub fn none(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { text, left_out: Vec::new(), of_form: RefCell::default(), of_meaning: RefCell::default() }
    }

    /// What a text says, without what is wrong with its form; nothing, where that keeps it from being read at all.
    pub fn read<T: DeserializeOwned>(text: &'a str) -> (Option<T>, Self) {
        let none = Self::none(text);
        if let Ok(all) = toml::from_str(none.text) {
            return (Some(all), none);
        }
        let form::Reading { found, left_out, problems } = form::read(none.text);
        (found, Self { left_out, of_form: RefCell::new(problems), ..none })
    }

    /// Notes what is wrong there.
    pub fn at<T>(&self, span: Range<usize>, problem: impl Into<P>) -> Option<T> {
        self.of_meaning.borrow_mut().push((span.start, problem.into()));
        None
    }

    /// What must be there in the table that begins with that span; that it is missing is noted, if it was not left out
    /// for what was wrong with it.
    pub fn required<T>(&self, value: Option<T>, key: &str, span: Range<usize>) -> Option<T> {
        let is_it = |(left_out, table): &(String, usize)| left_out == key && *table == span.start;
        if value.is_none() && !self.left_out.iter().any(is_it) {
            self.of_form.borrow_mut().push((span.start, Form::MissingKey(key.to_owned())));
        }
        value
    }

    /// Whether the form of all of it is good.
    pub fn is_whole(&self) -> bool {
        self.of_form.borrow().is_empty()
    }

    /// From the first line to the last, each once. What is missing because it is misspelt is told as that.
    pub fn all(self) -> Vec<Mistake<P>> {
        let of_form = self.of_form.into_inner();
        let meant: Vec<String> =
            of_form.iter().filter_map(|(_, form)| form.nearest().map(str::to_owned)).collect();
        let of_form = of_form
            .into_iter()
            .filter(|(_, form)| form.missing_key().is_none_or(|key| meant.iter().all(|meant| meant != key)))
            .map(|(offset, form)| (offset, form.into()));
        let mut found: Vec<(usize, P)> = of_form.chain(self.of_meaning.into_inner()).collect();
        found.sort_by_key(|(offset, _)| *offset);
        found.dedup();
        let (mut line, mut counted) = (1, 0);
        let mistake = |(offset, problem): (usize, P)| {
            let between = self.text.as_bytes().get(counted..offset).unwrap_or_default();
            line += between.split(|byte| *byte == b'\n').count() - 1;
            counted = counted.max(offset);
            Mistake { line, problem }
        };
        found.into_iter().map(mistake).collect()
    }

    /// What was read, if nothing is wrong with any of it.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Mistake<P>>> {
        let all = self.all();
        read.filter(|_| all.is_empty()).ok_or(all)
    }
}

#[test]
fn a_byte_order_mark_is_no_mistake_and_moves_no_line() {
    #[derive(Debug, PartialEq)]
    struct Problem(Form);
    impl From<Form> for Problem {
        fn from(form: Form) -> Self {
            Self(form)
        }
    }
    let (read, mistakes) = Mistakes::<Problem>::read::<toml::Table>("\u{feff}a = 1\n");
    assert!(mistakes.finish(read).is_ok());
    let (read, mistakes) = Mistakes::<Problem>::read::<toml::Table>("\u{feff}a = 1\nb\n");
    assert_eq!(mistakes.finish(read).unwrap_err()[0].line, 2);
}
