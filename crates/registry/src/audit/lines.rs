//! Lines that Windows does not import, or reads otherwise than they look.

use super::finding::{Finding, Level};
use crate::reg_file::{FileKind, RegFile};
use crate::statement::{Ignored, Remark};
use crate::text::UnknownForm;
use cutover_evidence::Confidence;

/// Why nothing of a file is imported.
pub(super) fn not_imported(file: &RegFile) -> Finding {
    let code = match (file.form, file.header) {
        (Err(UnknownForm::Utf8WithMark), _) => "form-utf8-mark",
        (Err(UnknownForm::Utf16BigEndian), _) => "form-utf16-big-endian",
        (Err(UnknownForm::Utf16WithoutMark), _) => "form-utf16-no-mark",
        (_, FileKind::Other) => "header-other",
        _ => "header-missing",
    };
    Finding::new(Level::Wrong, code, 1).of_confidence(Confidence::Measured)
}

/// Why a line is not imported.
pub(super) fn ignored(why: &Ignored, line: u32) -> Finding {
    let (code, argument) = match why {
        Ignored::Prose => ("line-prose", None),
        Ignored::NoOpeningBracket => ("line-no-opening-bracket", None),
        Ignored::NoClosingBracket => ("line-no-closing-bracket", None),
        Ignored::BlankAfterBracket => ("line-blank-after-bracket", None),
        Ignored::UnknownRoot(root) => ("line-unknown-root", Some(("root", root.clone()))),
        Ignored::NothingToDelete => ("line-nothing-to-delete", None),
        Ignored::NameTooLong => ("line-name-too-long", None),
        Ignored::NoKey => ("line-no-key", None),
        Ignored::WrongQuotes(quote) => ("line-wrong-quotes", Some(("quote", code_point(*quote)))),
        Ignored::BadName => ("line-bad-name", None),
        Ignored::NoEquals => ("line-no-equals", None),
        Ignored::AfterMinus => ("line-after-minus", None),
        Ignored::UnknownType(text) => ("line-unknown-type", Some(("text", text.clone()))),
        Ignored::BadString => ("line-bad-string", None),
        Ignored::AfterString => ("line-after-string", None),
        Ignored::BadDword(text) => ("line-bad-dword", Some(("text", text.clone()))),
        Ignored::BadHex => ("line-bad-hex", None),
        Ignored::NotRead => return Finding::new(Level::Warning, "not-judged-command", line),
        // What reg.exe takes is documented; nothing of it was seen in Wine.
        Ignored::BadCommand => return Finding::new(Level::Wrong, "bad-command", line),
        Ignored::BrokenContinuation(at) => ("line-broken-continuation", Some(("at", at.to_string()))),
    };
    let mut finding = Finding::new(Level::Wrong, code, line).of_confidence(Confidence::Measured);
    finding.arguments.extend(argument);
    finding
}

/// A character and its number, for those that look like others: `∕ (U+2215)`.
pub(super) fn code_point(c: char) -> String {
    if c.is_control() || crate::names::is_invisible(c) {
        format!("U+{:04X}", c as u32)
    } else {
        format!("{c} (U+{:04X})", c as u32)
    }
}

/// Whether a script is in a form that cmd.exe does not take.
pub(super) fn not_for_cmd(file: &RegFile) -> Option<Finding> {
    let form = file.mark()?.name();
    let is_cmd = file.header == FileKind::Script;
    is_cmd.then(|| {
        Finding::new(Level::Warning, "script-not-for-cmd", 1)
            .with("form", form)
            .of_confidence(Confidence::Unverified)
    })
}

/// Whether names in the file are in Japanese, but not in this code page: then they come out as other letters.
pub(super) fn other_code_page(file: &RegFile) -> Option<Finding> {
    let line = file.line_in_japanese()?;
    Some(Finding::new(Level::Warning, "other-code-page", line).with("page", "932"))
}

/// How a line is read otherwise than it looks.
pub(super) fn remark(remark: &Remark, line: u32) -> Finding {
    let wrong = |code| Finding::new(Level::Wrong, code, line).of_confidence(Confidence::Measured);
    match remark {
        Remark::EscapeKept(c) => wrong("read-escape").with("character", *c),
        Remark::KeyEndsAtLastBracket => wrong("read-last-bracket"),
        Remark::TextAfterKey => wrong("read-after-bracket"),
        Remark::DoubledBackslash => wrong("read-doubled-backslash"),
        Remark::Misread => wrong("read-utf8"),
        Remark::CutAtNul => wrong("read-nul"),
    }
}
