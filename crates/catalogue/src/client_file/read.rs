//! Reading clients from TOML.

use std::ops::Range;

use cutover_evidence::{Confidence, HelloFormat};
use cutover_policy::{Date, Policy, nearest};
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};
use serde::Deserialize;
use toml::Spanned;

use super::problem::{ClientError, ClientProblem, NameOf};
use crate::client::{
    CertificateDemand, Client, ClientKind, HelloSignatures, HelloSuites, PostQuantum, RecordedHello, Reported,
};
use crate::facts::RemedyFact;
use crate::suite_class::{SignatureClass, SuiteClass};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    client: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    vendor: Option<String>,
    kind: ClientKind,
    #[serde(default)]
    platform: String,
    released: Option<Spanned<String>>,
    support_ends: Option<Spanned<String>>,
    dates_source: Option<String>,
    versions: Vec<Spanned<String>>,
    #[serde(default)]
    configurable: Vec<Spanned<String>>,
    #[serde(default)]
    control: Vec<String>,
    hello_format: Option<HelloFormat>,
    server_name: Option<bool>,
    #[serde(default)]
    x25519mlkem768: PostQuantum,
    x25519mlkem768_note: Option<String>,
    #[serde(default)]
    retries_lower: bool,
    #[serde(default)]
    opportunistic: bool,
    certificate: Option<CertificateDemand>,
    #[serde(default)]
    remedies: Vec<Spanned<String>>,
    own_remedy: Option<String>,
    source: Vec<String>,
    confidence: Spanned<Confidence>,
    post_says: Option<String>,
    note: Option<String>,
    #[serde(default)]
    reported: Vec<Spanned<Reported>>,
    hello_like: Option<String>,
    #[serde(default)]
    schannel_of: Vec<String>,
    hello: Option<HelloEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HelloEntry {
    source: String,
    record_version: Option<Spanned<String>>,
    legacy_version: Spanned<String>,
    #[serde(default)]
    supported_versions: Vec<Spanned<String>>,
    suites: Option<Vec<Spanned<String>>>,
    suite_classes: Option<Vec<SuiteClass>>,
    #[serde(default)]
    only_suite_classes: bool,
    #[serde(default)]
    known_suites: Vec<Spanned<String>>,
    suite_count: Option<u16>,
    #[serde(default)]
    groups: Vec<Spanned<String>>,
    key_shares: Option<Vec<Spanned<String>>>,
    signature_schemes: Option<Vec<u16>>,
    signature_classes: Option<Vec<SignatureClass>>,
    extended_master_secret: Option<bool>,
    renegotiation_info: Option<bool>,
    alpn: Option<bool>,
}

/// Every key, for the nearest name to a misspelt one.
const KEYS: &[&str] = &[
    "client",
    "id",
    "name",
    "vendor",
    "kind",
    "platform",
    "released",
    "support_ends",
    "dates_source",
    "versions",
    "configurable",
    "control",
    "hello_format",
    "server_name",
    "x25519mlkem768",
    "x25519mlkem768_note",
    "retries_lower",
    "opportunistic",
    "certificate",
    "rsa_bits",
    "sha1",
    "remedies",
    "own_remedy",
    "source",
    "confidence",
    "post_says",
    "note",
    "reported",
    "policy",
    "verdict",
    "hello_like",
    "schannel_of",
    "hello",
    "record_version",
    "legacy_version",
    "supported_versions",
    "suites",
    "suite_classes",
    "only_suite_classes",
    "known_suites",
    "suite_count",
    "groups",
    "key_shares",
    "signature_schemes",
    "signature_classes",
    "extended_master_secret",
    "renegotiation_info",
    "alpn",
];

/// Reads a file of clients.
pub fn parse_clients(text: &str) -> Result<Vec<Client>, ClientError> {
    let file: File = toml::from_str(text).map_err(|e| {
        let message = e.message().to_owned();
        let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        let nearest = unknown.and_then(|key| nearest(key, KEYS.iter().copied())).map(str::to_owned);
        Reader(text).at(&e.span().unwrap_or_default(), ClientProblem::Form { message, nearest })
    })?;
    file.client.into_iter().map(|entry| Reader(text).client(entry)).collect()
}

/// Whether a text can be an id: it becomes a file's name, and is typed.
pub fn is_id(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    // Names that Windows keeps for devices, whatever stands behind a dot.
    let first = text.split('.').next().unwrap_or_default();
    let numbered = |name: &str| first.strip_prefix(name).is_some_and(|n| n.len() == 1 && n != "0");
    let device = ["con", "prn", "aux", "nul"].contains(&first) || numbered("com") || numbered("lpt");
    !text.is_empty()
        && text.len() <= 64
        && text.chars().all(allowed)
        && !text.starts_with(['-', '.'])
        && !text.ends_with('.')
        && !device
}

/// Turns names into what they stand for; knows the lines.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn at(&self, span: &Range<usize>, problem: ClientProblem) -> ClientError {
        let before = self.0.as_bytes().iter().take(span.start);
        ClientError { line: before.filter(|b| **b == b'\n').count() + 1, problem }
    }

    fn client(&self, entry: Spanned<Entry>) -> Result<Client, ClientError> {
        let span = entry.span();
        let entry = entry.into_inner();
        if !is_id(&entry.id) {
            return Err(self.at(&span, ClientProblem::Id(entry.id)));
        }
        if entry.source.is_empty() {
            return Err(self.at(&span, ClientProblem::NoSource(entry.id)));
        }
        for id in &entry.remedies {
            if RemedyFact::named(id.get_ref()).is_none() {
                let known = RemedyFact::all().iter().map(|remedy| remedy.id.as_str());
                return Err(self.name(id, NameOf::Remedy, nearest(id.get_ref(), known)));
            }
        }
        if let Confidence::Other(word) = entry.confidence.get_ref() {
            let words: Vec<_> = Confidence::ALL.iter().map(ToString::to_string).collect();
            let name = Spanned::new(entry.confidence.span(), word.clone());
            let nearest = nearest(word, words.iter().map(String::as_str));
            return Err(self.name(&name, NameOf::Confidence, nearest));
        }
        for reported in &entry.reported {
            let policy = &reported.get_ref().policy;
            if Policy::built_in_ids().all(|known| known != policy) {
                let name = Spanned::new(reported.span(), policy.clone());
                return Err(self.name(&name, NameOf::Policy, nearest(policy, Policy::built_in_ids())));
            }
        }
        let mut versions = self.versions(&entry.versions)?;
        if versions.is_empty() {
            return Err(self.at(&span, ClientProblem::NoVersion(entry.id)));
        }
        versions.sort_by_key(|version| version.age_rank());
        let id = entry.id.clone();
        Ok(Client {
            versions,
            configurable: self.versions(&entry.configurable)?,
            released: self.date(entry.released)?,
            support_ends: self.date(entry.support_ends)?,
            hello: entry.hello.map(|hello| self.hello(hello, &span, &id)).transpose()?,
            id: entry.id,
            name: entry.name,
            vendor: entry.vendor,
            kind: entry.kind,
            platform: entry.platform,
            dates_source: entry.dates_source,
            control: entry.control,
            hello_format: entry.hello_format.unwrap_or(HelloFormat::Tls),
            server_name: entry.server_name,
            x25519mlkem768: entry.x25519mlkem768,
            x25519mlkem768_note: entry.x25519mlkem768_note,
            retries_lower: entry.retries_lower,
            opportunistic: entry.opportunistic,
            certificate: entry.certificate,
            remedies: entry.remedies.into_iter().map(Spanned::into_inner).collect(),
            own_remedy: entry.own_remedy,
            source: entry.source,
            confidence: entry.confidence.into_inner(),
            post_says: entry.post_says,
            note: entry.note,
            reported: entry.reported.into_iter().map(Spanned::into_inner).collect(),
            hello_like: entry.hello_like,
            schannel_of: entry.schannel_of,
            local: false,
        })
    }

    fn hello(&self, entry: HelloEntry, span: &Range<usize>, id: &str) -> Result<RecordedHello, ClientError> {
        let two_ways = || self.at(span, ClientProblem::TwoWays(id.to_owned()));
        let suites = match (entry.suites, entry.suite_classes) {
            (Some(names), None) => {
                HelloSuites::Listed(names.iter().map(|name| self.suite(name)).collect::<Result<_, _>>()?)
            }
            (None, Some(classes)) => HelloSuites::Classes {
                classes,
                only: entry.only_suite_classes,
                known: entry.known_suites.iter().map(|name| self.suite(name)).collect::<Result<_, _>>()?,
            },
            _ => return Err(two_ways()),
        };
        let signatures = match (entry.signature_schemes, entry.signature_classes) {
            (None, None) => HelloSignatures::Absent,
            (Some(codes), None) => HelloSignatures::Listed(codes.into_iter().map(SignatureScheme).collect()),
            (None, Some(classes)) => HelloSignatures::Classes(classes),
            _ => return Err(two_ways()),
        };
        Ok(RecordedHello {
            source: entry.source,
            record_version: entry.record_version.as_ref().map(|v| self.version(v)).transpose()?,
            legacy_version: self.version(&entry.legacy_version)?,
            supported_versions: self.versions(&entry.supported_versions)?,
            suites,
            suite_count: entry.suite_count,
            groups: self.groups(&entry.groups)?,
            key_shares: entry.key_shares.map(|names| self.groups(&names)).transpose()?,
            signatures,
            extended_master_secret: entry.extended_master_secret,
            renegotiation_info: entry.renegotiation_info,
            alpn: entry.alpn,
        })
    }

    fn name(&self, name: &Spanned<String>, what: NameOf, nearest: Option<&str>) -> ClientError {
        let problem =
            ClientProblem::Name { name: name.get_ref().clone(), what, nearest: nearest.map(str::to_owned) };
        self.at(&name.span(), problem)
    }

    fn version(&self, name: &Spanned<String>) -> Result<Version, ClientError> {
        name.get_ref().parse().map_err(|_| self.name(name, NameOf::Version, None))
    }

    fn versions(&self, names: &[Spanned<String>]) -> Result<Vec<Version>, ClientError> {
        names.iter().map(|name| self.version(name)).collect()
    }

    /// By its registered name, or as hex where it has none.
    fn suite(&self, name: &Spanned<String>) -> Result<CipherSuite, ClientError> {
        let text = name.get_ref();
        let hex = text.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
        hex.map(CipherSuite).or_else(|| CipherSuite::from_name(text)).ok_or_else(|| {
            self.name(name, NameOf::Suite, nearest(text, CipherSuite::all().map(|(_, known)| known)))
        })
    }

    /// By their registered names, or as hex where they have none.
    fn groups(&self, names: &[Spanned<String>]) -> Result<Vec<Group>, ClientError> {
        let group = |name: &Spanned<String>| {
            let text = name.get_ref();
            let hex = text.strip_prefix("0x").and_then(|digits| u16::from_str_radix(digits, 16).ok());
            hex.map(Group).or_else(|| Group::from_name(text)).ok_or_else(|| {
                self.name(name, NameOf::Group, nearest(text, Group::all().map(|(_, known)| known)))
            })
        };
        names.iter().map(group).collect()
    }

    fn date(&self, text: Option<Spanned<String>>) -> Result<Option<String>, ClientError> {
        let Some(text) = text else { return Ok(None) };
        match Date::parse(text.get_ref()) {
            Some(_) => Ok(Some(text.into_inner())),
            None => Err(self.name(&text, NameOf::Date, None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[client]]\nid = \"a\"\nname = \"A\"\nkind = \"device\"\nversions = [\"TLS 1.0\"]\nsource = [\"me\"]\nconfidence = \"own\"\n";

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_would_be_right() {
        assert_eq!(parse_clients(GOOD).unwrap()[0].versions, [Version::TLS_1_0]);
        let problem = |text: &str| {
            let error = parse_clients(text).unwrap_err();
            (error.line, error.problem)
        };
        let name = |name: &str, what, nearest: Option<&str>| ClientProblem::Name {
            name: name.into(),
            what,
            nearest: nearest.map(str::to_owned),
        };
        assert_eq!(problem(&GOOD.replace("TLS 1.0", "TLSv1")), (5, name("TLSv1", NameOf::Version, None)));
        assert_eq!(problem(&GOOD.replace("\"a\"", "\"../a\"")), (1, ClientProblem::Id("../a".into())));
        let (line, misspelt) = problem(&format!("{GOOD}vendro = \"x\"\n"));
        assert_eq!(line, 8);
        assert!(matches!(misspelt, ClientProblem::Form { nearest: Some(n), .. } if n == "vendor"));
        assert_eq!(problem(&GOOD.replace("[\"me\"]", "[]")), (1, ClientProblem::NoSource("a".into())));
        let remedy = format!("{GOOD}remedies = [\"updat\"]\n");
        assert_eq!(problem(&remedy), (8, name("updat", NameOf::Remedy, Some("update"))));
        let word = GOOD.replace("\"own\"", "\"vender-doc\"");
        assert_eq!(problem(&word), (7, name("vender-doc", NameOf::Confidence, Some("vendor-doc"))));
        let policy = "[[client.reported]]\npolicy = \"m365\"\nverdict = \"fits\"\nsource = \"x\"\n";
        let (line, unknown) = problem(&format!("{GOOD}{policy}"));
        assert_eq!(line, 8);
        assert!(matches!(unknown, ClientProblem::Name { what: NameOf::Policy, .. }));
        let hello = "[client.hello]\nsource = \"x\"\nlegacy_version = \"TLS 1.0\"\n";
        assert_eq!(problem(&format!("{GOOD}{hello}")), (1, ClientProblem::TwoWays("a".into())));
        let group = format!("{GOOD}{hello}suites = []\ngroups = [\"secp256\"]\n");
        assert_eq!(problem(&group), (12, name("secp256", NameOf::Group, Some("secp256r1"))));
    }
}
