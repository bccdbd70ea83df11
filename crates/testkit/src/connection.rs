//! One TCP connection, packet by packet. Checksums are left at zero: nothing reads them.

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
