//! Which clients would break, by server name and by hour: what a person looks at before the day.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Mutex;

use cutover_evidence::Handshake;
use cutover_policy::Reason;
use cutover_wire::Version;
use jiff::Timestamp;
use serde::Serialize;

use crate::decide::Decision;
use crate::server_name::shortened;

const HOUR: i64 = 3600;

/// How many hours are remembered.
const HOURS: usize = 7 * 24;

/// How many server names of one hour are told apart.
const NAMES: usize = 200;

/// What stands for the rest.
const OTHERS: &str = "*";

/// How many server names of one client are told apart: whoever makes up names crowds out nobody else.
const NAMES_OF_CLIENT: usize = 16;

/// How many clients are told apart.
const CLIENTS: usize = 2000;

/// What is remembered of clients that would break.
#[derive(Debug, Default)]
pub struct AffectedClients(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    hours: BTreeMap<i64, BTreeMap<String, u64>>,
    /// By server name.
    clients: HashMap<IpAddr, BTreeMap<String, AffectedClient>>,
    /// How many are told apart.
    told_apart: usize,
    /// Connections of clients that are no longer told apart.
    beyond: u64,
}

/// One client that would break, at one server name.
#[derive(Debug, Clone, Serialize)]
pub struct AffectedClient {
    /// Its address.
    pub client: IpAddr,
    /// The name that it asked for.
    pub server_name: Option<String>,
    /// The first time.
    pub first_seen: Timestamp,
    /// The last time.
    pub last_seen: Timestamp,
    /// How many connections.
    pub connections: u64,
    /// How many of them were refused.
    pub refused: u64,
    /// The newest version that it offers.
    pub offered_max: Option<Version>,
    /// What it lacks.
    pub reason: Reason,
}

/// How many connections would have broken in an hour, by server name.
#[derive(Debug, Clone, Serialize)]
pub struct AffectedHour {
    /// Its start.
    pub hour: Timestamp,
    /// By server name; empty: without a name; `*`: all beyond a number of them.
    pub by_server_name: BTreeMap<String, u64>,
}

impl AffectedClients {
    pub(crate) fn add(
        &self,
        client: IpAddr,
        handshake: &Handshake,
        reason: Reason,
        decision: Decision,
        at: Timestamp,
    ) {
        let Ok(mut kept) = self.0.lock() else { return };
        let kept = &mut *kept;
        let (server_name, offered_max) = (handshake.server_name.as_deref(), handshake.offered_max);
        let name = shortened(server_name.unwrap_or_default());
        let counts = kept.hours.entry(at.as_second().div_euclid(HOUR)).or_default();
        let room = counts.len() < NAMES;
        match counts.get_mut(name) {
            Some(count) => *count += 1,
            None if room => drop(counts.insert(name.to_owned(), 1)),
            None => *counts.entry(OTHERS.to_owned()).or_default() += 1,
        }
        while kept.hours.len() > HOURS {
            kept.hours.pop_first();
        }
        // Nearly all are known already, and then nothing is copied.
        let client = client.to_canonical();
        let names = kept.clients.get(&client);
        let is_full = names.is_some_and(|names| names.len() >= NAMES_OF_CLIENT && !names.contains_key(name));
        let name = if is_full { OTHERS } else { name };
        let is_known = names.is_some_and(|names| names.contains_key(name));
        if !is_known {
            if kept.told_apart >= CLIENTS {
                kept.forget();
            }
            let new = AffectedClient {
                client,
                server_name: Some(name.to_owned()).filter(|name| !name.is_empty()),
                first_seen: at,
                last_seen: at,
                connections: 0,
                refused: 0,
                offered_max,
                reason,
            };
            kept.clients.entry(client).or_default().insert(name.to_owned(), new);
            kept.told_apart += 1;
        }
        let Some(entry) = kept.clients.get_mut(&client).and_then(|names| names.get_mut(name)) else { return };
        entry.last_seen = entry.last_seen.max(at);
        entry.connections += 1;
        entry.refused += u64::from(matches!(decision, Decision::Refused | Decision::Legacy));
        entry.offered_max = offered_max;
        entry.reason = reason;
    }

    /// The clients, those with the most connections first; and how many connections there were of clients beyond those.
    pub fn clients(&self) -> (Vec<AffectedClient>, u64) {
        let Ok(kept) = self.0.lock() else { return (Vec::new(), 0) };
        let mut clients: Vec<_> = kept.clients.values().flat_map(BTreeMap::values).cloned().collect();
        clients.sort_by(|a, b| (b.connections, a.client).cmp(&(a.connections, b.client)));
        (clients, kept.beyond)
    }

    /// The hours in which something would have broken, oldest first.
    pub fn hours(&self) -> Vec<AffectedHour> {
        let Ok(kept) = self.0.lock() else { return Vec::new() };
        let hour = |(hour, counts): (&i64, &BTreeMap<String, u64>)| {
            Some(AffectedHour {
                hour: Timestamp::from_second(hour * HOUR).ok()?,
                by_server_name: counts.clone(),
            })
        };
        kept.hours.iter().filter_map(hour).collect()
    }
}

impl Kept {
    /// Makes room: a quarter of the clients, those that were not seen for longest, are no longer told apart.
    fn forget(&mut self) {
        let all = self.clients.values().flat_map(BTreeMap::values);
        let mut seen: Vec<Timestamp> = all.map(|client| client.last_seen).collect();
        let (_, limit, _) = seen.select_nth_unstable(CLIENTS / 4);
        let limit = *limit;
        let mut beyond = 0;
        self.told_apart = 0;
        self.clients.retain(|_, names| {
            names.retain(|_, client| {
                let stays = client.last_seen > limit;
                beyond += if stays { 0 } else { client.connections };
                stays
            });
            self.told_apart += names.len();
            !names.is_empty()
        });
        self.beyond += beyond;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_end_to_names_and_clients() {
        let affected = AffectedClients::default();
        let at: Timestamp = "2026-12-01T08:05:00Z".parse().unwrap();
        for n in 0..3000u32 {
            let at = at + jiff::SignedDuration::from_millis(n.into());
            let client = IpAddr::from((0x0a00_0000 + n).to_be_bytes());
            let name = format!("host{n}.example.com");
            let handshake = Handshake { server_name: Some(name), ..Handshake::default() };
            affected.add(client, &handshake, Reason::ClientTooOld, Decision::Refused, at);
        }
        let (clients, beyond) = affected.clients();
        let told_apart: u64 = clients.iter().map(|client| client.connections).sum();
        assert!(clients.len() <= CLIENTS);
        assert_eq!(told_apart + beyond, 3000);
        let hours = affected.hours();
        assert_eq!((hours.len(), hours[0].by_server_name.len()), (1, NAMES + 1));
        assert_eq!(hours[0].by_server_name.values().sum::<u64>(), 3000);
    }
}
