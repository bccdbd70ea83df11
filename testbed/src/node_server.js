// An HTTPS server on whatever OpenSSL the Node binary carries.
//
// usage: node node_server.js ADDRESS PORT CERTIFICATE KEY MINVERSION [CIPHERS [CURVES]]
//
//   MINVERSION  TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3; the highest is always TLSv1.3
//
// Says "listening ADDRESS PORT" on standard output when it is ready. Whoever speaks
// less than MINVERSION gets OpenSSL's own answer: the fatal alert protocol_version (70).
'use strict';

const fs = require('fs');
const tls = require('tls');

if (process.argv.length < 7 || process.argv.length > 9) {
  console.error('usage: node node_server.js ADDRESS PORT CERTIFICATE KEY MINVERSION [CIPHERS [CURVES]]');
  process.exit(2);
}
const [address, port, certificate, key, minVersion, ciphers, curves] = process.argv.slice(2);

// No Content-Length: so every client, curl too, reads on to our close_notify and answers it. A
// client that stopped reading before it came would end the connection with a TCP reset.
const ANSWER =
  'HTTP/1.1 200 OK\r\n' +
  'Content-Type: text/plain\r\n' +
  'Connection: close\r\n' +
  '\r\n' +
  'ok\n';

const server = tls.createServer(
  {
    cert: fs.readFileSync(certificate),
    key: fs.readFileSync(key),
    minVersion,
    maxVersion: 'TLSv1.3',
    // SECLEVEL=0, because TLS 1.0 and 1.1 sign with SHA-1, which higher levels forbid. The
    // TLS_ names must be listed: Node switches TLS 1.3 off when a list has none of them.
    ciphers:
      ciphers ||
      'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:' +
      'DEFAULT:@SECLEVEL=0',
    ecdhCurve: curves || 'auto',
    ALPNProtocols: ['http/1.1'],
  },
  (socket) => {
    let request = '';
    let answered = false;
    socket.setTimeout(10000, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('data', (part) => {
      request = (request + part.toString('latin1')).slice(-8192);
      if (!answered && request.includes('\r\n\r\n')) {
        answered = true;
        socket.end(ANSWER);
      }
    });
  }
);

server.on('tlsClientError', (error) => console.log('refused:', error.code || error.message));
server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(Number(port), address, () => {
  console.error('Node', process.version, 'OpenSSL', process.versions.openssl);
  console.log('listening', address, port);
});
