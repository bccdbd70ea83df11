//! Hives are read as hivexregedit reads them; what cannot be read says why.

use cutover_registry::{CodePage, Damage, HiveKind, HiveProblem, RegFile, State, Wanted, read_hive};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hives");

fn hive(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{name}.hive")).unwrap()
}

fn read(bytes: &[u8]) -> Result<(HiveKind, State), HiveProblem> {
    read_hive(bytes, Wanted::All)
}

fn dump(state: &State) -> Vec<String> {
    let values = |key| state.values(key).map(|held| format!("  {} {:?}", held.name, held.data));
    let lines = |key| std::iter::once(format!("{key}")).chain(values(key));
    // The roots of the trees are in registry text by themselves and in a hive are not.
    state.every_key().iter().filter(|key| !key.path.is_empty()).flat_map(lines).collect()
}

#[test]
fn every_hive_is_read_as_hivexregedit_reads_it() {
    let kinds = [("SYSTEM", HiveKind::System), ("SOFTWARE", HiveKind::Software), ("NTUSER", HiveKind::User)];
    for (name, kind) in kinds {
        let (found, ours) = read(&hive(name)).unwrap();
        assert_eq!(found, kind);
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}.hive.export.reg.txt")).unwrap();
        // hivexregedit's own spelling of REG_SZ
        let text = text.replace("=str(1):\"", "=\"");
        let theirs = State::of(&RegFile::read(text.into_bytes(), CodePage::of(65001).unwrap()).unwrap());
        assert_eq!(dump(&ours), dump(&theirs), "{name}");
        assert!(dump(&ours).len() > 5);
    }
}

#[test]
fn the_settings_of_a_hive_are_a_part_of_it() {
    for name in ["SYSTEM", "SOFTWARE", "NTUSER"] {
        let all = dump(&read(&hive(name)).unwrap().1);
        let (_, settings) = read_hive(&hive(name), Wanted::Settings).unwrap();
        let values: Vec<_> = dump(&settings).into_iter().filter(|line| line.starts_with(' ')).collect();
        assert!(!values.is_empty(), "{name}");
        assert!(values.iter().all(|line| all.contains(line)), "{name}");
    }
}

#[test]
fn a_hive_that_is_cut_short_at_any_place_is_not_read() {
    let whole = hive("SOFTWARE");
    for length in (0..whole.len()).step_by(97) {
        assert!(read(&whole[..length]).is_err(), "{length} bytes");
    }
    assert!(matches!(read(&whole[..5000]), Err(HiveProblem::Truncated)));
}

#[test]
fn a_dirty_hive_is_refused() {
    let mut bytes = hive("SYSTEM");
    bytes[4] += 1;
    let sum = bytes[..508].chunks(4).fold(0, |sum, word| sum ^ u32::from_le_bytes(word.try_into().unwrap()));
    bytes[508..512].copy_from_slice(&sum.to_le_bytes());
    assert!(matches!(read(&bytes), Err(HiveProblem::Dirty)));
}

#[test]
fn damage_anywhere_is_an_error_or_another_registry_but_never_a_panic() {
    let whole = hive("SYSTEM");
    for at in (0..whole.len()).step_by(7) {
        for value in [0, 0xff, whole[at] ^ 1] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let _ = read(&bytes);
        }
    }
}

#[test]
fn a_hive_of_another_kind_is_refused() {
    let mut builder = regf::HiveBuilder::new().unwrap();
    let root = builder.root_offset();
    builder.add_key(root, "SAM").unwrap();
    assert!(matches!(read(&builder.to_bytes().unwrap()), Err(HiveProblem::OtherKind)));
}

#[test]
fn a_key_below_the_deepest_that_windows_allows_is_refused() {
    let mut builder = regf::HiveBuilder::new().unwrap();
    let mut key = builder.add_key(builder.root_offset(), "Microsoft").unwrap();
    for _ in 0..520 {
        key = builder.add_key(key, "k").unwrap();
    }
    let bytes = builder.to_bytes().unwrap();
    let outcome = read(&bytes);
    assert!(matches!(outcome, Err(HiveProblem::TooDeep)), "{:?}", outcome.map(|_| ()));
}

#[test]
fn a_long_name_that_many_keys_lie_below_is_not_paid_for_by_memory() {
    let mut builder = regf::HiveBuilder::new().unwrap();
    let key = builder.add_key(builder.root_offset(), "Microsoft").unwrap();
    let key = builder.add_key(key, &"n".repeat(30_000)).unwrap();
    for number in 0..500 {
        builder.add_key(key, &format!("k{number}")).unwrap();
    }
    assert!(matches!(read(&builder.to_bytes().unwrap()), Err(HiveProblem::Damaged { .. })));
}

#[test]
fn two_keys_of_one_name_are_damage() {
    let mut builder = regf::HiveBuilder::new().unwrap();
    let key = builder.add_key(builder.root_offset(), "Microsoft").unwrap();
    for name in ["SetA", "SetB"] {
        builder.add_key(key, name).unwrap();
    }
    let mut bytes = builder.to_bytes().unwrap();
    read(&bytes).unwrap();
    // The second is called as the first, in other letters.
    let at = bytes.windows(4).position(|window| window == b"SetB").unwrap();
    bytes[at..at + 4].copy_from_slice(b"sETa");
    let outcome = read(&bytes);
    let problem = outcome.map(|_| ()).unwrap_err();
    assert!(matches!(problem, HiveProblem::Damaged { damage: Damage::TwoKeys, .. }), "{problem:?}");
}
