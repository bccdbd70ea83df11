//! Records, and the messages in them.

/// A record.
pub fn record(content_type: u8, version: u16, payload: &[u8]) -> Vec<u8> {
    let mut record = vec![content_type];
    record.extend(version.to_be_bytes());
    record.extend((payload.len() as u16).to_be_bytes());
    record.extend(payload);
    record
}

/// A handshake message.
pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![kind];
    message.extend(&(body.len() as u32).to_be_bytes()[1..]);
    message.extend(body);
    message
}

/// An alert in one record.
pub fn alert(version: u16, level: u8, code: u8) -> Vec<u8> {
    record(21, version, &[level, code])
}

/// A message in records, which end at these places of it and at its end.
pub fn in_records(message: &[u8], ends: &[usize]) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut start = 0;
    for &end in ends.iter().chain([&message.len()]) {
        stream.extend(record(22, 0x0301, &message[start..end]));
        start = end;
    }
    stream
}

/// A hello's message in records of so many bytes each.
pub fn in_records_of(hello: &[u8], size: usize) -> Vec<Vec<u8>> {
    hello[5..].chunks(size).map(|part| record(22, 0x0301, part)).collect()
}

/// ChangeCipherSpec and an encrypted Finished.
pub fn finished(version: u16) -> Vec<u8> {
    let mut records = record(20, version, &[1]);
    records.extend(record(22, version, &[0xee; 40]));
    records
}
