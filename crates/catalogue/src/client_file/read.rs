//! Reading clients from TOML.

use std::collections::HashSet;
use std::ops::Range;

use cutover_evidence::{Confidence, HelloFormat};
use cutover_policy::{Date, Policy};
use cutover_toml::{Mistakes, nearest};
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
    id: Option<Spanned<String>>,
    name: Option<String>,
    name_ja: Option<String>,
    vendor: Option<String>,
    kind: Option<ClientKind>,
    #[serde(default)]
    platform: String,
    released: Option<Spanned<String>>,
    support_ends: Option<Spanned<String>>,
    dates_source: Option<String>,
    versions: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    configurable: Vec<Spanned<String>>,
    #[serde(default)]
    control: Vec<String>,
    hello_format: Option<HelloFormat>,
    server_name: Option<bool>,
    #[serde(default)]
    x25519mlkem768: PostQuantum,
    x25519mlkem768_note: Option<String>,
    x25519mlkem768_note_ja: Option<String>,
    #[serde(default)]
    retries_lower: bool,
    #[serde(default)]
    opportunistic: bool,
    certificate: Option<CertificateDemand>,
    #[serde(default)]
    remedies: Vec<Spanned<String>>,
    own_remedy: Option<String>,
    source: Option<Vec<String>>,
    confidence: Option<Spanned<Confidence>>,
    post_says: Option<String>,
    post_says_ja: Option<String>,
    note: Option<String>,
    note_ja: Option<String>,
    #[serde(default)]
    reported: Vec<Spanned<Reported>>,
    hello_like: Option<Spanned<String>>,
    #[serde(default)]
    schannel_of: Vec<String>,
    hello: Option<Spanned<HelloEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HelloEntry {
    source: Option<String>,
    record_version: Option<Spanned<String>>,
    legacy_version: Option<Spanned<String>>,
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

/// Reads a file of clients; all that is wrong with it is told, from the first line to the last.
pub fn parse_clients(text: &str) -> Result<Vec<Client>, Vec<ClientError>> {
    read(text, None)
}

/// The clients beside which those of a file will stand.
pub trait Others {
    /// Whether one has that id.
    fn have(&self, id: &str) -> bool;

    /// All their ids.
    fn ids(&self) -> Vec<&str>;
}

/// The same for clients that will stand beside others: no id is one of theirs, and whose hello stands in for another is
/// there.
pub fn parse_clients_beside(text: &str, others: &dyn Others) -> Result<Vec<Client>, Vec<ClientError>> {
    read(text, Some(others))
}

fn read(text: &str, others: Option<&dyn Others>) -> Result<Vec<Client>, Vec<ClientError>> {
    let (file, mistakes) = Mistakes::read(text);
    let reader = Reader(mistakes);
    let clients = file.and_then(|file: File| {
        reader.names(&file.client, others);
        each(file.client, |entry| reader.client(entry))
    });
    reader.0.finish(clients)
}

/// Each of them, if nothing is wrong with any; all are looked at.
fn each<W, T>(written: impl IntoIterator<Item = W>, read: impl FnMut(W) -> Option<T>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = written.into_iter().map(read).collect();
    read.into_iter().collect()
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

/// Turns names into what they stand for; notes what is wrong.
struct Reader<'a>(Mistakes<'a, ClientProblem>);

impl Reader<'_> {
    /// Whether each client has an id of its own, and those that they name are there.
    fn names(&self, entries: &[Spanned<Entry>], others: Option<&dyn Others>) {
        let mut ids = HashSet::new();
        for id in entries.iter().filter_map(|entry| entry.get_ref().id.as_ref()) {
            let is_taken = others.is_some_and(|others| others.have(id.get_ref()));
            if !ids.insert(&**id.get_ref()) || is_taken {
                self.0.at::<()>(id.span(), ClientProblem::Taken(id.get_ref().clone()));
            }
        }
        let Some(others) = others else { return };
        for like in entries.iter().filter_map(|entry| entry.get_ref().hello_like.as_ref()) {
            let name = like.get_ref();
            if !ids.contains(&**name) && !others.have(name) {
                let known = others.ids().into_iter().chain(ids.iter().copied());
                self.no_name::<()>(like.span(), name, NameOf::Client, nearest(name, known));
            }
        }
    }

    fn client(&self, entry: Spanned<Entry>) -> Option<Client> {
        let span = entry.span();
        let entry = entry.into_inner();
        let id = self.0.required(entry.id, "id", span.clone());
        // What is told of a client without an id is told of nobody.
        let told = id.as_ref().map(|id| id.get_ref().clone()).unwrap_or_default();
        let id = id.and_then(|id| {
            let is_good = is_id(id.get_ref());
            let good = is_good.then(|| id.get_ref().clone());
            good.or_else(|| self.0.at(id.span(), ClientProblem::Id(id.into_inner())))
        });
        let name = self.0.required(entry.name, "name", span.clone());
        let kind = self.0.required(entry.kind, "kind", span.clone());
        let source = self.0.required(entry.source, "source", span.clone()).and_then(|source| {
            let is_there = source.iter().any(|source| !source.is_empty());
            is_there
                .then_some(source)
                .or_else(|| self.0.at(span.clone(), ClientProblem::NoSource(told.clone())))
        });
        let written = self.0.required(entry.confidence, "confidence", span.clone());
        let confidence = written.and_then(|word| self.confidence(word));
        let versions = self.0.required(entry.versions, "versions", span.clone()).and_then(|written| {
            if written.is_empty() {
                return self.0.at(span.clone(), ClientProblem::NoVersion(told.clone()));
            }
            let mut versions = self.versions(&written)?;
            versions.sort_by_key(|version| version.age_rank());
            Some(versions)
        });
        let configurable = self.versions(&entry.configurable);
        // Each is there or not, and good or not.
        let day = |text: Option<Spanned<String>>| {
            text.map(|text| self.date(text)).map_or(Some(None), |day| day.map(Some))
        };
        let released = day(entry.released);
        let support_ends = day(entry.support_ends);
        let remedies = each(entry.remedies, |id| self.remedy(id));
        let reported = each(entry.reported, |reported| self.reported(reported));
        let hello = entry.hello.map(|hello| self.hello(hello, &told));
        Some(Client {
            versions: versions?,
            configurable: configurable?,
            released: released?,
            support_ends: support_ends?,
            hello: hello.map_or(Some(None), |hello| hello.map(Some))?,
            id: id?,
            name: name?,
            name_ja: entry.name_ja,
            vendor: entry.vendor,
            kind: kind?,
            platform: entry.platform,
            dates_source: entry.dates_source,
            control: entry.control,
            hello_format: entry.hello_format.unwrap_or(HelloFormat::Tls),
            server_name: entry.server_name,
            x25519mlkem768: entry.x25519mlkem768,
            x25519mlkem768_note: entry.x25519mlkem768_note,
            x25519mlkem768_note_ja: entry.x25519mlkem768_note_ja,
            retries_lower: entry.retries_lower,
            opportunistic: entry.opportunistic,
            certificate: entry.certificate,
            remedies: remedies?,
            own_remedy: entry.own_remedy,
            source: source?,
            confidence: confidence?,
            post_says: entry.post_says,
            post_says_ja: entry.post_says_ja,
            note: entry.note,
            note_ja: entry.note_ja,
            reported: reported?,
            hello_like: entry.hello_like.map(Spanned::into_inner),
            schannel_of: entry.schannel_of,
            local: false,
        })
    }

    fn hello(&self, entry: Spanned<HelloEntry>, id: &str) -> Option<RecordedHello> {
        let span = entry.span();
        let entry = entry.into_inner();
        let source = self.0.required(entry.source, "source", span.clone());
        let legacy = self.0.required(entry.legacy_version, "legacy_version", span.clone());
        let legacy_version = legacy.and_then(|version| self.version(&version));
        let record_version = entry.record_version.map(|version| self.version(&version));
        let supported_versions = self.versions(&entry.supported_versions);
        let groups = self.groups(&entry.groups);
        let key_shares = entry.key_shares.map(|names| self.groups(&names));
        let listed = entry.suites.map(|names| self.suites(&names));
        let known = self.suites(&entry.known_suites);
        let suites = match (listed, entry.suite_classes) {
            (Some(listed), None) => listed.map(HelloSuites::Listed),
            (None, Some(classes)) => {
                known.map(|known| HelloSuites::Classes { classes, only: entry.only_suite_classes, known })
            }
            _ => self.0.at(span.clone(), ClientProblem::TwoWays(id.to_owned())),
        };
        let signatures = match (entry.signature_schemes, entry.signature_classes) {
            (None, None) => Some(HelloSignatures::Absent),
            (Some(codes), None) => {
                Some(HelloSignatures::Listed(codes.into_iter().map(SignatureScheme).collect()))
            }
            (None, Some(classes)) => Some(HelloSignatures::Classes(classes)),
            _ => self.0.at(span.clone(), ClientProblem::TwoWays(id.to_owned())),
        };
        Some(RecordedHello {
            source: source?,
            record_version: record_version.map_or(Some(None), |version| version.map(Some))?,
            legacy_version: legacy_version?,
            supported_versions: supported_versions?,
            suites: suites?,
            suite_count: entry.suite_count,
            groups: groups?,
            key_shares: key_shares.map_or(Some(None), |groups| groups.map(Some))?,
            signatures: signatures?,
            extended_master_secret: entry.extended_master_secret,
            renegotiation_info: entry.renegotiation_info,
            alpn: entry.alpn,
        })
    }

    fn remedy(&self, id: Spanned<String>) -> Option<String> {
        if RemedyFact::named(id.get_ref()).is_some() {
            return Some(id.into_inner());
        }
        let known = RemedyFact::all().iter().map(|remedy| remedy.id.as_str());
        self.no_name(id.span(), id.get_ref(), NameOf::Remedy, nearest(id.get_ref(), known))
    }

    fn confidence(&self, word: Spanned<Confidence>) -> Option<Confidence> {
        let Confidence::Other(name) = word.get_ref() else { return Some(word.into_inner()) };
        let words: Vec<_> = Confidence::ALL.iter().map(ToString::to_string).collect();
        let nearest = nearest(name, words.iter().map(String::as_str));
        self.no_name(word.span(), name, NameOf::Confidence, nearest)
    }

    fn reported(&self, reported: Spanned<Reported>) -> Option<Reported> {
        let policy = &reported.get_ref().policy;
        if Policy::built_in_ids().any(|known| known == policy) {
            return Some(reported.into_inner());
        }
        self.no_name(reported.span(), policy, NameOf::Policy, nearest(policy, Policy::built_in_ids()))
    }

    fn no_name<T>(&self, span: Range<usize>, name: &str, what: NameOf, nearest: Option<&str>) -> Option<T> {
        let (name, nearest) = (name.to_owned(), nearest.map(str::to_owned));
        self.0.at(span, ClientProblem::Name { name, what, nearest })
    }

    fn version(&self, name: &Spanned<String>) -> Option<Version> {
        let version = name.get_ref().parse().ok();
        version.or_else(|| self.no_name(name.span(), name.get_ref(), NameOf::Version, None))
    }

    fn versions(&self, names: &[Spanned<String>]) -> Option<Vec<Version>> {
        each(names, |name| self.version(name))
    }

    /// By their registered names, or as hex where they have none.
    fn suites(&self, names: &[Spanned<String>]) -> Option<Vec<CipherSuite>> {
        each(names, |name| {
            let text = name.get_ref();
            let hex = text.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
            hex.map(CipherSuite).or_else(|| CipherSuite::from_name(text)).or_else(|| {
                let nearest = nearest(text, CipherSuite::all().map(|(_, known)| known));
                self.no_name(name.span(), text, NameOf::Suite, nearest)
            })
        })
    }

    /// By their registered names, or as hex where they have none.
    fn groups(&self, names: &[Spanned<String>]) -> Option<Vec<Group>> {
        each(names, |name| {
            let text = name.get_ref();
            let hex = text.strip_prefix("0x").and_then(|digits| u16::from_str_radix(digits, 16).ok());
            hex.map(Group).or_else(|| Group::from_name(text)).or_else(|| {
                let nearest = nearest(text, Group::all().map(|(_, known)| known));
                self.no_name(name.span(), text, NameOf::Group, nearest)
            })
        })
    }

    fn date(&self, text: Spanned<String>) -> Option<String> {
        match Date::parse(text.get_ref()) {
            Some(_) => Some(text.into_inner()),
            None => self.no_name(text.span(), text.get_ref(), NameOf::Date, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use cutover_toml::Form;

    use super::*;

    const GOOD: &str = "[[client]]\nid = \"a\"\nname = \"A\"\nkind = \"device\"\nversions = [\"TLS 1.0\"]\nsource = [\"me\"]\nconfidence = \"own\"\n";

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_would_be_right() {
        assert_eq!(parse_clients(GOOD).unwrap()[0].versions, [Version::TLS_1_0]);
        let problem = |text: &str| {
            let mut errors = parse_clients(text).unwrap_err();
            assert_eq!(errors.len(), 1, "{errors:?}");
            let error = errors.remove(0);
            (error.line, error.problem)
        };
        let name = |name: &str, what, nearest: Option<&str>| ClientProblem::Name {
            name: name.into(),
            what,
            nearest: nearest.map(str::to_owned),
        };
        assert_eq!(problem(&GOOD.replace("TLS 1.0", "TLSv1")), (5, name("TLSv1", NameOf::Version, None)));
        assert_eq!(problem(&GOOD.replace("\"a\"", "\"../a\"")), (2, ClientProblem::Id("../a".into())));
        let (line, misspelt) = problem(&format!("{GOOD}vendro = \"x\"\n"));
        assert_eq!(line, 8);
        assert!(
            matches!(misspelt, ClientProblem::Form(Form::UnknownKey { nearest: Some(n), .. }) if n == "vendor")
        );
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
        assert_eq!(problem(&format!("{GOOD}{hello}")), (8, ClientProblem::TwoWays("a".into())));
        let group = format!("{GOOD}{hello}suites = []\ngroups = [\"secp256\"]\n");
        assert_eq!(problem(&group), (12, name("secp256", NameOf::Group, Some("secp256r1"))));
    }

    #[test]
    fn all_mistakes_of_all_clients_are_told_at_once() {
        let first = GOOD.replace("\"a\"", "\"A!\"").replace("\"TLS 1.0\"", "\"TLSv1\", \"TLSv1.1\"");
        let second = GOOD.replace("\"own\"", "\"sure\"").replace("\"device\"", "\"toaster\"");
        let third = "[[client]]\nname = \"C\"\nreleased = \"long ago\"\n\
                     [client.hello]\nlegacy_version = \"1.2\"\ngroups = [\"x25519\", \"x\"]\n";
        let told = parse_clients(&format!("{first}{second}{third}")).unwrap_err();
        let lines: Vec<usize> = told.iter().map(|mistake| mistake.line).collect();
        assert_eq!(lines, [2, 5, 5, 11, 14, 15, 15, 15, 15, 15, 17, 18, 18, 19, 20], "{told:?}");
    }

    #[test]
    fn an_id_is_there_once_and_who_stands_in_is_there() {
        struct Chrome;
        impl Others for Chrome {
            fn have(&self, id: &str) -> bool {
                id == "chrome-30"
            }
            fn ids(&self) -> Vec<&str> {
                vec!["chrome-30"]
            }
        }
        let known = Chrome;
        let told = |text: &str| -> Vec<(usize, ClientProblem)> {
            let mistakes = parse_clients_beside(text, &known).unwrap_err();
            mistakes.into_iter().map(|mistake| (mistake.line, mistake.problem)).collect()
        };
        assert!(parse_clients_beside(GOOD, &known).is_ok());
        assert_eq!(told(&format!("{GOOD}{GOOD}")), [(9, ClientProblem::Taken("a".into()))]);
        let taken = GOOD.replace("\"a\"", "\"chrome-30\"");
        assert_eq!(told(&taken), [(2, ClientProblem::Taken("chrome-30".into()))]);
        let second = GOOD.replace("\"a\"", "\"b\"");
        assert!(parse_clients_beside(&format!("{GOOD}{second}hello_like = \"a\"\n"), &known).is_ok());
        let nobody = format!("{GOOD}hello_like = \"chrome-3O\"\n");
        let (line, problem) = told(&nobody).remove(0);
        assert_eq!(line, 8);
        assert!(matches!(problem, ClientProblem::Name { what: NameOf::Client, .. }), "{problem:?}");
    }
}
