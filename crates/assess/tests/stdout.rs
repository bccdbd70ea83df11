//! The text of evidence goes in, and what `verify` and `simulate` print comes out: nothing but this room is needed for it.

use std::path::PathBuf;

use cutover_assess::{LinesOfEvidence, Simulating, Verdicts, about_policies};
use cutover_catalogue::Catalogue;
use cutover_policy::{DEFAULT_POLICY, Policy};
use cutover_report::{Language, ROWS_SHOWN, Style, Texts, render};

const EVIDENCE: &str = include_str!("stdout/clients.jsonl");

fn verify(texts: &Texts) -> String {
    let policy = Policy::built_in(DEFAULT_POLICY).unwrap();
    let mut verdicts = Verdicts::new(&policy, Catalogue::built_in);
    let lines = LinesOfEvidence { name: "clients.jsonl".into(), of_no_use: "evidence-no-handshakes", texts };
    let problems = lines.read(EVIDENCE.as_bytes(), &mut verdicts.of_evidence());
    let mut judged = verdicts.finish(ROWS_SHOWN);
    judged.not_read = problems.into_iter().map(|problem| ("clients.jsonl".to_owned(), problem)).collect();
    render::text(&judged.report(&policy).document(texts), Style::default())
}

fn simulate(texts: &Texts) -> String {
    let policies = vec![Policy::built_in("m365-2020").unwrap(), Policy::built_in("tls13-only").unwrap()];
    let about = about_policies(&policies, None, texts);
    let catalogue = Catalogue::built_in();
    let mut simulating = Simulating::new(&catalogue, None, texts);
    simulating.add_policies(policies);
    let lines = LinesOfEvidence { name: "clients.jsonl".into(), of_no_use: "simulate-other-records", texts };
    let mut evidence = simulating.evidence();
    assert!(lines.read(EVIDENCE.as_bytes(), &mut evidence).is_empty());
    let left_out = evidence.finish(texts);
    let simulated = simulating.run();
    render::text(&simulated.report(&about, &left_out, &[], ROWS_SHOWN).document(texts), Style::default())
}

#[test]
fn evidence_becomes_what_verify_and_simulate_print() {
    for (language, name) in [(Language::English, "en"), (Language::Japanese, "ja")] {
        let texts = Texts::new(language);
        for (verb, text) in [("verify", verify(&texts)), ("simulate", simulate(&texts))] {
            let file =
                PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stdout/{verb}.{name}.txt"));
            if std::env::var_os("UPDATE_STDOUT").is_some() {
                std::fs::write(&file, &text).unwrap();
            }
            assert_eq!(text, std::fs::read_to_string(&file).unwrap(), "{verb} {name}");
        }
    }
}
