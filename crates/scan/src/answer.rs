//! The first thing that a server says to a hello: from bytes, however they were cut.

use cutover_wire::record::{ContentType, HEADER_LEN, RecordHeader, handshake_type};
use cutover_wire::starttls::Greeting;
use cutover_wire::{CipherSuite, Group, ServerHello, SignatureScheme, Version, alert, extension_kind, sslv2};

use crate::certificate::bit_length;

/// How many of the first bytes are kept as proof.
pub const PROOF_LEN: usize = 64;

/// More than this before a ServerHello is no answer: the longest record, and some alerts before it.
const MAX_BYTES: usize = 20_000;

/// The same for what follows a ServerHello: some servers send every authority that they know.
const MAX_FLIGHT: usize = 200_000;

/// What came of one hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A ServerHello, or the HelloRetryRequest that says the same of the version.
    Hello {
        /// The version that it chose.
        version: Version,
        /// The suite that it chose; SSL 2.0 chooses later.
        cipher_suite: Option<CipherSuite>,
        /// The group of its key share.
        group: Option<Group>,
    },
    /// An alert that ends the connection, or an SSL 2.0 error (40 then: it says that no kind is shared).
    Alert(u8),
    /// Bytes that are no TLS.
    NotTls,
    /// The server closed the connection: with `close_notify`, or with nothing.
    Closed,
    /// The server reset the connection.
    Reset,
    /// The connection ended in the middle of an answer.
    CutOff,
    /// Nothing more came within the time.
    Timeout,
}

/// How far an answer is read; but for `Silence`, where the server speaks in the clear (TLS 1.2 and older).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Until {
    /// To the ServerHello.
    #[default]
    Hello,
    /// To the certificates, where there are any.
    Certificate,
    /// To the group of the server's key exchange, where there is one.
    Group,
    /// To the end of what the server says by itself.
    Done,
    /// With TLS 1.3, until the server waits for the client: some find out only behind their ServerHello, when they sign, that
    /// they cannot, and hang up (Java, measured).
    Silence,
}

/// What else stands in the clear behind or in a ServerHello of TLS 1.2 and older.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// `extended_master_secret` (RFC 7627)
    pub extended_master_secret: bool,
    /// `renegotiation_info` (RFC 5746)
    pub secure_renegotiation: bool,
    /// The protocol that ALPN chose.
    pub alpn: Option<String>,
    /// How long the prime of a key exchange in a finite field is, in bits.
    pub dh_bits: Option<u32>,
    /// What the key exchange is signed with, since TLS 1.2.
    pub signature_scheme: Option<SignatureScheme>,
    /// The client's certificate was asked for.
    pub asks_for_certificate: bool,
}

/// Takes the bytes of an answer as they come.
#[derive(Debug, Default)]
pub struct AnswerReader {
    bytes: Vec<u8>,
    may_be_sslv2: bool,
    until: Until,
    certificates: Vec<Vec<u8>>,
    has_downgrade_sentinel: bool,
    shown: Shown,
    hello: Option<Answer>,
}

impl AnswerReader {
    /// A reader for the answer to a hello that asks for that version.
    pub fn new(asked: Version) -> Self {
        Self { may_be_sslv2: asked == Version::SSL_2_0, ..Self::default() }
    }

    /// A reader that reads on behind the ServerHello.
    pub fn until(asked: Version, until: Until) -> Self {
        Self { until, ..Self::new(asked) }
    }

    /// Takes more bytes; gives the answer as soon as it is clear.
    pub fn push(&mut self, bytes: &[u8]) -> Option<Answer> {
        self.bytes.extend(bytes);
        let answer = if self.may_be_sslv2 && self.bytes.first().is_some_and(|first| first & 0x80 != 0) {
            sslv2_answer(&self.bytes)
        } else {
            self.tls_answer()
        };
        let most = if self.until == Until::Hello { MAX_BYTES } else { MAX_FLIGHT };
        answer.or((self.bytes.len() > most).then_some(Answer::NotTls))
    }

    /// The certificates that came, the server's own first, each in DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Whether the ServerHello's random number says that the server could more (RFC 8446, 4.1.3).
    pub fn has_downgrade_sentinel(&self) -> bool {
        self.has_downgrade_sentinel
    }

    /// What else the server showed, as far as it was read.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Whether nothing came that is not understood: what ends now ends between two records, and says no more.
    pub fn is_between_records(&self) -> bool {
        let mut rest = &self.bytes[..];
        // Only warnings are passed over; anything else that was whole had been an answer.
        while let [21, _, _, high, low, more @ ..] = rest {
            match more.get(usize::from(u16::from_be_bytes([*high, *low]))..) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        rest.is_empty()
    }

    /// The ServerHello of a server that is the answer if nothing but silence follows.
    pub fn hello_before_silence(&self) -> Option<Answer> {
        self.hello
    }

    /// The protocol that the server speaks instead of TLS, as far as its first words say.
    pub fn greeting(&self) -> Option<Greeting> {
        Greeting::of(&self.bytes)
    }

    /// The first bytes that came.
    pub fn proof(&self) -> &[u8] {
        &self.bytes[..self.bytes.len().min(PROOF_LEN)]
    }
}

fn sslv2_answer(bytes: &[u8]) -> Option<Answer> {
    let header = sslv2::Header::parse(*bytes.first_chunk::<2>()?)?;
    let record = bytes.get(..header.header_len + header.length)?;
    Some(if sslv2::is_server_hello(record) {
        Answer::Hello { version: Version::SSL_2_0, cipher_suite: None, group: None }
    } else if record[header.header_len] == sslv2::message::ERROR {
        Answer::Alert(alert::HANDSHAKE_FAILURE)
    } else {
        Answer::NotTls
    })
}

impl AnswerReader {
    fn tls_answer(&mut self) -> Option<Answer> {
        let mut rest = &self.bytes[..];
        let mut messages: Vec<u8> = Vec::new();
        let mut has_hello = false;
        loop {
            // What can start no record is no TLS, however little of it came.
            if rest.first().is_some_and(|first| !(20..=24).contains(first))
                || rest.get(1).is_some_and(|major| *major != 3)
            {
                return Some(Answer::NotTls);
            }
            let Some(header) = RecordHeader::parse(*rest.first_chunk::<HEADER_LEN>()?) else {
                return Some(Answer::NotTls);
            };
            let payload = rest.get(HEADER_LEN..HEADER_LEN + header.length);
            match header.content_type {
                ContentType::Alert => {
                    for alert in payload?.chunks_exact(2) {
                        // Of the warnings only close_notify ends anything; the end itself follows.
                        match (alert[0], alert[1]) {
                            (cutover_wire::alert::FATAL, code) => return Some(Answer::Alert(code)),
                            (1, 0) => return Some(Answer::Closed),
                            _ => {}
                        }
                    }
                }
                ContentType::ChangeCipherSpec | ContentType::ApplicationData if has_hello => {}
                ContentType::Handshake if !has_hello => {
                    // As much of the record as has come is enough, if the message is whole.
                    messages.extend(payload.unwrap_or(&rest[HEADER_LEN..]));
                    let read = read_messages(&messages, self.until);
                    if let Some(read) = read {
                        self.certificates = read.certificates;
                        self.has_downgrade_sentinel = read.has_downgrade_sentinel;
                        self.shown = read.shown;
                        if !read.awaits_silence {
                            return Some(read.answer);
                        }
                        (self.hello, has_hello) = (Some(read.answer), true);
                    }
                }
                _ => return Some(Answer::NotTls),
            }
            payload?;
            rest = &rest[HEADER_LEN + header.length..];
        }
    }
}

/// What stood in the messages of the handshake layer.
struct Messages {
    answer: Answer,
    certificates: Vec<Vec<u8>>,
    has_downgrade_sentinel: bool,
    shown: Shown,
    /// Whether it is the answer only when the server has nothing more to say.
    awaits_silence: bool,
}

/// Reads messages from a ServerHello on; `None`: more must come.
fn read_messages(mut bytes: &[u8], until: Until) -> Option<Messages> {
    let (kind, body, rest) = message(bytes)?;
    let of = |answer| Messages {
        answer,
        certificates: Vec::new(),
        has_downgrade_sentinel: false,
        shown: Shown::default(),
        awaits_silence: false,
    };
    let (handshake_type::SERVER_HELLO, Some(body)) = (kind, body) else { return Some(of(Answer::NotTls)) };
    let Ok(hello) = ServerHello::parse(body?) else { return Some(of(Answer::NotTls)) };
    let (version, suite) = (hello.negotiated_version(), hello.cipher_suite);
    // Only TLS 1.3 asks for another hello.
    if hello.is_hello_retry_request() && !version.is_tls_1_3_family() {
        return Some(of(Answer::NotTls));
    }
    let mut read = Messages {
        has_downgrade_sentinel: hello.downgrade_sentinel().is_some(),
        awaits_silence: until == Until::Silence
            && version.is_tls_1_3_family()
            && !hello.is_hello_retry_request(),
        shown: Shown {
            extended_master_secret: hello.extensions().find(extension_kind::EXTENDED_MASTER_SECRET).is_some(),
            secure_renegotiation: hello.extensions().find(extension_kind::RENEGOTIATION_INFO).is_some(),
            alpn: hello.extensions().find(extension_kind::ALPN).and_then(chosen_protocol),
            ..Shown::default()
        },
        ..of(Answer::Hello { version, cipher_suite: Some(suite), group: hello.group() })
    };
    if until == Until::Hello || version.is_tls_1_3_family() {
        return Some(read);
    }
    bytes = rest;
    loop {
        let (kind, body, rest) = message(bytes)?;
        let Some(body) = body else { return Some(of(Answer::NotTls)) };
        let body = body?;
        match kind {
            handshake_type::CERTIFICATE => {
                read.certificates = certificates(body);
                if until == Until::Certificate {
                    return Some(read);
                }
            }
            handshake_type::SERVER_KEY_EXCHANGE => {
                let elliptic = suite.name().is_some_and(|name| name.starts_with("TLS_ECDH"));
                // A named curve (RFC 8422, 5.4).
                if let (Some(&[3, high, low]), true) = (body.first_chunk(), elliptic) {
                    let group = Some(Group(u16::from_be_bytes([high, low])));
                    read.answer = Answer::Hello { version, cipher_suite: Some(suite), group };
                }
                let (dh_bits, signed) = key_exchange(body, elliptic);
                read.shown.dh_bits = dh_bits;
                if version.published() == Version::TLS_1_2 {
                    let scheme = signed.and_then(<[u8]>::first_chunk);
                    read.shown.signature_scheme =
                        scheme.map(|code| SignatureScheme(u16::from_be_bytes(*code)));
                }
                if until == Until::Group {
                    return Some(read);
                }
            }
            CERTIFICATE_REQUEST => read.shown.asks_for_certificate = true,
            handshake_type::SERVER_HELLO_DONE => return Some(read),
            _ => {}
        }
        bytes = rest;
    }
}

/// `certificate_request` (RFC 5246, 7.4.4)
const CERTIFICATE_REQUEST: u8 = 13;

/// The protocol in a ServerHello's ALPN: a list of one (RFC 7301, 3.1).
fn chosen_protocol(body: &[u8]) -> Option<String> {
    let length = usize::from(*body.get(2)?);
    Some(String::from_utf8_lossy(body.get(3..3 + length)?).into_owned())
}

/// How long the prime of a ServerKeyExchange is in bits, and what stands behind the parameters: the signature (RFC 5246,
/// 7.4.3; RFC 8422, 5.4).
fn key_exchange(body: &[u8], elliptic: bool) -> (Option<u32>, Option<&[u8]>) {
    if elliptic {
        let point = body.get(3).map(|length| 4 + usize::from(*length));
        return (None, point.and_then(|end| body.get(end..)));
    }
    let mut rest = body;
    let mut prime = None;
    for _ in 0..3 {
        let Some((length, behind)) = rest.split_first_chunk::<2>() else { return (None, None) };
        let Some((number, behind)) = behind.split_at_checked(u16::from_be_bytes(*length).into()) else {
            return (None, None);
        };
        prime = prime.or(Some(number));
        rest = behind;
    }
    (prime.map(|prime| bit_length(prime) as u32), Some(rest))
}

/// What a message's body is: too long to be one, not yet whole, or whole.
type Body<'a> = Option<Option<&'a [u8]>>;

/// The kind and body of the first message, and what follows it. `None`: not even its header is there.
fn message(bytes: &[u8]) -> Option<(u8, Body<'_>, &[u8])> {
    let [kind, length @ ..] = *bytes.first_chunk::<4>()?;
    let length = usize::from(length[0]) << 16 | usize::from(length[1]) << 8 | usize::from(length[2]);
    let most = if kind == handshake_type::SERVER_HELLO { MAX_BYTES } else { MAX_FLIGHT };
    if length > most {
        return Some((kind, None, &[]));
    }
    let body = bytes.get(4..4 + length);
    Some((kind, Some(body), bytes.get(4 + length..).unwrap_or_default()))
}

/// The certificates of a Certificate message (RFC 5246, 7.4.2), as far as they are well formed.
fn certificates(body: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = body.get(3..).unwrap_or_default();
    let mut all = Vec::new();
    while let Some(&[a, b, c]) = rest.first_chunk() {
        let length = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        let Some(certificate) = rest.get(3..3 + length) else { break };
        all.push(certificate.to_vec());
        rest = &rest[3 + length..];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_testkit::{in_records, message, record, server_hello_message};
    use proptest::prelude::*;

    /// A ServerHello of TLS 1.0 with suite 002f, in records that end there.
    fn hello_in_records(ends: &[usize]) -> Vec<u8> {
        in_records(&server_hello_message(0x0301, 0x2f, &[7; 32]), ends)
    }

    const TLS_1_0: Answer =
        Answer::Hello { version: Version::TLS_1_0, cipher_suite: Some(CipherSuite(0x2f)), group: None };

    #[test]
    fn a_hello_that_comes_byte_by_byte_and_over_two_records_behind_a_warning() {
        let mut bytes = vec![21, 3, 1, 0, 2, 1, 112];
        bytes.extend(hello_in_records(&[3]));
        let mut reader = AnswerReader::new(Version::TLS_1_0);
        let (last, before) = bytes.split_last().unwrap();
        for byte in before {
            assert_eq!(reader.push(&[*byte]), None);
        }
        assert_eq!(reader.push(&[*last]), Some(TLS_1_0));
        assert_eq!(&reader.proof()[..7], [21, 3, 1, 0, 2, 1, 112]);
    }

    #[test]
    fn what_is_no_tls_is_known_at_once() {
        assert_eq!(AnswerReader::new(Version::TLS_1_2).push(b"HTTP/1.1 400"), Some(Answer::NotTls));
        assert_eq!(AnswerReader::new(Version::TLS_1_2).push(b"\x00"), Some(Answer::NotTls));
        assert_eq!(AnswerReader::new(Version::TLS_1_2).push(b""), None);
    }

    #[test]
    fn a_refusal_is_a_fatal_alert_and_a_farewell_is_a_close() {
        assert_eq!(
            AnswerReader::new(Version::TLS_1_2).push(&[21, 3, 3, 0, 2, 2, 70]),
            Some(Answer::Alert(70))
        );
        assert_eq!(AnswerReader::new(Version::TLS_1_2).push(&[21, 3, 3, 0, 2, 1, 0]), Some(Answer::Closed));
        let error = [0x80, 3, 0, 0, 1];
        assert_eq!(AnswerReader::new(Version::SSL_2_0).push(&error), Some(Answer::Alert(40)));
    }

    #[test]
    fn what_follows_a_hello_is_read_as_far_as_it_is_asked_for() {
        let flight = [
            server_hello_message(0x0303, 0xc02f, &[7; 32]),
            message(11, &[0, 0, 11, 0, 0, 3, 1, 2, 3, 0, 0, 2, 4, 5]),
            message(12, &[3, 0, 29, 0]),
            message(14, &[]),
        ];
        let record = record(22, 0x0303, &flight.concat());
        let answer = |group| Answer::Hello {
            version: Version::TLS_1_2,
            cipher_suite: Some(CipherSuite(0xc02f)),
            group,
        };
        let mut reader = AnswerReader::until(Version::TLS_1_2, Until::Group);
        assert_eq!(reader.push(&record[..60]), None);
        assert_eq!(reader.push(&record[60..]), Some(answer(Some(Group(29)))));
        let mut reader = AnswerReader::until(Version::TLS_1_2, Until::Certificate);
        assert_eq!(reader.push(&record), Some(answer(None)));
        assert_eq!(reader.certificates(), [vec![1, 2, 3], vec![4, 5]]);
    }

    #[test]
    fn a_server_of_tls_1_3_that_cannot_sign_has_only_said_hello() {
        // A ServerHello with supported_versions behind its session id.
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 3, 4]);
        let hello = record(22, 0x0303, &message(2, &body));
        let mut reader = AnswerReader::until(Version::TLS_1_3, Until::Silence);
        assert_eq!(reader.push(&hello), None);
        assert_eq!(reader.push(&record(20, 0x0303, &[1])), None);
        assert_eq!(reader.push(&record(23, 0x0303, &[9; 900])), None);
        // Who hangs up now has broken off.
        assert!(!reader.is_between_records());
        let before = reader.hello_before_silence();
        assert!(matches!(before, Some(Answer::Hello { version: Version::TLS_1_3, .. })));
        let mut reader = AnswerReader::until(Version::TLS_1_3, Until::Silence);
        assert_eq!(reader.push(&[&hello[..], &[21, 3, 3, 0, 2, 2, 40]].concat()), Some(Answer::Alert(40)));
    }

    #[test]
    fn half_an_answer_is_told_from_none() {
        for (bytes, between) in
            [(&[][..], true), (&[21, 3, 1, 0, 2, 1, 112], true), (&[22, 3, 1, 0, 42, 2, 0], false)]
        {
            let mut reader = AnswerReader::new(Version::TLS_1_0);
            assert_eq!(reader.push(bytes), None);
            assert_eq!(reader.is_between_records(), between);
        }
    }

    proptest! {
        #[test]
        fn however_it_is_cut_it_says_the_same(ends in proptest::collection::btree_set(1usize..42, 0..6), at in 1usize..60) {
            let bytes = hello_in_records(&ends.into_iter().collect::<Vec<_>>());
            let mut reader = AnswerReader::new(Version::TLS_1_0);
            let (first, second) = bytes.split_at(at.min(bytes.len()));
            let answer = reader.push(first).or_else(|| reader.push(second));
            prop_assert_eq!(answer, Some(TLS_1_0));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), sslv2: bool) {
            let asked = if sslv2 { Version::SSL_2_0 } else { Version::TLS_1_2 };
            for until in [Until::Hello, Until::Certificate, Until::Group, Until::Done, Until::Silence] {
                AnswerReader::until(asked, until).push(&bytes);
            }
        }
    }
}
