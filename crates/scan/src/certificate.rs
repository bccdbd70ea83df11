//! What a certificate says of itself.

use std::net::IpAddr;

use cutover_evidence::{CertificateShown, Trust};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::{PublicKey, RSAPublicKey};
use x509_parser::time::ASN1Time;

use crate::hex::hex;

/// What is said of the first of these certificates, which is the server's own and was asked for under that name. `None`:
/// there is none, or nobody can read it.
pub(crate) fn shown(chain: &[Vec<u8>], server_name: Option<&str>) -> Option<CertificateShown> {
    let own = chain.first()?;
    let (_, certificate) = X509Certificate::from_der(own).ok()?;
    let (key, bits) = key(&certificate);
    let names = names(&certificate);
    let ends = |der: &Vec<u8>| {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        time(certificate.validity().not_after)
    };
    let signature = certificate.signature_algorithm.algorithm.to_id_string();
    Some(CertificateShown {
        key,
        bits,
        signature: signature_name(&signature).map_or(signature, str::to_owned),
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        not_before: time(certificate.validity().not_before),
        not_after: time(certificate.validity().not_after),
        chain_not_after: chain.iter().filter_map(ends).min(),
        chain_length: chain.len() as u32,
        sha256: hex(&Sha256::digest(own)),
        is_for_name: server_name.map(|name| names.iter().any(|pattern| matches(pattern, name))),
        names,
        trust: trust(chain),
    })
}

/// Whether the chain leads to a certificate that is trusted, as far as this program can tell.
fn trust(chain: &[Vec<u8>]) -> Option<Trust> {
    #[cfg(feature = "handshakes")]
    return crate::trust::of_chain(chain);
    #[cfg(not(feature = "handshakes"))]
    {
        let _ = chain;
        None
    }
}

/// The names and addresses that a certificate is for.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternative)) = certificate.subject_alternative_name() else { return Vec::new() };
    let address = |bytes: &[u8]| -> Option<IpAddr> {
        let v4 = <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from);
        v4.or_else(|| <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from))
    };
    let all = alternative.value.general_names.iter();
    all.filter_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    })
    .collect()
}

/// Whether a name is the one of a certificate, or one label in place of its asterisk (RFC 9525, 6.3).
fn matches(pattern: &str, name: &str) -> bool {
    let pattern = pattern.trim_end_matches('.').to_ascii_lowercase();
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        None => pattern == name,
        Some(rest) => name.split_once('.').is_some_and(|(label, behind)| !label.is_empty() && behind == rest),
    }
}

fn time(time: ASN1Time) -> Option<Timestamp> {
    Timestamp::from_second(time.timestamp()).ok()
}

fn key(certificate: &X509Certificate<'_>) -> (String, Option<u32>) {
    let info = certificate.public_key();
    let bits = |size: usize| u32::try_from(size).ok().filter(|bits| *bits > 0);
    match info.parsed() {
        Ok(PublicKey::RSA(key)) => ("rsa".to_owned(), bits(bit_length(key.modulus))),
        // The curve that is no whole number of bytes is secp521r1.
        Ok(PublicKey::EC(point)) => match point.key_size() {
            528 => ("ecdsa".to_owned(), Some(521)),
            size => ("ecdsa".to_owned(), bits(size)),
        },
        Ok(PublicKey::DSA(_)) => ("dsa".to_owned(), None),
        _ => match info.algorithm.algorithm.to_id_string().as_str() {
            // RFC 4055, 1.2: an RSA key for PSS alone.
            "1.2.840.113549.1.1.10" => ("rsa-pss".to_owned(), rsa_bits(&info.subject_public_key.data)),
            // RFC 8410, 3.
            "1.3.101.112" => ("ed25519".to_owned(), Some(256)),
            "1.3.101.113" => ("ed448".to_owned(), Some(448)),
            // RFC 9881, 2; the keys have no length that says how strong they are.
            "2.16.840.1.101.3.4.3.17" => ("ml-dsa-44".to_owned(), None),
            "2.16.840.1.101.3.4.3.18" => ("ml-dsa-65".to_owned(), None),
            "2.16.840.1.101.3.4.3.19" => ("ml-dsa-87".to_owned(), None),
            other => (other.to_owned(), None),
        },
    }
}

/// How long the modulus of an RSA key is that stands there by itself.
fn rsa_bits(key: &[u8]) -> Option<u32> {
    let (_, key) = RSAPublicKey::from_der(key).ok()?;
    u32::try_from(bit_length(key.modulus)).ok()
}

/// How long a number is in bits.
pub(crate) fn bit_length(number: &[u8]) -> usize {
    let Some(first) = number.iter().position(|byte| *byte != 0) else { return 0 };
    (number.len() - first) * 8 - number[first].leading_zeros() as usize
}

/// The usual names (RFC 4055, RFC 5758, RFC 8410).
fn signature_name(identifier: &str) -> Option<&'static str> {
    Some(match identifier {
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "rsassaPss",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        // RFC 3279, 2.2.2; RFC 5758, 3.1
        "1.2.840.10040.4.3" => "dsa-with-SHA1",
        "2.16.840.1.101.3.4.3.1" => "dsa-with-SHA224",
        "2.16.840.1.101.3.4.3.2" => "dsa-with-SHA256",
        // RFC 9881, 2
        "2.16.840.1.101.3.4.3.17" => "ml-dsa-44",
        "2.16.840.1.101.3.4.3.18" => "ml-dsa-65",
        "2.16.840.1.101.3.4.3.19" => "ml-dsa-87",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "ed25519",
        "1.3.101.113" => "ed448",
        _ => return None,
    })
}

#[test]
fn a_certificate_is_for_its_names_and_for_one_label_below_an_asterisk() {
    for (pattern, name, is_for) in [
        ("www.example.test", "WWW.example.test.", true),
        ("*.example.test", "www.example.test", true),
        ("*.example.test", "a.www.example.test", false),
        ("*.example.test", "example.test", false),
        ("example.test", "www.example.test", false),
    ] {
        assert_eq!(matches(pattern, name), is_for, "{pattern} {name}");
    }
}
