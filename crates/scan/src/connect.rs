//! One connection: a hello, and what comes of it.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use cutover_evidence::NotAsked;
use cutover_wire::Version;
use cutover_wire::starttls::{Action, Declined, Dialogue, Greeting, Protocol, Unwrapper, wrapped};
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
    /// For the next byte of what the server says: one that drips is talking.
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

/// Nobody is waited for longer than so many times that long, however he drips.
const DRIPS: u32 = 8;

/// Who says nothing more for so many times as long as he took to answer, and at least for so long, waits for the client.
const SILENCE_OF_ANSWERS: u32 = 3;
const LEAST_SILENCE: Duration = Duration::from_millis(100);

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    Starttls(NoStarttls),
    /// The same, because the server fell silent or hung up.
    StarttlsSilent,
    /// The host has said that it has enough of us, to whichever of its ports.
    LeftAlone,
    /// It counts connections, and was asked as often as it bears.
    Budget,
    /// The time for the target was over.
    Deadline,
}

/// How a dialogue before TLS ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoStarttls {
    /// Why.
    pub declined: Declined,
    /// What the server said, where people can read it.
    pub said: Option<String>,
    /// The protocol that it speaks, where that is known to be another.
    pub greeting: Option<Greeting>,
}

/// What is spoken before TLS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before<'a> {
    pub protocol: Protocol,
    /// Whom we mean, where that is asked.
    pub host: &'a str,
    /// How we introduce ourselves; `None`: by our address.
    pub client: Option<&'a str>,
}

impl NoConnection {
    /// It in evidence.
    pub(crate) fn word(&self) -> NotAsked {
        match self {
            Self::Refused => NotAsked::ConnectionRefused,
            Self::Timeout => NotAsked::ConnectionTimeout,
            Self::Unreachable => NotAsked::ConnectionUnreachable,
            Self::Exhausted => NotAsked::ConnectionExhausted,
            Self::Starttls(no) => match no.declined {
                Declined::NotOffered => NotAsked::StarttlsNotOffered,
                Declined::Busy | Declined::TooMany => NotAsked::StarttlsBusy,
                Declined::Rejected => NotAsked::StarttlsRejected,
                Declined::OtherProtocol => NotAsked::StarttlsOther,
            },
            Self::StarttlsSilent => NotAsked::StarttlsSilent,
            Self::LeftAlone => NotAsked::LeftAlone,
            Self::Budget => NotAsked::Budget,
            Self::Deadline => NotAsked::Deadline,
        }
    }

    /// What the server itself said.
    pub(crate) fn said(&self) -> Option<String> {
        if let Self::Starttls(no) = self { no.said.clone() } else { None }
    }

    /// The protocol that it speaks, where that is known to be another.
    pub(crate) fn greeting(&self) -> Option<Greeting> {
        if let Self::Starttls(no) = self { no.greeting } else { None }
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
    before: Option<Before<'_>>,
    asking: Asking<'_>,
    patience: Patience,
) -> Result<Attempt, NoConnection> {
    let begun = Instant::now();
    let mut stream = connected(address, before, patience).await?;
    let sent = Instant::now();
    let mut reader = AnswerReader::until(asking.version, asking.until);
    let wraps = before.is_some_and(|before| before.protocol.wraps());
    let mut unwrapper = wraps.then(Unwrapper::default);
    let hello = if wraps { &wrapped(asking.hello) } else { asking.hello };
    let answer = answer(&mut stream, &mut reader, &mut unwrapper, hello, sent, patience).await;
    let rtt_ms = sent.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    Ok(Attempt {
        answer,
        proof: reader.proof().to_vec(),
        rtt_ms,
        took: begun.elapsed(),
        greeting: reader.greeting(),
        has_downgrade_sentinel: reader.has_downgrade_sentinel(),
        certificates: reader.certificates().to_vec(),
        shown: reader.shown().clone(),
    })
}

/// A connection on which TLS may begin.
pub(crate) async fn connected(
    address: SocketAddr,
    before: Option<Before<'_>>,
    patience: Patience,
) -> Result<TcpStream, NoConnection> {
    let mut stream = match timeout(patience.connect, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(no_connection(&error)),
        Err(_) => return Err(NoConnection::Timeout),
    };
    // Not worth failing for: it spares sockets.
    let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    if let Some(before) = before {
        // Short lines go to and fro; a single hello needs no such thing.
        let _ = stream.set_nodelay(true);
        match timeout(patience.answer * DRIPS, dialogue(&mut stream, before, patience)).await {
            Ok(Ok(())) => {}
            Ok(Err(no)) => return Err(no),
            Err(_) => return Err(NoConnection::StarttlsSilent),
        }
    }
    Ok(stream)
}

/// An address as mail servers are told it by who has no name (RFC 5321, 4.1.3).
fn address_literal(stream: &TcpStream) -> String {
    match stream.local_addr().map(|address| address.ip().to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("[{address}]"),
        Ok(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

/// Speaks the protocol until TLS may begin.
async fn dialogue(
    stream: &mut TcpStream,
    before: Before<'_>,
    patience: Patience,
) -> Result<(), NoConnection> {
    let silent = |_| NoConnection::StarttlsSilent;
    let client = before.client.map_or_else(|| address_literal(stream), str::to_owned);
    let (mut dialogue, first) = Dialogue::new(before.protocol, before.host, &client);
    stream.write_all(&first).await.map_err(silent)?;
    let mut buffer = [0; 2048];
    loop {
        let read = timeout(patience.answer, stream.read(&mut buffer)).await;
        let n = read.map_err(|_| NoConnection::StarttlsSilent)?.map_err(silent)?;
        if n == 0 {
            return Err(NoConnection::StarttlsSilent);
        }
        match dialogue.take(&buffer[..n]) {
            Action::Wait => {}
            Action::Tls => return Ok(()),
            Action::No(declined) => {
                let (said, greeting) = (dialogue.said(), dialogue.greeting());
                return Err(NoConnection::Starttls(NoStarttls { declined, said, greeting }));
            }
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
    let until = tokio::time::Instant::from_std(sent + patience.answer * DRIPS);
    let hung_up = |how: Answer| {
        if sent.elapsed() * LATE > patience.answer { Answer::Timeout } else { how }
    };
    // If it hung up while this was sent, what it said before can still be read.
    if timeout_at(until, stream.write_all(hello)).await.is_err() {
        return Answer::Timeout;
    }
    let mut buffer = [0; 2048];
    let mut silence = None;
    loop {
        let patience = silence.unwrap_or(patience.answer);
        let read = timeout_at(until, timeout(patience, stream.read(&mut buffer))).await;
        match read.and_then(|read| read) {
            Err(_) => return reader.hello_before_silence().unwrap_or(Answer::Timeout),
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
                if reader.hello_before_silence().is_some() {
                    silence.get_or_insert_with(|| (sent.elapsed() * SILENCE_OF_ANSWERS).max(LEAST_SILENCE));
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
