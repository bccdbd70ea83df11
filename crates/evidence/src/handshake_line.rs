//! A handshake as JSON, as serde would write it, three times as fast: whoever writes a record of each connection spends
//! more on it than on the hello. Its names and most of its values need no escaping, and the field names are known.

use std::net::IpAddr;

use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};
use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::Serialize;

use crate::{Handshake, HelloFormat, HelloRead, Outcome, Seen, Side, Transport, json_text};

/// Writes every field, in order, behind the kind of record.
macro_rules! write_fields {
    ($record:expr, $out:expr, $($field:ident)*) => {
        // Names every field: one that is new must be written, too.
        let Handshake { $($field),* } = $record;
        $out.extend_from_slice(br#"{"kind":"handshake""#);
        $(
            $out.extend_from_slice(concat!(",\"", stringify!($field), "\":").as_bytes());
            $field.write($out);
        )*
        $out.push(b'}');
    };
}

/// Appends a record, without the end of the line.
pub(crate) fn write(record: &Handshake, out: &mut Vec<u8>) {
    let start = out.len();
    write_record(record, out);
    json_text::escape(out, start);
}

fn write_record(record: &Handshake, out: &mut Vec<u8>) {
    write_fields!(
        record, out,
        schema_version seen_at source frame transport via client_ip client_port server_ip server_port server_name alpn
        hello_format record_version legacy_version supported_versions offered_versions offered_max offered_at_least cipher_suites groups
        signature_schemes key_shares fallback_scsv ja3 ja4 negotiated_version negotiated_at_least cipher_suite group
        hello_retry resumed downgrade_sentinel seen client_hello also_seen_as outcome refused_by alert_level alert_code retry_of retry_of_source cleartext_after_failure process pid gate_decision gate_would fault speaks first_bytes
    );
}

trait Json {
    fn write(&self, out: &mut Vec<u8>);
}

/// What is rare or short enough for serde. None of it can fail: it is written into memory, and is no map.
fn with_serde(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, value);
}

macro_rules! by_serde {
    ($($type:ty)*) => {
        $(impl Json for $type {
            fn write(&self, out: &mut Vec<u8>) {
                with_serde(self, out);
            }
        })*
    };
}

by_serde!(bool Transport HelloFormat HelloRead Seen Side);

macro_rules! numbers {
    ($($type:ty: $number:expr,)*) => {
        $(impl Json for $type {
            fn write(&self, out: &mut Vec<u8>) {
                let number: fn(&Self) -> u64 = $number;
                let mut text = itoa::Buffer::new();
                out.extend_from_slice(text.format(number(self)).as_bytes());
            }
        })*
    };
}

numbers! {
    u8: |n| (*n).into(),
    u16: |n| (*n).into(),
    u32: |n| (*n).into(),
    u64: |n| *n,
    CipherSuite: |suite| suite.0.into(),
    Group: |group| group.0.into(),
    SignatureScheme: |scheme| scheme.0.into(),
}

impl Json for str {
    fn write(&self, out: &mut Vec<u8>) {
        let plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
        if self.as_bytes().iter().all(plain) {
            out.push(b'"');
            out.extend_from_slice(self.as_bytes());
            out.push(b'"');
        } else {
            with_serde(self, out);
        }
    }
}

impl Json for String {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_str().write(out);
    }
}

impl Json for Outcome {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_str().write(out);
    }
}

impl Json for Version {
    fn write(&self, out: &mut Vec<u8>) {
        match self.name() {
            Some(name) => name.write(out),
            None => with_serde(self, out),
        }
    }
}

impl Json for Timestamp {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        // Into memory: it cannot fail.
        let _ = DateTimePrinter::new().print_timestamp(self, &mut *out);
        out.push(b'"');
    }
}

impl Json for IpAddr {
    fn write(&self, out: &mut Vec<u8>) {
        let Self::V4(address) = self else { return with_serde(self, out) };
        out.push(b'"');
        for (i, octet) in address.octets().iter().enumerate() {
            if i > 0 {
                out.push(b'.');
            }
            octet.write(out);
        }
        out.push(b'"');
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (i, value) in self.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            value.write(out);
        }
        out.push(b']');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As serde writes it, apart from the kind.
    fn by_serde(record: &Handshake) -> String {
        let text = json_text::line(record);
        text.trim_end().replacen('{', r#"{"kind":"handshake","#, 1)
    }

    fn by_hand(record: &Handshake) -> String {
        let mut out = Vec::new();
        write(record, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_is_written_as_serde_writes_it() {
        assert_eq!(by_hand(&Handshake::default()), by_serde(&Handshake::default()));
    }

    fn version() -> impl Strategy<Value = Version> {
        prop_oneof![(0..=0x0305_u16).prop_map(Version), any::<u16>().prop_map(Version)]
    }

    proptest! {
        #[test]
        fn whatever_is_seen_is_written_as_serde_writes_it(
            (seen_at, frame, pid) in (any::<Option<i64>>(), any::<Option<u64>>(), any::<Option<u32>>()),
            (source, server_name, via, alpn) in ("\\PC*", any::<Option<String>>(), any::<Vec<String>>(), any::<Vec<String>>()),
            (client_ip, server_ip, port) in (any::<IpAddr>(), any::<IpAddr>(), any::<u16>()),
            (versions, one_version) in (prop::collection::vec(version(), 0..4), version()),
            (suites, groups) in (any::<Vec<u32>>(), any::<Vec<u16>>()),
            (ja4, gate, flag, alert) in (any::<Option<String>>(), any::<Option<String>>(), any::<Option<bool>>(), any::<Option<u8>>()),
        ) {
            let record = Handshake {
                seen_at: seen_at.and_then(|at| Timestamp::from_nanosecond(at.into()).ok()),
                source,
                frame,
                transport: Transport::Quic,
                via: via.clone(),
                client_ip,
                client_port: port,
                server_ip,
                server_port: port ^ 0xffff,
                server_name,
                alpn,
                hello_format: Some(HelloFormat::Sslv2),
                record_version: Some(one_version),
                offered_max: versions.last().copied(),
                legacy_version: versions.first().copied(),
                offered_at_least: versions.first().copied(),
                negotiated_at_least: versions.last().copied(),
                negotiated_version: Some(one_version),
                downgrade_sentinel: versions.first().copied(),
                offered_versions: versions,
                cipher_suite: suites.first().copied().map(CipherSuite),
                cipher_suites: suites.into_iter().map(CipherSuite).collect(),
                group: groups.first().copied().map(Group),
                signature_schemes: groups.iter().copied().map(SignatureScheme).collect(),
                key_shares: groups.iter().copied().map(Group).collect(),
                groups: groups.into_iter().map(Group).collect(),
                fallback_scsv: flag.is_some(),
                ja3: ja4.clone(),
                ja4,
                seen: Seen { client_hello: flag.is_some(), server_hello: alert.is_some(), records: flag == Some(true) },
                client_hello: flag.map(|_| HelloRead::Malformed),
                also_seen_as: via.clone(),
                hello_retry: flag,
                resumed: flag,
                outcome: Outcome::RefusedAlert,
                refused_by: Some(Side::Server),
                alert_level: alert,
                alert_code: alert,
                retry_of: frame,
                retry_of_source: gate.clone(),
                cleartext_after_failure: flag,
                process: gate.clone(),
                pid,
                gate_decision: gate.clone(),
                gate_would: gate.clone(),
                fault: gate.clone(),
                speaks: gate.clone(),
                first_bytes: gate,
                ..Handshake::default()
            };
            prop_assert_eq!(by_hand(&record), by_serde(&record));
        }
    }
}
