//! A value's line: name, type and data.

use super::lines::{Continuation, More, is_quote};
use crate::data::{Data, ValueType};
use crate::statement::{Ignored, Remark};
use crate::text::CodePage;

/// How much of a line a message shows.
const SHOWN: usize = 40;

/// Reads `"name"=data` or `@=data`, which may go on over more lines; no data means that the value is deleted.
/// `text_in`: text written as bytes is in this code page, otherwise in UTF-16LE.
pub(crate) fn value(
    line: &str,
    more: &mut Continuation<'_, '_>,
    text_in: Option<CodePage>,
    remarks: &mut Vec<Remark>,
) -> Result<(String, Option<Data>), Ignored> {
    let (name, rest) = match line.strip_prefix('@') {
        Some(rest) => (String::new(), rest),
        None => unescape(&line[1..], remarks).ok_or_else(|| {
            line.chars().find(|c| is_quote(*c)).map_or(Ignored::BadName, Ignored::WrongQuotes)
        })?,
    };
    let rest = rest.trim_start_matches(BLANKS).strip_prefix('=').ok_or(Ignored::NoEquals)?;
    let data = rest.trim_matches(BLANKS);
    if let Some(rest) = data.strip_prefix('-') {
        let rest = rest.trim_start_matches(BLANKS);
        return if rest.is_empty() || rest.starts_with(';') {
            Ok((name, None))
        } else {
            Err(Ignored::AfterMinus)
        };
    }
    let data = if let Some(text) = data.strip_prefix('"') {
        string(text, remarks)?
    } else if let Some(digits) = data.strip_prefix("dword:") {
        dword(digits)?
    } else if let Some(bytes) = data.strip_prefix("hex:") {
        hex(ValueType::BINARY, bytes, more, text_in)?
    } else if let Some((value_type, bytes)) = hex_type(data) {
        hex(value_type, bytes, more, text_in)?
    } else if let Some(quote) = data.chars().next().filter(|c| is_quote(*c)) {
        return Err(Ignored::WrongQuotes(quote));
    } else {
        return Err(Ignored::UnknownType(data.chars().take(SHOWN).collect()));
    };
    Ok((name, Some(data)))
}

const BLANKS: [char; 2] = [' ', '\t'];

/// Reads up to the closing quote and gives what follows it.
fn unescape<'a>(text: &'a str, remarks: &mut Vec<Remark>) -> Option<(String, &'a str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                '0' => return None,
                c @ ('\\' | '"') => out.push(c),
                other => {
                    remarks.push(Remark::EscapeKept(other));
                    out.push(other);
                }
            },
            c => out.push(c),
        }
    }
    None
}

fn string(text: &str, remarks: &mut Vec<Remark>) -> Result<Data, Ignored> {
    let (text, rest) = unescape(text, remarks).ok_or(Ignored::BadString)?;
    let rest = rest.trim_start_matches(BLANKS);
    if rest.is_empty() || rest.starts_with(';') { Ok(Data::text(&text)) } else { Err(Ignored::AfterString) }
}

fn dword(text: &str) -> Result<Data, Ignored> {
    let text = text.trim_start_matches(BLANKS);
    let bad = || Ignored::BadDword(text.chars().take(SHOWN).collect());
    let end = text.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(text.len());
    let rest = text[end..].trim_start_matches(BLANKS);
    if !(1..=8).contains(&end) || !(rest.is_empty() || rest.starts_with(';')) {
        return Err(bad());
    }
    u32::from_str_radix(&text[..end], 16).map(Data::dword).map_err(|_| bad())
}

/// `hex(N):` with N in hexadecimal.
fn hex_type(data: &str) -> Option<(ValueType, &str)> {
    let (number, bytes) = data.strip_prefix("hex(")?.split_once("):")?;
    let digits = number.trim_start_matches(BLANKS);
    u32::from_str_radix(digits, 16).ok().map(|number| (ValueType(number), bytes))
}

fn hex(
    value_type: ValueType,
    first: &str,
    more: &mut Continuation<'_, '_>,
    text_in: Option<CodePage>,
) -> Result<Data, Ignored> {
    let mut bytes = Vec::new();
    let mut goes_on = hex_line(first, &mut bytes)?;
    while goes_on {
        goes_on = match more.next() {
            More::End => false,
            More::Text(text) if text.starts_with(|c: char| c.is_ascii_hexdigit()) => {
                hex_line(text.trim_end_matches(BLANKS), &mut bytes)?
            }
            More::Text(_) => return Err(Ignored::BrokenContinuation(more.line())),
        };
    }
    if value_type.is_text() {
        end_text(&mut bytes, text_in);
    }
    Ok(Data { value_type, bytes })
}

/// Reads bytes to the end of the line; true if it ends in a backslash.
fn hex_line(line: &str, bytes: &mut Vec<u8>) -> Result<bool, Ignored> {
    let mut rest = line;
    // Nearly all bytes are two digits and a comma.
    while let [high, low, b',', ..] = rest.as_bytes()
        && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
    {
        bytes.push((high << 4 | low) as u8);
        rest = &rest[3..];
    }
    while !rest.is_empty() {
        rest = rest.trim_start_matches(BLANKS);
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        if end == 0 {
            if let Some(after) = rest.strip_prefix('\\') {
                let after = after.trim_start_matches(BLANKS);
                return if after.is_empty() || after.starts_with(';') {
                    Ok(true)
                } else {
                    Err(Ignored::BadHex)
                };
            }
            return if rest.is_empty() || rest.starts_with(';') { Ok(false) } else { Err(Ignored::BadHex) };
        }
        let byte = u32::from_str_radix(&rest[..end], 16).ok().and_then(|n| u8::try_from(n).ok());
        bytes.push(byte.ok_or(Ignored::BadHex)?);
        rest = &rest[end..];
        let Some(after) = rest.strip_prefix(',') else {
            let after = rest.trim_start_matches(BLANKS);
            return if after.is_empty() || after.starts_with(';') { Ok(false) } else { Err(Ignored::BadHex) };
        };
        rest = after;
    }
    Ok(false)
}

/// Text gets the NUL that it lacks; text in a code page becomes UTF-16LE.
fn end_text(bytes: &mut Vec<u8>, text_in: Option<CodePage>) {
    if let Some(page) = text_in {
        *bytes = page.decode(bytes).encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    if !bytes.len().is_multiple_of(2) {
        bytes.push(0);
    }
    if !bytes.ends_with(&[0, 0]) {
        bytes.extend([0, 0]);
    }
}
