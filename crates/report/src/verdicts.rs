//! Verdicts for people and machines.

use cutover_evidence::json_text;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::IpAddr;

use cutover_policy::{Client, DEFAULT_POLICY, Fault, Policy, Reason, Row, Server, Tally, Totals, Verdict};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

use crate::captures_read::CapturesRead;
use crate::coverage::{CoverageReport, Recorded, at_least};
use crate::document::{Align, Document, Item, List, Table, Tone};
use crate::shell::ShellWords;
use crate::text::Text;
use crate::texts::{Texts, Value, grouped};

/// How many rows a table has unless all are wanted.
pub const ROWS_SHOWN: usize = 100;

/// How many servers the answer names.
const SERVERS_NAMED: usize = 3;

/// An input that was not wholly read: its name as given, and what was the matter.
pub type NotRead = (String, Text);

/// Clients of which a hello is like those that the catalogue has recorded: a guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LooksLike {
    /// The entries of the catalogue.
    pub ids: Vec<String>,
    /// The same, with all that is known of them.
    #[serde(skip)]
    pub entries: Vec<cutover_catalogue::Client>,
    /// The clients.
    pub clients: Vec<IpAddr>,
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
    /// Whose hellos those may be that do not fit.
    pub looks_like: &'a [LooksLike],
    /// How much was read of captures.
    pub read: Option<&'a CapturesRead>,
    /// Whether evidence was judged that was written down.
    pub is_evidence: bool,
    /// When what was judged was recorded.
    pub recorded: Recorded,
    /// Inputs that were not wholly read, each with what was the matter.
    pub not_read: &'a [NotRead],
}

impl LooksLike {
    /// How many clients a line names.
    const NAMED: usize = 10;

    fn line(&self, texts: &Texts) -> Text {
        let mut clients: Vec<Text> = self.clients.iter().take(Self::NAMED).map(Text::of).collect();
        let more = self.clients.len().saturating_sub(Self::NAMED);
        if more > 0 {
            clients.push(texts.with("helps-more", &[("count", Value::Count(more as u64))]));
        }
        let names: Vec<&str> = self.entries.iter().map(|entry| texts.client_name(entry)).collect();
        let values = [("clients", texts.list(clients).into()), ("names", names.join(" / ").into())];
        texts.with("looks-like", &values)
    }
}

impl VerdictReport<'_> {
    /// The worst verdict; what an exit code is made of.
    pub fn verdict(&self) -> Verdict {
        self.totals.tally().worst()
    }

    fn coverage(&self) -> CoverageReport<'_> {
        CoverageReport {
            totals: self.totals,
            recorded: &self.recorded,
            faults: self.read.map(|read| &read.faults),
            is_evidence: self.is_evidence,
        }
    }

    /// How far the verdicts can be trusted, where there is no report to say it: nothing, where all was seen whole.
    pub fn coverage_lines(&self, texts: &Texts) -> Vec<Text> {
        let lost = self.read.map_or(0, |read| read.faults.lost());
        let is_whole = !self.totals.coverage.has_gaps() && lost == 0;
        if is_whole { Vec::new() } else { self.coverage().lines(texts) }
    }

    /// The one sentence.
    pub fn answer(&self, texts: &Texts) -> Text {
        let policy = [("policy", (&self.policy.id).into()), ("name", texts.policy_name(self.policy).into())];
        let clients = ("clients", Value::Count(self.totals.clients.all()));
        let Tally { breaks: breaking, unknown, .. } = self.totals.clients;
        let with = |name, more: &[(&str, Value<'_>)]| texts.with(name, &[&policy[..], more].concat());
        match self.verdict() {
            Verdict::Breaks => {
                let mut parts = vec![with("answer-breaks", &[clients, ("breaking", Value::Count(breaking))])];
                parts.extend(self.at_fault(texts));
                texts.sentences(parts)
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
                texts.sentences(parts)
            }
        }
    }

    /// Whether there may be more than was judged.
    fn is_partial(&self) -> bool {
        let lost = self.read.map_or(0, |read| read.faults.lost());
        self.totals.coverage.has_gaps() || lost > 0 || !self.not_read.is_empty()
    }

    /// Who is at fault, clients and servers counted apart.
    fn at_fault(&self, texts: &Texts) -> Vec<Text> {
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
            let mut list = texts.list(servers.iter().take(SERVERS_NAMED).map(|s| server_text(s, texts)));
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
    pub fn document(&self, texts: &Texts) -> Document {
        let times = Times::of(self.rows);
        let mut document = Document::default();
        document.section().answer(self.verdict().into(), self.answer(texts));
        let mut table = Table::new(COLUMNS.map(|column| texts.get(&format!("column-{column}"))));
        for number in [COUNT_COLUMN, PACKET_COLUMN] {
            table.column(number).align = Align::EndIfDrawn;
        }
        for row in self.rows {
            table.row(cells(row, &times, texts));
        }
        if !self.several_sources() {
            table.leave_out(FILE_COLUMN);
        }
        document.section().table(table);
        self.below(&mut document, &times, texts);
        document
    }

    /// For machines: `verdict`, `policy`, `totals`, `results`, `read`, `not_read`; row by row, as they can be many.
    ///
    /// # Errors
    ///
    /// What `to` says.
    pub fn json(&self, mut to: impl Write) -> io::Result<()> {
        let not_read = self.not_read.iter();
        let report = JsonReport {
            coverage: self.coverage().json(),
            looks_like: self.looks_like,
            not_read: not_read
                .map(|(file, problem)| json!({"file": file, "problem": problem.as_str()}))
                .collect(),
            partial: self.is_partial(),
            policy: &self.policy.id,
            read: self.read.map(CapturesRead::json),
            results: self.rows,
            totals: json!({
                "handshakes": self.totals.handshakes,
                "clients": self.totals.clients,
                "clients_at_least": self.totals.clients_at_least,
                "merged": self.totals.merged,
            }),
            verdict: self.verdict(),
        };
        json_text::stream_pretty(&mut to, &report)
    }

    fn several_sources(&self) -> bool {
        self.rows.windows(2).any(|pair| pair[0].source != pair[1].source)
    }

    /// What stands behind `observe` to look at a row, ready for a shell, and the packet; nothing where a name cannot be
    /// typed.
    fn by_hand(&self, row: &Row) -> Option<(ShellWords, u64)> {
        let file = row.source.strip_prefix("capture:").filter(|file| (self.can_be_read)(file))?;
        let mut words = ShellWords::path(file)?;
        if self.policy_as_given != DEFAULT_POLICY {
            words = words.with("--policy", &ShellWords::path(self.policy_as_given)?);
        }
        Some((words, row.frame?))
    }

    /// What stands below the table.
    fn below(&self, document: &mut Document, times: &Times, texts: &Texts) {
        let mut notes = List::notes(None);
        if self.rows.len() < self.totals.rows {
            let counts = [
                ("shown", Value::Count(self.rows.len() as u64)),
                ("all", Value::Count(self.totals.rows as u64)),
            ];
            notes.push(texts.with("rows-left-out", &counts));
        }
        notes.push(texts.with("totals-handshakes", &tally_values(self.totals.handshakes)));
        notes.extend(self.coverage().lines(texts));
        if let Some(read) = self.read {
            notes.push(read.sentence(texts));
            notes.extend(read.losses(texts));
        }
        let problem = |(_, problem): &NotRead| texts.with("not-wholly-read", &[("problem", problem.into())]);
        notes.extend(self.not_read.iter().map(problem));
        if self.totals.clients_at_least {
            notes.push(texts.get("totals-clients-at-least"));
        }
        if self.totals.merged > 0 {
            let counts = [
                ("count", Value::Count(self.totals.merged)),
                ("rows", Value::Count(self.totals.rows as u64)),
            ];
            notes.push(texts.with("totals-merged", &counts));
        }
        notes.extend(times.sentence(texts));
        let bad = self.rows.iter().map(|row| row.judgement).filter(|j| j.verdict != Verdict::Fits);
        let reasons: BTreeSet<Reason> = bad.map(|judgement| judgement.reason).collect();
        if !reasons.is_empty() {
            document.section().list(std::mem::replace(&mut notes, List::notes(None)));
            let meaning = |reason: Reason| {
                let meaning = texts.get(&format!("reason-{}.meaning", reason.name()));
                Text::of(format_args!("{} – {meaning}", reason_text(reason, texts)))
            };
            let under = reasons.into_iter().map(meaning).collect();
            notes.push(Item { text: texts.get("meanings"), under });
        }
        if !self.looks_like.is_empty() {
            document.section().list(std::mem::replace(&mut notes, List::notes(None)));
            let under = self.looks_like.iter().map(|like| like.line(texts)).collect();
            notes.push(Item { text: texts.get("looks-like-heading"), under });
        }
        if let Some(what) = texts.not_judged(self.policy) {
            document.section().list(std::mem::replace(&mut notes, List::notes(None)));
            notes.push(texts.with("not-judged", &[("what", what.into())]));
        }
        notes.extend(texts.confidence_in(self.policy));
        document.section().list(notes);
        if let Some((words, packet)) = self.rows.iter().find_map(|row| self.by_hand(row)) {
            let values = [("words", Value::Words(words)), ("packet", Value::Number(packet))];
            document.section().list(List::notes([texts.with("explain-hint", &values)]));
        }
    }
}

/// A tally as the values of a sentence.
pub(crate) fn tally_values(tally: Tally) -> [(&'static str, Value<'static>); 4] {
    let Tally { breaks, unknown, fits } = tally;
    [("all", tally.all()), ("breaks", breaks), ("unknown", unknown), ("fits", fits)]
        .map(|(name, count)| (name, Value::Count(count)))
}

#[derive(Serialize)]
struct JsonReport<'a> {
    coverage: Json,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    looks_like: &'a [LooksLike],
    not_read: Vec<Json>,
    partial: bool,
    policy: &'a str,
    read: Option<Json>,
    #[serde(serialize_with = "results")]
    results: &'a [Row],
    totals: Json,
    verdict: Verdict,
}

fn results<S: Serializer>(rows: &[Row], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rows.iter().map(row_json))
}

const COLUMNS: [&str; 12] = [
    "verdict", "client", "server", "offers", "got", "reason", "fault", "count", "first", "last", "file",
    "packet",
];

fn cells(row: &Row, times: &Times, texts: &Texts) -> [Text; 12] {
    [
        verdict_text(row.judgement.verdict, texts),
        client_text(&row.client, texts),
        server_text(&row.server, texts),
        match (row.offered_max, row.offered_at_least) {
            (Some(version), _) => Text::of(version),
            (None, Some(version)) => at_least(version, texts),
            (None, None) => texts.get("verdict-unknown"),
        },
        got_text(row, texts),
        reason_text(row.judgement.reason, texts),
        row.judgement.fault.map(|f| fault_text(f, texts)).unwrap_or_default(),
        grouped(row.count).into(),
        times.show(row.first_seen).into(),
        times.show(row.last_seen).into(),
        file_name(&row.source).into(),
        row.frame.map(Text::of).unwrap_or_default(),
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

    fn sentence(&self, texts: &Texts) -> Option<Text> {
        match self.day {
            Some(day) => Some(texts.with("times-are", &[("date", day.to_string().into())])),
            None => self.any.then(|| texts.get("times-are-utc")),
        }
    }
}

fn day(time: Timestamp) -> jiff::civil::Date {
    Offset::UTC.to_datetime(time).date()
}

impl From<Verdict> for Tone {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Breaks => Self::Bad,
            Verdict::Unknown => Self::Unsure,
            Verdict::Fits => Self::Good,
        }
    }
}

pub(crate) fn verdict_text(verdict: Verdict, texts: &Texts) -> Text {
    texts.get(match verdict {
        Verdict::Breaks => "verdict-breaks",
        Verdict::Unknown => "verdict-unknown",
        Verdict::Fits => "verdict-fits",
    })
}

pub(crate) fn reason_text(reason: Reason, texts: &Texts) -> Text {
    texts.get(&format!("reason-{}", reason.name()))
}

fn fault_text(fault: Fault, texts: &Texts) -> Text {
    texts.get(match fault {
        Fault::Client => "fault-client",
        Fault::Server => "fault-server",
    })
}

/// What was negotiated, or how it ended without that.
fn got_text(row: &Row, texts: &Texts) -> Text {
    match (row.negotiated_version, row.negotiated_at_least, row.outcome) {
        (Some(version), ..) => Text::of(version),
        (None, Some(version), _) => at_least(version, texts),
        (None, None, outcome) => texts.get(&format!("got-{}", outcome.unwrap_or_default().as_str())),
    }
}

fn client_text(client: &Client, texts: &Texts) -> Text {
    match client {
        Client::Address(ip) => Text::of(ip),
        Client::Others => texts.get("other-clients"),
    }
}

fn server_text(server: &Server, texts: &Texts) -> Text {
    match server {
        Server::Name(name) => name.into(),
        Server::Address(ip, port) => {
            let address = Value::of(std::net::SocketAddr::new(*ip, *port));
            texts.with("no-server-name", &[("address", address)])
        }
        Server::Others => texts.get("other-servers"),
    }
}

fn file_name(source: &str) -> &str {
    source.strip_prefix("capture:").unwrap_or(source)
}
