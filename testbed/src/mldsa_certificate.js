// Makes a self-signed certificate with an ML-DSA key, of which the openssl of Debian 12 knows nothing.
//
// usage: node mldsa_certificate.js ml-dsa-44|ml-dsa-65|ml-dsa-87 NAME CERTIFICATE KEY
//
// Wants a Node that carries OpenSSL 3.5. Node signs, but writes no certificates; so the DER is put together here
// (RFC 5280 section 4.1, RFC 9881 for the object identifiers).
'use strict';

const crypto = require('crypto');
const fs = require('fs');

const [kind, name, certificate, key] = process.argv.slice(2);
const lastArc = { 'ml-dsa-44': 17, 'ml-dsa-65': 18, 'ml-dsa-87': 19 }[kind];
if (process.argv.length !== 6 || !lastArc) {
  console.error('usage: node mldsa_certificate.js ml-dsa-44|ml-dsa-65|ml-dsa-87 NAME CERTIFICATE KEY');
  process.exit(2);
}

function der(tag, ...parts) {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const bytes = [];
  for (let left = content.length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  const length = content.length < 128 ? [content.length] : [128 + bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const SEQUENCE = 0x30;
const bitString = (bytes) => der(0x03, [0], bytes);
const utcTime = (date) => der(0x17, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '').slice(2)));
const distinguishedName = der(SEQUENCE,
  der(0x31, der(SEQUENCE, der(0x06, [0x55, 4, 3]), der(0x0c, Buffer.from(name)))));
const subjectAlternativeName = der(0xa3, der(SEQUENCE, der(SEQUENCE,
  der(0x06, [0x55, 0x1d, 17]), der(0x04, der(SEQUENCE, der(0x82, Buffer.from(name)))))));

const pair = crypto.generateKeyPairSync(kind);
const algorithm = der(SEQUENCE, der(0x06, [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, lastArc]));
const day = 24 * 3600 * 1000;
const toBeSigned = der(SEQUENCE,
  der(0xa0, der(0x02, [2])),
  der(0x02, [1]),
  algorithm,
  distinguishedName,
  der(SEQUENCE, utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + 3650 * day))),
  distinguishedName,
  pair.publicKey.export({ type: 'spki', format: 'der' }),
  subjectAlternativeName);
const whole = der(SEQUENCE, toBeSigned, algorithm, bitString(crypto.sign(null, toBeSigned, pair.privateKey)));

const lines = whole.toString('base64').match(/.{1,64}/g).join('\n');
fs.writeFileSync(certificate, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`);
fs.writeFileSync(key, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
