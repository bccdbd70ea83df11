//! One connection: a hello, and what comes of it.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use cutover_evidence::NotAsked;
use cutover_wire::Version;
use cutover_wire::starttls::{Action, Declined, Dialogue, Protocol, Unwrapper, wrapped};
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{timeout, timeout_at};

use crate::answer::{Answer, AnswerReader, Until};
use crate::interview::Attempt;

/// How long is waited.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For an answer to a hello.
    pub answer: Duration,
}

impl Default for Patience {
    /// Slow servers answer after several seconds.
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(8) }
    }
}

/// A server that only hangs up after such a part of the patience has not refused: it had enough of waiting, too.
const LATE: u32 = 4;

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoConnection {
    /// The port is closed.
    Refused,
    /// Nobody answered in time.
    Timeout,
    /// No way there, or not allowed to go it.
    Unreachable,
    /// This machine has no more sockets or memory.
    Exhausted,
    /// There is a connection, but the dialogue before TLS does not come to it.
    Starttls(Declined),
    /// The same, because the server fell silent or hung up.
    StarttlsSilent,
}

impl NoConnection {
    /// It in evidence.
    pub(crate) fn word(self) -> NotAsked {
        match self {
            Self::Refused => NotAsked::ConnectionRefused,
            Self::Timeout => NotAsked::ConnectionTimeout,
            Self::Unreachable => NotAsked::ConnectionUnreachable,
            Self::Exhausted => NotAsked::ConnectionExhausted,
            Self::Starttls(Declined::NotOffered) => NotAsked::StarttlsNotOffered,
            Self::Starttls(Declined::Busy) => NotAsked::StarttlsBusy,
            Self::Starttls(Declined::OtherProtocol) => NotAsked::StarttlsOther,
            Self::StarttlsSilent => NotAsked::StarttlsSilent,
        }
    }
}

/// A hello, and how far its answer is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub version: Version,
    pub hello: &'a [u8],
    pub until: Until,
}

/// Sends a hello and waits for what the server says to it. The connection ends by a reset: the server need not wait,
/// and no socket stays behind.
pub(crate) async fn ask(
    address: SocketAddr,
    before: Option<(Protocol, &str)>,
    asking: Asking<'_>,
    patience: Patience,
) -> Result<Attempt, NoConnection> {
    let mut stream = connected(address, before, patience).await?;
    let sent = Instant::now();
    let mut reader = AnswerReader::until(asking.version, asking.until);
    let wraps = before.is_some_and(|(protocol, _)| protocol.wraps());
    let mut unwrapper = wraps.then(Unwrapper::default);
    let hello = if wraps { &wrapped(asking.hello) } else { asking.hello };
    let answer = answer(&mut stream, &mut reader, &mut unwrapper, hello, sent, patience).await;
    let rtt_ms = sent.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    Ok(Attempt {
        answer,
        proof: reader.proof().to_vec(),
        rtt_ms,
        has_downgrade_sentinel: reader.has_downgrade_sentinel(),
        certificates: reader.certificates().to_vec(),
    })
}

/// A connection on which TLS may begin.
pub(crate) async fn connected(
    address: SocketAddr,
    before: Option<(Protocol, &str)>,
    patience: Patience,
) -> Result<TcpStream, NoConnection> {
    let mut stream = match timeout(patience.connect, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(no_connection(&error)),
        Err(_) => return Err(NoConnection::Timeout),
    };
    // Not worth failing for: it spares sockets.
    let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    if let Some((protocol, host)) = before {
        // Short lines go to and fro; a single hello needs no such thing.
        let _ = stream.set_nodelay(true);
        match timeout(patience.answer, dialogue(&mut stream, protocol, host)).await {
            Ok(Ok(())) => {}
            Ok(Err(no)) => return Err(no),
            Err(_) => return Err(NoConnection::StarttlsSilent),
        }
    }
    Ok(stream)
}

/// Speaks the protocol until TLS may begin.
async fn dialogue(stream: &mut TcpStream, protocol: Protocol, host: &str) -> Result<(), NoConnection> {
    let silent = |_| NoConnection::StarttlsSilent;
    let (mut dialogue, first) = Dialogue::new(protocol, host);
    stream.write_all(&first).await.map_err(silent)?;
    let mut buffer = [0; 2048];
    loop {
        let n = stream.read(&mut buffer).await.map_err(silent)?;
        if n == 0 {
            return Err(NoConnection::StarttlsSilent);
        }
        match dialogue.take(&buffer[..n]) {
            Action::Wait => {}
            Action::Tls => return Ok(()),
            Action::No(no) => return Err(NoConnection::Starttls(no)),
            Action::Send(bytes) => {
                stream.write_all(&bytes).await.map_err(silent)?;
                if dialogue.is_over_when_sent() {
                    return Ok(());
                }
            }
        }
    }
}

async fn answer(
    stream: &mut TcpStream,
    reader: &mut AnswerReader,
    unwrapper: &mut Option<Unwrapper>,
    hello: &[u8],
    sent: Instant,
    patience: Patience,
) -> Answer {
    let until = tokio::time::Instant::from_std(sent + patience.answer);
    let hung_up = |how: Answer| {
        if sent.elapsed() * LATE > patience.answer { Answer::Timeout } else { how }
    };
    // If it hung up while this was sent, what it said before can still be read.
    if timeout_at(until, stream.write_all(hello)).await.is_err() {
        return Answer::Timeout;
    }
    let mut buffer = [0; 2048];
    loop {
        match timeout_at(until, stream.read(&mut buffer)).await {
            Err(_) => return Answer::Timeout,
            Ok(Ok(0)) if !reader.is_between_records() => return Answer::CutOff,
            Ok(Ok(0)) => return hung_up(Answer::Closed),
            Ok(Ok(n)) => {
                let answer = match unwrapper {
                    Some(unwrapper) => reader.push(&unwrapper.take(&buffer[..n])),
                    None => reader.push(&buffer[..n]),
                };
                if let Some(answer) = answer {
                    return answer;
                }
            }
            Ok(Err(error)) => {
                return match error.kind() {
                    _ if !reader.is_between_records() => Answer::CutOff,
                    ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => {
                        hung_up(Answer::Reset)
                    }
                    _ => Answer::Timeout,
                };
            }
        }
    }
}

/// EMFILE, ENFILE and ENOBUFS of Linux; WSAEMFILE and WSAENOBUFS.
const NO_SOCKETS: [i32; 5] = [24, 23, 105, 10024, 10055];

fn no_connection(error: &std::io::Error) -> NoConnection {
    match error.kind() {
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => NoConnection::Refused,
        ErrorKind::TimedOut => NoConnection::Timeout,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::PermissionDenied
        | ErrorKind::InvalidInput
        | ErrorKind::Unsupported => NoConnection::Unreachable,
        // No port of this machine is free for the way there.
        ErrorKind::AddrNotAvailable | ErrorKind::AddrInUse | ErrorKind::OutOfMemory => {
            NoConnection::Exhausted
        }
        _ if error.raw_os_error().is_some_and(|code| NO_SOCKETS.contains(&code)) => NoConnection::Exhausted,
        _ => NoConnection::Unreachable,
    }
}
