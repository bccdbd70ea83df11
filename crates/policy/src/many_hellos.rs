//! Who sends one server many different hellos in a short time: a scanner does, and so do many programs behind one address.

use std::hash::BuildHasher;
use std::net::IpAddr;

use cutover_evidence::Handshake;
use hashbrown::DefaultHashBuilder;

/// How long a look lasts, in seconds.
const WITHIN: i64 = 60;

/// How many different hellos are many: no program of one machine has so many.
const MANY: u32 = 12;

/// How many pairs of client and server are looked at side by side.
const PLACES: usize = 256;

pub(crate) struct ManyHellos {
    places: Vec<Place>,
    /// Chosen at random, so that nobody can choose what shares a place.
    seed: u64,
}

#[derive(Clone, Copy, Default)]
struct Place {
    ends: u64,
    since: i64,
    /// One bit for each hello, by a mixture of what is in it.
    hellos: u64,
}

impl ManyHellos {
    pub fn new() -> Self {
        Self { places: Vec::new(), seed: DefaultHashBuilder::default().hash_one(0) }
    }

    /// Notes a hello. True when there are many by now.
    pub fn are_told_by(&mut self, handshake: &Handshake) -> bool {
        let Some(max) = handshake.offered_max else { return false };
        let seen = handshake.seen_at.map_or(0, jiff::Timestamp::as_second);
        if self.places.is_empty() {
            self.places.resize(PLACES, Place::default());
        }
        let port = u64::from(handshake.server_port);
        let ends = self.mix([word(handshake.client_ip), word(handshake.server_ip), port]);
        let suites = handshake.cipher_suites.first().map_or(0, |suite| u64::from(suite.0));
        let lengths = (handshake.cipher_suites.len() << 16 | handshake.groups.len()) as u64;
        let hello = self.mix([max.0.into(), suites, lengths]);
        let place = &mut self.places[(ends >> 32) as usize % PLACES];
        if place.ends != ends || seen.saturating_sub(place.since).saturating_abs() > WITHIN {
            *place = Place { ends, since: seen, hellos: 0 };
        }
        place.hellos |= 1 << (hello >> 58);
        place.hellos.count_ones() >= MANY
    }

    fn mix(&self, words: [u64; 3]) -> u64 {
        words
            .into_iter()
            .fold(self.seed, |mixed, word| (mixed ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31))
    }
}

fn word(ip: IpAddr) -> u64 {
    match ip {
        IpAddr::V4(ip) => ip.to_bits().into(),
        IpAddr::V6(ip) => (ip.to_bits() >> 64) as u64 ^ (ip.to_bits() as u64).rotate_left(19),
    }
}
