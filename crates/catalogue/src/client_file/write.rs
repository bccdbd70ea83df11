//! Writing a recorded hello as a client.

use std::fmt::Write as _;

use cutover_evidence::{Handshake, HelloFormat};
use cutover_wire::{Group, Version};

/// A file of one client, made of a recorded hello: the entry of a printer, of a line-of-business program.
///
/// Nothing of who sent it or to whom goes into it.
pub fn client_of(handshake: &Handshake, id: &str, name: &str, source: &str) -> String {
    let list = |names: Vec<String>| names.iter().map(|name| toml_string(name)).collect::<Vec<_>>().join(", ");
    let versions = |versions: &[Version]| list(versions.iter().map(ToString::to_string).collect());
    let groups = |groups: &[Group]| list(groups.iter().map(ToString::to_string).collect());
    let mut published: Vec<Version> =
        handshake.offered_versions.iter().copied().filter(|v| v.published() == *v).collect();
    published.sort_by_key(|version| version.age_rank());
    let legacy = handshake.legacy_version.or(handshake.offered_max).unwrap_or(Version::TLS_1_2);
    let sent_versions = handshake.supported_versions.unwrap_or_else(|| {
        handshake.offered_versions.iter().any(|v| v.is_tls_1_3_family())
            || handshake.offered_max.is_some_and(|max| max != legacy)
    });
    let sslv2 = handshake.hello_format == Some(HelloFormat::Sslv2);
    let schemes: Vec<_> = handshake.signature_schemes.iter().map(|s| format!("0x{:04x}", s.0)).collect();
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "[[client]]\nid = {}\nname = {}\nkind = \"other\"\nversions = [{}]\n{}server_name = {}\n\
         x25519mlkem768 = \"{}\"\nsource = [{}]\nconfidence = \"capture\"\n\n\
         # How it can be helped, in your words:\n# own_remedy = \"\"\n\n\
         [client.hello]\nsource = {}\n",
        toml_string(id),
        toml_string(name),
        versions(&published),
        if sslv2 { "hello_format = \"sslv2\"\n" } else { "" },
        handshake.server_name.is_some(),
        if handshake.groups.contains(&Group::X25519MLKEM768) { "yes" } else { "no" },
        toml_string(source),
        toml_string(source),
    );
    if let Some(version) = handshake.record_version {
        let _ = writeln!(text, "record_version = \"{version}\"");
    }
    let _ = writeln!(text, "legacy_version = \"{legacy}\"");
    if sent_versions {
        let _ = writeln!(text, "supported_versions = [{}]", versions(&handshake.offered_versions));
    }
    let suites: Vec<_> = handshake.cipher_suites.iter().map(ToString::to_string).collect();
    let _ = writeln!(text, "suites = [\n    {},\n]", list(suites).replace(", ", ",\n    "));
    let _ = writeln!(text, "groups = [{}]", groups(&handshake.groups));
    let _ = writeln!(text, "key_shares = [{}]", groups(&handshake.key_shares));
    if !schemes.is_empty() {
        let _ = writeln!(text, "signature_schemes = [{}]", schemes.join(", "));
    }
    let _ = writeln!(text, "alpn = {}", !handshake.alpn.is_empty());
    text
}

/// A text as TOML writes it.
fn toml_string(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use cutover_wire::{CipherSuite, SignatureScheme};

    use super::super::read::parse_clients;
    use super::*;
    use crate::client::{HelloSignatures, HelloSuites};

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
        let text = client_of(&handshake, "printer-3", "Printer \"3\"\non floor 2", "capture");
        let client = parse_clients(&text).unwrap().remove(0);
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
