//! A stream of TLS records, walked as it comes: nothing is kept but a header that is not whole yet.

use cutover_wire::record::{HEADER_LEN, RecordHeader};

/// What the walk meets.
pub(crate) enum Event<'a> {
    /// A record starts.
    Record(RecordHeader),
    /// Some of the current record's payload.
    Payload(RecordHeader, &'a [u8]),
    /// The next five bytes start no record; what of them came last is still there.
    NotARecord,
}

#[derive(Debug, Default)]
pub(crate) struct Records {
    header: [u8; HEADER_LEN],
    have: usize,
    current: Option<RecordHeader>,
    left: usize,
    /// Whether any record was met.
    pub any: bool,
}

impl Records {
    /// Goes on inside a record of which so much payload is still to come.
    pub fn resume(header: RecordHeader, left: usize) -> Self {
        Self { current: Some(header), left, any: true, ..Self::default() }
    }

    /// Starts anew at a record's header in the middle of a stream.
    pub fn midway() -> Self {
        Self { any: true, ..Self::default() }
    }

    /// The next event in `bytes`, which loses what was used.
    #[inline]
    pub fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<Event<'a>> {
        if let (Some(header), 1..) = (self.current, self.left) {
            let (payload, rest) = bytes.split_at(self.left.min(bytes.len()));
            if payload.is_empty() {
                return None;
            }
            self.left -= payload.len();
            *bytes = rest;
            return Some(Event::Payload(header, payload));
        }
        let before = *bytes;
        let five = if self.have == 0
            && let Some((five, rest)) = bytes.split_first_chunk::<HEADER_LEN>()
        {
            *bytes = rest;
            *five
        } else {
            let (part, rest) = bytes.split_at((HEADER_LEN - self.have).min(bytes.len()));
            self.header[self.have..self.have + part.len()].copy_from_slice(part);
            self.have += part.len();
            *bytes = rest;
            if self.have < HEADER_LEN {
                return None;
            }
            self.have = 0;
            self.header
        };
        let Some(header) = RecordHeader::parse(five) else {
            // Whoever looks further looks at these, too, as far as they are at hand.
            *bytes = before;
            return Some(Event::NotARecord);
        };
        self.any = true;
        self.current = Some(header);
        self.left = header.length;
        Some(Event::Record(header))
    }

    /// Passes over missing bytes; false when they reach beyond the current record, so that nobody knows where
    /// the next one starts.
    pub fn skip(&mut self, length: usize) -> bool {
        let inside = length <= self.left;
        if inside {
            self.left -= length;
        }
        inside
    }
}
