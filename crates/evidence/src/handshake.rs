//! The record of one handshake: what a client offered and what it got.

use std::net::{IpAddr, Ipv4Addr};
use strum::IntoStaticStr;

use cutover_wire::{CipherSuite, Group, Offer, SignatureScheme, Version};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The version of the record's schema.
pub const SCHEMA_VERSION: u32 = 1;

/// One handshake. Field names are the names in JSON Lines, CSV and Parquet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handshake {
    /// Always [`SCHEMA_VERSION`] in a record of this version.
    pub schema_version: u32,
    /// When the first packet of the hello was captured; `null` where the capture has no time (pcapng Simple
    /// Packet Blocks).
    pub seen_at: Option<Timestamp>,
    /// Where it was seen: `capture:FILE`, `live:IF`, `gate:NAME`.
    pub source: String,
    /// Number of the packet that starts the hello, from 1, as Wireshark numbers them; without a hello that of the first
    /// record.
    pub frame: Option<u64>,
    /// What carried the handshake.
    pub transport: Transport,
    /// What it came through, outermost first.
    pub via: Vec<String>,
    /// The client is who sent the ClientHello, whatever the ports.
    pub client_ip: IpAddr,
    /// The client's port.
    pub client_port: u16,
    /// The server's address.
    pub server_ip: IpAddr,
    /// The server's port.
    pub server_port: u16,
    /// The host name that the client asked for (`server_name`, RFC 6066), as sent.
    pub server_name: Option<String>,
    /// Application protocols offered (RFC 7301).
    pub alpn: Vec<String>,
    /// How the hello was written; `null` when no hello was seen.
    pub hello_format: Option<HelloFormat>,
    /// The version in the record around the hello.
    pub record_version: Option<Version>,
    /// The hello's own version field.
    pub legacy_version: Option<Version>,
    /// Whether the hello has `supported_versions`; `null` where not all of it was seen.
    #[serde(default)]
    pub supported_versions: Option<bool>,
    /// `supported_versions` without GREASE in the order sent; without that extension everything up to
    /// `legacy_version`, because that leaves the choice to the server (RFC 5246, E.1).
    pub offered_versions: Vec<Version>,
    /// The newest of them.
    pub offered_max: Option<Version>,
    /// The newest version that is certainly offered, where the hello was cut before it says more; `null` where
    /// `offered_max` is known.
    #[serde(default)]
    pub offered_at_least: Option<Version>,
    /// Code points as sent, GREASE left out; SSL 2.0 kinds have three bytes.
    pub cipher_suites: Vec<CipherSuite>,
    /// Code points as sent, GREASE left out.
    pub groups: Vec<Group>,
    /// Code points as sent, GREASE left out.
    pub signature_schemes: Vec<SignatureScheme>,
    /// Groups for which the hello brought a share.
    pub key_shares: Vec<Group>,
    /// TLS_FALLBACK_SCSV was offered (RFC 7507).
    pub fallback_scsv: bool,
    /// JA3 of the hello; `null` for SSLv2-format hellos.
    pub ja3: Option<String>,
    /// JA4 of the hello; `null` for SSLv2-format hellos.
    pub ja4: Option<String>,
    /// The ServerHello's `selected_version`, otherwise its version; without a ServerHello the one that the records after
    /// the hellos prove. `null` where nothing proves one: what was offered is never reported as negotiated.
    pub negotiated_version: Option<Version>,
    /// The oldest version that can be in use, where no more is known (records of TLS 1.2 look like those of TLS 1.3);
    /// `null` where `negotiated_version` is known.
    #[serde(default)]
    pub negotiated_at_least: Option<Version>,
    /// The suite that the server chose.
    pub cipher_suite: Option<CipherSuite>,
    /// The group that the server chose, where it can be seen.
    pub group: Option<Group>,
    /// Whether the server asked for a second hello; `null` when no answer was seen.
    pub hello_retry: Option<bool>,
    /// Whether an earlier session was resumed; `null` when too little was seen.
    pub resumed: Option<bool>,
    /// The marker in the ServerHello's random that says "I could have done better" (RFC 8446, 4.1.3);
    /// TLS 1.1 stands for TLS 1.1 or older.
    pub downgrade_sentinel: Option<Version>,
    /// What this record rests on.
    #[serde(default)]
    pub seen: Seen,
    /// How much of the ClientHello could be read; `null` without one.
    #[serde(default)]
    pub client_hello: Option<HelloRead>,
    /// The same handshake between other addresses, before or behind a NAT or a balancer: `CLIENT > SERVER`, each with its
    /// port.
    #[serde(default)]
    pub also_seen_as: Vec<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Who sent the fatal alert, or who ended a connection without one before it was established.
    pub refused_by: Option<Side>,
    /// Level of the fatal alert, otherwise of the first alert that could be read.
    pub alert_level: Option<u8>,
    /// Description of that alert.
    pub alert_code: Option<u8>,
    /// Frame of the hello that this one repeats at a lower version.
    pub retry_of: Option<u64>,
    /// Where that stands, if it is not [`source`](Self::source).
    #[serde(default)]
    pub retry_of_source: Option<String>,
    /// Opportunistic TLS failed and the dialogue went on in clear text.
    pub cleartext_after_failure: Option<bool>,
    /// Name of the program, only where the operating system said so.
    pub process: Option<String>,
    /// Its process id.
    pub pid: Option<u32>,
    /// What the gate did; only from the gate.
    pub gate_decision: Option<String>,
    /// What the gate would have done in enforce mode; only from the gate.
    pub gate_would: Option<String>,
    /// Why the gate had no hello to judge: `not-tls`, `malformed`, `too-large`, `too-slow`; only from the gate.
    #[serde(default)]
    pub fault: Option<String>,
    /// The protocol that the client speaks instead of TLS, where its first bytes say so; only from the gate.
    #[serde(default)]
    pub speaks: Option<String>,
    /// Its first four bytes as hex, where they do not; only from the gate.
    #[serde(default)]
    pub first_bytes: Option<String>,
}

/// What a record rests on. In JSON a list of `client-hello`, `server-hello`, `records`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Seen {
    /// The ClientHello, or enough of it to say what it offers
    pub client_hello: bool,
    /// The ServerHello, or enough of it to say what it chose
    pub server_hello: bool,
    /// Records after the hellos, whose version is the one in use
    pub records: bool,
}

impl Seen {
    const NAMES: [&str; 3] = ["client-hello", "server-hello", "records"];

    /// Their names, in order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let there = [self.client_hello, self.server_hello, self.records];
        Self::NAMES.into_iter().zip(there).filter_map(|(name, there)| there.then_some(name))
    }

    /// Nothing was named.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl<'de> Deserialize<'de> for Seen {
    /// Names that this version does not know are passed over.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        let [client_hello, server_hello, records] =
            Self::NAMES.map(|known| names.iter().any(|name| name == known));
        Ok(Self { client_hello, server_hello, records })
    }
}

/// How much of a ClientHello could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelloRead {
    /// All of it
    Whole,
    /// Its beginning; the rest is not in the capture
    Cut,
    /// Its beginning; what follows is no ClientHello that anybody could read
    Malformed,
}

/// What carried the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// TLS over TCP
    #[default]
    Tcp,
    /// QUIC
    Quic,
    /// DTLS over UDP
    Dtls,
    /// EAP-TLS and its kin
    Eap,
    /// TLS records over UDP, as some VPNs do
    Udp,
}

/// How a ClientHello was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelloFormat {
    /// As a handshake record (SSL 3.0 and later)
    Tls,
    /// As an SSL 2.0 record, whatever version it offers
    Sslv2,
}

/// One end of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Who sent the ClientHello
    Client,
    /// Who answers it
    Server,
}

/// How a handshake ended, as far as it was seen. The first that fits, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// A fatal alert before it was established
    RefusedAlert,
    /// Both Finished, or application data after them
    Established,
    /// QUIC CONNECTION_CLOSE
    QuicClose,
    /// The answer was no TLS
    NonTlsAnswer,
    /// RST before it was established
    Reset,
    /// FIN without a ServerHello
    Closed,
    /// A ServerHello, then FIN or nothing
    Incomplete,
    /// Nothing came back
    #[default]
    NoAnswer,
    /// No server behind the gate took the connection; only from the gate
    UpstreamUnreachable,
    /// None of those for old clients did, so that the client was refused; only from the gate
    LegacyUpstreamUnreachable,
    /// The client went before the server had answered; only from the gate
    ClientGone,
}

impl Outcome {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Handshake {
    /// What this record rests on, also where it was written by a version that did not say so.
    pub fn seen_or_implied(&self) -> Seen {
        if self.seen.is_empty() {
            Seen {
                client_hello: self.offered_max.is_some(),
                server_hello: self.negotiated_version.is_some(),
                records: false,
            }
        } else {
            self.seen
        }
    }

    /// Whether everything was seen that judgement asks for: all of the hello, and an answer that says what it is.
    pub fn was_seen_whole(&self) -> bool {
        if self.fault.is_some() {
            // There was nothing more to see.
            return true;
        }
        let seen = self.seen_or_implied();
        let hello = seen.client_hello && self.client_hello.is_none_or(|read| read == HelloRead::Whole);
        let answer = match self.outcome {
            Outcome::RefusedAlert
            | Outcome::NonTlsAnswer
            | Outcome::QuicClose
            | Outcome::UpstreamUnreachable
            | Outcome::LegacyUpstreamUnreachable
            | Outcome::ClientGone => true,
            // Told apart from an answer that was not captured by whoever made the record.
            Outcome::Reset | Outcome::Closed => self.refused_by.is_some() || seen.server_hello,
            Outcome::Established | Outcome::Incomplete | Outcome::NoAnswer => seen.server_hello,
        };
        hello && answer
    }

    /// Takes over what a hello offers, and gives what this record had before: whoever fills that next needs no
    /// memory of its own.
    pub fn swap_offer(&mut self, offer: &mut Offer) {
        std::mem::swap(&mut self.offered_versions, &mut offer.versions);
        std::mem::swap(&mut self.cipher_suites, &mut offer.cipher_suites);
        std::mem::swap(&mut self.groups, &mut offer.groups);
        std::mem::swap(&mut self.signature_schemes, &mut offer.signature_schemes);
        std::mem::swap(&mut self.key_shares, &mut offer.key_shares);
        std::mem::swap(&mut self.server_name, &mut offer.server_name);
        self.offered_max = offer.max;
        self.fallback_scsv = self.cipher_suites.contains(&CipherSuite::FALLBACK_SCSV);
    }
}

impl Default for Handshake {
    /// A handshake of which nothing is known.
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            seen_at: None,
            source: String::new(),
            frame: None,
            transport: Transport::Tcp,
            via: Vec::new(),
            client_ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            client_port: 0,
            server_ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            server_port: 0,
            server_name: None,
            alpn: Vec::new(),
            hello_format: None,
            record_version: None,
            legacy_version: None,
            supported_versions: None,
            offered_versions: Vec::new(),
            offered_max: None,
            offered_at_least: None,
            cipher_suites: Vec::new(),
            groups: Vec::new(),
            signature_schemes: Vec::new(),
            key_shares: Vec::new(),
            fallback_scsv: false,
            ja3: None,
            ja4: None,
            negotiated_version: None,
            negotiated_at_least: None,
            cipher_suite: None,
            group: None,
            hello_retry: None,
            resumed: None,
            downgrade_sentinel: None,
            seen: Seen::default(),
            client_hello: None,
            also_seen_as: Vec::new(),
            outcome: Outcome::NoAnswer,
            refused_by: None,
            alert_level: None,
            alert_code: None,
            retry_of: None,
            retry_of_source: None,
            cleartext_after_failure: None,
            process: None,
            pid: None,
            gate_decision: None,
            gate_would: None,
            fault: None,
            speaks: None,
            first_bytes: None,
        }
    }
}
