//! `cutover observe CAPTURE --explain PACKET`: one handshake, to be checked by hand.

use cutover_evidence::Handshake;
use cutover_observe::{
    Control, Input, Message, MessageKind, Options, Place, Sink, inputs, observe_all, packet,
};
use cutover_policy::{Judge, Judgement, Verdict};
use cutover_report::{ExplainedMessage, ExplainedRecord, Texts, Value, explain as explained};

use cutover_wire::dissect;

use crate::arguments::ObserveOptions;
use crate::environment::{Environment, STOP, catch_ctrl_c};
use crate::exit::Exit;
use crate::problems;
use crate::writing::{open_output, write};

/// How many other packets are named when none starts at the one asked for.
const NEAREST: usize = 5;

/// How many bytes of a message are looked for in its packet: enough to be unique, few enough to be in one.
const LOOKED_FOR: usize = 40;

/// Looks for the handshake that starts at `frame` and shows it.
pub(crate) fn explain(options: &ObserveOptions, frame: u64, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let policy = match crate::policies::chosen(&options.judging, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    let inputs = inputs(options.captures.iter().cloned());
    let [input @ Input { place: Place::File(path), .. }] = &inputs[..] else {
        problems::error(&texts.get("explain-one-input"), texts);
        return Exit::Usage;
    };
    // It is read again for the packets that its messages are in.
    if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        problems::error(&texts.get("explain-one-input"), texts);
        return Exit::Usage;
    }
    let output = match open_output(options.judging.output.as_deref(), &inputs, environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    catch_ctrl_c();
    let reading = Options { keep_messages: true, unpack_limit: options.unpack_limit, ..Options::default() };
    let control = Control { stop: Some(&STOP), progress: None };
    let mut found = Found { frame, judge: Judge::new(&policy), handshake: None, frames: Vec::new() };
    let mut read = observe_all(&inputs, &mut found, &reading, &control);
    let stopped_by = read.inputs.pop().and_then(|read| read.stopped_by);
    if let Some(reason) = &stopped_by {
        problems::error(&problems::stopped_by(&input.name(), reason, texts), texts);
    }
    let Some((handshake, messages, judgement)) = &found.handshake else {
        if found.frames.is_empty() && stopped_by.is_some() {
            return Exit::NotRead;
        }
        let file = problems::input_name(&input.name(), texts);
        let mut sentence =
            texts.with("explain-not-found", &[("file", file.into()), ("packet", Value::Number(frame))]);
        if !found.frames.is_empty() {
            sentence.push_str(texts.space());
            sentence.push_str(&texts.with("explain-nearest", &[("packets", found.nearest(texts).into())]));
        }
        problems::error(&sentence, texts);
        return Exit::Usage;
    };
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
    let text = explained(handshake, &messages, records, &policy, *judgement, texts);
    let is = |verdict| judgement.verdict == verdict;
    let exit = Exit::of_any(
        [is(Verdict::Breaks), is(Verdict::Unknown), is(Verdict::Fits)],
        stopped_by.is_none(),
        options.judging.fail_on,
    );
    write(text.as_bytes(), output, environment, exit)
}

struct Found<'a> {
    frame: u64,
    judge: Judge<'a>,
    handshake: Option<(Handshake, Vec<Message>, Judgement)>,
    frames: Vec<u64>,
}

impl Sink for Found<'_> {
    fn handshake(&mut self, handshake: &Handshake, messages: &[Message]) {
        let judgement = self.judge.judge(handshake);
        let Some(frame) = handshake.frame else { return };
        self.frames.push(frame);
        if frame == self.frame {
            self.handshake.get_or_insert_with(|| (handshake.clone(), messages.to_vec(), judgement));
        }
    }
}

impl Found<'_> {
    /// The packets nearest to the one asked for, in order.
    fn nearest(&self, texts: &Texts) -> String {
        let mut frames = self.frames.clone();
        frames.sort_by_key(|f| f.abs_diff(self.frame));
        frames.truncate(NEAREST);
        frames.sort_unstable();
        let frames: Vec<_> = frames.iter().map(ToString::to_string).collect();
        texts.list(&frames)
    }
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
