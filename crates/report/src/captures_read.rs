//! How much of the captures was read, and what was dropped to keep within memory.

use serde_json::{Value as Json, json};

use crate::coverage::{RecordingFaults, Span};
use crate::text::Text;
use crate::texts::{Texts, Value};

/// What was read before anything was judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CapturesRead {
    /// Captures.
    pub captures: u64,
    /// Packets in them.
    pub packets: u64,
    /// Connections that were dropped before they ended.
    pub connections_dropped: u64,
    /// Segments that came before their turn and were dropped.
    pub segments_dropped: u64,
    /// Handshakes that were reported before they ended.
    pub handshakes_cut_short: u64,
    /// When each of them was recorded.
    pub spans: Vec<Span>,
    /// What the recording lacks.
    pub faults: RecordingFaults,
}

impl CapturesRead {
    /// How much was read.
    pub fn sentence(&self, texts: &Texts) -> Text {
        let values = [("packets", Value::Count(self.packets)), ("inputs", Value::Count(self.captures))];
        texts.with("totals-packets", &values)
    }

    /// What was dropped, a sentence each; none if nothing was.
    pub fn losses(&self, texts: &Texts) -> Vec<Text> {
        [
            ("loss-flows", self.connections_dropped),
            ("loss-segments", self.segments_dropped),
            ("loss-handshakes", self.handshakes_cut_short),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(sentence, count)| texts.with(sentence, &[("count", Value::Count(count))]))
        .collect()
    }

    pub(crate) fn json(&self) -> Json {
        json!({
            "captures": self.captures,
            "packets": self.packets,
            "connections_let_go": self.connections_dropped,
            "segments_let_go": self.segments_dropped,
            "handshakes_cut_short": self.handshakes_cut_short,
        })
    }
}
