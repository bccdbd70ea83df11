//! One connection: its two directions put in order, and what is handed on of them.

use super::flow_key::{Direction, FlowKey};
use super::handler::{Before, End, Seen, StreamHandler};
use super::limits::{FlowLoss, Limits};
use super::reassembly::{OutOfOrder, Sequence, Waiting, distance};
use crate::decode::Segment;
use crate::packet::At;

/// How many segments wait behind a hole before it is believed that what belongs there is not in the capture.
const PATIENCE: usize = 4;

/// For how long they wait at least, in nanoseconds of the capture's time: what was captured out of order, or by a tap
/// whose clock is late, comes within that.
const PATIENCE_TIME: i64 = 1_000_000_000;

/// Numbers further apart than this belong to two connections; no window is larger than a gigabyte (RFC 7323, 2.3), and few
/// are larger than this.
const FAR: u32 = 16 << 20;

/// The same for a connection of which no bytes are followed any more.
const FAR_OF_DONE: u32 = 1 << 30;

pub(crate) struct Connection<S> {
    pub sequences: [Sequence; 2],
    waiting: Option<Box<Waiting>>,
    /// When it was last touched, in sweeps of the table.
    pub touched: u32,
    /// How many connections began before it: those that end together are told in this order.
    pub number: u32,
    /// The input in which it began, cut to sixteen bits: it is only compared.
    input: u16,
    /// It ended, and is kept for what may still come.
    pub lingers: bool,
    opened_by: Option<Direction>,
    pub state: S,
}

impl<S: Default> Connection<S> {
    pub fn new(number: u32, input: u32) -> Self {
        Self {
            sequences: [Sequence::default(); 2],
            waiting: None,
            touched: 0,
            number,
            input: input as u16,
            lingers: false,
            opened_by: None,
            state: S::default(),
        }
    }

    /// Whether a segment of another input belongs to another connection that has the same ends, by its numbers. Of one that
    /// is `done` it is not known how far they came.
    pub fn is_of_another_recording(
        &self,
        segment: &Segment<'_>,
        from: Direction,
        at: At,
        done: bool,
    ) -> bool {
        if at.input as u16 == self.input {
            return false;
        }
        let window = if done { FAR_OF_DONE } else { FAR };
        let far = |known: &Sequence, number: u32| {
            known.has(Sequence::STARTED).then(|| distance(known.next, number).unsigned_abs() > window)
        };
        let own = &self.sequences[from as usize];
        if segment.syn && own.has(Sequence::STARTED) && !done {
            let first = segment.sequence.wrapping_add(1);
            return own.first != first && !own.is_just_after(first);
        }
        let acknowledgment = segment.acknowledgment;
        far(own, segment.sequence)
            .or_else(|| far(&self.sequences[from.reverse() as usize], acknowledgment?))
            .unwrap_or(false)
    }
}

pub(crate) enum Life {
    GoesOn,
    /// It ended; what comes all the same still counts.
    Lingers,
    Over,
}

/// One connection while a segment of it is taken in.
pub(crate) struct Current<'t, H: StreamHandler> {
    pub key: &'t FlowKey,
    pub connection: &'t mut Connection<H::State>,
    pub handler: &'t mut H,
    pub limits: &'t Limits,
    pub early_bytes: &'t mut usize,
    pub loss: &'t mut FlowLoss,
}

impl<H: StreamHandler> Current<'_, H> {
    #[inline]
    pub fn take(&mut self, segment: &Segment<'_>, from: Direction, at: At) -> Life {
        let (own, other) = (from as usize, from.reverse() as usize);
        let mut sequence = segment.sequence;
        if segment.syn {
            sequence = sequence.wrapping_add(1);
            self.synchronise(segment, sequence, from);
        } else if segment.payload.first() == Some(&H::BEGINS_WITH)
            && self.handler.begins_anew(Some(&self.connection.state), from, segment.payload)
        {
            self.begin_again();
            self.connection.sequences[own].start(sequence);
            self.connection.sequences[own].set(Sequence::ANCHORED);
        }
        if self.handler.is_done(&self.connection.state) {
            if segment.fin {
                self.connection.sequences[own].set(Sequence::ENDED);
            }
            return if segment.rst || self.has_ended() { Life::Over } else { Life::GoesOn };
        }
        if let Some(acknowledged) = segment.acknowledgment
            && self.connection.sequences[other].acknowledge(acknowledged)
        {
            self.handler.begun_earlier(&mut self.connection.state, from.reverse());
        }
        if segment.wire_len > 0 {
            self.payload(segment, sequence, from, at);
        }
        if segment.fin || segment.rst {
            let known = &mut self.connection.sequences[own];
            if !known.has(Sequence::STARTED) {
                known.start_at(sequence);
            }
            if !known.has(Sequence::FIN) {
                known.end = sequence.wrapping_add(segment.wire_len);
            }
            known.set(if segment.rst { Sequence::RST } else { Sequence::FIN });
        }
        if self.connection.waiting.is_some() {
            self.pass_on_waiting(Direction::Low, at);
            self.pass_on_waiting(Direction::High, at);
        }
        if self.connection.sequences[own].has(Sequence::FIN) {
            self.pass_on_fin(from, at.time);
        }
        if segment.rst && self.connection.waiting.is_none() {
            self.end(from, End::Rst, at.time);
        }
        if self.connection.waiting.is_some() && self.handler.is_done(&self.connection.state) {
            self.drop_waiting();
        }
        self.life(segment.rst)
    }

    /// A SYN: the first number of a direction is known, or another connection begins.
    fn synchronise(&mut self, segment: &Segment<'_>, sequence: u32, from: Direction) {
        let (own, other) = (from as usize, from.reverse() as usize);
        let known = self.connection.sequences[own];
        let other_start =
            known.has(Sequence::STARTED) && (!known.has(Sequence::SYN) || known.first != sequence);
        // A client begins a connection; a server that answers one SYN with two numbers does not, and the
        // client's acknowledgment says which of them counts.
        let begins =
            segment.acknowledgment.is_none() || !self.connection.sequences[other].has(Sequence::STARTED);
        let settled = known.has(Sequence::ACKNOWLEDGED) && distance(known.first, known.acknowledged) >= 0;
        // What came before its SYN only because it was captured so, is of the same connection.
        let late = known.has(Sequence::STARTED) && !known.has(Sequence::SYN) && known.is_just_after(sequence);
        if late {
            let known = &mut self.connection.sequences[own];
            if known.next == known.first {
                // Nothing was handed on, so what lies between may still come.
                known.start(sequence);
            }
            let (whole, was_told_whole) = (known.first == sequence, known.has(Sequence::ANCHORED));
            known.first = sequence;
            known.flags = known.flags & !Sequence::ANCHORED | Sequence::SYN;
            if whole {
                known.set(Sequence::ANCHORED);
            } else if was_told_whole {
                self.handler.begun_earlier(&mut self.connection.state, from);
            }
        } else if other_start && begins {
            self.begin_again();
        } else if other_start && !settled {
            self.connection.sequences[own].start(sequence);
        }
        let known = &mut self.connection.sequences[own];
        if !known.has(Sequence::STARTED) {
            known.start(sequence);
            known.set(Sequence::SYN | Sequence::ANCHORED);
        }
        if segment.acknowledgment.is_none() {
            self.connection.opened_by = Some(from);
        }
    }

    /// Ends what was, and keeps the place for another connection between the same ends.
    fn begin_again(&mut self) {
        self.close(None);
        let Connection { touched, number, input, .. } = *self.connection;
        *self.connection = Connection { touched, ..Connection::new(number, input.into()) };
    }

    #[cold]
    fn drop_waiting(&mut self) {
        if let Some(waiting) = self.connection.waiting.take() {
            *self.early_bytes = self.early_bytes.saturating_sub(waiting.bytes());
        }
    }

    fn life(&mut self, reset: bool) -> Life {
        let reset = reset || self.connection.sequences.iter().any(|s| s.has(Sequence::RST));
        match (reset || self.has_ended(), self.handler.is_done(&self.connection.state)) {
            (true, true) => Life::Over,
            (true, false) if !self.connection.lingers => {
                self.connection.lingers = true;
                Life::Lingers
            }
            _ => Life::GoesOn,
        }
    }

    fn has_ended(&self) -> bool {
        self.connection.sequences.iter().all(|s| s.has(Sequence::ENDED))
    }

    #[inline]
    fn payload(&mut self, segment: &Segment<'_>, sequence: u32, from: Direction, at: At) {
        let known = &mut self.connection.sequences[from as usize];
        if !known.has(Sequence::STARTED) {
            known.start_at(sequence);
        }
        let mut ahead = distance(known.next, sequence);
        if ahead < 0 && known.may_begin_at(sequence) {
            // Only its end was captured before.
            known.start(sequence);
            known.flags &= !Sequence::ANCHORED;
            ahead = 0;
        }
        if ahead <= 0 {
            self.pass_on(segment.payload, segment.wire_len, ahead.unsigned_abs(), from, at);
        } else {
            self.keep(segment, sequence, from, at);
        }
    }

    /// Hands bytes on that start `seen` bytes before the next one wanted.
    #[inline]
    fn pass_on(&mut self, payload: &[u8], wire_len: u32, seen: u32, from: Direction, at: At) {
        let Some(fresh) = wire_len.checked_sub(seen).filter(|n| *n > 0) else { return };
        let known = &mut self.connection.sequences[from as usize];
        known.next = known.next.wrapping_add(fresh);
        let before = match known.flags & (Sequence::SYN | Sequence::ANCHORED | Sequence::HOLED) {
            flags if flags & Sequence::HOLED != 0 || flags & Sequence::ANCHORED == 0 => Before::Something,
            flags if flags & Sequence::SYN != 0 => Before::Nothing,
            _ => Before::NothingAcknowledged,
        };
        let bytes = payload.get(seen as usize..).unwrap_or_default();
        if !bytes.is_empty() {
            self.handler.data(&mut self.connection.state, self.key, from, bytes, at, before);
        }
        let cut = fresh - bytes.len() as u32;
        if cut > 0 {
            self.gap(from, cut);
        }
    }

    #[cold]
    fn gap(&mut self, from: Direction, length: u32) {
        self.connection.sequences[from as usize].set(Sequence::HOLED);
        self.handler.gap(&mut self.connection.state, from, length);
    }

    #[cold]
    fn keep(&mut self, segment: &Segment<'_>, sequence: u32, from: Direction, at: At) {
        let cost = OutOfOrder::cost(segment.payload.len());
        if *self.early_bytes + cost > self.limits.early_bytes {
            // There is no room to wait any longer: what is missing counts as missing.
            self.loss.segments += 1;
            self.pass_on_everything();
            let known = self.connection.sequences[from as usize];
            let ahead = distance(known.next, sequence);
            if ahead > 0 {
                self.connection.sequences[from as usize].next = sequence;
                self.gap(from, ahead.unsigned_abs());
            }
            return self.pass_on(segment.payload, segment.wire_len, ahead.min(0).unsigned_abs(), from, at);
        }
        let waiting = self.connection.waiting.get_or_insert_default();
        let Some(place) = waiting.place(from as usize, sequence, segment.wire_len) else { return };
        *self.early_bytes += cost;
        let early = OutOfOrder { sequence, payload: segment.payload.into(), wire_len: segment.wire_len, at };
        waiting.insert(from as usize, place, early);
    }

    /// Hands on what waits for its turn, as far as the hole before it is filled or will never be.
    #[cold]
    fn pass_on_waiting(&mut self, from: Direction, at: At) {
        loop {
            let known = self.connection.sequences[from as usize];
            let Some(waiting) = self.connection.waiting.as_deref() else { return };
            let Some(first) = waiting.first(from as usize) else { return };
            let hole = distance(known.next, first);
            // What was never acknowledged may be sent again, where acknowledgments are captured at all.
            let may_come_again = known.has(Sequence::ACKNOWLEDGED) && distance(first, known.acknowledged) < 0;
            let lost = (!may_come_again
                && waiting.count(from as usize) >= PATIENCE
                && waiting.waited(from as usize, at.time) >= PATIENCE_TIME)
                || waiting.bytes() > self.limits.early_bytes_per_flow;
            if hole > 0 && !lost {
                return;
            }
            self.pass_on_first(from);
        }
    }

    /// Hands the first waiting segment on, and the hole before it.
    fn pass_on_first(&mut self, from: Direction) -> bool {
        let next = self.connection.sequences[from as usize].next;
        let Some(waiting) = self.connection.waiting.as_deref_mut() else { return false };
        let Some(early) = waiting.take_first(from as usize) else { return false };
        *self.early_bytes = self.early_bytes.saturating_sub(OutOfOrder::cost(early.payload.len()));
        let hole = distance(next, early.sequence);
        if hole > 0 {
            self.connection.sequences[from as usize].next = early.sequence;
            self.gap(from, hole.unsigned_abs());
        }
        self.pass_on(&early.payload, early.wire_len, hole.min(0).unsigned_abs(), from, early.at);
        true
    }

    /// What waits in both directions, in the order in which it was captured, as far as the numbers allow.
    #[cold]
    fn pass_on_everything(&mut self) {
        loop {
            let Some(waiting) = self.connection.waiting.as_deref() else { return };
            let frame = |from: Direction| waiting.first_frame(from as usize).unwrap_or((u32::MAX, u64::MAX));
            let from = if frame(Direction::Low) <= frame(Direction::High) {
                Direction::Low
            } else {
                Direction::High
            };
            if !self.pass_on_first(from) {
                self.connection.waiting = None;
                return;
            }
        }
    }

    fn pass_on_fin(&mut self, from: Direction, time: Option<i64>) {
        let known = &mut self.connection.sequences[from as usize];
        if !known.has(Sequence::ENDED) && distance(known.next, known.end) <= 0 {
            known.set(Sequence::ENDED);
            self.end(from, End::Fin, time);
        }
    }

    fn end(&mut self, from: Direction, end: End, time: Option<i64>) {
        let whole = self.connection.sequences.iter().all(|sequence| sequence.is_whole());
        self.handler.end(&mut self.connection.state, from, end, time, whole);
    }

    /// Hands on what is left, tells what is missing at the end, and gives the connection up.
    #[cold]
    pub fn close(&mut self, ended_at: Option<i64>) {
        if self.connection.waiting.is_some() {
            self.pass_on_everything();
        }
        for from in [Direction::Low, Direction::High] {
            let known = self.connection.sequences[from as usize];
            let missing = known.missing_at_the_end();
            if missing > 0 {
                self.gap(from, missing);
            }
        }
        for from in [Direction::Low, Direction::High] {
            let known = &mut self.connection.sequences[from as usize];
            let (reset, finished) = (known.has(Sequence::RST), known.has(Sequence::FIN));
            if finished && !known.has(Sequence::ENDED) {
                known.set(Sequence::ENDED);
                self.end(from, End::Fin, ended_at);
            }
            if reset {
                self.end(from, End::Rst, ended_at);
            }
        }
        let seen = Seen {
            opened_by: self.connection.opened_by,
            directions: self.connection.sequences.map(Sequence::was_seen),
            incomplete: self
                .connection
                .sequences
                .map(|s| s.flags & (Sequence::ANCHORED | Sequence::HOLED) != Sequence::ANCHORED),
            ended: ended_at.is_some()
                || self.has_ended()
                || self.connection.sequences.iter().any(|sequence| sequence.has(Sequence::RST)),
            ended_at,
        };
        self.handler.close(&mut self.connection.state, self.key, seen);
    }
}
