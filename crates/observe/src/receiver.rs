//! Who gets what was found.

use cutover_evidence::{Handshake, Sink};
use cutover_handshake::Message;

/// Wants the bytes of the hellos of a handshake, and its first records.
pub type TellMessages<'a> = &'a dyn Fn(&Handshake, &[Message]);

/// The sink, and who wants the bytes of hellos besides.
pub(crate) struct Receiver<'a, S> {
    pub sink: &'a mut S,
    pub messages: Option<TellMessages<'a>>,
}

impl<S: Sink> Receiver<'_, S> {
    /// Hands a handshake on.
    pub fn handshake(&mut self, handshake: &Handshake, messages: &[Message]) {
        self.sink.handshake(handshake);
        if let Some(tell) = self.messages {
            tell(handshake, messages);
        }
    }
}
