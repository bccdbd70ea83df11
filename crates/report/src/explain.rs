//! One handshake with every field's place and bytes, so that a verdict can be checked by hand.

use cutover_evidence::{Handshake, HelloRead, Outcome, Side};
use cutover_policy::{Judgement, Policy};
use cutover_wire::{alert, dissect};

use crate::coverage::at_least;
use crate::document::{Document, Section, Table};
use crate::text::Text;
use crate::texts::{Texts, Value};
use crate::verdicts::{reason_text, verdict_text};

/// How many bytes of a field are shown.
const BYTES_SHOWN: usize = 16;

/// How long a value may be, in characters.
const VALUE_SHOWN: usize = 400;

/// A message as it stood on the wire.
#[derive(Debug)]
pub struct ExplainedMessage<'a> {
    /// Its fields.
    pub fields: Vec<dissect::Field<'a>>,
    /// The sentence that heads them, by its name.
    pub title: &'static str,
    /// The packet in which it starts.
    pub frame: u64,
    /// Where in that packet it starts and how many of its bytes stand there; `None` if that is not known.
    pub in_packet: Option<(usize, usize)>,
}

/// A record's header, by which a version is known where hellos are missing.
#[derive(Debug, Clone, Copy)]
pub struct ExplainedRecord {
    /// Who sent it.
    pub side: Side,
    /// The packet in which it starts.
    pub frame: u64,
    /// Type, version, length.
    pub header: [u8; 5],
}

/// How many records are shown.
const RECORDS_SHOWN: usize = 12;

/// The handshake, its messages and its records, and how to find them in Wireshark.
pub fn explain(
    handshake: &Handshake,
    messages: &[ExplainedMessage<'_>],
    records: &[ExplainedRecord],
    policy: &Policy,
    judgement: Judgement,
    texts: &Texts,
) -> Document {
    let mut document = Document::default();
    let file = handshake.source.strip_prefix("capture:").unwrap_or(&handshake.source);
    let packet = Value::Number(handshake.frame.unwrap_or_default());
    document.section().paragraph(texts.with("explain-title", &[("packet", packet), ("file", file.into())]));
    let mut lines = Vec::new();
    let mut line = |sentence: Text| lines.push(sentence);
    let client = Value::of(std::net::SocketAddr::new(handshake.client_ip, handshake.client_port));
    let server = Value::of(std::net::SocketAddr::new(handshake.server_ip, handshake.server_port));
    let ends = [("client", client), ("server", server)];
    line(match &handshake.server_name {
        Some(name) => texts.with("explain-ends-name", &[&ends[..], &[("name", name.into())]].concat()),
        None => texts.with("explain-ends", &ends),
    });
    line(offers(handshake, texts));
    line(got(handshake, texts));
    let seen = handshake.seen_or_implied();
    let unseen = handshake.outcome == Outcome::Incomplete && !seen.server_hello && !seen.client_hello;
    let outcome = if unseen { "unseen" } else { handshake.outcome.as_str() };
    let outcome = texts.get(&format!("outcome-{outcome}"));
    line(texts.with("explain-outcome", &[("outcome", outcome.into())]));
    if let Some(sentence) = alert_sentence(handshake, texts) {
        line(sentence);
    }
    line(texts.with(
        "explain-verdict",
        &[
            ("policy", (&policy.id).into()),
            ("verdict", verdict_text(judgement.verdict, texts).into()),
            ("reason", reason_text(judgement.reason, texts).into()),
        ],
    ));
    document.section().lines(lines);
    for message in messages.iter().filter(|message| !message.fields.is_empty()) {
        message_table(message, document.section(), texts);
    }
    if !records.is_empty() {
        record_table(records, document.section(), texts);
    }
    let filter = Text::of(format_args!("  {}", display_filter(handshake)));
    document.section().lines(vec![texts.get("explain-filter"), filter, texts.get("explain-filter-old")]);
    document
}

fn offers(handshake: &Handshake, texts: &Texts) -> Text {
    let cut = match handshake.client_hello {
        Some(HelloRead::Cut) => Some("explain-offers-cut"),
        Some(HelloRead::Malformed) => Some("explain-offers-malformed"),
        Some(HelloRead::Whole) | None => None,
    };
    if let Some(how) = cut {
        let version = match (handshake.offered_max, handshake.offered_at_least) {
            (Some(version), _) => Text::of(version),
            (None, Some(version)) => at_least(version, texts),
            (None, None) => return texts.get("explain-no-hello"),
        };
        let offers = texts.with("explain-offers", &[("versions", version.into())]);
        return Text::of(format_args!("{offers} {}", texts.get(how)));
    }
    if handshake.offered_max.is_none() {
        return texts.get("explain-no-hello");
    }
    let versions = texts.list(handshake.offered_versions.iter().map(Text::of));
    let how = if handshake.supported_versions == Some(false) {
        "explain-offers-by-legacy"
    } else {
        "explain-offers-by-extension"
    };
    let offers = texts.with("explain-offers", &[("versions", versions.into())]);
    Text::of(format_args!("{offers} {}", texts.get(how)))
}

fn got(handshake: &Handshake, texts: &Texts) -> Text {
    let version = match (handshake.negotiated_version, handshake.negotiated_at_least) {
        (Some(version), _) => Text::of(version),
        (None, Some(version)) => at_least(version, texts),
        (None, None) => return texts.get("explain-got-nothing"),
    };
    if !handshake.seen_or_implied().server_hello {
        return texts.with("explain-got-records", &[("version", version.into())]);
    }
    let suite = handshake.cipher_suite.map_or_else(|| texts.get("explain-suite-unknown"), Text::of);
    let mut values = vec![("version", version.into()), ("suite", suite.into())];
    match handshake.group {
        Some(group) => {
            values.push(("group", Value::of(group)));
            texts.with("explain-got-group", &values)
        }
        None => texts.with("explain-got", &values),
    }
}

/// The records' headers, in the order in which they were captured.
fn record_table(records: &[ExplainedRecord], section: &mut Section, texts: &Texts) {
    let columns = ["packet", "sender", "bytes", "type", "version", "length"];
    let mut table = Table::new(columns.map(|column| texts.get(&format!("explain-record-{column}"))));
    for record in records.iter().take(RECORDS_SHOWN) {
        let [kind, major, minor, high, low] = record.header;
        table.row([
            Text::of(record.frame),
            side_text(record.side, texts),
            hex(&record.header).into(),
            Text::of(format_args!("{kind} {}", record_type(kind))),
            record_version(u16::from_be_bytes([major, minor])).into(),
            Text::of(u16::from_be_bytes([high, low])),
        ]);
    }
    section.paragraph(texts.get("explain-records")).table(table);
    if let Some(more @ 1..) = records.len().checked_sub(RECORDS_SHOWN) {
        section.paragraph(texts.with("explain-records-more", &[("count", Value::Count(more as u64))]));
    }
}

fn side_text(side: Side, texts: &Texts) -> Text {
    texts.get(match side {
        Side::Client => "fault-client",
        Side::Server => "fault-server",
    })
}

/// A version as it stands in a record, and what that says.
fn record_version(version: u16) -> String {
    match version {
        // Of TLS 1.2 and of TLS 1.3.
        0x0303 => "0x0303".to_owned(),
        version => format!("0x{version:04x} {}", cutover_wire::Version(version)),
    }
}

/// As RFC 8446 (5.1) names it.
fn record_type(kind: u8) -> &'static str {
    match kind {
        20 => "change_cipher_spec",
        21 => "alert",
        22 => "handshake",
        23 => "application_data",
        _ => "heartbeat",
    }
}

fn alert_sentence(handshake: &Handshake, texts: &Texts) -> Option<Text> {
    let (level, code) = handshake.alert_level.zip(handshake.alert_code)?;
    let side = match handshake.refused_by {
        Some(Side::Client) => side_text(Side::Client, texts),
        _ => side_text(Side::Server, texts),
    };
    let fatal = if level == alert::FATAL { "explain-alert-fatal" } else { "explain-alert-warning" };
    Some(texts.with(
        "explain-alert",
        &[
            ("side", side.into()),
            ("level", texts.get(fatal).into()),
            ("name", alert::name(code).unwrap_or("?").into()),
            ("code", Value::Number(code.into())),
        ],
    ))
}

fn message_table(message: &ExplainedMessage<'_>, section: &mut Section, texts: &Texts) {
    let columns = ["offset", "bytes", "field", "value"];
    let mut table = Table::new(columns.map(|column| texts.get(&format!("explain-column-{column}"))));
    for field in &message.fields {
        let offset = match message.in_packet {
            Some((start, length)) if field.offset + field.bytes.len() <= length => {
                Text::of(start + field.offset)
            }
            _ => Text::of(format_args!("+{}", field.offset)),
        };
        let value = Text::from(field.value.as_str());
        table.row([offset, hex(field.bytes).into(), (&field.name).into(), shorten(&value).into()]);
    }
    let offsets = match message.in_packet {
        Some(_) => "explain-offsets-packet",
        None => "explain-offsets-message",
    };
    section
        .paragraph(texts.with(message.title, &[("packet", Value::Number(message.frame))]))
        .table(table)
        .paragraph(texts.get(offsets));
}

fn hex(bytes: &[u8]) -> String {
    let shown: Vec<_> = bytes.iter().take(BYTES_SHOWN).map(|b| format!("{b:02x}")).collect();
    let more = if bytes.len() > BYTES_SHOWN { " …" } else { "" };
    format!("{}{more}", shown.join(" "))
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(VALUE_SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}

/// The display filter that finds the connection from the hello on.
fn display_filter(handshake: &Handshake) -> String {
    let ip = if handshake.client_ip.is_ipv4() { "ip" } else { "ipv6" };
    let from = handshake.frame.map(|f| format!(" && frame.number >= {f}")).unwrap_or_default();
    format!(
        "tls && {ip}.addr == {} && tcp.port == {} && {ip}.addr == {} && tcp.port == {}{from}",
        handshake.client_ip, handshake.client_port, handshake.server_ip, handshake.server_port
    )
}
