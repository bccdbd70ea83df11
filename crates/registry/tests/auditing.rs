//! Every file made by hand gets the level that it deserves, at the right line.

use cutover_registry::{CodePage, Level, RegFile, Windows, audit, worst};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/handmade");

/// The findings of a file of the folder, as `line level code` for all above a note.
fn findings(name: &str, arguments: &[String]) -> (Option<Level>, Vec<String>) {
    let option = |name: &str| arguments.iter().position(|a| a == name).map(|at| arguments[at + 1].as_str());
    let page = option("--code-page").map_or(CodePage::WESTERN, |n| CodePage::of(n.parse().unwrap()).unwrap());
    let windows = option("--windows").map(|id| Windows::named(id).unwrap());
    let bytes = std::fs::read(format!("{FOLDER}/{name}")).unwrap();
    let findings = audit(&RegFile::read(bytes, page).unwrap(), windows).findings;
    let shown = findings
        .iter()
        .filter(|f| f.level > Level::Note)
        .map(|f| format!("{} {} {}", f.line, f.level.name(), f.code))
        .collect();
    (worst(&findings), shown)
}

#[test]
fn every_file_gets_the_level_that_is_expected() {
    let text = std::fs::read_to_string(format!("{FOLDER}/expect.json")).unwrap();
    let expect: Value = serde_json::from_str(&text).unwrap();
    let mut table = Vec::new();
    let mut mistakes = Vec::new();
    for (name, row) in expect.as_object().unwrap() {
        let arguments: Vec<String> =
            row["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap().to_owned()).collect();
        let (level, shown) = findings(name, &arguments);
        // "none" is a file with nothing worse than a note.
        let level = level.filter(|l| *l > Level::Note).map_or("none", Level::name);
        if level != row["level"].as_str().unwrap() {
            mistakes.push(format!("{name}: {level}, not {}: {shown:?}", row["level"]));
        }
        table.push(format!("{name}: {}", shown.join(" | ")));
    }
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    assert_eq!(table.len(), 58);
    insta::assert_snapshot!(table.join("\n"));
}
