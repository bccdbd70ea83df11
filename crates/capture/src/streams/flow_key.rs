//! Which connection a segment belongs to, and which end sent it.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr};

use crate::decode::Segment;

/// One of the two directions of a connection, named by the end that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The end that sorts first sends.
    Low,
    /// The end that sorts second sends.
    High,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// The two ends of a connection in a fixed order, so that both directions have one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowKey {
    low: Address,
    high: Address,
    low_port: u16,
    high_port: u16,
    /// 0, or the number of the input (from 1) whose connection has the same ends as another input's.
    recording: u32,
}

/// An address as an IPv6 address, IPv4 mapped into it: two words that are cheap to hash and compare.
type Address = (u64, u64);

impl FlowKey {
    /// The key of a segment, and which end sent it.
    #[inline]
    pub fn of(segment: &Segment<'_>) -> (Self, Direction) {
        let [source, destination] = [segment.source, segment.destination].map(|(ip, port)| (words(ip), port));
        if source <= destination {
            (Self::new(source, destination), Direction::Low)
        } else {
            (Self::new(destination, source), Direction::High)
        }
    }

    #[inline]
    fn new(low: (Address, u16), high: (Address, u16)) -> Self {
        Self { low: low.0, high: high.0, low_port: low.1, high_port: high.1, recording: 0 }
    }

    /// The same ends in another recording: private addresses are the same everywhere.
    pub(crate) fn in_recording(self, input: u32) -> Self {
        Self { recording: input + 1, ..self }
    }

    /// A number that is the same for the same key, cheap, and no secret.
    #[inline]
    pub(crate) fn mixed(&self) -> u64 {
        let low = self.low.0.rotate_left(23) ^ self.low.1;
        let high = self.high.0.rotate_left(41) ^ self.high.1;
        let product =
            u128::from(low ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high.rotate_left(7) ^ self.ports());
        (product as u64) ^ ((product >> 64) as u64)
    }

    #[inline]
    fn ports(&self) -> u64 {
        u64::from(self.low_port) << 16 | u64::from(self.high_port) | u64::from(self.recording) << 32
    }

    /// Address and port of the end that sends in that direction.
    pub fn sender(&self, direction: Direction) -> (IpAddr, u16) {
        let ((upper, lower), port) = match direction {
            Direction::Low => (self.low, self.low_port),
            Direction::High => (self.high, self.high_port),
        };
        let ip = Ipv6Addr::from(u128::from(upper) << 64 | u128::from(lower));
        (IpAddr::V6(ip).to_canonical(), port)
    }
}

impl Hash for FlowKey {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for word in [self.low.0, self.low.1, self.high.0, self.high.1, self.ports()] {
            state.write_u64(word);
        }
    }
}

#[inline]
fn words(ip: IpAddr) -> Address {
    match ip {
        // ::ffff:a.b.c.d
        IpAddr::V4(ip) => (0, 0xffff_0000_0000 | u64::from(u32::from(ip))),
        IpAddr::V6(ip) => {
            let bits = u128::from(ip);
            ((bits >> 64) as u64, bits as u64)
        }
    }
}
