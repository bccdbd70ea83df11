//! gzip and zstd around a capture.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// How many bytes one packed input may unpack to unless the caller says otherwise: 64 GiB. What is read is
/// never kept, so this bounds time, not memory.
pub const DEFAULT_UNPACK_LIMIT: u64 = 64 << 30;

/// Gives back the input, unpacked if its first bytes say gzip (RFC 1952) or zstd (RFC 8878). Reading past
/// `limit` unpacked bytes is an error.
pub fn unpack<'a>(mut input: impl Read + Send + 'a, limit: u64) -> io::Result<Box<dyn Read + Send + 'a>> {
    let mut magic = [0; 4];
    let mut have = 0;
    while have < magic.len() {
        match input.read(&mut magic[have..]) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    let whole: Chain<Cursor<Vec<u8>>, _> = Cursor::new(magic[..have].to_vec()).chain(input);
    Ok(match packed(&magic) {
        Some(Packed::Gzip) => Box::new(Limited {
            unpacked: MultiGzDecoder::new(BufReader::with_capacity(1 << 18, whole)),
            limit,
            left: limit,
        }),
        Some(Packed::Zstd) => Box::new(Limited { unpacked: Zstd::new(whole), limit, left: limit }),
        None => Box::new(whole),
    })
}

pub(crate) enum Packed {
    Gzip,
    Zstd,
}

/// What the first bytes say of the packing.
pub(crate) fn packed(bytes: &[u8]) -> Option<Packed> {
    match bytes {
        [0x1f, 0x8b, ..] => Some(Packed::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packed::Zstd),
        _ => None,
    }
}

struct Limited<R> {
    unpacked: R,
    limit: u64,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.unpacked.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            io::Error::new(io::ErrorKind::FileTooLarge, format!("unpacks to more than {} bytes", self.limit))
        })?;
        Ok(n)
    }
}

/// All the frames of a zstd file, one after the other.
struct Zstd<R: Read> {
    state: Option<State<BufReader<R>>>,
}

enum State<R: BufRead> {
    Between(R),
    Inside(Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
}

impl<R: Read> Zstd<R> {
    fn new(packed: R) -> Self {
        Self { state: Some(State::Between(BufReader::with_capacity(1 << 18, packed))) }
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state.take() {
                None => return Ok(0),
                Some(State::Between(mut packed)) => {
                    if packed.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new(packed).map_err(io::Error::other)?;
                    self.state = Some(State::Inside(Box::new(decoder)));
                }
                Some(State::Inside(mut decoder)) => {
                    let n = decoder.read(buffer)?;
                    if n > 0 || buffer.is_empty() {
                        self.state = Some(State::Inside(decoder));
                        return Ok(n);
                    }
                    self.state = Some(State::Between(decoder.into_inner()));
                }
            }
        }
    }
}
