//! What simulate found, for people.

use std::collections::BTreeMap;

use cutover_catalogue::{
    Agreement, Basis, Consequence, Endpoint, FailureReason, LikelyAlert, Negotiated, Prediction, Remedy,
    Simulation, Stack, Subject,
};
use cutover_evidence::{Confidence, Side};
use cutover_policy::{Policy, Tally, Verdict};
use cutover_registry::Windows;
use cutover_wire::{Group, Version, alert};

use crate::confidence::confidence_line;
use crate::document::{Document, Item, List, Table};
use crate::remedies::remedy;
use crate::text::Text;
use crate::texts::{Texts, Value, grouped};
use crate::verdicts::{NotRead, verdict_text};

/// How many clients a line about them names.
const NAMED: usize = 12;

/// What is known when everything was simulated.
#[derive(Debug)]
pub struct SimulationReport<'a> {
    /// Who connected to what, and what came of it.
    pub simulation: &'a Simulation<'a>,
    /// The policies among the endpoints, in their order.
    pub policies: &'a [Policy],
    /// The day that the policies were chosen by, and the sentences that say which those are.
    pub about_policies: &'a [Text],
    /// Sentences about what was left out.
    pub left_out: &'a [Text],
    /// Inputs that were not wholly read, each with what was the matter.
    pub not_read: &'a [NotRead],
    /// How many rows a table has at most.
    pub rows: usize,
}

impl SimulationReport<'_> {
    /// A sentence for each endpoint.
    fn answers(&self, texts: &Texts) -> Vec<(Verdict, Text)> {
        let endpoints = self.simulation.endpoints.iter().enumerate();
        endpoints.map(|(i, endpoint)| self.answer(endpoint, self.simulation.count(i), texts)).collect()
    }

    fn answer(&self, endpoint: &Endpoint, count: Tally, texts: &Texts) -> (Verdict, Text) {
        let verdict = count.worst();
        let what = match verdict {
            Verdict::Breaks => "breaks",
            Verdict::Unknown => "unknown",
            Verdict::Fits => "fits",
        };
        let policy = self.policies.iter().find(|policy| endpoint.is_policy && policy.id == endpoint.id);
        let name = policy.map_or(endpoint.name.as_str(), |policy| texts.policy_name(policy));
        let values = [
            ("policy", Value::from(&endpoint.id)),
            ("name", name.into()),
            ("all", Value::Count(count.all())),
            ("breaks", Value::Count(count.breaks)),
            ("unknown", Value::Count(count.unknown)),
        ];
        let kind = if endpoint.is_policy { "" } else { "-server" };
        let mut sentence = texts.with(&format!("simulate-answer-{what}{kind}"), &values);
        if verdict == Verdict::Breaks && count.unknown > 0 {
            sentence = texts.sentences([sentence, texts.with("simulate-answer-unknown-more", &values)]);
        }
        (verdict, sentence)
    }

    /// The rows, worst first, in the order of the catalogue.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.simulation.subjects.len()).collect();
        order.sort_by_key(|subject| self.simulation.worst(*subject));
        order.truncate(self.rows);
        order
    }

    fn grid(&self, order: &[usize], texts: &Texts) -> Table {
        let one = self.simulation.endpoints.len() == 1;
        let heading = |name: &str| texts.get(&format!("column-{name}"));
        let recorded = self.simulation.subjects.iter().any(|s| s.recorded.is_some());
        let mut headings = vec![heading("client")];
        if !recorded {
            headings.push(heading("name"));
        }
        headings.push(heading("offers"));
        if recorded {
            headings.extend([heading("server"), heading("count"), heading("packet")]);
        }
        if one {
            headings.insert(0, heading("verdict"));
            headings.extend([heading("result"), heading("reason")]);
        } else {
            headings.extend(self.simulation.endpoints.iter().map(|o| Text::from(&o.id)));
        }
        headings.push(heading("confidence"));
        let is_local = |subject: &Subject<'_>| subject.known.client().is_some_and(|client| client.local);
        let local = self.simulation.subjects.iter().any(is_local);
        if local {
            headings.push(heading("local"));
        }
        let mut grid = Table::new(headings);
        for index in order {
            let subject = &self.simulation.subjects[*index];
            let mut cells = vec![Text::from(&subject.id)];
            if !recorded {
                let client = subject.known.client();
                cells.push(client.map_or(&*subject.name, |client| texts.client_name(client)).into());
            }
            cells.push(offers(subject, texts));
            if recorded {
                let of = subject.recorded.as_ref();
                cells.push(of.map(|r| r.servers.join(", ").into()).unwrap_or_default());
                cells.push(of.map(|r| grouped(r.count).into()).unwrap_or_default());
                cells.push(of.and_then(|r| r.frame).map(Text::of).unwrap_or_default());
            }
            if one {
                for prediction in self.simulation.predictions(*index) {
                    cells.insert(0, verdict_text(prediction.verdict(), texts));
                    cells.extend([result(prediction, texts), reason(prediction, texts)]);
                }
            } else {
                cells.extend(self.simulation.predictions(*index).map(|prediction| cell(prediction, texts)));
            }
            cells.push(texts.confidence_name(&subject.confidence));
            if local {
                cells.push(if is_local(subject) { texts.get("yes") } else { Text::default() });
            }
            grid.row(cells);
        }
        grid
    }

    /// What stands below the table: sections, most with a heading.
    fn below(&self, document: &mut Document, order: &[usize], texts: &Texts) {
        document.section().list(List::notes(self.totals(order, texts)));
        let (helps, settles): (Vec<_>, Vec<_>) =
            self.remedies(order).into_iter().partition(|(_, verdict, _)| *verdict == Verdict::Breaks);
        for (heading, groups) in [("helps-heading", helps), ("unknown-heading", settles)] {
            let mut list = List::under(texts.get(heading), None);
            list.items.extend(groups.iter().map(|group| self.helps(group, texts)));
            document.section().list(list);
        }
        let mut under = |heading: &str, lines: Vec<Text>| {
            document.section().list(List::under(texts.get(heading), lines));
        };
        for consequence in [Consequence::RetriesLower, Consequence::GoesOnInClearText] {
            let with = |p: &Prediction| p.consequences.contains(&consequence);
            let ids = self.ids(
                order.iter().filter(|i| self.simulation.different_predictions(**i).iter().any(with)),
                texts,
            );
            let name = match consequence {
                Consequence::RetriesLower => "consequence-retries-lower",
                Consequence::GoesOnInClearText => "consequence-goes-on-in-clear-text",
            };
            under(name, ids.into_iter().collect());
        }
        under("alerts-heading", self.alerts(order, texts));
        under("meanings", self.meanings(order, texts));
        under("looks-like-heading", self.looks_like(order, texts));
        under("basis-borrowed", self.borrowed(order, texts));
        under("confidence-heading", self.confidence(order, texts));
        for policy in self.policies {
            let what = texts.not_judged(policy);
            let not_judged = what.map(|what| texts.with("not-judged", &[("what", what.into())]));
            let lines = not_judged.into_iter().chain(texts.confidence_in(policy)).collect::<Vec<_>>();
            let section = document.section();
            if self.policies.len() > 1 && !lines.is_empty() {
                section.paragraph(Text::of(format_args!("{}:", policy.id)));
            }
            section.list(List::notes(lines));
        }
        document.section().list(List::notes([texts.get("simulate-model")]));
    }

    fn totals(&self, order: &[usize], texts: &Texts) -> Vec<Text> {
        let mut lines = Vec::new();
        let subjects = self.simulation.subjects.len();
        if order.len() < subjects {
            let counts =
                [("shown", Value::Count(order.len() as u64)), ("all", Value::Count(subjects as u64))];
            lines.push(texts.with("simulate-rows-left-out", &counts));
        }
        for (index, endpoint) in self.simulation.endpoints.iter().enumerate() {
            let count = self.simulation.count(index);
            let values = [
                ("policy", Value::from(&endpoint.id)),
                ("all", Value::Count(count.all())),
                ("breaks", Value::Count(count.breaks)),
                ("unknown", Value::Count(count.unknown)),
                ("fits", Value::Count(count.fits)),
            ];
            let one = self.simulation.endpoints.len() == 1;
            lines.push(texts.with(if one { "simulate-totals" } else { "simulate-totals-of" }, &values));
        }
        lines.extend(self.left_out.iter().cloned());
        lines
    }

    /// The clients that the same things help.
    fn remedies(&self, order: &[usize]) -> Vec<Helps> {
        let mut groups: Vec<Helps> = Vec::new();
        for index in order {
            // Each endpoint may ask for something else; the first that the client is lost to counts.
            let worst = self.simulation.worst(*index);
            let of = self.simulation.different_predictions(*index).iter().find(|p| p.verdict() == worst);
            let Some(prediction) = of.filter(|p| !p.remedies.is_empty()) else { continue };
            // What helps those that somebody looks like helps only if it is one of them.
            let is_guess = self.is_guess(*index);
            match groups.iter_mut().find(|(subjects, verdict, p)| {
                *verdict == worst
                    && same_help(&p.remedies, &prediction.remedies)
                    && self.is_guess(subjects[0]) == is_guess
            }) {
                Some((subjects, ..)) => subjects.push(*index),
                None => groups.push((vec![*index], worst, prediction.clone())),
            }
        }
        groups
    }

    fn helps(&self, (subjects, _, prediction): &Helps, texts: &Texts) -> Item {
        let mut text = self.ids(subjects.iter(), texts).unwrap_or_default();
        if subjects.iter().any(|index| self.is_guess(*index)) {
            text = texts.with("helps-if-like", &[("clients", text.into())]);
        }
        Item { text, under: prediction.remedies.iter().map(|way| remedy(way, texts)).collect() }
    }

    fn is_guess(&self, index: usize) -> bool {
        !self.simulation.subjects[index].known.looks_like().is_empty()
    }

    /// Clients by their ids, the first few.
    fn ids<'a>(&self, subjects: impl Iterator<Item = &'a usize>, texts: &Texts) -> Option<Text> {
        let mut ids: Vec<Text> = Vec::new();
        for subject in subjects {
            let id = Text::from(&self.simulation.subjects[*subject].id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let more = ids.len().saturating_sub(NAMED);
        ids.truncate(NAMED);
        if more > 0 && self.rows != usize::MAX {
            ids.push(texts.with("helps-more", &[("count", Value::Count(more as u64))]));
        }
        (!ids.is_empty()).then(|| texts.list(ids))
    }

    /// Which server is likely to send which alert: a line for each set of them, with the clients that get it.
    fn alerts(&self, order: &[usize], texts: &Texts) -> Vec<Text> {
        let mut groups: Vec<(&[LikelyAlert], Vec<usize>)> = Vec::new();
        for index in order {
            for prediction in self.simulation.different_predictions(*index) {
                let by_server: Vec<_> =
                    prediction.alerts.iter().filter_map(|a| Some((a.stack?, a.code))).collect();
                if by_server.is_empty() {
                    continue;
                }
                let same = |alerts: &[LikelyAlert]| {
                    alerts.iter().filter_map(|a| Some((a.stack?, a.code))).eq(by_server.iter().copied())
                };
                match groups.iter_mut().find(|(alerts, _)| same(alerts)) {
                    Some((_, subjects)) if subjects.contains(index) => {}
                    Some((_, subjects)) => subjects.push(*index),
                    None => groups.push((&prediction.alerts, vec![*index])),
                }
            }
        }
        let line = |(alerts, subjects): (&[LikelyAlert], Vec<usize>)| {
            let mut codes: Vec<u8> = alerts.iter().map(|alert| alert.code).collect();
            codes.sort_unstable();
            codes.dedup();
            let of = |code: &u8| {
                let those = alerts.iter().filter(|alert| alert.code == *code).filter_map(|alert| alert.stack);
                let stacks = those.filter_map(Stack::named).map(|stack| stack.name.as_str());
                let values =
                    [("alert", Value::from(alert_name(*code))), ("stacks", texts.list(stacks).into())];
                texts.with("alerts-of", &values)
            };
            let alerts = codes.iter().map(of).collect::<Vec<_>>().join("; ");
            Text::of(format_args!("{}: {alerts}", self.ids(subjects.iter(), texts).unwrap_or_default()))
        };
        groups.into_iter().map(line).collect()
    }

    fn meanings(&self, order: &[usize], texts: &Texts) -> Vec<Text> {
        let mut reasons: Vec<&str> = Vec::new();
        for prediction in order.iter().flat_map(|index| self.simulation.different_predictions(*index)) {
            if prediction.verdict() != Verdict::Fits && !reasons.contains(&prediction.reason()) {
                reasons.push(prediction.reason());
            }
        }
        let line = |reason: &&str| {
            let short = texts.get(&format!("simulate-reason-{reason}"));
            let meaning = texts.get(&format!("simulate-reason-{reason}.meaning"));
            Text::of(format_args!("{short} – {meaning}"))
        };
        reasons.iter().map(line).collect()
    }

    fn borrowed(&self, order: &[usize], texts: &Texts) -> Vec<Text> {
        let mut by_like: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for index in order {
            // Where the version alone decides, no hello was looked at.
            let decided = |p: &Prediction| matches!(p.reason(), "client-too-old" | "server-too-old");
            if let Basis::HelloOf(like) = self.simulation.subjects[*index].basis
                && !self.simulation.different_predictions(*index).iter().all(decided)
            {
                by_like.entry(like).or_default().push(*index);
            }
        }
        let line = |(like, subjects): (&str, Vec<usize>)| {
            let ids = self.ids(subjects.iter(), texts).unwrap_or_default();
            texts.with("basis-borrowed-line", &[("like", like.into()), ("ids", ids.into())])
        };
        by_like.into_iter().map(line).collect()
    }

    /// What the words for how sure the facts are mean, those that are shown.
    /// Who recorded hellos may be of, by what they are like.
    fn looks_like(&self, order: &[usize], texts: &Texts) -> Vec<Text> {
        let mut groups: Vec<(Vec<&str>, Vec<&usize>)> = Vec::new();
        for index in order {
            let like = self.simulation.subjects[*index].known.looks_like();
            let names: Vec<_> = like.iter().map(|client| texts.client_name(client)).collect();
            match groups.iter_mut().find(|(known, _)| *known == names) {
                _ if names.is_empty() => {}
                Some((_, all)) => all.push(index),
                None => groups.push((names, vec![index])),
            }
        }
        let line = |(names, all): (Vec<&str>, Vec<&usize>)| {
            let values = [
                ("clients", self.ids(all.into_iter(), texts).unwrap_or_default().into()),
                ("names", names.join(" / ").into()),
            ];
            texts.with("looks-like", &values)
        };
        groups.into_iter().map(line).collect()
    }

    fn confidence(&self, order: &[usize], texts: &Texts) -> Vec<Text> {
        let mut words: Vec<&Confidence> = Vec::new();
        for index in order {
            let word = &self.simulation.subjects[*index].confidence;
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.into_iter().map(|word| confidence_line(word, texts)).collect()
    }

    /// For a person.
    pub fn document(&self, texts: &Texts) -> Document {
        let order = self.order();
        let mut document = Document::default();
        let answers = document.section();
        for (verdict, answer) in self.answers(texts) {
            answers.answer(verdict.into(), answer);
        }
        answers.paragraphs(self.about_policies.iter().cloned());
        document.section().table(self.grid(&order, texts));
        self.below(&mut document, &order, texts);
        document
    }
}

/// Whether the same is said of two clients: `Windows 7` and `Windows 7 SP1` are one.
fn same_help(one: &[Remedy], other: &[Remedy]) -> bool {
    let windows = |platform: &str| Windows::called(platform).map(|named| &named.windows.id);
    one.len() == other.len()
        && one.iter().zip(other).all(|pair| match pair {
            (Remedy::KnownOn(one, here), Remedy::KnownOn(other, there)) => {
                one.id == other.id
                    && (here == there || windows(here).is_some_and(|id| Some(id) == windows(there)))
            }
            (one, other) => one == other,
        })
}

/// Clients, the verdict that they share, and one prediction of theirs.
type Helps = (Vec<usize>, Verdict, Prediction);

/// The versions that a client offers: `TLS 1.0 – TLS 1.2`.
fn offers(subject: &Subject<'_>, texts: &Texts) -> Text {
    let offer = &subject.offer;
    match (offer.versions.first(), offer.versions.last()) {
        _ if offer.versions.is_empty() && offer.perhaps.is_empty() => texts.get("offers-nothing"),
        (Some(first), Some(last)) if first == last => Text::of(first),
        (Some(first), Some(last)) => Text::of(format_args!("{first} – {last}")),
        _ => texts.get("verdict-unknown"),
    }
}

fn reason(prediction: &Prediction, texts: &Texts) -> Text {
    texts.get(&format!("simulate-reason-{}", prediction.reason()))
}

/// What comes of it, in a few words.
fn result(prediction: &Prediction, texts: &Texts) -> Text {
    match &prediction.outcome {
        Negotiated::Unknown(_) => texts.get("result-unknown"),
        Negotiated::Connects(connection) => {
            let version = ("version", Value::from(versions(connection)));
            match connection.suites.as_slice() {
                [suite] => texts.with("result-connects-suite", &[version, ("suite", Value::of(suite))]),
                _ if connection.version == Version::TLS_1_3
                    && connection.groups.first() == Some(&Group::X25519MLKEM768) =>
                {
                    texts.with("result-connects-hybrid", &[version])
                }
                _ => texts.with("result-connects", &[version]),
            }
        }
        Negotiated::Fails(failure) => {
            let mut codes: Vec<u8> = prediction.alerts.iter().map(|alert| alert.code).collect();
            codes.sort_unstable();
            codes.dedup();
            let alerts = codes.iter().map(|code| alert_name(*code)).collect::<Vec<_>>().join(" / ");
            match (failure.by, failure.answered) {
                _ if failure.reason == FailureReason::NothingOffered => texts.get("result-no-hello"),
                (Side::Client, Some(version)) => {
                    let values = [("version", Value::of(version)), ("alert", alerts.into())];
                    texts.with("result-client-alert", &values)
                }
                _ if codes.is_empty() => texts.get("result-no-alert"),
                _ => texts.with("result-alert", &[("alert", alerts.into())]),
            }
        }
    }
}

/// An alert as people write it: `70 protocol_version`.
fn alert_name(code: u8) -> String {
    match alert::name(code) {
        Some(name) => format!("{code} {name}"),
        None => code.to_string(),
    }
}

/// The version, or those that it can be.
fn versions(connection: &Agreement) -> String {
    if connection.version == connection.at_best {
        connection.version.to_string()
    } else {
        format!("{} – {}", connection.version, connection.at_best)
    }
}

/// The cell of a matrix: what is agreed on, or the verdict.
fn cell(prediction: &Prediction, texts: &Texts) -> Text {
    match prediction.connection() {
        Some(connection) => versions(connection).into(),
        None => verdict_text(prediction.verdict(), texts),
    }
}
