//! Names as people type them: letters that look like others, and which known name is meant.

/// Letters of other scripts beside the ones that they look like.
const LOOK_ALIKES: [(&str, &str); 7] = [
    // The small letters of those that look like others as capitals: names are compared in small letters.
    ("вкмнт", "bkmht"),
    ("αβεζηικμνορτυχ", "abezhikmnoptyx"),
    // Cyrillic
    ("АВЕЅІЈКМНОРСТХаеѕіјорсухԁһ", "ABESIJKMHOPCTXaesijopcyxdh"),
    // Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονι", "ABEZHIKMNOPTYXovi"),
    // Slashes, a multiplication dot, full stops
    ("\u{2044}\u{2215}\u{29f8}\u{2571}\u{00b7}\u{3002}\u{ff61}", "////..."),
    // Hyphens, dashes, the minus sign
    ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}", "------"),
    // Blanks
    ("\u{a0}\u{2002}\u{2003}\u{2007}\u{2009}\u{202f}\u{3000}", "       "),
];

/// Whether a character takes no room: joiners, marks of direction, the byte order mark, the soft hyphen.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// The characters of a name that look like others, or like nothing.
pub(crate) fn strange(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !c.is_ascii() && plain(*c) != Some(*c))
}

/// What a character looks like; `None` if it is not seen.
fn plain(c: char) -> Option<char> {
    // Letters with accents, kana, kanji and hangul are none of these.
    if matches!(c, '\u{c0}'..='\u{24f}' | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}') {
        return Some(c);
    }
    if is_invisible(c) {
        return None;
    }
    if let '\u{ff01}'..='\u{ff5e}' = c {
        return char::from_u32(c as u32 - 0xfee0);
    }
    let known = LOOK_ALIKES
        .iter()
        .find_map(|(others, usual)| Some((others.chars().position(|other| other == c)?, usual)));
    Some(known.and_then(|(at, usual)| usual.chars().nth(at)).unwrap_or(c))
}

/// A name as it looks; `None` where that is the name itself.
pub(crate) fn as_it_looks(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    strange(name).next()?;
    Some(name.chars().filter_map(plain).collect())
}

/// The nearest of some names, if it is near enough to be what was meant: by its letters, or by the words in it.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let letters = |text: &str| text.to_lowercase().replace([' ', '.', '_', '-', '/'], "");
    let is_dtls = name.starts_with("dtls");
    let begins = |candidate: &str| name.len() >= 5 && candidate.to_lowercase().starts_with(&name);
    // The two families are never meant for each other.
    let candidates: Vec<_> = candidates
        .into_iter()
        .filter(|candidate| candidate.to_lowercase().starts_with("dtls") == is_dtls || !is_version(candidate))
        .collect();
    let same = candidates.iter().any(|candidate| letters(&name) == letters(candidate));
    if !same && candidates.iter().filter(|candidate| begins(candidate)).count() > 1 {
        // Which of those that begin with it was meant cannot be told.
        return None;
    }
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let small = candidate.to_lowercase();
            // What differs only in blanks, dots and dashes is nearest of all; then what is the beginning.
            let distance = if letters(&name) == letters(candidate) {
                0
            } else if begins(candidate) {
                1
            } else {
                let distance = strsim::osa_distance(&name, &small);
                let near = distance <= small.len().div_ceil(3).min(4);
                let missing = missing_words(&name, candidate);
                match (near, missing) {
                    (true, Some(missing)) => distance.min(missing + 1),
                    (true, None) => distance + 1,
                    (false, missing) => missing? + 1,
                }
            };
            Some((distance, candidate))
        })
        // Of names that are as near, the last: versions are told oldest first.
        .reduce(|best, next| if next.0 <= best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}

fn is_version(name: &str) -> bool {
    name.split(' ').next().is_some_and(|family| ["SSL", "TLS", "DTLS", "PCT"].contains(&family))
}

/// How many words of a known name a name lacks that has two of them or more, and no others.
fn missing_words(name: &str, known: &str) -> Option<usize> {
    let words = words(known);
    let mut rest = name;
    let mut found = 0;
    for word in &words {
        if let Some(after) = rest.strip_prefix(word.as_str()) {
            rest = after;
            found += 1;
        }
    }
    // One letter may be missing at the end, as of a plural.
    let ends = rest.is_empty() || rest.len() + 1 >= words.last()?.len() && words.last()?.starts_with(rest);
    (found >= 2 && ends).then(|| words.len() - found)
}

/// The words of a name in small letters: `SystemDefaultTlsVersions` has four.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before_is_small = true;
    for c in name.chars() {
        let begins = c.is_uppercase() && before_is_small || words.is_empty();
        before_is_small = !c.is_uppercase();
        if c.is_alphanumeric() {
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn what_was_meant() {
    let dot_net = ["SchUseStrongCrypto", "SystemDefaultTlsVersions"];
    for (name, meant) in [
        ("SystemTlsVersions", Some("SystemDefaultTlsVersions")),
        ("SystemDefaultTlsVersion", Some("SystemDefaultTlsVersions")),
        ("UseStrongCrypto", Some("SchUseStrongCrypto")),
        ("SchUseStrongCrytpo", Some("SchUseStrongCrypto")),
        ("SchSendAuxRecord", None),
        ("InstallPath", None),
    ] {
        assert_eq!(nearest(name, dot_net), meant, "{name}");
    }
    let ciphers =
        ["RC4 40/128", "RC4 56/128", "RC4 128/128", "AES 128/128", "AES 256/256", "Triple DES 168", "NULL"];
    for (name, meant) in [
        ("RC4 128", Some("RC4 128/128")),
        ("AES 256", Some("AES 256/256")),
        ("TripleDES 168", Some("Triple DES 168")),
        ("AES256/256", Some("AES 256/256")),
        ("ChaCha20", None),
    ] {
        assert_eq!(nearest(name, ciphers), meant, "{name}");
    }
    let versions = ["TLS 1.2", "TLS 1.3", "DTLS 1.0", "DTLS 1.2", "SSL 3.0"];
    for (name, meant) in
        [("DTLS 1.3", Some("DTLS 1.2")), ("TLS1.3", Some("TLS 1.3")), ("TLSv1.2", Some("TLS 1.2"))]
    {
        assert_eq!(nearest(name, versions), meant, "{name}");
    }
}

#[test]
fn letters_that_look_like_others() {
    for (name, looks) in [
        ("\u{422}LS 1.2", "TLS 1.2"),
        ("RC4 128\u{2215}128", "RC4 128/128"),
        ("RC4 128\u{ff0f}128", "RC4 128/128"),
        ("Ena\u{200b}bled", "Enabled"),
        ("TLS\u{a0}1.2", "TLS 1.2"),
    ] {
        assert_eq!(as_it_looks(name).as_deref(), Some(looks));
    }
    for name in ["TLS 1.2", "Prüfung", "クライアント"] {
        assert_eq!(as_it_looks(name), None, "{name}");
    }
}
