//! What is written reads back as it was, and what was applied can be undone.

use cutover_registry::{
    Change, CodePage, Data, Key, RegFile, RegText, Root, State, ValueType, changes, undo,
};
use proptest::prelude::*;

fn read(text: &RegText) -> RegFile {
    RegFile::read(text.to_bytes(), CodePage::WESTERN).unwrap()
}

/// Keys and values, without the lines that they are from.
fn dump(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for key in &state.every_key() {
        lines.push(key.to_string().to_lowercase());
        lines.extend(state.values(key).map(|held| format!("  {} {:?}", held.name.to_lowercase(), held.data)));
    }
    lines
}

// A small world, so that files and states meet often.

fn key() -> impl Strategy<Value = Key> {
    let part = prop_oneof!["a", "B", "b ]c", "日本", "wow6432node"];
    (0..2, prop::collection::vec(part, 1..4)).prop_map(|(root, parts)| {
        let root = if root == 0 { Root::LocalMachine } else { Root::CurrentUser };
        Key::new(root, &format!("K\\{}", parts.join("\\")))
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c]", "[ -~]{1,4}", "表\\\\\"; ?"]
}

fn data() -> impl Strategy<Value = Data> {
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    prop_oneof![
        any::<u32>().prop_map(Data::dword),
        "[^\0]{0,12}".prop_map(|text| Data::text(&text)),
        (prop_oneof![Just(0), Just(3), Just(4), Just(5), Just(11), Just(0xffff_0000u32)], bytes)
            .prop_map(|(number, bytes)| Data { value_type: ValueType(number), bytes }),
        prop::collection::vec("[a-z表]{0,3}", 0..3).prop_map(|texts| {
            let mut units: Vec<u16> = texts.join("\0").encode_utf16().collect();
            units.extend([0, 0]);
            let bytes = units.into_iter().flat_map(u16::to_le_bytes).collect();
            Data { value_type: ValueType::MULTI_SZ, bytes }
        }),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => key().prop_map(Change::CreateKey),
        1 => key().prop_map(Change::DeleteKey),
        4 => (key(), name(), data()).prop_map(|(key, name, data)| Change::Set { key, name, data }),
        2 => (key(), name()).prop_map(|(key, name)| Change::DeleteValue { key, name }),
    ]
}

fn text(changes: &[Change]) -> RegText {
    let mut text = RegText::new();
    for change in changes {
        text.change(change);
    }
    text
}

/// As an export has it: each of the two trees from `K` on.
fn export(state: &[Change]) -> RegText {
    let mut text = RegText::new();
    text.key(&Key::new(Root::LocalMachine, "K"));
    text.key(&Key::new(Root::CurrentUser, "K"));
    for change in state {
        text.change(change);
    }
    State::of(&read(&text)).to_reg_text()
}

/// The same as people give it: a file for each of the two trees, in either order, or both joined by `cat` or `copy`.
fn exports(state: &[Change], how: u8) -> Vec<RegFile> {
    let whole = State::of(&read(&export(state)));
    let of = |root: Root| {
        let mut part = State::new();
        for key in whole.keys().filter(|key| key.root == root) {
            part.create(key);
            for held in whole.values(key) {
                part.set(key, &held.name, held.data.clone(), None);
            }
        }
        part.to_reg_text().to_bytes()
    };
    let (machine, user) = (of(Root::LocalMachine), of(Root::CurrentUser));
    let read = |bytes: Vec<u8>| RegFile::read(bytes, CodePage::WESTERN).unwrap();
    match how % 3 {
        0 => vec![read(machine), read(user)],
        1 => vec![read(user), read(machine)],
        _ => vec![read([machine, user].concat())],
    }
}

/// How many random states; `scripts/test` asks for 100,000 where the compiler optimises.
fn cases() -> u32 {
    std::env::var("CUTOVER_STATES").ok().and_then(|number| number.parse().ok()).unwrap_or(2_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn apply_then_undo_is_the_identity(
        before in prop::collection::vec(change(), 0..12),
        file in prop::collection::vec(change(), 0..12),
        how in 0_u8..3,
    ) {
        let (exports, file) = (exports(&before, how), read(&text(&file)));
        let machine = State::of(&read(&export(&before)));
        let mut after = machine.clone();
        after.apply(&file);
        let way_back = undo(&exports, &file).unwrap();
        after.apply(&read(&text(&way_back)));
        prop_assert_eq!(dump(&after), dump(&machine));
    }

    #[test]
    fn what_is_written_reads_back_as_it_was(before in prop::collection::vec(change(), 0..12)) {
        let state = State::of(&read(&export(&before)));
        prop_assert_eq!(dump(&State::of(&read(&state.to_reg_text()))), dump(&state));
    }

    #[test]
    fn the_changes_between_two_states_make_one_of_the_other(
        one in prop::collection::vec(change(), 0..12),
        other in prop::collection::vec(change(), 0..12),
    ) {
        let (mut one, other) = (State::of(&read(&export(&one))), State::of(&read(&export(&other))));
        one.apply(&read(&text(&changes(&one, &other))));
        prop_assert_eq!(dump(&one), dump(&other));
    }
}

#[test]
fn what_was_not_exported_is_not_deleted_by_an_undo() {
    let export = read_text("[HKEY_LOCAL_MACHINE\\SYSTEM\\K]\n");
    let file = read_text("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor]\n\"a\"=dword:1\n");
    let problem = undo(&[export], &file).unwrap_err();
    assert_eq!((problem.line, problem.key.to_string().as_str()), (2, "HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor"));
}

#[test]
fn a_key_that_was_not_there_goes_with_everything_that_the_file_put_into_it() {
    let export = read_text("[HKEY_LOCAL_MACHINE\\SYSTEM\\K]\n\"x\"=dword:1\n");
    let file = read_text(
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\K\\a\\b]\n\"y\"=\"z\"\n[HKEY_LOCAL_MACHINE\\SYSTEM\\K]\n\"x\"=-\n",
    );
    let way_back = text(&undo(&[export], &file).unwrap()).shown();
    assert_eq!(
        way_back,
        "Windows Registry Editor Version 5.00\n\n[-HKEY_LOCAL_MACHINE\\SYSTEM\\K\\a]\n\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\K]\n\"x\"=dword:00000001\n"
    );
}

fn read_text(text: &str) -> RegFile {
    RegFile::read(format!("REGEDIT4\n{text}").into(), CodePage::WESTERN).unwrap()
}
