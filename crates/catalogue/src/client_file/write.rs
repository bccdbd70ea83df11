//! Writing clients: one of the catalogue as a template, a recorded hello as a client of one's own.

use std::fmt::Write as _;

use cutover_evidence::{Confidence, Handshake, HelloFormat};
use cutover_wire::{CipherSuite, Group, Version};
use serde::Serialize;

use crate::client::{Client, ClientKind, HelloSignatures, HelloSuites, PostQuantum, RecordedHello};

/// A client as `parse_clients` reads it.
pub fn client_toml(client: &Client) -> String {
    let mut table = Lines(String::from("[[client]]\n"));
    table.key("id", &client.id);
    table.key("name", &client.name);
    table.if_there("name_ja", client.name_ja.as_ref());
    table.if_there("vendor", client.vendor.as_ref());
    table.key("kind", &client.kind);
    table.if_there("platform", Some(&client.platform).filter(|platform| !platform.is_empty()));
    table.if_there("released", client.released.as_ref());
    table.if_there("support_ends", client.support_ends.as_ref());
    table.if_there("dates_source", client.dates_source.as_ref());
    table.key("versions", &client.versions);
    table.list("configurable", &client.configurable);
    table.list("control", &client.control);
    table.if_there(
        "hello_format",
        (client.hello_format == HelloFormat::Sslv2).then_some(&client.hello_format),
    );
    table.if_there("server_name", client.server_name.as_ref());
    table.key("x25519mlkem768", &client.x25519mlkem768);
    table.if_there("x25519mlkem768_note", client.x25519mlkem768_note.as_ref());
    table.if_there("x25519mlkem768_note_ja", client.x25519mlkem768_note_ja.as_ref());
    table.if_there("retries_lower", client.retries_lower.then_some(&true));
    table.if_there("opportunistic", client.opportunistic.then_some(&true));
    table.if_there("certificate", client.certificate.as_ref());
    table.list("remedies", &client.remedies);
    match &client.own_remedy {
        Some(own) => table.key("own_remedy", own),
        None => table.0.push_str("# own_remedy = \"\"\n"),
    }
    table.key("source", &client.source);
    table.key("confidence", &client.confidence);
    table.if_there("post_says", client.post_says.as_ref());
    table.if_there("post_says_ja", client.post_says_ja.as_ref());
    table.if_there("note", client.note.as_ref());
    table.if_there("note_ja", client.note_ja.as_ref());
    table.if_there("hello_like", client.hello_like.as_ref());
    table.list("schannel_of", &client.schannel_of);
    for reported in &client.reported {
        table.0.push_str("\n[[client.reported]]\n");
        table.key("policy", &reported.policy);
        table.key("verdict", &reported.verdict);
        table.key("source", &reported.source);
    }
    if let Some(hello) = &client.hello {
        hello_toml(hello, &mut table);
    }
    table.0
}

fn hello_toml(hello: &RecordedHello, table: &mut Lines) {
    table.0.push_str("\n[client.hello]\n");
    table.key("source", &hello.source);
    table.if_there("record_version", hello.record_version.as_ref());
    table.key("legacy_version", &hello.legacy_version);
    table.list("supported_versions", &hello.supported_versions);
    match &hello.suites {
        HelloSuites::Listed(suites) => table.one_a_line("suites", suites),
        HelloSuites::Classes { classes, only, known } => {
            table.key("suite_classes", classes);
            table.if_there("only_suite_classes", only.then_some(&true));
            table.list("known_suites", &names(known));
        }
    }
    table.if_there("suite_count", hello.suite_count.as_ref());
    table.list("groups", &names(&hello.groups));
    table.if_there("key_shares", hello.key_shares.as_deref().map(names).as_ref());
    match &hello.signatures {
        HelloSignatures::Absent => {}
        HelloSignatures::Listed(schemes) => {
            let codes: Vec<_> = schemes.iter().map(|scheme| format!("0x{:04x}", scheme.0)).collect();
            let _ = writeln!(table.0, "signature_schemes = [{}]", codes.join(", "));
        }
        HelloSignatures::Classes(classes) => table.key("signature_classes", classes),
    }
    table.if_there("extended_master_secret", hello.extended_master_secret.as_ref());
    table.if_there("renegotiation_info", hello.renegotiation_info.as_ref());
    table.if_there("alpn", hello.alpn.as_ref());
}

/// A client made of a recorded hello: a printer, a line-of-business program.
///
/// Nothing of who sent it or to whom goes into it.
pub fn client_of(handshake: &Handshake, id: &str, name: &str, source: &str) -> Client {
    let mut versions: Vec<Version> =
        handshake.offered_versions.iter().copied().filter(|v| v.published() == *v).collect();
    versions.sort_by_key(|version| version.age_rank());
    let legacy_version = handshake.legacy_version.or(handshake.offered_max).unwrap_or(Version::TLS_1_2);
    let sent_versions = handshake.supported_versions.unwrap_or_else(|| {
        handshake.offered_versions.iter().any(|v| v.is_tls_1_3_family())
            || handshake.offered_max.is_some_and(|max| max != legacy_version)
    });
    let is_post_quantum = handshake.groups.contains(&Group::X25519MLKEM768);
    Client {
        id: id.to_owned(),
        name: name.to_owned(),
        name_ja: None,
        vendor: None,
        kind: ClientKind::Other,
        platform: String::new(),
        released: None,
        support_ends: None,
        dates_source: None,
        versions,
        configurable: Vec::new(),
        control: Vec::new(),
        hello_format: handshake.hello_format.unwrap_or(HelloFormat::Tls),
        server_name: Some(handshake.server_name.is_some()),
        x25519mlkem768: if is_post_quantum { PostQuantum::Yes } else { PostQuantum::No },
        x25519mlkem768_note: None,
        x25519mlkem768_note_ja: None,
        retries_lower: false,
        opportunistic: false,
        certificate: None,
        remedies: Vec::new(),
        own_remedy: None,
        source: vec![source.to_owned()],
        confidence: Confidence::Capture,
        post_says: None,
        post_says_ja: None,
        note: None,
        note_ja: None,
        reported: Vec::new(),
        hello_like: None,
        schannel_of: Vec::new(),
        hello: Some(RecordedHello {
            source: source.to_owned(),
            record_version: handshake.record_version,
            legacy_version,
            supported_versions: if sent_versions { handshake.offered_versions.clone() } else { Vec::new() },
            suites: HelloSuites::Listed(handshake.cipher_suites.clone()),
            suite_count: None,
            groups: handshake.groups.clone(),
            key_shares: Some(handshake.key_shares.clone()),
            signatures: if handshake.signature_schemes.is_empty() {
                HelloSignatures::Absent
            } else {
                HelloSignatures::Listed(handshake.signature_schemes.clone())
            },
            extended_master_secret: None,
            renegotiation_info: None,
            alpn: Some(!handshake.alpn.is_empty()),
        }),
        local: true,
    }
}

/// By their registered names, or as hex where they have none.
fn names(all: &[impl ToString]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// Lines of TOML.
struct Lines(String);

impl Lines {
    fn key<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        // All that a client has can be written as TOML; a test writes the whole catalogue.
        if let Ok(value) = toml::Value::try_from(value) {
            // Writing to a string cannot fail.
            let _ = writeln!(self.0, "{name} = {value}");
        }
    }

    fn if_there<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.key(name, value);
        }
    }

    /// A list that is left out where it is empty.
    fn list<T: Serialize>(&mut self, name: &str, values: &[T]) {
        if !values.is_empty() {
            self.key(name, values);
        }
    }

    fn one_a_line(&mut self, name: &str, suites: &[CipherSuite]) {
        let _ = writeln!(self.0, "{name} = [");
        for suite in suites {
            let _ = writeln!(self.0, "    \"{suite}\",");
        }
        self.0.push_str("]\n");
    }
}

#[cfg(test)]
mod tests {
    use cutover_wire::{CipherSuite, SignatureScheme};

    use super::super::read::parse_clients;
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_client_of_the_catalogue_is_read_as_it_is_written() {
        for client in Catalogue::built_in().clients() {
            let text = client_toml(client);
            assert_eq!(parse_clients(&text).as_deref(), Ok(std::slice::from_ref(client)), "{text}");
        }
    }

    #[test]
    fn a_recorded_hello_becomes_a_client_that_offers_the_same() {
        let handshake = Handshake {
            hello_format: Some(HelloFormat::Tls),
            record_version: Some(Version::TLS_1_0),
            legacy_version: Some(Version::TLS_1_2),
            offered_versions: vec![Version::TLS_1_3, Version(0x7f1c), Version::TLS_1_2],
            offered_max: Some(Version::TLS_1_3),
            cipher_suites: vec![CipherSuite(0x1301), CipherSuite(0xc02f), CipherSuite(0xfefe)],
            groups: vec![Group(0x1d), Group(0xfefe)],
            key_shares: vec![Group(0x1d)],
            signature_schemes: vec![SignatureScheme(0x0804), SignatureScheme(0x0403)],
            server_name: Some("a \"quoted\" name".into()),
            ..Handshake::default()
        };
        let client = client_of(&handshake, "printer-3", "Printer \"3\"\non floor 2", "capture");
        let text = client_toml(&client);
        assert_eq!(parse_clients(&text).unwrap(), [Client { local: false, ..client.clone() }]);
        assert_eq!(client.versions, [Version::TLS_1_2, Version::TLS_1_3]);
        assert_eq!(client.name, "Printer \"3\"\non floor 2");
        let hello = client.hello.unwrap();
        assert_eq!(hello.suites, HelloSuites::Listed(handshake.cipher_suites));
        assert_eq!((hello.groups, hello.key_shares), (handshake.groups, Some(handshake.key_shares)));
        assert_eq!(hello.signatures, HelloSignatures::Listed(handshake.signature_schemes));
        assert_eq!(hello.supported_versions, handshake.offered_versions);
        assert!(!text.contains("quoted name"), "the server's name is nobody's business");
    }
}
