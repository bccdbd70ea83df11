//! What the process's surroundings say: language, colour, terminal, Ctrl-C.

use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use console::Term;
use cutover_report::{Language, Texts};

/// Set by Ctrl-C; what was found is reported all the same.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

pub(crate) struct Environment {
    pub texts: Texts,
    /// Whether the answer may be coloured.
    pub color: bool,
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
    pub fn of_process(arguments: &[OsString]) -> Self {
        let language = language_argument(arguments)
            .or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| from_variable(name)))
            .unwrap_or_default();
        Self { texts: Texts::new(language), color: use_color(Color::Auto) }
    }

    /// Takes over what `--color` says.
    pub fn set_color(&mut self, color: Color) {
        self.color = use_color(color);
    }
}

/// How many columns standard output has, when a person looks at it.
pub(crate) fn width() -> Option<u16> {
    stdout().is_terminal().then(|| Term::stdout().size_checked()).flatten().map(|(_, columns)| columns)
}

/// From now on Ctrl-C sets [`STOP`]; a second one ends the process.
pub(crate) fn catch_ctrl_c() {
    // If no handler can be set, Ctrl-C ends the process as it always does.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether progress can be shown.
pub(crate) fn is_watched() -> bool {
    stderr().is_terminal()
}

fn use_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
            stdout().is_terminal() && !no_color && !dumb
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

fn from_variable(name: &str) -> Option<Language> {
    Language::from_locale(&std::env::var(name).ok()?)
}
