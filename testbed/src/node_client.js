// A TLS client on whatever OpenSSL the Node binary carries, with Node's defaults.
//
// usage: node node_client.js SOURCE SERVER PORT SNI
//
//   SOURCE  the client's own IPv4 address; SERVER and PORT: where it connects to
//
// Makes one handshake, one HTTP GET, and an orderly close. Says on standard output
// how it ended: "complete VERSION CIPHER" (exit 0) or "alert 70" (exit 3: refused for
// its version). Exit 1: anything else. The certificate is not checked.
//
// Written in the JavaScript of 2012, because it also runs on Node 0.8.
'use strict';

var net = require('net');
var tls = require('tls');

if (process.argv.length !== 6) {
  console.error('usage: node node_client.js SOURCE SERVER PORT SNI');
  process.exit(2);
}
var source = process.argv[2];
var server = process.argv[3];
var port = Number(process.argv[4]);
var sni = process.argv[5];

var answer = '';
var spoken = '';

function fail(why) {
  console.error(why);
  process.exit(1);
}

// The TCP connection is made here, not by tls.connect: Node 0.8 can bind only this one
// to a source address.
var plain = net.connect({ host: server, port: port, localAddress: source });
plain.on('error', function (error) {
  fail(error.message);
});

var options = {
  socket: plain,
  servername: sni,
  rejectUnauthorized: false, // the servers here are self-signed
};

var secure = tls.connect(options, function () {
  var cipher = secure.getCipher();
  // Node 0.8 has no getProtocol, and its OpenSSL knows one protocol newer than SSLv3.
  spoken = (secure.getProtocol ? secure.getProtocol() : 'TLSv1') + ' ' + cipher.name;
  secure.write('GET / HTTP/1.1\r\nHost: ' + sni + '\r\nConnection: close\r\n\r\n');
});
secure.on('data', function (part) {
  answer += part.toString('ascii');
});
secure.on('end', function () {
  secure.end();
});
secure.on('error', function (error) {
  // Old Node has no error codes, only OpenSSL's text.
  if (/ALERT_PROTOCOL_VERSION|alert protocol version/.test(error.code + error.message)) {
    console.log('alert 70');
    process.exit(3);
  }
  fail(error.message);
});
secure.on('close', function () {
  if (answer.indexOf('HTTP/1.1 200 ') !== 0) fail('no 200 in the answer');
  console.log('complete ' + spoken);
  clearTimeout(limit);
});

var limit = setTimeout(function () {
  fail('no answer in time');
}, 10000);
