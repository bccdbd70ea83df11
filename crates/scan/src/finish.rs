//! Whole handshakes, by OpenSSL, which is told to take what it would otherwise refuse: that a server accepts a version is
//! one thing, that it is any use another. Certificates are read and not judged; nothing is sent that is worth keeping.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::{Duration, Instant};

use cutover_wire::Version;
use openssl::error::ErrorStack;
use openssl::ssl::{self, Ssl, SslContext, SslMethod, SslOptions, SslVerifyMode, SslVersion};
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
    /// Whether it was over because the server wants a certificate of the client.
    pub asks_for_certificate: bool,
    /// Whether the application said something.
    pub application: bool,
    /// The status that it answered with, where that was HTTP.
    pub http_status: Option<u16>,
    /// The certificates, in DER.
    pub certificates: Vec<Vec<u8>>,
    /// The protocol that ALPN chose, of `h2` and `http/1.1`.
    pub alpn: Option<String>,
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

/// What is wanted of a whole handshake besides that it is whole.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wants<'a> {
    /// The host to ask for `/` over HTTP.
    pub http_host: Option<&'a str>,
    /// Which protocol ALPN chooses; not together with HTTP, which is spoken as `http/1.1` alone.
    pub offers_alpn: bool,
}

/// Finishes a handshake at one version, and asks over HTTP for `/` of a host, if there is one to ask for.
pub(crate) async fn finish(
    address: SocketAddr,
    before: Option<Before<'_>>,
    version: Version,
    server_name: Option<&str>,
    wants: Wants<'_>,
    patience: Patience,
) -> Result<Finished, NoConnection> {
    let stream = connected(address, before, patience).await?;
    let mut finished = Finished::default();
    let Ok(Some(mut stream)) = client(version, server_name, wants.offers_alpn, stream) else {
        return Ok(finished);
    };
    let begun = Instant::now();
    let connected = timeout(patience.answer, Pin::new(&mut stream).connect()).await;
    if let Ok(Err(error)) = &connected {
        finished.asks_for_certificate = is_for_certificate(error);
    }
    if !matches!(connected, Ok(Ok(()))) {
        return Ok(finished);
    }
    finished.handshake = true;
    let chosen = stream.ssl().selected_alpn_protocol();
    finished.alpn = chosen.map(|protocol| String::from_utf8_lossy(protocol).into_owned());
    if let Some(chain) = stream.ssl().peer_cert_chain() {
        finished.certificates = chain.iter().filter_map(|certificate| certificate.to_der().ok()).collect();
    }
    let heard = match wants.http_host {
        Some(host) => timeout(patience.answer, ask_over_http(&mut stream, host)).await,
        // With TLS 1.3 the client is done before the server has seen its certificate, or that there is none.
        None if version.is_tls_1_3_family() => {
            let patience = (begun.elapsed() * 2).max(AFTERTHOUGHT).min(patience.answer);
            timeout(patience, stream.read(&mut [0])).await.map(|read| read.map(|_| Vec::new()))
        }
        None => return Ok(finished),
    };
    match heard {
        Ok(Ok(first_line)) => {
            finished.application = !first_line.is_empty();
            finished.http_status = status(&first_line);
        }
        Ok(Err(error)) => {
            if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<ssl::Error>()) {
                finished.handshake = error.ssl_error().is_none();
                finished.asks_for_certificate = is_for_certificate(error);
            }
        }
        Err(_) => {}
    }
    Ok(finished)
}

/// How long is waited at the least for a server to say that it wanted a certificate.
const AFTERTHOUGHT: Duration = Duration::from_millis(200);

/// `SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED`: 1000 and the alert's number.
const CERTIFICATE_REQUIRED: i32 = 1116;

fn is_for_certificate(error: &ssl::Error) -> bool {
    let errors = error.ssl_error().map(ErrorStack::errors).unwrap_or_default();
    errors.iter().any(|error| error.reason_code() == CERTIFICATE_REQUIRED)
}

/// OpenSSL for one version and every suite that it has.
fn client(
    version: Version,
    server_name: Option<&str>,
    offers_alpn: bool,
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
    if offers_alpn {
        context.set_alpn_protos(b"\x02h2\x08http/1.1")?;
    }
    let mut ssl = Ssl::new(&context.build())?;
    if let Some(name) = server_name {
        ssl.set_hostname(name)?;
    }
    SslStream::new(ssl, stream).map(Some)
}

/// The first bytes that the application says; what follows is not read.
async fn ask_over_http(stream: &mut SslStream<TcpStream>, host: &str) -> io::Result<Vec<u8>> {
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: cutover\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut first = vec![0; 64];
    let mut length = 0;
    while length < STATUS_LINE {
        match stream.read(&mut first[length..]).await {
            Ok(n @ 1..) => length += n,
            Err(error) if length == 0 => return Err(error),
            _ => break,
        }
    }
    first.truncate(length);
    Ok(first)
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
