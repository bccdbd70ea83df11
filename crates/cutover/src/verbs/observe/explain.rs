//! `cutover observe CAPTURE --explain PACKET`: one handshake, to be checked by hand.

use std::cell::RefCell;

use cutover_assess::OneHandshake;
use cutover_evidence::Handshake;
use cutover_observe::{Control, Input, Message, MessageKind, Options, Place, inputs, observe_all, packet};
use cutover_report::{DocumentForm, ExplainedMessage, ExplainedRecord, Text, Value, explain as explained};

use cutover_wire::dissect;

use super::Observe;
use crate::command_line::options::Format;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::problems;

/// How many other packets are named when none starts at the one asked for.
const NEAREST: usize = 5;

/// How many bytes of a message are looked for in its packet: enough to be unique, few enough to be in one.
const LOOKED_FOR: usize = 40;

/// Looks for the handshake that starts at `frame` and shows it.
pub(super) fn explain(options: &Observe, frame: u64, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let policy = crate::policies::chosen(&options.judging, environment)?;
    let inputs = inputs(options.captures.iter().cloned(), &environment.io.input);
    let [input @ Input { place: Place::File(path), .. }] = &inputs[..] else {
        return Err(Failure::arguments(texts.get("explain-one-input")));
    };
    // It is read again for the packets that its messages are in.
    if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return Err(Failure::arguments(texts.get("explain-one-input")));
    }
    let output = environment.open_output(options.judging.output.as_deref(), &inputs)?;
    environment.catch_ctrl_c();
    let reading = Options { unpack_limit: options.unpack_limit, ..Options::default() };
    let kept: RefCell<Option<Vec<Message>>> = RefCell::new(None);
    let keep = |handshake: &Handshake, messages: &[Message]| {
        if handshake.frame == Some(frame) {
            kept.borrow_mut().get_or_insert_with(|| messages.to_vec());
        }
    };
    let stop = Some(environment.io.stop.flag());
    let control = Control { stop, progress: None, messages: Some(&keep) };
    let mut looked_for = OneHandshake::new(frame, &policy);
    let mut read = observe_all(&inputs, &mut looked_for, &reading, &control);
    let stopped_by = read.inputs.pop().and_then(|read| read.stopped_by);
    if let Some(reason) = &stopped_by {
        environment.error(problems::stopped_by(&input.name(), reason, texts));
    }
    let nearest = looked_for.nearest(NEAREST);
    let Some((handshake, judgement)) = looked_for.found() else {
        if nearest.is_empty() && stopped_by.is_some() {
            return Ok(Exit::NotRead);
        }
        let file = problems::input_name(&input.name(), texts);
        let values = [("file", file.into()), ("packet", Value::Number(frame))];
        let mut sentences = vec![texts.with("explain-not-found", &values)];
        if !nearest.is_empty() {
            sentences.push(
                texts
                    .with("explain-nearest", &[("packets", texts.list(nearest.iter().map(Text::of)).into())]),
            );
        }
        return Err(Failure::arguments(texts.sentences(sentences)));
    };
    let messages = kept.borrow_mut().take().unwrap_or_default();
    let records: Vec<_> = messages
        .iter()
        .filter(|message| message.kind == MessageKind::Record)
        .filter_map(|message| {
            let header = *message.bytes.first_chunk::<5>()?;
            Some(ExplainedRecord { side: message.side, frame: message.at.frame, header })
        })
        .collect();
    // Where both hellos are there, they say more than the records.
    let seen = handshake.seen_or_implied();
    let both = seen.client_hello && seen.server_hello && handshake.cipher_suite.is_some();
    let records = if both || !seen.records { &[][..] } else { &records[..] };
    let messages: Vec<_> = messages
        .iter()
        .filter(|message| message.kind != MessageKind::Record)
        .map(|message| {
            let (title, fields) = match message.kind {
                MessageKind::ClientHello => {
                    ("explain-message-client-hello", dissect::client_hello(&message.bytes))
                }
                MessageKind::Sslv2ClientHello => {
                    ("explain-message-client-hello", dissect::sslv2_client_hello(&message.bytes))
                }
                MessageKind::ServerHello => {
                    ("explain-message-server-hello", dissect::server_hello(&message.bytes))
                }
                MessageKind::Alert | MessageKind::Record => {
                    ("explain-message-alert", dissect::alert(&message.bytes))
                }
            };
            let in_packet = packet(path, message.at.frame, options.unpack_limit)
                .and_then(|packet| place(&packet, message));
            ExplainedMessage { fields, title, frame: message.at.frame, in_packet }
        })
        .collect();
    let document = explained(handshake, &messages, records, &policy, judgement, texts);
    let exit = Exit::of(looked_for.tally(), stopped_by.is_none(), options.judging.fail_on);
    environment.write_document(&document, Format::People(DocumentForm::Table), output)?;
    Ok(exit)
}

/// Where in the packet the message starts, and how many of its bytes follow there unbroken.
fn place(packet: &[u8], message: &Message) -> Option<(usize, usize)> {
    let message = &message.bytes[..];
    // Two bytes could stand anywhere, but an alert that can be read ends its packet.
    if message.len() == 2 {
        return packet.ends_with(message).then(|| (packet.len() - 2, 2));
    }
    let looked_for = &message[..message.len().min(LOOKED_FOR)];
    let start = packet.windows(looked_for.len().max(1)).position(|window| window == looked_for)?;
    let same = packet[start..].iter().zip(message).take_while(|(a, b)| a == b).count();
    Some((start, same))
}
