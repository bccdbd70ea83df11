//! Whole handshakes, by OpenSSL, which is told to take what it would otherwise refuse: that a server accepts a version is
//! one thing, that it is any use another. Certificates are read and not judged; nothing is sent that is worth keeping.

use std::net::SocketAddr;
use std::pin::Pin;

use cutover_wire::Version;
use openssl::error::ErrorStack;
use openssl::ssl::{Ssl, SslContext, SslMethod, SslOptions, SslVerifyMode, SslVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use crate::connect::{Before, NoConnection, Patience, connected};

/// What came of a whole handshake.
#[derive(Debug, Default)]
pub(crate) struct Finished {
    /// Whether both sides finished it.
    pub handshake: bool,
    /// Whether the application said something.
    pub application: bool,
    /// The status that it answered with, where that was HTTP.
    pub http_status: Option<u16>,
    /// The certificates, in DER.
    pub certificates: Vec<Vec<u8>>,
}

/// Whether OpenSSL can speak a version: it has given up those of SSL.
pub(crate) fn can_finish(version: Version) -> bool {
    openssl_version(version).is_some()
}

fn openssl_version(version: Version) -> Option<SslVersion> {
    match version {
        Version::TLS_1_0 => Some(SslVersion::TLS1),
        Version::TLS_1_1 => Some(SslVersion::TLS1_1),
        Version::TLS_1_2 => Some(SslVersion::TLS1_2),
        Version::TLS_1_3 => Some(SslVersion::TLS1_3),
        _ => None,
    }
}

/// Finishes a handshake at one version, and asks over HTTP for `/` of a host, if there is one to ask for.
pub(crate) async fn finish(
    address: SocketAddr,
    before: Option<Before<'_>>,
    version: Version,
    server_name: Option<&str>,
    http_host: Option<&str>,
    patience: Patience,
) -> Result<Finished, NoConnection> {
    let stream = connected(address, before, patience).await?;
    let mut finished = Finished::default();
    let Ok(Some(mut stream)) = client(version, server_name, stream) else { return Ok(finished) };
    if !matches!(timeout(patience.answer, Pin::new(&mut stream).connect()).await, Ok(Ok(()))) {
        return Ok(finished);
    }
    finished.handshake = true;
    if let Some(chain) = stream.ssl().peer_cert_chain() {
        finished.certificates = chain.iter().filter_map(|certificate| certificate.to_der().ok()).collect();
    }
    if let Some(host) = http_host {
        let first_line = timeout(patience.answer, ask_over_http(&mut stream, host)).await.unwrap_or_default();
        finished.application = !first_line.is_empty();
        finished.http_status = status(&first_line);
    }
    Ok(finished)
}

/// OpenSSL for one version and every suite that it has.
fn client(
    version: Version,
    server_name: Option<&str>,
    stream: TcpStream,
) -> Result<Option<SslStream<TcpStream>>, ErrorStack> {
    let Some(version) = openssl_version(version) else { return Ok(None) };
    let mut context = SslContext::builder(SslMethod::tls_client())?;
    context.set_verify(SslVerifyMode::NONE);
    context.set_min_proto_version(Some(version))?;
    context.set_max_proto_version(Some(version))?;
    context.set_cipher_list("ALL:COMPLEMENTOFALL:@SECLEVEL=0")?;
    // Old servers know no secure renegotiation (RFC 5746): SSL_OP_LEGACY_SERVER_CONNECT has no name here.
    context.set_options(SslOptions::from_bits_retain(1 << 2) | SslOptions::IGNORE_UNEXPECTED_EOF);
    let mut ssl = Ssl::new(&context.build())?;
    if let Some(name) = server_name {
        ssl.set_hostname(name)?;
    }
    SslStream::new(ssl, stream).map(Some)
}

/// The first bytes that the application says; what follows is not read.
async fn ask_over_http(stream: &mut SslStream<TcpStream>, host: &str) -> Vec<u8> {
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: cutover\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    if stream.write_all(request.as_bytes()).await.is_err() {
        return Vec::new();
    }
    let mut first = vec![0; 64];
    let mut length = 0;
    while length < STATUS_LINE {
        match stream.read(&mut first[length..]).await {
            Ok(n @ 1..) => length += n,
            _ => break,
        }
    }
    first.truncate(length);
    first
}

/// `HTTP/1.1 403`
const STATUS_LINE: usize = 12;

fn status(first: &[u8]) -> Option<u16> {
    let line = first.strip_prefix(b"HTTP/")?.get(..STATUS_LINE - 5)?;
    let code = line.split(|byte| *byte == b' ').nth(1)?;
    std::str::from_utf8(code).ok()?.parse().ok().filter(|code| (100..600).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_from_the_first_line_and_from_nothing_else() {
        assert_eq!(status(b"HTTP/1.1 403 Forbidden"), Some(403));
        assert_eq!(status(b"HTTP/1.0 200"), Some(200));
        for other in [&b"220 mail.example.test"[..], b"HTTP/1.1", b"HTTP/1.1 999 x", b""] {
            assert_eq!(status(other), None);
        }
    }
}
