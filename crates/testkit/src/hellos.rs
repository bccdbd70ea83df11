//! Hellos.

use crate::records::{message, record};

/// The same hello of another connection.
pub fn with_random(mut hello: Vec<u8>, random: u16) -> Vec<u8> {
    hello[11..43].fill(0x5a);
    hello[11..13].copy_from_slice(&random.to_be_bytes());
    hello
}

/// A ClientHello's body with that `legacy_version`, these suites, and these bytes of extensions.
pub fn client_hello_body(version: u16, suites: &[u16], extensions: &[u8]) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend((0..32).map(|i| i * 7));
    body.push(0);
    body.extend(vector16(&suites.iter().flat_map(|suite| suite.to_be_bytes()).collect::<Vec<_>>()));
    body.extend([1, 0]);
    body.extend(vector16(extensions));
    body
}

/// A ClientHello message that asks for a name, if it is not empty, and offers these versions (by `supported_versions` if there is
/// more than one) with GREASE before them.
pub fn client_hello_message(name: &[u8], versions: &[u16]) -> Vec<u8> {
    let mut extensions = Vec::new();
    if !name.is_empty() {
        let mut server_name = vec![0];
        server_name.extend(vector16(name));
        extensions.extend(extension(0, &vector16(&server_name)));
    }
    extensions.extend(extension(10, &vector16(&[0x3a, 0x3a, 0, 29, 0, 23])));
    if versions.len() > 1 {
        let mut list = vec![2 * versions.len() as u8 + 2, 0x7a, 0x7a];
        list.extend(versions.iter().flat_map(|v| v.to_be_bytes()));
        extensions.extend(extension(43, &list));
    }
    message(1, &client_hello_body(versions[0].min(0x0303), &[0x2a2a, 0x1301, 0xc02f, 0x002f], &extensions))
}

/// The same in one record.
pub fn client_hello(name: &[u8], versions: &[u16]) -> Vec<u8> {
    record(22, 0x0301, &client_hello_message(name, versions))
}

/// A ServerHello in one record.
pub fn server_hello(version: u16, suite: u16) -> Vec<u8> {
    server_hello_with(version, suite, &[9; 32])
}

/// The same with a random of the caller's.
pub fn server_hello_with(version: u16, suite: u16, random: &[u8; 32]) -> Vec<u8> {
    record(22, version.min(0x0303), &server_hello_message(version, suite, random))
}

/// A ServerHello message.
pub fn server_hello_message(version: u16, suite: u16, random: &[u8; 32]) -> Vec<u8> {
    let mut body = version.min(0x0303).to_be_bytes().to_vec();
    body.extend(random);
    body.push(0);
    body.extend(suite.to_be_bytes());
    body.push(0);
    if version > 0x0303 {
        body.extend(vector16(&extension(43, &version.to_be_bytes())));
    }
    message(2, &body)
}

/// An SSLv2-format ClientHello.
pub fn sslv2_hello(version: u16) -> Vec<u8> {
    let mut record = vec![0x80, 9 + 6 + 16, 1];
    record.extend(version.to_be_bytes());
    record.extend([0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 0x07, 0, 0xc0]);
    record.extend([5; 16]);
    record
}

fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut extension = kind.to_be_bytes().to_vec();
    extension.extend((body.len() as u16).to_be_bytes());
    extension.extend(body);
    extension
}

fn vector16(body: &[u8]) -> Vec<u8> {
    let mut vector = (body.len() as u16).to_be_bytes().to_vec();
    vector.extend(body);
    vector
}
