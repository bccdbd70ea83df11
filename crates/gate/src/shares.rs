//! How much of the evidence file each client may fill: whoever connects and connects must not make the records of others be
//! moved away by the hour.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::admission::counted_as;

/// How many clients are told apart in an hour; those beyond that have no bound.
const CLIENTS: usize = 100_000;

/// What was written of whom.
#[derive(Debug, Default)]
pub(crate) struct Shares(Mutex<Hour>);

#[derive(Debug, Default)]
struct Hour {
    /// Since 1970.
    number: i64,
    records: HashMap<IpAddr, u32>,
    /// Whether it was told that somebody has had its share.
    told: bool,
}

/// Whether one more record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// It is.
    Left,
    /// It is not: this client has had its share of this hour.
    Gone,
    /// The same, and nobody has been told in this hour.
    GoneNow,
}

impl Shares {
    /// Counts one record of a client, of so many in an hour.
    pub fn take(&self, client: IpAddr, most: u32, at: Timestamp) -> Share {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = at.as_second().div_euclid(3600);
        if now.number != hour {
            *now = Hour { number: hour, ..Hour::default() };
        }
        let is_full = now.records.len() >= CLIENTS;
        let client = counted_as(client);
        if is_full && !now.records.contains_key(&client) {
            return Share::Left;
        }
        let records = now.records.entry(client).or_default();
        *records = records.saturating_add(1);
        if *records <= most {
            return Share::Left;
        }
        if std::mem::replace(&mut now.told, true) { Share::Gone } else { Share::GoneNow }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_its_share_of_every_hour() {
        let shares = Shares::default();
        let at: Timestamp = "2026-12-01T08:05:00Z".parse().unwrap();
        let later: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let taken = [one, one, one, one, other].map(|client| shares.take(client, 2, at));
        assert_eq!(taken, [Share::Left, Share::Left, Share::GoneNow, Share::Gone, Share::Left]);
        assert_eq!(shares.take(one, 2, later), Share::Left);
    }
}
