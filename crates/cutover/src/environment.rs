//! What a verb is surrounded by: the reader's language, colour, and the ends of the program.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use cutover_files::{read_by_hand, text_by_hand};
use cutover_report::{Language, Style, Text, Texts};

use crate::exit::Exit;
use crate::failure::{Failure, Fault};
use crate::io::Io;

#[derive(Clone)]
pub(crate) struct Environment {
    pub texts: Arc<Texts>,
    /// Whether the answer may be coloured.
    pub color: bool,
    /// The rights of files that are written, where somebody asked for some.
    pub file_mode: Option<u32>,
    pub io: Io,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Environment {
    /// The language must be known before the arguments are read, because help and mistakes are told in it; so
    /// `--lang` is looked for by hand first.
    pub fn new(arguments: &[OsString], io: Io) -> Self {
        let from_variable = |name: &&str| Language::from_locale((io.variable)(name)?.to_str()?);
        let language = language_argument(arguments)
            .or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(from_variable))
            .unwrap_or_default();
        let color = use_color(Color::Auto, &io);
        Self { texts: Arc::new(Texts::new(language)), color, file_mode: None, io }
    }

    /// Takes over what `--color` says.
    pub fn set_color(&mut self, color: Color) {
        self.color = use_color(color, &self.io);
    }

    /// One line on standard error.
    pub fn tell(&self, sentence: &Text) {
        // Nobody can be told that standard error is closed.
        let _ = self.io.err.clone().write_all(format!("{sentence}\n").as_bytes());
    }

    /// Some lines on standard error.
    pub fn tell_all(&self, sentences: &[Text]) {
        for sentence in sentences {
            self.tell(sentence);
        }
    }

    /// A problem that kept something from being done, beside what is done all the same.
    pub fn error(&self, problem: Text) {
        self.tell(&self.texts.with("error", &[("what", problem.into())]));
    }

    /// A problem that nothing was lost by.
    pub fn warning(&self, problem: Text) {
        self.tell(&self.texts.with("warning", &[("what", problem.into())]));
    }

    /// Tells what kept a verb from doing what it was told. `verb`: as it is typed.
    pub fn tell_failure(&self, failure: &Failure, verb: &str) {
        for problem in &failure.problems {
            self.error(problem.clone());
        }
        for hint in &failure.hints {
            self.tell(hint);
        }
        if failure.fault == Fault::Arguments {
            self.tell(&self.texts.with("usage-hint", &[("command", verb.into())]));
        }
    }

    /// Tells a failure where others of its kind are tried all the same; how the program ends then.
    pub fn tell_and_go_on(&self, failure: Failure) -> Exit {
        for problem in failure.problems {
            self.error(problem);
        }
        failure.exit
    }

    /// Reads a text that people write by hand; `-` is standard input.
    pub fn read_by_hand(&self, path: &Path) -> io::Result<String> {
        if path.as_os_str() != "-" {
            return read_by_hand(path);
        }
        text_by_hand(self.io.input.open())
    }

    /// From now on Ctrl-C ends what is done, and what was found is reported.
    pub fn catch_ctrl_c(&self) {
        self.io.stop.hear();
        self.leave_nothing_half_written();
    }

    /// From now on nothing half-written is left, whatever ends the process.
    pub fn leave_nothing_half_written(&self) {
        (self.io.catch_ctrl_c)(&self.io.stop, &self.io.parts);
    }

    /// What standard output, or a file, makes possible.
    pub fn style(&self, to_file: bool) -> Style {
        let width = self.io.terminal.width.filter(|_| !to_file);
        Style { color: self.color && !to_file, width }
    }
}

fn use_color(color: Color, io: &Io) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let no_color = (io.variable)("NO_COLOR").is_some_and(|v| !v.is_empty());
            let dumb = (io.variable)("TERM").is_some_and(|v| v == "dumb");
            io.terminal.out && !no_color && !dumb
        }
    }
}

fn language_argument(arguments: &[OsString]) -> Option<Language> {
    let mut arguments = arguments.iter().skip(1).take_while(|a| *a != "--");
    while let Some(argument) = arguments.next() {
        let value = if argument == "--lang" {
            arguments.next().map(OsString::as_os_str)
        } else {
            argument.to_str().and_then(|a| a.strip_prefix("--lang=")).map(OsStr::new)
        };
        if let Some(value) = value {
            return Language::from_locale(value.to_str()?);
        }
    }
    None
}
