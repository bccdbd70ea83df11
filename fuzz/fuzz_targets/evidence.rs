//! Evidence that somebody wrote down: judged, told in every form, simulated, compared. It costs no more than its bytes allow.
#![no_main]

mod bounds;

use std::sync::LazyLock;
use std::time::Duration;

use bounds::Bounds;
use cutover_assess::{ChangedServers, LinesOfEvidence, Simulating, Verdicts};
use cutover_catalogue::Catalogue;
use cutover_evidence::{Handshake, Sink, Taken, csv_table, jsonl};
use cutover_policy::Policy;
use cutover_report::{DocumentForm, Language, ServerChangesReport, Style, Texts};
use libfuzzer_sys::fuzz_target;

const BOUNDS: Bounds = Bounds {
    allocated_for_a_byte: 1000,
    allocated: 16 << 20,
    time_for_a_byte: Duration::from_micros(40),
    time: Duration::from_millis(800),
};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::built_in("tls12-plus").expect("a policy"));

/// Writes a handshake as evidence again, in both forms.
#[derive(Default)]
struct Again(Vec<u8>);

impl Sink for Again {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        let from = self.0.len();
        jsonl::write(&mut self.0, handshake).expect("memory takes it");
        let read = jsonl::read(&self.0[from..]).next().expect("a line").expect("what was written is read");
        assert!(matches!(read, jsonl::Record::Handshake(read) if *read == *handshake));
        csv_table::write_row(&mut self.0, handshake).expect("memory takes it");
        Taken::Used
    }
}

fn everything(bytes: &[u8], texts: &Texts) {
    let lines = LinesOfEvidence { name: "fuzz.jsonl".into(), of_no_use: "evidence-no-handshakes", texts };
    lines.read(bytes, &mut Again::default());

    let mut verdicts = Verdicts::new(&POLICY, || CATALOGUE.clone());
    lines.read(bytes, &mut verdicts.of_evidence());
    let judged = verdicts.finish(usize::MAX);
    let report = judged.report(&POLICY);
    // What a document says of remedies takes as long as everything else with a hundred inputs.
    if bytes.len().is_multiple_of(16) {
        let document = report.document(texts);
        for form in DocumentForm::ALL {
            form.render(&document, Style::default());
        }
    }
    report.json(Vec::new()).expect("memory takes it");

    let mut simulating = Simulating::new(&CATALOGUE, None, texts);
    simulating.add_policies(vec![POLICY.clone()]);
    let mut clients = simulating.evidence();
    lines.read(bytes, &mut clients);
    clients.finish(texts);
    let simulated = simulating.run();
    simulated.report(&[], &[], &[], usize::MAX).document(texts);

    let mut compared = ChangedServers::default();
    let [before, after] = &mut compared.scans;
    lines.read(&bytes[..bytes.len() / 2], before);
    lines.read(bytes, after);
    let (changes, [before, after]) = compared.changes(&POLICY);
    let again = before.newly_breaking(&after);
    ServerChangesReport { changes: &changes, again: &again, policy: &POLICY, seen_at: None }.document(texts);
}

fuzz_target!(|bytes: &[u8]| {
    thread_local!(static TEXTS: Texts = Texts::new(Language::Japanese));
    TEXTS.with(|texts| BOUNDS.hold(bytes.len(), || everything(bytes, texts)));
});
