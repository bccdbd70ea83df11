//! When a brownout refuses whom.

use std::net::{IpAddr, Ipv6Addr};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// Announced times in which old clients are refused, so that their owners notice before the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Brownout {
    /// What it is called.
    pub name: String,
    /// Makes the choice of clients this brownout's own; whoever knows it can tell who will be chosen.
    pub key: String,
    /// Whose hours its minutes are counted in.
    pub zone: TimeZone,
    /// It refuses whenever one of them does.
    pub phases: Vec<Phase>,
}

/// A part of a brownout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// From when; `None`: always was.
    pub from: Option<Timestamp>,
    /// Until when, not included; `None`: without end.
    pub until: Option<Timestamp>,
    /// Only in these minutes of every hour of the brownout's zone, the second not included.
    pub minutes: Option<(u8, u8)>,
    /// Of how many clients, in percent, from 0 to 100.
    pub share: f64,
}

impl Brownout {
    /// Whether a client is refused at a time if it is too old.
    pub fn refuses(&self, client: IpAddr, at: Timestamp) -> bool {
        // Who is chosen is only worked out where not all are.
        let mut place = None;
        self.phases.iter().filter(|phase| phase.is_on(at, &self.zone)).any(|phase| {
            phase.share >= 100.0 || *place.get_or_insert_with(|| self.place(client)) < phase.share
        })
    }

    /// Of how many clients those are refused now that are too old, in percent.
    pub fn share_at(&self, at: Timestamp) -> f64 {
        let on = self.phases.iter().filter(|phase| phase.is_on(at, &self.zone));
        on.map(|phase| phase.share).fold(0.0, f64::max)
    }

    /// When it refuses somebody next, who is not refused now.
    pub fn next_on(&self, now: Timestamp) -> Option<Timestamp> {
        let phases = self.phases.iter().filter(|phase| !phase.is_on(now, &self.zone));
        phases.filter_map(|phase| phase.next_on(now, &self.zone)).min()
    }

    /// Where a client stands between 0 and 100. It stays there, so whoever is chosen at 10 % is chosen at 20 % too.
    /// Addresses of IPv6 count by their network of 64 bits, in which a client may have a new one every day.
    fn place(&self, client: IpAddr) -> f64 {
        let mut hash = Sha256::new();
        hash.update(self.key.as_bytes());
        hash.update([0]);
        match client.to_canonical() {
            IpAddr::V4(address) => hash.update(address.octets()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                hash.update(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).octets());
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        f64::from(number) / (f64::from(u32::MAX) + 1.0) * 100.0
    }
}

impl Phase {
    fn is_on(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.from.is_none_or(|from| from <= at)
            && self.until.is_none_or(|until| at < until)
            && self.minutes.is_none_or(|(from, until)| (from..until).contains(&minute(at, zone)))
    }

    /// The first time that the phase refuses somebody, from a time on.
    pub fn next_on(&self, from: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let begin = self.from.map_or(from, |begin| begin.max(from));
        let mut first = begin;
        if let Some((at, _)) = self.minutes {
            // More than once only where the clocks are set meanwhile, by less than an hour.
            for _ in 0..4 {
                let now = minute(first, zone);
                if self.minutes.is_some_and(|(from, until)| (from..until).contains(&now)) {
                    break;
                }
                let seconds = i64::from((at + 60 - now) % 60) * 60 - first.as_second().rem_euclid(60);
                let whole = Timestamp::from_second(first.as_second()).ok()?;
                first = whole.checked_add(SignedDuration::from_secs(seconds)).ok()?;
            }
        }
        self.until.is_none_or(|until| first < until).then_some(first)
    }
}

/// The minute of the hour that clocks show in a zone: those of India, say, half an hour beside those of UTC.
fn minute(at: Timestamp, zone: &TimeZone) -> u8 {
    let local = at.as_second() + i64::from(zone.to_offset(at).seconds());
    local.div_euclid(60).rem_euclid(60) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const ALWAYS: Phase = Phase { from: None, until: None, minutes: None, share: 100.0 };

    fn brownout(phases: &[Phase]) -> Brownout {
        Brownout { name: "b".into(), key: "k".into(), zone: TimeZone::UTC, phases: phases.to_vec() }
    }

    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn a_window_has_its_first_moment_and_not_its_last() {
        let (from, until) = (at("2026-12-01T08:00:00Z"), at("2026-12-01T09:00:00Z"));
        let brownout = brownout(&[Phase { from: Some(from), until: Some(until), ..ALWAYS }]);
        let refuses = |time| brownout.refuses(CLIENT, at(time));
        assert!(!refuses("2026-12-01T07:59:59Z") && refuses("2026-12-01T08:00:00Z"));
        assert!(refuses("2026-12-01T08:59:59Z") && !refuses("2026-12-01T09:00:00Z"));
    }

    #[test]
    fn the_first_ten_minutes_of_every_hour() {
        let phase = Phase { minutes: Some((0, 10)), ..ALWAYS };
        let refuses = |time| brownout(&[phase]).refuses(CLIENT, at(time));
        assert!(refuses("2026-12-01T08:09:59Z") && !refuses("2026-12-01T08:10:00Z"));
        let next = |text: &str, zone: &TimeZone| phase.next_on(at(text), zone).unwrap().to_string();
        assert_eq!(next("2026-12-01T08:10:30.5Z", &TimeZone::UTC), "2026-12-01T09:00:00Z");
        assert_eq!(next("2026-12-01T08:03:30Z", &TimeZone::UTC), "2026-12-01T08:03:30Z");
        // There it is half past.
        let india = TimeZone::get("Asia/Kolkata").unwrap();
        assert_eq!(next("2026-12-01T08:03:30Z", &india), "2026-12-01T08:30:00Z");
        let local = Brownout { zone: india, ..brownout(&[phase]) };
        assert!(local.refuses(CLIENT, at("2026-12-01T08:35:00Z")));
        assert!(!local.refuses(CLIENT, at("2026-12-01T08:05:00Z")));
        assert_eq!(local.next_on(at("2026-12-01T08:35:00Z")), None, "it is on");
    }

    #[test]
    fn a_share_of_the_clients_is_about_that_many() {
        let chosen = |share| {
            let brownout = brownout(&[Phase { share, ..ALWAYS }]);
            let clients = (0..10_000u32).map(|n| IpAddr::from((0x0a00_0000 + n).to_be_bytes()));
            clients.filter(|client| brownout.refuses(*client, at("2026-12-01T08:00:00Z"))).count()
        };
        assert_eq!((chosen(0.0), chosen(100.0)), (0, 10_000));
        assert!((900..1100).contains(&chosen(10.0)), "{}", chosen(10.0));
    }

    #[test]
    fn a_client_of_ipv6_does_not_escape_by_a_new_address() {
        let brownout = brownout(&[Phase { share: 50.0, ..ALWAYS }]);
        let place = |text: &str| brownout.place(text.parse().unwrap());
        assert!((place("2001:db8:1:2::1") - place("2001:db8:1:2:ffff::9")).abs() < f64::EPSILON);
        assert!((place("2001:db8:1:2::1") - place("2001:db8:1:3::1")).abs() > f64::EPSILON);
        assert!((place("::ffff:192.0.2.1") - place("192.0.2.1")).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn whoever_is_refused_at_a_share_is_refused_at_a_larger_one(address: u32, small in 0.0..100.0, more in 0.0..50.0) {
            let refuses = |share| brownout(&[Phase { share, ..ALWAYS }])
                .refuses(IpAddr::from(address.to_be_bytes()), at("2026-12-01T08:00:00Z"));
            prop_assert!(!refuses(small) || refuses(f64::min(small + more, 100.0)));
        }
    }
}
