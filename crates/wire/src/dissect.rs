//! Every field of a hello with where it stands, so that a person can check a verdict by hand.

use crate::extension::kind;
use crate::reader::{Reader, code_points};
use crate::{CipherSuite, ClientHello, Group, ServerHello, SignatureScheme, Version, sslv2};

/// One field of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name in the RFC, such as `client_version`; extensions as `extension supported_versions`.
    pub name: String,
    /// Where it starts, counted in bytes from the start of the message that was given.
    pub offset: usize,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What it says: code points by their registered names. Text from the network is not escaped here.
    pub value: String,
}

/// The fields of a ClientHello message (with its type and length of four bytes). Of one that is cut or malformed those that
/// stand at its beginning.
pub fn client_hello(message: &[u8]) -> Vec<Field<'_>> {
    let Some(Ok(hello)) = message.get(4..).map(ClientHello::parse) else {
        return beginning(message, ["client_hello (1)", "client_version"], |rest| {
            let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
            let suites = &rest[2..rest.len().min(2 + length)];
            Some(("cipher_suites", suites, list(suites, |c| suite_name(c.into()))))
        });
    };
    let mut fields = Fields::of(message);
    fields.push("msg_type", &message[..1], "client_hello (1)".into());
    fields.push("length", &message[1..4], (message.len() - 4).to_string());
    fields.push("client_version", &message[4..6], hello.legacy_version.to_string());
    fields.push("random", hello.random, String::new());
    fields.push("session_id", hello.session_id, format!("{} bytes", hello.session_id.len()));
    fields.push("cipher_suites", hello.cipher_suites, list(hello.cipher_suites, |c| suite_name(c.into())));
    fields.push("compression_methods", hello.compression_methods, String::new());
    fields.extensions(hello.extensions(), true);
    fields.all
}

/// The fields of a ServerHello message (with its type and length of four bytes). Of one that is cut or malformed those that
/// stand at its beginning.
pub fn server_hello(message: &[u8]) -> Vec<Field<'_>> {
    let Some(Ok(hello)) = message.get(4..).map(ServerHello::parse) else {
        return beginning(message, ["server_hello (2)", "server_version"], |rest| {
            let suite = rest.get(..2)?;
            Some(("cipher_suite", suite, suite_name(u16::from_be_bytes([suite[0], suite[1]]).into())))
        });
    };
    let mut fields = Fields::of(message);
    fields.push("msg_type", &message[..1], "server_hello (2)".into());
    fields.push("length", &message[1..4], (message.len() - 4).to_string());
    fields.push("server_version", &message[4..6], hello.legacy_version.to_string());
    let random = if hello.is_hello_retry_request() {
        "HelloRetryRequest".into()
    } else {
        hello.downgrade_sentinel().map(|v| format!("downgrade sentinel {v}")).unwrap_or_default()
    };
    fields.push("random", hello.random, random);
    let after_random = 4 + 2 + 32;
    let suite = if hello.legacy_version.is_tls_1_3_family() {
        after_random
    } else {
        fields.push("session_id", hello.session_id, format!("{} bytes", hello.session_id.len()));
        after_random + 1 + hello.session_id.len()
    };
    fields.push("cipher_suite", &message[suite..suite + 2], suite_name(hello.cipher_suite.0));
    fields.extensions(hello.extensions(), false);
    fields.all
}

/// What is there of a hello, as far as the list or suite behind its session id.
fn beginning<'a>(
    message: &'a [u8],
    [name, version]: [&'static str; 2],
    then: impl FnOnce(&'a [u8]) -> Option<(&'static str, &'a [u8], String)>,
) -> Vec<Field<'a>> {
    let mut fields = Fields::of(message);
    let Some(start) = message.get(..6) else { return fields.all };
    fields.push("msg_type", &start[..1], name.into());
    let length = u32::from_be_bytes([0, start[1], start[2], start[3]]);
    fields.push("length", &start[1..4], format!("{} of {length}", message.len() - 4));
    fields.push(version, &start[4..], Version(u16::from_be_bytes([start[4], start[5]])).to_string());
    let Some(random) = message.get(6..38) else { return fields.all };
    fields.push("random", random, String::new());
    let Some(session_id) = message.get(38).and_then(|length| message.get(39..39 + usize::from(*length)))
    else {
        return fields.all;
    };
    fields.push("session_id", session_id, format!("{} bytes", session_id.len()));
    if let Some((name, bytes, value)) = message.get(39 + session_id.len()..).and_then(then) {
        fields.push(name, bytes, value);
    }
    fields.all
}

/// The fields of an SSLv2-format ClientHello (the whole record). Empty when it is malformed.
pub fn sslv2_client_hello(record: &[u8]) -> Vec<Field<'_>> {
    let Ok(hello) = sslv2::ClientHello::parse(record) else { return Vec::new() };
    let mut fields = Fields::of(record);
    fields.push("msg_length", &record[..2], (record.len() - 2).to_string());
    fields.push("msg_type", &record[2..3], "client_hello (1)".into());
    fields.push("version", &record[3..5], hello.version.to_string());
    let suites: Vec<_> = hello.cipher_suites().map(|s| suite_name(s.0)).collect();
    fields.push("cipher_specs", hello.cipher_specs, suites.join(", "));
    fields.push("session_id", hello.session_id, format!("{} bytes", hello.session_id.len()));
    fields.push("challenge", hello.challenge, String::new());
    fields.all
}

/// The fields of an alert (level and description).
pub fn alert(message: &[u8]) -> Vec<Field<'_>> {
    let Some(&[level, description]) = message.first_chunk::<2>() else { return Vec::new() };
    let mut fields = Fields::of(message);
    let level_name = if level == crate::alert::FATAL { "fatal" } else { "warning" };
    fields.push("level", &message[..1], format!("{level_name} ({level})"));
    let name = crate::alert::name(description).unwrap_or("unknown");
    fields.push("description", &message[1..2], format!("{name} ({description})"));
    fields.all
}

struct Fields<'a> {
    message: &'a [u8],
    all: Vec<Field<'a>>,
}

impl<'a> Fields<'a> {
    fn of(message: &'a [u8]) -> Self {
        Self { message, all: Vec::new() }
    }

    /// `bytes` is a part of the message, so its address says where it stands.
    fn push(&mut self, name: impl Into<String>, bytes: &'a [u8], value: String) {
        let offset = (bytes.as_ptr() as usize).saturating_sub(self.message.as_ptr() as usize);
        self.all.push(Field { name: name.into(), offset, bytes, value });
    }

    fn extensions(&mut self, extensions: crate::Extensions<'a>, from_client: bool) {
        for extension in extensions {
            let name = extension_name(extension.kind)
                .map_or_else(|| format!("extension 0x{:04x}", extension.kind), |n| format!("extension {n}"));
            let value = extension_value(extension.kind, extension.body, from_client);
            self.push(name, extension.body, value);
        }
    }
}

fn extension_value(extension: u16, body: &[u8], from_client: bool) -> String {
    let behind16 = |show: fn(u16) -> String| list(Reader(body).vector16().unwrap_or_default(), show);
    match extension {
        kind::SERVER_NAME => {
            let name = crate::client_hello::server_name(body).unwrap_or_default();
            String::from_utf8_lossy(name).into_owned()
        }
        kind::SUPPORTED_GROUPS => behind16(|g| named(Group(g).name(), g)),
        kind::SIGNATURE_ALGORITHMS => behind16(|s| named(SignatureScheme(s).name(), s)),
        kind::ALPN => {
            let all: Vec<_> =
                crate::client_hello::alpn(body).map(|p| String::from_utf8_lossy(p).into_owned()).collect();
            all.join(", ")
        }
        kind::SUPPORTED_VERSIONS if from_client => {
            list(Reader(body).vector8().unwrap_or_default(), |v| named(None, v))
        }
        kind::SUPPORTED_VERSIONS => list(body, |v| named(None, v)),
        kind::KEY_SHARE | kind::KEY_SHARE_OLD if from_client => {
            let all: Vec<_> =
                crate::client_hello::key_share_groups(body).map(|g| named(Group(g).name(), g)).collect();
            all.join(", ")
        }
        kind::KEY_SHARE | kind::KEY_SHARE_OLD => {
            Reader(body).u16().map(|g| named(Group(g).name(), g)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn list(bytes: &[u8], show: fn(u16) -> String) -> String {
    code_points(bytes).map(show).collect::<Vec<_>>().join(", ")
}

fn suite_name(code: u32) -> String {
    match u16::try_from(code) {
        Ok(code) if crate::is_grease(code) => format!("GREASE 0x{code:04x}"),
        _ => CipherSuite(code).to_string(),
    }
}

/// Versions pass no name: they name themselves.
fn named(name: Option<&str>, code: u16) -> String {
    match name {
        _ if crate::is_grease(code) => format!("GREASE 0x{code:04x}"),
        Some(name) => name.into(),
        None => Version(code).to_string(),
    }
}

fn extension_name(extension: u16) -> Option<&'static str> {
    Some(match extension {
        kind::SERVER_NAME => "server_name",
        1 => "max_fragment_length",
        5 => "status_request",
        kind::SUPPORTED_GROUPS => "supported_groups",
        kind::EC_POINT_FORMATS => "ec_point_formats",
        kind::SIGNATURE_ALGORITHMS => "signature_algorithms",
        15 => "heartbeat",
        kind::ALPN => "application_layer_protocol_negotiation",
        18 => "signed_certificate_timestamp",
        21 => "padding",
        22 => "encrypt_then_mac",
        23 => "extended_master_secret",
        27 => "compress_certificate",
        28 => "record_size_limit",
        35 => "session_ticket",
        kind::KEY_SHARE_OLD => "key_share (draft)",
        kind::PRE_SHARED_KEY => "pre_shared_key",
        42 => "early_data",
        kind::SUPPORTED_VERSIONS => "supported_versions",
        44 => "cookie",
        45 => "psk_key_exchange_modes",
        47 => "certificate_authorities",
        49 => "post_handshake_auth",
        50 => "signature_algorithms_cert",
        kind::KEY_SHARE => "key_share",
        0x3374 => "next_protocol_negotiation",
        0xfe0d => "encrypted_client_hello",
        0xff01 => "renegotiation_info",
        _ => return None,
    })
}
