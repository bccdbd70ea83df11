//! What people have beside registry files, as a registry file would have it: scripts, listings, preferences.

use super::RegFile;
use super::file_kind::FileKind;
use crate::key::{Key, MAX_NAME};
use crate::preferences;
use crate::scripts::{ScriptLine, Shell, is_listing, listing, script, shell_of};
use crate::statement::{Ignored, KeyId, Statement, What};
use crate::text::{self, CodePage, Form};

/// How much of a file is looked at to tell a registry file, which may be large.
const LOOKED_AT: usize = 256;

impl RegFile {
    /// A file that is no registry file and says what one could say; `None` for any other.
    pub(super) fn of_another_kind(bytes: &[u8], page: CodePage) -> Option<Self> {
        let is_registry_text = |text: &str| {
            let text = text.trim_start_matches('\u{feff}').trim_start();
            text.starts_with("REGEDIT") || text.starts_with("Windows Registry Editor")
        };
        if is_registry_text(&text::decode(&bytes[..bytes.len().min(LOOKED_AT)], page)) {
            return None;
        }
        let text = text::decode(bytes, page);
        let (header, lines) = if text.trim_start().starts_with('<') && text.contains("<RegistrySettings") {
            (FileKind::Preferences, preferences::lines(&text)?)
        } else if is_listing(&text) {
            (FileKind::Listing, listing(&text))
        } else {
            let shell = shell_of(&text)?;
            let header = if shell == Shell::Cmd { FileKind::Script } else { FileKind::PowerShell };
            (header, script(&text, shell))
        };
        let form = if bytes.starts_with(&[0xff, 0xfe]) { Form::Utf16 } else { Form::CodePage(page) };
        let mut file =
            Self { form: Ok(form), header, statements: Vec::new(), keys: Vec::new(), bytes: bytes.to_vec() };
        for (line, count, commands) in lines {
            for command in commands {
                file.command(line, count, command);
            }
        }
        Some(file)
    }

    /// Adds what a line of another kind of file does.
    fn command(&mut self, line: u32, lines: u32, command: ScriptLine) {
        let command = if is_possible(&command) { command } else { ScriptLine::Bad };
        let mut keep = |key: Key| {
            self.keys.push(key);
            KeyId(self.keys.len() - 1)
        };
        let whats = match command {
            ScriptLine::Nothing => vec![What::Comment],
            ScriptLine::Key(key) => vec![What::Key(keep(key))],
            ScriptLine::DeleteKey(key) => vec![What::DeleteKey(keep(key))],
            ScriptLine::Set(key, name, data) => {
                let key = keep(key);
                vec![What::Key(key), What::Set { key, name, data }]
            }
            ScriptLine::DeleteValue(key, name) => {
                let key = keep(key);
                vec![What::DeleteValue { key, name }]
            }
            ScriptLine::NotRead => vec![What::Ignored(Ignored::NotRead)],
            ScriptLine::Bad => vec![What::Ignored(Ignored::BadCommand)],
        };
        let statement = |what| Statement { line, lines, what, remarks: Vec::new(), bytes: 0..0 };
        self.statements.extend(whats.into_iter().map(statement));
    }
}

/// Whether keys and values of a registry can have the names that a line gives them.
fn is_possible(line: &ScriptLine) -> bool {
    let good_part = |part: &str| !part.is_empty() && part.encode_utf16().count() <= MAX_NAME;
    let good_key = |key: &Key| {
        key.path.is_empty() || !key.path.chars().any(char::is_control) && key.path.split('\\').all(good_part)
    };
    match line {
        ScriptLine::Key(key) => good_key(key),
        // A root has nothing above it that it could be deleted from.
        ScriptLine::DeleteKey(key) => !key.path.is_empty() && good_key(key),
        ScriptLine::Set(key, name, _) | ScriptLine::DeleteValue(key, name) => {
            good_key(key) && !name.contains('\0')
        }
        ScriptLine::Nothing | ScriptLine::NotRead | ScriptLine::Bad => true,
    }
}
