//! What scan found as CSV, for spreadsheets: a row for each answer, and for each target that could not be asked.

use cutover_evidence::{ServerAnswer, VersionState, csv_table};
use cutover_wire::Version;

use super::ScanReport;
use super::columns::COLUMNS;
use crate::texts::Texts;

const BEFORE: [&str; 10] =
    ["target", "server_ip", "port", "via", "server_name", "verdict", "reason", "problem", "said", "speaks"];

const BEHIND: [&str; 20] = [
    "ml_kem",
    "cipher_suites",
    "groups",
    "signature_schemes",
    "dh_bits",
    "alpn",
    "prefers_own_order",
    "secure_renegotiation",
    "extended_master_secret",
    "certificate_key",
    "certificate_subject",
    "certificate_names",
    "certificate_not_after",
    "certificate_is_for_name",
    "certificate_problem",
    "fallback_scsv",
    "connections",
    "notes",
    "seen_at",
    "policy",
];

impl ScanReport<'_> {
    /// For spreadsheets.
    pub fn csv(&self, texts: &Texts) -> String {
        let mut text = Vec::new();
        let versions = COLUMNS.iter().map(ToString::to_string);
        let header = BEFORE.iter().map(ToString::to_string).chain(versions).chain(BEHIND.map(str::to_owned));
        // Into memory: it cannot fail.
        let _ = csv_table::write_line(&mut text, header);
        for (answer, judgement) in self.results {
            let verdict = [judgement.verdict.name(), judgement.reason.name()].map(str::to_owned);
            let _ = csv_table::write_line(&mut text, self.row(answer, verdict, None));
        }
        for not in self.not_reached {
            let nameless = ServerAnswer { target: not.target.clone(), ..ServerAnswer::default() };
            let answer = not.answer.as_deref().unwrap_or(&nameless);
            let nothing = [String::new(), String::new()];
            let _ = csv_table::write_line(&mut text, self.row(answer, nothing, Some(&not.problem(texts))));
        }
        String::from_utf8(text).unwrap_or_default()
    }

    fn row(&self, answer: &ServerAnswer, verdict: [String; 2], problem: Option<&str>) -> Vec<String> {
        let was_asked = problem.is_none();
        let text = |text: Option<&str>| csv_table::safe(text.unwrap_or_default());
        let list = |all: Option<String>| csv_table::safe(&all.unwrap_or_default());
        let flag = |flag: Option<bool>| flag.map_or("", |flag| if flag { "yes" } else { "no" }).to_owned();
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let certificate = answer.certificate.as_ref();
        let trust = certificate.and_then(|certificate| certificate.trust.as_ref());
        let mut row = vec![
            csv_table::safe(&answer.target),
            answer.server_ip.map(|ip| ip.to_string()).unwrap_or_default(),
            number(answer.port.map(u32::from)),
            csv_table::safe(&answer.via.join(" ")),
            text(answer.server_name.as_deref()),
        ];
        row.extend(verdict);
        row.extend([text(problem), text(answer.said.as_deref()), text(answer.speaks.as_deref())]);
        row.extend(
            COLUMNS.map(|version| if was_asked { state(answer, version).to_owned() } else { String::new() }),
        );
        row.extend([
            flag(answer.pq),
            list(answer.cipher_suites.as_deref().map(joined)),
            list(answer.groups.as_deref().map(joined)),
            list(answer.signature_schemes.as_deref().map(joined)),
            number(answer.dh_bits),
            text(answer.alpn.as_deref()),
            flag(answer.prefers_own_order),
            flag(answer.secure_renegotiation),
            flag(answer.extended_master_secret),
            list(certificate.map(|shown| match shown.bits {
                Some(bits) => format!("{} {bits}", shown.key),
                None => shown.key.clone(),
            })),
            text(certificate.map(|shown| shown.subject.as_str())),
            list(certificate.map(|shown| shown.names.join(" "))),
            certificate.and_then(|shown| shown.not_after).map(|at| at.to_string()).unwrap_or_default(),
            flag(certificate.and_then(|shown| shown.is_for_name)),
            text(trust.and_then(|trust| trust.problem.as_deref())),
            flag(answer.fallback_scsv),
            number(answer.connections),
            csv_table::safe(&joined(&answer.notes)),
            answer.seen_at.map(|at| at.to_string()).unwrap_or_default(),
            csv_table::safe(&self.policy.id),
        ]);
        row
    }
}

fn joined<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn state(answer: &ServerAnswer, version: Version) -> &'static str {
    match answer.state(version) {
        VersionState::Accepted => "yes",
        VersionState::Refused => "no",
        VersionState::AtTimes => "at times",
        VersionState::Unknown => "unknown",
    }
}
