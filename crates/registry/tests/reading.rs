//! Registry text is read as regedit reads it: compared with what Wine's regedit imported.

use cutover_registry::{CodePage, Data, Ignored, RegFile, Remark, State, ValueType, What};
use proptest::prelude::*;
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

fn read(text: &str) -> RegFile {
    RegFile::read(text.into(), CodePage::WESTERN).unwrap()
}

fn handmade() -> impl Iterator<Item = (String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(format!("{FOLDER}/handmade"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "reg"))
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files.into_iter()
}

#[test]
fn every_file_is_imported_as_wine_imports_it() {
    let text = std::fs::read_to_string(format!("{FOLDER}/imported-by-wine.json")).unwrap();
    let imported: Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for (name, bytes) in handmade() {
        let Some(wine) = imported.get(&name) else { continue };
        let ours = State::of(&RegFile::read(bytes, CodePage::WESTERN).unwrap());
        let mut theirs = State::new();
        for export in wine["export"].as_object().unwrap().values() {
            theirs.apply(&RegFile::read(utf16(export.as_str().unwrap()), CodePage::WESTERN).unwrap());
        }
        assert_eq!(dump(&ours), dump(&theirs), "{name}");
        compared += 1;
    }
    assert!(compared >= 49, "{compared} compared");
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// Keys and values, without the lines that they are from.
fn dump(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for key in &state.every_key() {
        lines.push(key.to_string().to_lowercase());
        for held in state.values(key) {
            lines.push(format!("  {} {:?}", held.name.to_lowercase(), held.data));
        }
    }
    lines
}

#[test]
fn every_file_is_written_back_byte_for_byte() {
    for (name, bytes) in handmade() {
        let file = RegFile::read(bytes.clone(), CodePage::WESTERN).unwrap();
        assert!(file.to_bytes() == bytes, "{name}");
    }
}

#[test]
fn a_line_of_cp932_is_decoded_before_it_is_read() {
    // 表示: 0x95 0x5c 0x8e 0xa6
    let text = b"REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Example]\n\"a\"=\"\x95\x5c\x8e\xa6\"\n".to_vec();
    let japanese = RegFile::read(text.clone(), CodePage::of(932).unwrap()).unwrap();
    assert_eq!(japanese.statements[2].remarks, []);
    assert!(
        matches!(&japanese.statements[2].what, What::Set { data, .. } if data.as_text().unwrap() == "表示")
    );
    let western = RegFile::read(text, CodePage::WESTERN).unwrap();
    assert_eq!(western.statements[2].remarks, [Remark::EscapeKept('Ž')]);
}

#[test]
fn what_is_not_imported_says_why_and_where() {
    let file = read(concat!(
        "Windows Registry Editor Version 5.00\r\n",
        "HKEY_LOCAL_MACHINE\\SOFTWARE\\Example]\r\n",
        "\"early\"=dword:1\r\n",
        "[HKLM\\SOFTWARE\\Example]\r\n",
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Example]\r\n",
        "\"a\"=dword:0x10\r\n",
        "\"b\"=DWORD:1\r\n",
        "\"c\"=hex:01,02,\\\r\n",
        "# not a comment of regedit\r\n",
        "\"d\"=\"open\r\n",
        "\"e\" dword:1\r\n",
        "prose\r\n",
    ));
    let ignored: Vec<_> = file
        .statements
        .iter()
        .filter_map(|s| if let What::Ignored(why) = &s.what { Some((s.line, why.clone())) } else { None })
        .collect();
    assert_eq!(
        ignored,
        [
            (2, Ignored::NoOpeningBracket),
            (3, Ignored::NoKey),
            (4, Ignored::UnknownRoot("HKLM".into())),
            (6, Ignored::BadDword("0x10".into())),
            (7, Ignored::UnknownType("DWORD:1".into())),
            (8, Ignored::BrokenContinuation(9)),
            (10, Ignored::BadString),
            (11, Ignored::NoEquals),
            (12, Ignored::Prose),
        ]
    );
}

#[test]
fn text_written_as_bytes_is_in_the_files_own_code() {
    let value = |header: &str, bytes: &str| {
        let file = read(&format!("{header}\n[HKEY_CURRENT_USER\\a]\n\"v\"=hex(2):{bytes}\n"));
        let What::Set { data, .. } = &file.statements[2].what else { panic!() };
        data.clone()
    };
    let expected = Data { value_type: ValueType::EXPAND_SZ, bytes: b"%\0a\0\0\0".to_vec() };
    assert_eq!(value("REGEDIT4", "25,61"), expected);
    assert_eq!(value("Windows Registry Editor Version 5.00", "25,61"), expected);
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_back(bytes: Vec<u8>, head in 0..5usize) {
        let heads: [&[u8]; 5] = [
            b"", b"REGEDIT4\r\n", b"Windows Registry Editor Version 5.00\n", b"\xff\xfe", b"REGEDIT\n",
        ];
        let bytes = [heads[head], &bytes].concat();
        if let Ok(file) = RegFile::read(bytes.clone(), CodePage::of(932).unwrap()) {
            prop_assert_eq!(file.to_bytes(), bytes);
        }
    }

    #[test]
    fn lines_are_numbered_and_none_is_lost(text in "(\\[HKEY_CURRENT_USER.a\\]|\"a\"=hex:01,.?\n|\"b\"=dword:1|;c|x|\n|\r\n|\r| ){0,30}") {
        let text = format!("REGEDIT4\n{text}");
        let file = read(&text);
        let mut next = 1;
        for statement in &file.statements {
            prop_assert_eq!(statement.line, next);
            next += statement.lines;
        }
        prop_assert_eq!(file.to_bytes(), text.as_bytes());
    }
}
