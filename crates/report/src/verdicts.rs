//! Verdicts for people and machines: the table, Markdown, JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint};
use cutover_policy::{Client, DEFAULT_POLICY, Fault, Policy, Reason, Row, Server, Totals, Verdict};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Map, Value as Json, json};

use crate::captures_read::CapturesRead;
use crate::coverage::{CoverageReport, Recorded, at_least};
use crate::escape;
use crate::table;
use crate::texts::{Texts, Value};

/// How many rows a table has unless all are wanted.
pub const ROWS_SHOWN: usize = 100;

/// How many servers the answer names.
const SERVERS_NAMED: usize = 3;

/// How the table is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Colour the answer.
    pub color: bool,
    /// Columns of the terminal; without it lines are as long as they need.
    pub width: Option<u16>,
}

/// What is known when everything was read.
#[derive(Debug)]
pub struct VerdictReport<'a> {
    /// The policy that was judged by.
    pub policy: &'a Policy,
    /// What names it on the command line.
    pub policy_as_given: &'a str,
    /// Whether a file can be read again to look at a row.
    pub can_be_read: fn(&str) -> bool,
    /// The rows, worst first; perhaps only the worst of all.
    pub rows: &'a [Row],
    /// The totals.
    pub totals: &'a Totals,
    /// How much was read; `None` where it was not captures.
    pub read: Option<CapturesRead>,
    /// When the evidence was recorded, where it was not captures that were read.
    pub recorded: Recorded,
    /// Inputs that were not wholly read, each with what was the matter.
    pub not_read: &'a [(String, String)],
}

impl VerdictReport<'_> {
    /// The worst verdict; what an exit code is made of.
    pub fn verdict(&self) -> Verdict {
        self.totals.verdict()
    }

    fn coverage(&self) -> CoverageReport<'_> {
        let (recorded, faults) = match &self.read {
            Some(read) => (&read.recorded, Some(&read.faults)),
            None => (&self.recorded, None),
        };
        CoverageReport { totals: self.totals, recorded, faults }
    }

    /// The one sentence.
    pub fn answer(&self, texts: &Texts) -> String {
        let (id, name) =
            (escape::terminal(&self.policy.id), escape::terminal(texts.policy_name(self.policy)));
        let policy = [("policy", id.into()), ("name", name.into())];
        let clients = ("clients", Value::Count(self.totals.all_clients()));
        let breaking = self.totals.clients_that(Verdict::Breaks);
        let unknown = self.totals.clients_that(Verdict::Unknown);
        let with = |name, more: &[(&str, Value<'_>)]| texts.with(name, &[&policy[..], more].concat());
        match self.verdict() {
            Verdict::Breaks => {
                let mut parts = vec![with("answer-breaks", &[clients, ("breaking", Value::Count(breaking))])];
                parts.extend(self.at_fault(texts));
                parts.join(texts.space())
            }
            verdict => {
                let unidentified = self.totals.coverage.unidentified;
                let mut parts = vec![match (verdict, unknown) {
                    (Verdict::Unknown, 1..) => {
                        with("answer-unknown", &[clients, ("unknown", Value::Count(unknown))])
                    }
                    (Verdict::Unknown, 0) => {
                        with("answer-unidentified", &[clients, ("count", Value::Count(unidentified))])
                    }
                    _ if self.is_partial() => with("answer-fits-partly", &[clients]),
                    _ => with("answer-fits", &[clients]),
                }];
                // An all-clear never says more than was seen.
                parts.extend(self.coverage().share(texts));
                parts.extend(self.coverage().not_read(texts));
                if !self.not_read.is_empty() {
                    let count = Value::Count(self.not_read.len() as u64);
                    parts.push(texts.with("answer-inputs-not-read", &[("count", count)]));
                }
                parts.join(texts.space())
            }
        }
    }

    /// Whether there may be more than was judged.
    fn is_partial(&self) -> bool {
        let lost = self.read.as_ref().map_or(0, |read| read.faults.lost());
        self.totals.coverage.has_gaps() || lost > 0 || !self.not_read.is_empty()
    }

    /// Who is at fault, clients and servers counted apart.
    fn at_fault(&self, texts: &Texts) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.totals.clients_at_fault > 0 {
            let count = Value::Count(self.totals.clients_at_fault);
            sentences.push(texts.with("answer-breaks-clients", &[("count", count)]));
        }
        if self.totals.old_in_use > 0 {
            let count = Value::Count(self.totals.old_in_use);
            sentences.push(texts.with("answer-old-in-use", &[("count", count)]));
        }
        let servers = &self.totals.servers_at_fault;
        if !servers.is_empty() {
            let named: Vec<_> = servers
                .iter()
                .take(SERVERS_NAMED)
                .map(|s| escape::terminal(&server_text(s, texts)))
                .collect();
            let mut list = texts.list(&named);
            if let Some(more @ 1..) = servers.len().checked_sub(SERVERS_NAMED) {
                let more = Value::Count(more as u64);
                list = texts.with("answer-and-more", &[("servers", list.into()), ("count", more)]);
            }
            let count = Value::Count(servers.len() as u64);
            sentences
                .push(texts.with("answer-breaks-servers", &[("count", count), ("servers", list.into())]));
        }
        sentences
    }

    /// For a person: the answer, the table, the totals.
    pub fn table(&self, texts: &Texts, style: Style) -> String {
        let mut text = paint(&self.answer(texts), self.verdict(), style.color);
        text.push_str("\n\n");
        let times = Times::of(self.rows);
        let mut table = table::table(header(texts));
        for row in self.rows {
            table.add_row(cells(row, &times, texts).map(|cell| escape::terminal(&cell)));
        }
        if !self.several_sources()
            && let Some(column) = table.column_mut(FILE_COLUMN)
        {
            column.set_constraint(ColumnConstraint::Hidden);
        }
        for right in [COUNT_COLUMN, PACKET_COLUMN] {
            if let Some(column) = table.column_mut(right) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        text.push_str(&table::text(table, style.width));
        text.push_str("\n\n");
        for line in self.below(texts, &times) {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// The same for a document or a mail.
    pub fn markdown(&self, texts: &Texts) -> String {
        let times = Times::of(self.rows);
        let visible = |i: &usize| *i != FILE_COLUMN || self.several_sources();
        let line = |cells: &[String]| {
            let cells: Vec<_> = (0..cells.len()).filter(&visible).map(|i| cells[i].as_str()).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = format!("**{}**\n\n", escape::markdown(&self.answer(texts)));
        let header = header(texts);
        text.push_str(&line(&header));
        text.push_str(&line(&header.iter().map(|_| "---".to_owned()).collect::<Vec<_>>()));
        for row in self.rows {
            text.push_str(&line(&cells(row, &times, texts).map(|cell| escape::markdown(&cell))));
        }
        text.push('\n');
        for sentence in self.below(texts, &times) {
            if sentence.is_empty() {
                text.push('\n');
            } else {
                let nested = if sentence.starts_with(' ') { "  " } else { "" };
                let _ = writeln!(text, "{nested}- {}", escape::markdown(sentence.trim_start()));
            }
        }
        text
    }

    /// For machines: `verdict`, `policy`, `totals`, `results`, `read`, `not_read`.
    pub fn json(&self) -> String {
        let by_verdict = |counts: [u64; 3]| {
            let all: u64 = counts.iter().sum();
            json!({"all": all, "breaks": counts[0], "unknown": counts[1], "fits": counts[2]})
        };
        let results: Vec<Json> = self.rows.iter().map(row_json).collect();
        let not_read: Vec<Json> =
            self.not_read.iter().map(|(file, problem)| json!({"file": file, "problem": problem})).collect();
        let report = json!({
            "verdict": self.verdict(),
            "partial": self.is_partial(),
            "policy": self.policy.id,
            "totals": {
                "handshakes": by_verdict(self.totals.handshakes),
                "clients": by_verdict(self.totals.clients),
                "clients_at_least": self.totals.clients_at_least,
                "merged": self.totals.merged,
            },
            "results": results,
            "read": self.read.as_ref().map(CapturesRead::json),
            "coverage": self.coverage().json(),
            "not_read": not_read,
        });
        let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
        text.push('\n');
        text
    }

    fn several_sources(&self) -> bool {
        self.rows.windows(2).any(|pair| pair[0].source != pair[1].source)
    }

    /// What stands behind `observe` to look at a row, ready for a shell, and the packet; nothing where a name cannot be
    /// typed.
    fn by_hand(&self, row: &Row) -> Option<(String, u64)> {
        let file = row.source.strip_prefix("capture:").filter(|file| (self.can_be_read)(file))?;
        let mut words = escape::shell_path(file)?;
        if self.policy_as_given != DEFAULT_POLICY {
            words = format!("{words} --policy {}", escape::shell_path(self.policy_as_given)?);
        }
        Some((words, row.frame?))
    }

    /// What stands below the table.
    fn below(&self, texts: &Texts, times: &Times) -> Vec<String> {
        let mut lines = Vec::new();
        if self.rows.len() < self.totals.rows {
            let counts = [
                ("shown", Value::Count(self.rows.len() as u64)),
                ("all", Value::Count(self.totals.rows as u64)),
            ];
            lines.push(texts.with("rows-left-out", &counts));
        }
        let [breaks, unknown, fits] = self.totals.handshakes.map(Value::Count);
        let all = Value::Count(self.totals.all_handshakes());
        lines.push(texts.with(
            "totals-handshakes",
            &[("all", all), ("breaks", breaks), ("unknown", unknown), ("fits", fits)],
        ));
        lines.extend(self.coverage().lines(texts));
        if let Some(read) = &self.read {
            lines.push(read.sentence(texts));
            lines.extend(read.losses(texts));
        }
        lines.extend(
            self.not_read
                .iter()
                .map(|(_, problem)| texts.with("not-wholly-read", &[("problem", problem.into())])),
        );
        if self.totals.clients_at_least {
            lines.push(texts.get("totals-clients-at-least"));
        }
        if self.totals.merged > 0 {
            let counts = [
                ("count", Value::Count(self.totals.merged)),
                ("rows", Value::Count(self.totals.rows as u64)),
            ];
            lines.push(texts.with("totals-merged", &counts));
        }
        lines.extend(times.sentence(texts));
        let worst: Vec<Reason> = self
            .rows
            .iter()
            .map(|row| row.judgement)
            .filter(|j| j.verdict != Verdict::Fits)
            .map(|j| j.reason)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if !worst.is_empty() {
            lines.push(String::new());
            lines.push(texts.get("meanings"));
            for reason in worst {
                let meaning = texts.get(&format!("reason-{}.meaning", kebab(reason)));
                lines.push(format!("  {} – {meaning}", reason_text(reason, texts)));
            }
        }
        if let Some(what) = texts.not_judged(self.policy) {
            lines.push(String::new());
            lines.push(texts.with("not-judged", &[("what", escape::terminal(&what).into())]));
        }
        if self.policy.confidence != "own" {
            let facts = [
                ("confidence", escape::terminal(&self.policy.confidence).into()),
                ("source", escape::terminal(&self.policy.source).into()),
            ];
            lines.push(texts.with("confidence", &facts));
        }
        if let Some((words, packet)) = self.rows.iter().find_map(|row| self.by_hand(row)) {
            lines.push(String::new());
            let values = [("words", words.into()), ("packet", Value::Number(packet))];
            lines.push(texts.with("explain-hint", &values));
        }
        lines
    }
}

fn header(texts: &Texts) -> Vec<String> {
    [
        "verdict", "client", "server", "offers", "got", "reason", "fault", "count", "first", "last", "file",
        "packet",
    ]
    .map(|column| texts.get(&format!("column-{column}")))
    .to_vec()
}

fn cells(row: &Row, times: &Times, texts: &Texts) -> [String; 12] {
    [
        verdict_text(row.judgement.verdict, texts),
        client_text(&row.client, texts),
        server_text(&row.server, texts),
        match (row.offered_max, row.offered_at_least) {
            (Some(version), _) => version.to_string(),
            (None, Some(version)) => at_least(version, texts),
            (None, None) => texts.get("verdict-unknown"),
        },
        got_text(row, texts),
        reason_text(row.judgement.reason, texts),
        row.judgement.fault.map(|f| fault_text(f, texts)).unwrap_or_default(),
        crate::texts::grouped(row.count),
        times.show(row.first_seen),
        times.show(row.last_seen),
        file_name(&row.source).to_owned(),
        row.frame.map(|f| f.to_string()).unwrap_or_default(),
    ]
}

const COUNT_COLUMN: usize = 7;
const FILE_COLUMN: usize = 10;
const PACKET_COLUMN: usize = 11;

fn row_json(row: &Row) -> Json {
    let mut object = Map::new();
    let mut put = |name: &str, value: Json| _ = object.insert(name.into(), value);
    put(
        "client_ip",
        match &row.client {
            Client::Address(ip) => json!(ip),
            Client::Others => Json::Null,
        },
    );
    let (name, address) = match &row.server {
        Server::Name(name) => (Some(name), None),
        Server::Address(ip, port) => (None, Some((ip, port))),
        Server::Others => (None, None),
    };
    put("server_name", json!(name));
    put("server_ip", json!(address.map(|(ip, _)| ip)));
    put("server_port", json!(address.map(|(_, port)| port)));
    put("offered_max", json!(row.offered_max));
    put("offered_at_least", json!(row.offered_at_least));
    put("negotiated_version", json!(row.negotiated_version));
    put("negotiated_at_least", json!(row.negotiated_at_least));
    put("outcome", json!(row.outcome));
    put("verdict", json!(row.judgement.verdict));
    put("reason", json!(row.judgement.reason));
    put("fault", json!(row.judgement.fault));
    put("handshakes", json!(row.count));
    put("first_seen", json!(row.first_seen));
    put("last_seen", json!(row.last_seen));
    put("source", json!(row.source));
    put("frame", json!(row.frame));
    Json::Object(object)
}

/// How times are shown: on one day, without the date.
struct Times {
    day: Option<jiff::civil::Date>,
    any: bool,
}

impl Times {
    fn of(rows: &[Row]) -> Self {
        let mut days = rows.iter().flat_map(|r| [r.first_seen, r.last_seen]).flatten().map(day).peekable();
        let any = days.peek().is_some();
        let first = days.next();
        Self { day: first.filter(|first| days.all(|d| d == *first)), any }
    }

    fn show(&self, time: Option<Timestamp>) -> String {
        let Some(time) = time else { return String::new() };
        let utc = Offset::UTC.to_datetime(time);
        let format = if self.day.is_some() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
        utc.strftime(format).to_string()
    }

    fn sentence(&self, texts: &Texts) -> Option<String> {
        match self.day {
            Some(day) => Some(texts.with("times-are", &[("date", day.to_string().into())])),
            None => self.any.then(|| texts.get("times-are-utc")),
        }
    }
}

fn day(time: Timestamp) -> jiff::civil::Date {
    Offset::UTC.to_datetime(time).date()
}

pub(crate) fn paint(text: &str, verdict: Verdict, color: bool) -> String {
    let code = match verdict {
        Verdict::Breaks => "1;31",
        Verdict::Unknown => "1;33",
        Verdict::Fits => "1;32",
    };
    if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

pub(crate) fn verdict_text(verdict: Verdict, texts: &Texts) -> String {
    texts.get(match verdict {
        Verdict::Breaks => "verdict-breaks",
        Verdict::Unknown => "verdict-unknown",
        Verdict::Fits => "verdict-fits",
    })
}

pub(crate) fn reason_text(reason: Reason, texts: &Texts) -> String {
    texts.get(&format!("reason-{}", kebab(reason)))
}

fn fault_text(fault: Fault, texts: &Texts) -> String {
    texts.get(match fault {
        Fault::Client => "fault-client",
        Fault::Server => "fault-server",
    })
}

/// What was negotiated, or how it ended without that.
fn got_text(row: &Row, texts: &Texts) -> String {
    match (row.negotiated_version, row.negotiated_at_least, row.outcome) {
        (Some(version), ..) => version.to_string(),
        (None, Some(version), _) => at_least(version, texts),
        (None, None, outcome) => texts.get(&format!("got-{}", outcome.unwrap_or_default().as_str())),
    }
}

fn client_text(client: &Client, texts: &Texts) -> String {
    match client {
        Client::Address(ip) => ip.to_string(),
        Client::Others => texts.get("other-clients"),
    }
}

fn server_text(server: &Server, texts: &Texts) -> String {
    match server {
        Server::Name(name) => name.clone(),
        Server::Address(ip, port) => {
            let address = std::net::SocketAddr::new(*ip, *port).to_string();
            texts.with("no-server-name", &[("address", address.into())])
        }
        Server::Others => texts.get("other-servers"),
    }
}

/// A reason's name in records, which is also its sentence's.
fn kebab(reason: Reason) -> String {
    match serde_json::to_value(reason) {
        Ok(Json::String(name)) => name,
        _ => String::new(),
    }
}

fn file_name(source: &str) -> &str {
    source.strip_prefix("capture:").unwrap_or(source)
}
