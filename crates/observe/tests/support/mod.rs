//! Captures made by hand, packet by packet, for tests. Checksums are left at zero: nothing reads them.
#![allow(dead_code, clippy::missing_panics_doc, missing_docs)]

use cutover_evidence::{Handshake, Sink, Taken};
use cutover_observe::{Control, Options, Reading, observe};

pub const SYN: u8 = 2;
pub const FIN: u8 = 1;
pub const RST: u8 = 4;
pub const ACK: u8 = 16;

/// One TCP connection under construction. The client is 192.0.2.1:50000, the server 198.51.100.2:443.
pub struct Connection {
    pub client_port: u16,
    pub packets: Vec<Vec<u8>>,
    sequence: [u32; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum From {
    Client,
    Server,
}

impl Connection {
    /// A connection after its three-way handshake.
    pub fn open() -> Self {
        Self::open_from(50_000, 1000)
    }

    pub fn open_from(client_port: u16, client_isn: u32) -> Self {
        let mut c = Self::midway(client_port, client_isn);
        c.flags(From::Client, SYN);
        c.flags(From::Server, SYN | ACK);
        c.flags(From::Client, ACK);
        c
    }

    /// A connection whose beginning was not captured.
    pub fn midway(client_port: u16, client_isn: u32) -> Self {
        Self { client_port, packets: Vec::new(), sequence: [client_isn, 900_000] }
    }

    pub fn flags(&mut self, from: From, flags: u8) -> &mut Self {
        let packet = self.packet(from, flags, self.sequence[from as usize], &[]);
        self.packets.push(packet);
        if flags & (SYN | FIN) != 0 {
            self.sequence[from as usize] = self.sequence[from as usize].wrapping_add(1);
        }
        self
    }

    /// Sends bytes in one segment.
    pub fn send(&mut self, from: From, bytes: &[u8]) -> &mut Self {
        let packet = self.packet(from, ACK, self.sequence[from as usize], bytes);
        self.packets.push(packet);
        self.skip(from, bytes.len())
    }

    /// Bytes that were sent and not captured.
    pub fn skip(&mut self, from: From, length: usize) -> &mut Self {
        self.sequence[from as usize] = self.sequence[from as usize].wrapping_add(length as u32);
        self
    }

    pub fn close(&mut self) -> &mut Self {
        self.flags(From::Client, FIN | ACK).flags(From::Server, FIN | ACK).flags(From::Client, ACK)
    }

    /// An Ethernet frame.
    pub fn packet(&self, from: From, flags: u8, sequence: u32, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
        frame.extend(self.ipv4(from, flags, sequence, payload));
        frame
    }

    pub fn ipv4(&self, from: From, flags: u8, sequence: u32, payload: &[u8]) -> Vec<u8> {
        let (client, server) = ([192, 0, 2, 1], [198, 51, 100, 2]);
        let (source, destination) = if from == From::Client { (client, server) } else { (server, client) };
        let tcp = self.tcp(from, flags, sequence, payload);
        let mut ip = vec![0x45, 0];
        ip.extend(((20 + tcp.len()) as u16).to_be_bytes());
        ip.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
        ip.extend(source);
        ip.extend(destination);
        ip.extend(tcp);
        ip
    }

    pub fn tcp(&self, from: From, flags: u8, sequence: u32, payload: &[u8]) -> Vec<u8> {
        let mut ports = [self.client_port, 443];
        if from == From::Server {
            ports.reverse();
        }
        let other = if from == From::Client { From::Server } else { From::Client };
        let acknowledged = if flags & ACK == 0 { 0 } else { self.sequence[other as usize] };
        let mut tcp = Vec::new();
        tcp.extend(ports.iter().flat_map(|p| p.to_be_bytes()));
        tcp.extend(sequence.to_be_bytes());
        tcp.extend(acknowledged.to_be_bytes());
        tcp.extend([0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        tcp.extend(payload);
        tcp
    }
}

/// A little-endian pcap file of Ethernet frames, one a millisecond.
pub fn pcap(packets: &[Vec<u8>]) -> Vec<u8> {
    pcap_of_link(packets, 1)
}

pub fn pcap_of_link(packets: &[Vec<u8>], link: u32) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2c3d4, 0x0004_0002, 0, 0, 262_144, link] {
        file.extend(u32::to_le_bytes(word));
    }
    for (i, packet) in packets.iter().enumerate() {
        for word in [1_700_000_000, i as u32 * 1000, packet.len() as u32, packet.len() as u32] {
            file.extend(word.to_le_bytes());
        }
        file.extend(packet);
    }
    file
}

#[derive(Default)]
pub struct Collect(pub Vec<Handshake>);

impl Sink for Collect {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        self.0.push(handshake.clone());
        Taken::Used
    }
}

/// Everything that is found in a capture.
pub fn handshakes(file: &[u8]) -> Vec<Handshake> {
    read(file, &Options::default()).0
}

/// The one handshake in these packets.
pub fn handshake(packets: &[Vec<u8>]) -> Handshake {
    let mut all = handshakes(&pcap(packets));
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

pub fn read(file: &[u8], options: &Options) -> (Vec<Handshake>, Reading) {
    let mut sink = Collect::default();
    let reading = observe("capture:test", file, &mut sink, options, &Control::default());
    (sink.0, reading)
}

// Hellos and records

/// A hello's message in records of so many bytes each.
pub fn in_records_of(hello: &[u8], size: usize) -> Vec<Vec<u8>> {
    hello[5..].chunks(size).map(|part| record(22, 0x0301, part)).collect()
}

/// The same hello of another connection.
pub fn with_random(mut hello: Vec<u8>, random: u16) -> Vec<u8> {
    hello[11..43].fill(0x5a);
    hello[11..13].copy_from_slice(&random.to_be_bytes());
    hello
}

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

/// A ClientHello message that asks for a name and offers these versions (by `supported_versions` if there is
/// more than one) with GREASE before them.
pub fn client_hello_message(name: &[u8], versions: &[u16]) -> Vec<u8> {
    let mut server_name = vec![0];
    server_name.extend(vector16(name));
    let mut extensions = extension(0, &vector16(&server_name));
    extensions.extend(extension(10, &vector16(&[0x3a, 0x3a, 0, 29, 0, 23])));
    if versions.len() > 1 {
        let mut list = vec![2 * versions.len() as u8 + 2, 0x7a, 0x7a];
        list.extend(versions.iter().flat_map(|v| v.to_be_bytes()));
        extensions.extend(extension(43, &list));
    }
    let mut body = versions[0].min(0x0303).to_be_bytes().to_vec();
    body.extend((0..32).map(|i| i * 7));
    body.push(0);
    body.extend(vector16(&[0x2a, 0x2a, 0x13, 0x01, 0xc0, 0x2f, 0x00, 0x2f]));
    body.extend([1, 0]);
    body.extend(vector16(&extensions));
    message(1, &body)
}

/// The same in one record.
pub fn client_hello(name: &[u8], versions: &[u16]) -> Vec<u8> {
    record(22, 0x0301, &client_hello_message(name, versions))
}

/// A ServerHello in one record.
pub fn server_hello(version: u16, suite: u16) -> Vec<u8> {
    server_hello_with(version, suite, &[9; 32])
}

pub fn server_hello_with(version: u16, suite: u16, random: &[u8; 32]) -> Vec<u8> {
    let mut body = version.min(0x0303).to_be_bytes().to_vec();
    body.extend(random);
    body.push(0);
    body.extend(suite.to_be_bytes());
    body.push(0);
    if version > 0x0303 {
        body.extend(vector16(&extension(43, &version.to_be_bytes())));
    }
    record(22, version.min(0x0303), &message(2, &body))
}

/// An SSLv2-format ClientHello.
pub fn sslv2_hello(version: u16) -> Vec<u8> {
    let mut record = vec![0x80, 9 + 6 + 16, 1];
    record.extend(version.to_be_bytes());
    record.extend([0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 0x07, 0, 0xc0]);
    record.extend([5; 16]);
    record
}

/// ChangeCipherSpec and an encrypted Finished.
pub fn finished(version: u16) -> Vec<u8> {
    let mut records = record(20, version, &[1]);
    records.extend(record(22, version, &[0xee; 40]));
    records
}
