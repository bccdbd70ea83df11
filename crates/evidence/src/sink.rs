//! Where evidence goes.

use crate::jsonl::Record;
use crate::{ClientSettings, Handshake, ServerAnswer};

/// Takes evidence in: what every source feeds, be it captures, servers, registries or lines of text. Whoever has a use
/// for a kind of record says so; the others are passed over, and not in silence.
pub trait Sink {
    /// A handshake ended.
    fn handshake(&mut self, _: &Handshake) -> Taken {
        Taken::PassedOver
    }

    /// A server was asked.
    fn server_answer(&mut self, _: ServerAnswer) -> Taken {
        Taken::PassedOver
    }

    /// Settings of a machine were read.
    fn client_settings(&mut self, _: ClientSettings) -> Taken {
        Taken::PassedOver
    }

    /// The source pauses, or some time has passed: a good moment to show what there is.
    fn flush(&mut self) {}

    /// A record of any kind.
    fn record(&mut self, record: Record) -> Taken {
        match record {
            Record::Handshake(handshake) => self.handshake(&handshake),
            Record::ServerAnswer(answer) => self.server_answer(*answer),
            Record::ClientSettings(settings) => self.client_settings(settings),
        }
    }
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The sink had a use for it.
    Used,
    /// It had none.
    PassedOver,
}
