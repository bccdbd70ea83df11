//! Which clients would break, by server name and by hour: what a person looks at before the day.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Mutex;

use cutover_policy::Reason;
use cutover_wire::Version;
use jiff::Timestamp;
use serde::Serialize;

use crate::decide::Decision;

const HOUR: i64 = 3600;

/// How many hours are remembered.
const HOURS: usize = 7 * 24;

/// How many server names are told apart.
const NAMES: usize = 200;

/// How many clients are told apart.
const CLIENTS: usize = 2000;

/// What is remembered of clients that would break.
#[derive(Debug, Default)]
pub struct Breaking(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    names: HashMap<String, usize>,
    hours: BTreeMap<i64, HashMap<usize, u64>>,
    clients: HashMap<(IpAddr, usize), BreakingClient>,
    /// Connections of clients that there was no room for.
    beyond: u64,
}

/// One client that would break, at one server name.
#[derive(Debug, Clone, Serialize)]
pub struct BreakingClient {
    /// Its address.
    pub client: IpAddr,
    /// The name that it asked for; `None`: none, or one of too many.
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
pub struct BreakingHour {
    /// Its start.
    pub hour: Timestamp,
    /// By server name; none: without a name, or one of too many.
    pub by_server_name: BTreeMap<String, u64>,
}

impl Breaking {
    pub(crate) fn add(
        &self,
        client: IpAddr,
        server_name: Option<&str>,
        offered_max: Option<Version>,
        reason: Reason,
        decision: Decision,
        at: Timestamp,
    ) {
        let Ok(mut kept) = self.0.lock() else { return };
        let kept = &mut *kept;
        let name = server_name.unwrap_or_default();
        let room = kept.names.len();
        let name = match kept.names.get(name) {
            Some(index) => *index,
            None if room < NAMES => *kept.names.entry(name.to_owned()).or_insert(room),
            None => usize::MAX,
        };
        let hour = at.as_second().div_euclid(HOUR);
        *kept.hours.entry(hour).or_default().entry(name).or_default() += 1;
        while kept.hours.len() > HOURS {
            kept.hours.pop_first();
        }
        let refused = u64::from(matches!(decision, Decision::Refused | Decision::Legacy));
        let is_known = kept.clients.contains_key(&(client, name));
        if !is_known && kept.clients.len() >= CLIENTS {
            kept.beyond += 1;
            return;
        }
        let entry = kept.clients.entry((client, name)).or_insert_with(|| BreakingClient {
            client,
            server_name: server_name.filter(|_| name != usize::MAX).map(str::to_owned),
            first_seen: at,
            last_seen: at,
            connections: 0,
            refused: 0,
            offered_max,
            reason,
        });
        entry.last_seen = entry.last_seen.max(at);
        entry.connections += 1;
        entry.refused += refused;
        entry.offered_max = offered_max;
        entry.reason = reason;
    }

    /// The clients, those with the most connections first; and how many connections there were of clients beyond those.
    pub fn clients(&self) -> (Vec<BreakingClient>, u64) {
        let Ok(kept) = self.0.lock() else { return (Vec::new(), 0) };
        let mut clients: Vec<_> = kept.clients.values().cloned().collect();
        clients.sort_by(|a, b| (b.connections, a.client).cmp(&(a.connections, b.client)));
        (clients, kept.beyond)
    }

    /// The hours in which something would have broken, oldest first.
    pub fn hours(&self) -> Vec<BreakingHour> {
        let Ok(kept) = self.0.lock() else { return Vec::new() };
        let mut names: Vec<(&str, usize)> =
            kept.names.iter().map(|(name, index)| (&**name, *index)).collect();
        names.push(("", usize::MAX));
        let hour = |(hour, counts): (&i64, &HashMap<usize, u64>)| {
            let mut by_server_name = BTreeMap::new();
            for (name, index) in &names {
                if let Some(count) = counts.get(index) {
                    *by_server_name.entry((*name).to_owned()).or_default() += *count;
                }
            }
            Some(BreakingHour { hour: Timestamp::from_second(hour * HOUR).ok()?, by_server_name })
        };
        kept.hours.iter().filter_map(hour).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_end_to_names_and_clients() {
        let breaking = Breaking::default();
        let at: Timestamp = "2026-12-01T08:05:00Z".parse().unwrap();
        for n in 0..3000u32 {
            let client = IpAddr::from((0x0a00_0000 + n).to_be_bytes());
            let name = format!("host{n}.example.com");
            breaking.add(client, Some(&name), None, Reason::ClientTooOld, Decision::Refused, at);
        }
        let (clients, beyond) = breaking.clients();
        assert_eq!((clients.len(), beyond), (CLIENTS, 1000));
        let hours = breaking.hours();
        assert_eq!((hours.len(), hours[0].by_server_name.len()), (1, NAMES + 1));
        assert_eq!(hours[0].by_server_name.values().sum::<u64>(), 3000);
    }
}
