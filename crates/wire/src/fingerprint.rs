//! Client fingerprints: JA3 (salesforce/ja3, BSD-3-Clause) and JA4 for TLS clients (FoxIO, BSD-3-Clause; the
//! rest of the JA4+ family has another licence and is not here).

use md5::{Digest as _, Md5};
use sha2::Sha256;

use crate::client_hello::{alpn, list16};
use crate::extension::kind;
use crate::reader::{Reader, code_points};
use crate::{ClientHello, Version, is_grease};

/// JA3: the MD5 of version, suites, extensions, groups and point formats as decimal numbers, in the order
/// sent and without GREASE. 32 lower-case hex digits.
pub fn ja3(hello: &ClientHello<'_>) -> String {
    let mut text = String::with_capacity(32);
    push_hex(&mut text, &Md5::digest(ja3_text(hello)));
    text
}

/// The text whose MD5 is the JA3.
pub fn ja3_text(hello: &ClientHello<'_>) -> String {
    let mut text = format!("{},", hello.legacy_version.0);
    let plain = |v: &u16| !is_grease(*v);
    push_decimals(&mut text, code_points(hello.cipher_suites).filter(plain));
    text.push(',');
    push_decimals(&mut text, hello.extensions().map(|e| e.kind).filter(plain));
    text.push(',');
    if let Some(body) = hello.extensions().find(kind::SUPPORTED_GROUPS) {
        push_decimals(&mut text, list16(body));
    }
    text.push(',');
    if let Some(body) = hello.extensions().find(kind::EC_POINT_FORMATS) {
        let formats = Reader(body).vector8().unwrap_or_default();
        push_decimals(&mut text, formats.iter().map(|f| u16::from(*f)));
    }
    text
}

/// JA4 of a TLS client over TCP, such as `t13d1516h2_8daaf6152771_e5627efa2ab1`.
pub fn ja4(hello: &ClientHello<'_>) -> String {
    let plain = |v: &u16| !is_grease(*v);
    let mut suites = Vec::with_capacity(hello.cipher_suites.len() / 2);
    suites.extend(code_points(hello.cipher_suites).filter(plain));
    let mut extensions = Vec::with_capacity(32);
    extensions.extend(hello.extensions().map(|e| e.kind).filter(plain));
    let version = match hello.offered_max() {
        Version::TLS_1_3 => "13",
        Version::TLS_1_2 => "12",
        Version::TLS_1_1 => "11",
        Version::TLS_1_0 => "10",
        Version::SSL_3_0 => "s3",
        Version::SSL_2_0 => "s2",
        _ => "00",
    };
    let mut text = String::with_capacity(36);
    text.push('t');
    text.push_str(version);
    text.push(if extensions.contains(&kind::SERVER_NAME) { 'd' } else { 'i' });
    push_two_digits(&mut text, suites.len().min(99));
    push_two_digits(&mut text, extensions.len().min(99));
    text.extend(first_protocol(hello).map(char::from));

    suites.sort_unstable();
    extensions.retain(|e| !matches!(*e, kind::SERVER_NAME | kind::ALPN));
    extensions.sort_unstable();
    let mut hashed = Vec::with_capacity(512);
    push_hex_list(&mut hashed, suites.iter().copied());
    push_truncated_sha256(&mut text, &hashed);
    hashed.clear();
    // Without any extension there is nothing to hash, signature algorithms included.
    if !extensions.is_empty() {
        push_hex_list(&mut hashed, extensions.iter().copied());
        let schemes = hello.extensions().find(kind::SIGNATURE_ALGORITHMS).unwrap_or_default();
        let mut schemes = list16(schemes).peekable();
        if schemes.peek().is_some() {
            hashed.push(b'_');
            push_hex_list(&mut hashed, schemes);
        }
    }
    push_truncated_sha256(&mut text, &hashed);
    text
}

/// First and last character of the first application protocol; of its hex where they are not alphanumeric.
fn first_protocol(hello: &ClientHello<'_>) -> [u8; 2] {
    let first = hello.extensions().find(kind::ALPN).and_then(|body| alpn(body).next());
    let Some((&head, &tail)) = first.and_then(|p| p.first().zip(p.last())) else { return *b"00" };
    if head.is_ascii_alphanumeric() && tail.is_ascii_alphanumeric() {
        [head, tail]
    } else {
        [hex_digits(head)[0], hex_digits(tail)[1]]
    }
}

/// Written out by hand, as is the hex below: the formatter takes longer than the hashes.
fn push_decimals(text: &mut String, values: impl Iterator<Item = u16>) {
    for (i, value) in values.enumerate() {
        if i > 0 {
            text.push('-');
        }
        let mut unit = 10_000;
        while unit > 1 && value < unit {
            unit /= 10;
        }
        while unit > 0 {
            text.push(char::from(b'0' + (value / unit % 10) as u8));
            unit /= 10;
        }
    }
}

/// Four hex digits of each, with commas between them.
fn push_hex_list(text: &mut Vec<u8>, values: impl Iterator<Item = u16>) {
    for value in values {
        let [high, low] = value.to_be_bytes().map(hex_digits);
        text.extend_from_slice(&[high[0], high[1], low[0], low[1], b',']);
    }
    text.pop_if(|last| *last == b',');
}

/// `_`, and the first twelve digits of a hash.
fn push_truncated_sha256(text: &mut String, hashed: &[u8]) {
    text.push('_');
    if hashed.is_empty() {
        text.push_str("000000000000");
    } else {
        push_hex(text, &Sha256::digest(hashed)[..6]);
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    text.extend(bytes.iter().copied().flat_map(hex_digits).map(char::from));
}

fn hex_digits(byte: u8) -> [u8; 2] {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

/// Of a number below 100.
fn push_two_digits(text: &mut String, number: usize) {
    text.extend([number / 10, number % 10].map(|digit| char::from(b'0' + digit as u8)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_everywhere() {
        let values = [0, 7, 10, 99, 100, 4865, 10_000, 65_535];
        let mut text = String::new();
        push_decimals(&mut text, values.into_iter());
        assert_eq!(text, values.map(|value| value.to_string()).join("-"));
        let mut list = Vec::new();
        push_hex_list(&mut list, values.into_iter());
        assert_eq!(list, values.map(|value| format!("{value:04x}")).join(",").into_bytes());
        push_hex_list(&mut list, [].into_iter());
        assert!(list.ends_with(b"ffff"));
    }
}
