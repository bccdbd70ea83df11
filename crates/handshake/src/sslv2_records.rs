//! A stream of SSL 2.0 records, walked as it comes.

use cutover_wire::sslv2::Header;

/// How many bytes of a record are looked at: type and cipher kind.
const HEAD: usize = 4;

#[derive(Debug, Default)]
pub(crate) struct Sslv2Records {
    header: Vec<u8>,
    head: Vec<u8>,
    left: usize,
    /// Records that were met.
    pub count: u32,
}

impl Sslv2Records {
    /// Walks over `bytes` and calls `on_record` with the first bytes of each record's payload, the first four
    /// or fewer, once they are there.
    pub fn walk(&mut self, mut bytes: &[u8], mut on_record: impl FnMut(&[u8])) {
        while !bytes.is_empty() {
            if self.left == 0 {
                self.header.push(bytes[0]);
                bytes = &bytes[1..];
                let Some(two) = self.header.first_chunk::<2>() else { continue };
                let Some(header) = Header::parse(*two) else {
                    self.header.clear();
                    continue;
                };
                if self.header.len() == header.header_len {
                    self.header.clear();
                    self.left = header.length;
                    self.count += 1;
                }
                continue;
            }
            let (part, rest) = bytes.split_at(self.left.min(bytes.len()));
            let missing = HEAD.saturating_sub(self.head.len()).min(part.len());
            self.head.extend_from_slice(&part[..missing]);
            self.left -= part.len();
            bytes = rest;
            if self.left == 0 || (missing > 0 && self.head.len() == HEAD) {
                on_record(&self.head);
            }
            if self.left == 0 {
                self.head.clear();
            }
        }
    }
}
