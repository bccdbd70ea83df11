//! A policy as it is meant, of a policy file.

use cutover_evidence::Confidence;
use cutover_toml::{Mistakes, nearest};
use cutover_wire::{CipherSuite, Group, Version};
use toml::Spanned;

use super::problem::Problem;
use super::tables::{DateEntry, PolicyFile};
use crate::policy::{Date, DatedFact, Policy};

/// Turns names into what they stand for; notes what is wrong.
pub(super) struct Reader<'a>(pub Mistakes<'a, Problem>);

impl Reader<'_> {
    /// The policy, if nothing is wrong with any of it.
    pub fn policy(&self, file: PolicyFile) -> Option<Policy> {
        let id = self.0.required(file.id, "id", 0..0);
        let name = self.0.required(file.name, "name", 0..0);
        let side = self.0.required(file.side, "side", 0..0);
        let source = self.0.required(file.source.map(Vec::from), "source", 0..0);
        let written = self.0.required(file.confidence, "confidence", 0..0);
        let confidence = written.and_then(|word| self.confidence(word));
        let versions =
            self.0.required(file.versions, "versions", 0..0).and_then(|written| self.versions(&written));
        let dates: Vec<_> = file
            .dates
            .into_iter()
            .map(|date| self.date_entry(date, source.as_deref(), confidence.as_ref()))
            .collect();
        // Each is there or not, and good or not.
        let day = |text: Option<Spanned<String>>| {
            text.map(|text| self.date(&text)).map_or(Some(None), |day| day.map(Some))
        };
        let unsupported_from = day(file.unsupported_from);
        let refused_from = day(file.refused_from);
        let in_force_from = day(file.in_force_from);
        let in_force_until = day(file.in_force_until);
        let denied_suites = self.suites(&file.suites.denied);
        let allowed_suites = file.suites.allowed.map(|list| self.suites(&list));
        let allowed_groups = file.groups.allowed.map(|list| self.groups(&list));
        let refused_from = refused_from?;
        Some(Policy {
            id: id?,
            name: name?,
            name_ja: file.name_ja,
            side: side?,
            scope: file.scope,
            scope_ja: file.scope_ja,
            service: file.service,
            service_ja: file.service_ja,
            hosted: file.hosted,
            // What is refused from a day on is in force from that day on.
            in_force_from: in_force_from?.or_else(|| refused_from.clone()),
            in_force_until: in_force_until?,
            versions: versions?,
            unsupported_from: unsupported_from?,
            refused_from,
            allowed_suites: allowed_suites.map_or(Some(None), |list| list.map(Some))?,
            denied_suites: denied_suites?,
            allowed_groups: allowed_groups.map_or(Some(None), |list| list.map(Some))?,
            source: source?,
            confidence: confidence?,
            note: file.note,
            note_ja: file.note_ja,
            not_judged: file.not_judged,
            not_judged_ja: file.not_judged_ja,
            dates: dates.into_iter().collect::<Option<_>>()?,
        })
    }

    fn date_entry(
        &self,
        entry: DateEntry,
        source: Option<&[String]>,
        confidence: Option<&Confidence>,
    ) -> Option<DatedFact> {
        let on = self.date(&entry.on);
        let own = entry.confidence.map(|word| self.confidence(word));
        Some(DatedFact {
            on: on?,
            kind: entry.kind,
            what: entry.what,
            what_ja: entry.what_ja,
            source: entry.source.map(Vec::from).or_else(|| source.map(<[String]>::to_vec))?,
            confidence: own.unwrap_or_else(|| confidence.cloned())?,
        })
    }

    fn confidence(&self, word: Spanned<Confidence>) -> Option<Confidence> {
        let Confidence::Other(name) = word.get_ref() else { return Some(word.into_inner()) };
        let words: Vec<_> = Confidence::ALL.iter().map(ToString::to_string).collect();
        let nearest = nearest(name, words.iter().map(String::as_str)).map(str::to_owned);
        self.0.at(word.span(), Problem::Confidence { name: name.clone(), nearest })
    }

    fn versions(&self, written: &Spanned<Vec<Spanned<String>>>) -> Option<Vec<Version>> {
        if written.get_ref().is_empty() {
            return self.0.at(written.span(), Problem::NoVersion);
        }
        let mut versions: Vec<Version> = each(written.get_ref(), |text| {
            let version = text.get_ref().parse().ok();
            version.or_else(|| self.0.at(text.span(), Problem::Version(text.get_ref().clone())))
        })?;
        versions.sort_by_key(|version| version.age_rank());
        Some(versions)
    }

    fn date(&self, text: &Spanned<String>) -> Option<Date> {
        let date = Date::parse(text.get_ref());
        date.or_else(|| self.0.at(text.span(), Problem::Date(text.get_ref().clone())))
    }

    fn suites(&self, patterns: &[Spanned<String>]) -> Option<Vec<CipherSuite>> {
        let all = each(patterns, |pattern| {
            let fit = |name: &str| matches(pattern.get_ref(), name);
            let suites: Vec<_> = CipherSuite::all().filter(|(_, name)| fit(name)).map(|(s, _)| s).collect();
            if !suites.is_empty() {
                return Some(suites);
            }
            let name = pattern.get_ref().clone();
            let nearest = nearest(&name, CipherSuite::all().map(|(_, known)| known)).map(str::to_owned);
            self.0.at(pattern.span(), Problem::Suite { name, nearest })
        })?;
        Some(all.concat())
    }

    fn groups(&self, names: &[Spanned<String>]) -> Option<Vec<Group>> {
        each(names, |written| {
            let name = written.get_ref();
            Group::from_name(name).or_else(|| {
                let nearest = nearest(name, Group::all().map(|(_, known)| known)).map(str::to_owned);
                self.0.at(written.span(), Problem::Group { name: name.clone(), nearest })
            })
        })
    }
}

/// Each of them, if nothing is wrong with any; all are looked at.
fn each<T>(written: &[Spanned<String>], read: impl FnMut(&Spanned<String>) -> Option<T>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = written.iter().map(read).collect();
    read.into_iter().collect()
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        // The part before this one must stand somewhere; only the last is bound to the end.
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    last.map_or(rest.is_empty(), |part| rest.ends_with(part))
}

#[test]
fn a_star_stands_for_anything() {
    assert!(matches("TLS_RSA_*", "TLS_RSA_WITH_AES_128_CBC_SHA"));
    assert!(matches("TLS_*_CBC_*", "TLS_RSA_WITH_AES_128_CBC_SHA"));
    assert!(matches("*SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"));
    assert!(!matches("TLS_RSA_*", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
    assert!(!matches("*SHA", "TLS_AES_128_GCM_SHA256"));
    assert!(matches("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"));
    assert!(!matches("TLS_AES_128", "TLS_AES_128_GCM_SHA256"));
}
