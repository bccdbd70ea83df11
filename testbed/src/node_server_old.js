// An HTTPS server on the OpenSSL 1.0 that an old Node binary carries, 0.8 to 4.
//
// usage: node node_server_old.js ADDRESS PORT CERTIFICATE KEY METHOD [CIPHERS]
//
//   METHOD  SSLv2_method, SSLv3_method, TLSv1_method ...; SSLv23_method: all that the library has;
//           default: what a server that says nothing of versions speaks
//
// Says "listening ADDRESS PORT" on standard output when it is ready. In the language of Node 0.8:
// node_server.js wants a newer one.
'use strict';

var fs = require('fs');
var tls = require('tls');

if (process.argv.length < 7 || process.argv.length > 8) {
  console.error('usage: node node_server_old.js ADDRESS PORT CERTIFICATE KEY METHOD [CIPHERS]');
  process.exit(2);
}
var address = process.argv[2];
var port = process.argv[3];
var method = process.argv[6];

var options = {
  cert: fs.readFileSync(process.argv[4]),
  key: fs.readFileSync(process.argv[5])
};
if (method !== 'default') {
  options.secureProtocol = method;
  // Otherwise the later ones of them switch SSL 3.0 off.
  options.secureOptions = 0;
}
if (process.argv[7]) {
  options.ciphers = process.argv[7];
}

// No Content-Length: so every client reads on to our close_notify and answers it.
var ANSWER =
  'HTTP/1.1 200 OK\r\n' +
  'Content-Type: text/plain\r\n' +
  'Connection: close\r\n' +
  '\r\n' +
  'ok\n';

function refused(error) {
  console.log('refused:', error.code || error.message);
}

var server = tls.createServer(options, function (socket) {
  var request = '';
  var answered = false;
  socket.on('error', function () {
    socket.destroy();
  });
  socket.on('data', function (part) {
    request = (request + part.toString('binary')).slice(-8192);
    if (!answered && request.indexOf('\r\n\r\n') >= 0) {
      answered = true;
      socket.end(ANSWER);
    }
  });
});

server.on('clientError', refused);
server.on('tlsClientError', refused);
server.on('error', function (error) {
  console.error(error.message);
  process.exit(1);
});
server.listen(Number(port), address, function () {
  console.error('Node', process.version, 'OpenSSL', process.versions.openssl);
  console.log('listening', address, port);
});
