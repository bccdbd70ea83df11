//! The status page of a gate: clients that would break, by server name and by hour.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use askama::Template;
use cutover_policy::Reason;
use cutover_wire::Version;
use jiff::Timestamp;

use crate::text::Text;
use crate::texts::{Language, Texts, Value, grouped};

/// How many server names have a colour of their own.
const NAMES: usize = 6;

/// Colours that can be told apart by people who see few (Okabe and Ito), and one for the rest.
const COLORS: [&str; NAMES + 1] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#888888"];

/// How many hours the chart shows.
const HOURS: i64 = 48;

/// How many clients are listed.
const CLIENTS: usize = 200;

const HOUR: i64 = 3600;
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 48.0;

/// What a gate has done and seen.
#[derive(Debug, Clone)]
pub struct GatePage {
    /// When.
    pub at: Timestamp,
    /// Whether nobody is refused.
    pub kill_switch: bool,
    /// Each listener.
    pub listeners: Vec<GatePageListener>,
    /// What went wrong, by kind.
    pub failures: Vec<(String, u64)>,
    /// Clients that would break, those with the most connections first.
    pub clients: Vec<GatePageClient>,
    /// Connections of clients that are not told apart.
    pub beyond: u64,
    /// Connections that would have broken, by hour and server name (empty: none; `*`: the rest).
    pub hours: Vec<(Timestamp, BTreeMap<String, u64>)>,
}

/// What one listener has done.
#[derive(Debug, Clone)]
pub struct GatePageListener {
    /// Its name.
    pub name: String,
    /// Connections taken, open, passed though they do not meet the policy, refused (or sent elsewhere), without a hello.
    pub counts: [u64; 5],
}

/// One client that would break.
#[derive(Debug, Clone)]
pub struct GatePageClient {
    /// Its address.
    pub client: IpAddr,
    /// The name that it asked for.
    pub server_name: Option<String>,
    /// The newest version that it offers.
    pub offered_max: Option<Version>,
    /// What it lacks.
    pub reason: Reason,
    /// Connections, and how many of them were refused.
    pub connections: [u64; 2],
    /// The first and the last time.
    pub seen: [Timestamp; 2],
}

#[derive(Template)]
#[template(path = "gate.html")]
struct Html {
    lang: &'static str,
    title: Text,
    switch: Text,
    answer: Text,
    listener_headings: Vec<Text>,
    listeners: Vec<Vec<Text>>,
    chart_title: Text,
    key: Vec<(&'static str, Text)>,
    width: f64,
    height: f64,
    lines: Vec<Line>,
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
    clients_title: Text,
    client_headings: Vec<Text>,
    clients: Vec<Vec<Text>>,
    more: Text,
    problems_title: Text,
    problems: Vec<(Text, Text)>,
    footer: Text,
}

struct Line {
    y: f64,
    label: Text,
}

struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    color: &'static str,
    title: Text,
}

struct Tick {
    x: f64,
    label: Text,
}

impl GatePage {
    /// The page.
    pub fn html(&self, texts: &Texts) -> String {
        let column = |name: &str| texts.get(&format!("gate-page-column-{name}"));
        let total: u64 = self.listeners.iter().map(|listener| listener.counts[0]).sum();
        let breaking: u64 =
            self.listeners.iter().map(|listener| listener.counts[2] + listener.counts[3]).sum();
        let refused: u64 = self.listeners.iter().map(|listener| listener.counts[3]).sum();
        // One client may ask for several names.
        let addresses: BTreeSet<IpAddr> = self.clients.iter().map(|client| client.client).collect();
        let values = [
            ("connections", Value::Count(total)),
            ("breaking", Value::Count(breaking)),
            ("refused", Value::Count(refused)),
            ("clients", Value::Count(addresses.len() as u64)),
        ];
        let answer = if breaking == 0 { "gate-page-none" } else { "gate-page-some" };
        let chart = Chart::of(&self.hours, self.at, texts);
        let left_out = self.clients.len().saturating_sub(CLIENTS) as u64;
        let more = match (left_out, self.beyond) {
            (0, 0) => Text::default(),
            (clients, beyond) => {
                let values = [("clients", Value::Count(clients)), ("connections", Value::Count(beyond))];
                texts.with("gate-page-more", &values)
            }
        };
        let page = Html {
            lang: if texts.language() == Language::Japanese { "ja" } else { "en" },
            title: texts.get("gate-page-title"),
            switch: if self.kill_switch { texts.get("gate-page-kill-switch") } else { Text::default() },
            answer: texts.with(answer, &values),
            listener_headings: ["listener", "accepted", "open", "spared", "refused", "faults"]
                .map(column)
                .into(),
            listeners: self.listeners.iter().map(GatePageListener::row).collect(),
            chart_title: texts.get("gate-page-by-hour"),
            key: chart.key,
            width: WIDTH,
            height: HEIGHT,
            lines: chart.lines,
            bars: chart.bars,
            ticks: chart.ticks,
            clients_title: texts.get("gate-page-clients"),
            client_headings: ["client", "server-name", "offers", "reason", "connections", "first", "last"]
                .map(column)
                .into(),
            clients: self.clients.iter().take(CLIENTS).map(|client| client.row(texts)).collect(),
            more,
            problems_title: texts.get("gate-page-problems"),
            problems: self
                .failures
                .iter()
                .map(|(name, count)| (name.into(), grouped(*count).into()))
                .collect(),
            footer: texts.with("gate-page-footer", &[("at", shown(self.at).into())]),
        };
        // Into memory: it cannot fail.
        page.render().unwrap_or_default()
    }
}

impl GatePageListener {
    fn row(&self) -> Vec<Text> {
        let name = std::iter::once(Text::from(&self.name));
        name.chain(self.counts.iter().map(|count| grouped(*count).into())).collect()
    }
}

impl GatePageClient {
    fn row(&self, texts: &Texts) -> Vec<Text> {
        let [connections, refused] = self.connections;
        let reason = texts.get(&format!("reason-{}", self.reason.name()));
        let values = [("connections", Value::Count(connections)), ("refused", Value::Count(refused))];
        vec![
            Text::of(self.client),
            named(self.server_name.as_deref().unwrap_or_default(), texts),
            self.offered_max.map(Text::of).unwrap_or_default(),
            reason,
            texts.with("gate-page-connections", &values),
            shown(self.seen[0]),
            shown(self.seen[1]),
        ]
    }
}

#[derive(Default)]
struct Chart {
    key: Vec<(&'static str, Text)>,
    lines: Vec<Line>,
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
}

impl Chart {
    fn of(hours: &[(Timestamp, BTreeMap<String, u64>)], at: Timestamp, texts: &Texts) -> Self {
        let last = at.as_second().div_euclid(HOUR);
        let first = last - HOURS + 1;
        let place = |hour: &Timestamp| hour.as_second().div_euclid(HOUR) - first;
        let shown_hours: Vec<_> =
            hours.iter().filter(|(hour, _)| (0..HOURS).contains(&place(hour))).collect();
        let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
        for (name, count) in shown_hours.iter().flat_map(|(_, counts)| counts) {
            *totals.entry(name).or_default() += count;
        }
        let mut names: Vec<(&str, u64)> = totals.into_iter().collect();
        names.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        let most = shown_hours.iter().map(|(_, counts)| counts.values().sum::<u64>()).max().unwrap_or(0);
        if most == 0 {
            return Self::default();
        }
        let top = round_up(most);
        // Counts are far below where a float is inexact by more than a pixel.
        #[allow(clippy::cast_precision_loss)]
        let scaled = |count: u64| count as f64 / top as f64 * HEIGHT;
        #[allow(clippy::cast_precision_loss)]
        let step = (WIDTH - LEFT) / HOURS as f64;
        #[allow(clippy::cast_precision_loss)]
        let left = |hour: i64| LEFT + hour as f64 * step;
        let known: Vec<&str> = names.iter().take(NAMES).map(|(name, _)| *name).collect();
        let mut chart = Self::default();
        chart.key.extend(COLORS.iter().copied().zip(known.iter().map(|name| named(name, texts))));
        if names.len() > NAMES {
            chart.key.push((COLORS[NAMES], texts.get("gate-page-others")));
        }
        for (hour, counts) in shown_hours {
            let others: u64 =
                counts.iter().filter(|(name, _)| !known.contains(&name.as_str())).map(|(_, n)| n).sum();
            let parts =
                known.iter().map(|name| (named(name, texts), counts.get(*name).copied().unwrap_or(0)));
            let parts = parts.chain([(texts.get("gate-page-others"), others)]);
            let mut y = HEIGHT;
            for (color, (name, count)) in COLORS.iter().zip(parts).filter(|(_, (_, count))| *count > 0) {
                let height = scaled(count);
                y -= height;
                let title = Text::of(format_args!("{name}: {} ({})", grouped(count), shown(*hour)));
                chart.bars.push(Bar { x: left(place(hour)), y, width: step - 2.0, height, color, title });
            }
        }
        for count in [top / 2, top].into_iter().filter(|count| *count > 0) {
            chart.lines.push(Line { y: HEIGHT - scaled(count), label: grouped(count).into() });
        }
        for hour in (0..HOURS).filter(|hour| (first + hour).rem_euclid(6) == 0) {
            let time = Timestamp::from_second((first + hour) * HOUR).map(shown).unwrap_or_default();
            // Month, day and hour.
            let label = time.get(5..16).unwrap_or_default().into();
            chart.ticks.push(Tick { x: left(hour) + step / 2.0, label });
        }
        chart
    }
}

/// The next number that reads well: 1, 2 or 5 with zeros.
fn round_up(count: u64) -> u64 {
    let mut unit = 1;
    loop {
        if let Some(good) = [1, 2, 5].map(|digit| digit * unit).into_iter().find(|good| *good >= count) {
            return good;
        }
        unit *= 10;
    }
}

fn named(name: &str, texts: &Texts) -> Text {
    match name {
        "" => texts.get("gate-page-no-name"),
        "*" => texts.get("gate-page-others"),
        name => name.into(),
    }
}

/// To the minute, in UTC.
fn shown(at: Timestamp) -> Text {
    let text = at.to_string();
    text.get(..16).map_or(text.clone(), |minute| minute.replace('T', " ")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> GatePage {
        let at: Timestamp = "2026-12-01T08:05:00Z".parse().unwrap();
        let hour: Timestamp = "2026-12-01T07:00:00Z".parse().unwrap();
        GatePage {
            at,
            kill_switch: false,
            listeners: vec![GatePageListener { name: "web".into(), counts: [1000, 3, 12, 30, 1] }],
            failures: vec![("client-reset".into(), 7)],
            clients: vec![GatePageClient {
                client: "192.0.2.7".parse().unwrap(),
                server_name: Some("<script>alert(1)</script>".into()),
                offered_max: Some(Version::TLS_1_0),
                reason: Reason::ClientTooOld,
                connections: [42, 30],
                seen: [hour, at],
            }],
            beyond: 0,
            hours: vec![(hour, [("a.example.com".to_owned(), 30), (String::new(), 12)].into())],
        }
    }

    #[test]
    fn a_person_sees_who_would_break() {
        insta::assert_snapshot!(page().html(&Texts::new(Language::English)));
    }

    #[test]
    fn in_japanese_too() {
        let html = page().html(&Texts::new(Language::Japanese));
        assert!(html.contains("<html lang=\"ja\">") && !html.contains("gate-page-"), "{html}");
    }

    #[test]
    fn nothing_from_the_network_is_markup() {
        let html = page().html(&Texts::new(Language::English));
        assert!(!html.contains("<script") && html.contains("&#60;script&#62;"), "{html}");
    }

    #[test]
    fn without_anything_to_show_there_is_no_chart() {
        let nothing = GatePage { clients: Vec::new(), hours: Vec::new(), failures: Vec::new(), ..page() };
        let html = nothing.html(&Texts::new(Language::English));
        assert!(!html.contains("<svg") && !html.contains("id=\"clients\""));
    }
}
