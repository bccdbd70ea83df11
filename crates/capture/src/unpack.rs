//! gzip and zstd around a capture.

use std::io::{self, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// How many bytes one packed input may unpack to unless the caller says otherwise: 64 GiB. What is read is
/// never kept, so this bounds time, not memory.
pub const DEFAULT_UNPACK_LIMIT: u64 = 64 << 30;

/// Gives back the input, unpacked if its first bytes say gzip (RFC 1952) or zstd (RFC 8878). Reading past
/// `limit` unpacked bytes is an error.
pub fn unpack<'a>(mut input: impl Read + Send + 'a, limit: u64) -> io::Result<Box<dyn Read + Send + 'a>> {
    let magic = first_word(&mut input)?;
    let packed = packed(&magic);
    let whole = Cursor::new(magic).chain(input);
    Ok(match packed {
        Some(Packed::Gzip) => Box::new(Limited {
            unpacked: MultiGzDecoder::new(BufReader::with_capacity(1 << 18, whole)),
            limit,
            left: limit,
        }),
        Some(Packed::Zstd) => Box::new(Limited { unpacked: Zstd::new(whole), limit, left: limit }),
        None => Box::new(whole),
    })
}

/// The first four bytes, or as many as there are.
fn first_word(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut word = Vec::with_capacity(4);
    input.take(4).read_to_end(&mut word)?;
    Ok(word)
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
        _ if is_skippable(bytes) => Some(Packed::Zstd),
        _ => None,
    }
}

/// Whether a frame of zstd begins so that holds something else (RFC 8878, section 3.1.2): programs that pack on several
/// processors begin with one.
fn is_skippable(bytes: &[u8]) -> bool {
    matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
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

/// A frame, the first word of which was read to know that it is one.
type Frame<R> = StreamingDecoder<Chain<Cursor<Vec<u8>>, R>, ruzstd::decoding::FrameDecoder>;

enum State<R: Read> {
    Between(R),
    Inside(Box<Frame<R>>),
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
                    let word = first_word(&mut packed)?;
                    if word.is_empty() {
                        return Ok(0);
                    }
                    if is_skippable(&word) {
                        skip(&mut packed)?;
                        self.state = Some(State::Between(packed));
                        continue;
                    }
                    let frame = Cursor::new(word).chain(packed);
                    let decoder = StreamingDecoder::new(frame).map_err(io::Error::other)?;
                    self.state = Some(State::Inside(Box::new(decoder)));
                }
                Some(State::Inside(mut decoder)) => {
                    let n = decoder.read(buffer)?;
                    if n > 0 || buffer.is_empty() {
                        self.state = Some(State::Inside(decoder));
                        return Ok(n);
                    }
                    self.state = Some(State::Between(decoder.into_inner().into_inner().1));
                }
            }
        }
    }
}

/// Passes over the length of a skippable frame, and what it holds.
fn skip(packed: &mut impl Read) -> io::Result<()> {
    let mut length = [0; 4];
    packed.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    if io::copy(&mut packed.take(length), &mut io::sink())? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}
