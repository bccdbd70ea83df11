//! What a client says before TLS: where the hello begins, at once and in pieces.
#![no_main]

use cutover_gate::Plaintext;
use cutover_wire::starttls::Protocol;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (which, piece, bytes) = input;
    let protocols = [Protocol::Smtp, Protocol::Imap, Protocol::Ldap, Protocol::Postgres, Protocol::Mysql, Protocol::Rdp];
    let protocol = protocols[usize::from(which) % protocols.len()];
    let whole = Plaintext::new(protocol).take(bytes);
    assert!(whole <= bytes.len());
    // A byte of nothing else comes before the hello in a protocol of text, so it is found however it is cut.
    if protocol.has_packets() {
        return;
    }
    let mut in_pieces = Plaintext::new(protocol);
    let mut at = 0;
    for part in bytes.chunks(usize::from(piece).max(6)) {
        let taken = in_pieces.take(part);
        at += taken;
        if taken < part.len() {
            break;
        }
    }
    assert!(at <= whole, "{at} of {whole}");
});
