//! What the program prints is what the room `assess` makes of the same evidence.

use std::path::Path;

mod support;

#[test]
fn verify_and_simulate_print_what_assess_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assess/tests/stdout");
    for language in ["en", "ja"] {
        for (verb, arguments) in [
            ("verify", &["verify", "clients.jsonl"][..]),
            ("simulate", &["simulate", "--evidence", "clients.jsonl", "--policy", "m365-2020,tls13-only"]),
        ] {
            let arguments = [arguments, &["--lang", language]].concat();
            let ran = support::command(&arguments).current_dir(&folder).output().unwrap();
            let expected = std::fs::read_to_string(folder.join(format!("{verb}.{language}.txt"))).unwrap();
            assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected, "{verb} {language}");
        }
    }
}
