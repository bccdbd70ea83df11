//! Judgements rolled up: one row for each client, server and verdict, in bounded memory.

use std::net::IpAddr;

use cutover_evidence::Handshake;
use cutover_wire::Version;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use jiff::Timestamp;

use crate::judge::{Judgement, Verdict};

/// How much a roll-up may hold.
#[derive(Debug, Clone, Copy)]
pub struct RollupLimits {
    /// Rows. The last quarter is kept for what does not fit.
    pub rows: usize,
    /// Clients that are counted one by one.
    pub clients: usize,
    /// Names of servers.
    pub names: usize,
}

impl Default for RollupLimits {
    /// About 40 MB when full. Hash tables double, so the numbers are just below what fills one.
    fn default() -> Self {
        const FULL: usize = (1 << 18) / 8 * 7;
        Self { rows: FULL, clients: FULL, names: 1 << 16 }
    }
}

/// A name of a server longer than this is cut: host names have at most 253 bytes (RFC 1035), but anything can
/// be sent.
const MAX_NAME: usize = 256;

/// What a row is about; everything else in it is the same for all its handshakes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    client: Option<IpAddr>,
    server: ServerKey,
    offered_max: Option<Version>,
    negotiated: Option<Version>,
    judgement: Judgement,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum ServerKey {
    Name(u32),
    Address(IpAddr, u16),
    Others,
}

#[derive(Clone, Copy)]
struct Entries {
    count: u64,
    first: Option<i64>,
    last: Option<i64>,
    source: u32,
    frame: Option<u64>,
}

/// Takes judged handshakes in and gives rows out.
pub struct Rollup {
    limits: RollupLimits,
    rows: HashMap<Key, Entries>,
    names: HashMap<Box<str>, u32>,
    sources: Vec<String>,
    clients: HashMap<IpAddr, Verdict>,
    totals: Totals,
}

/// What was counted in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Handshakes that break, are unknown, fit.
    pub handshakes: [u64; 3],
    /// Clients by the worst of their handshakes: breaks, unknown, fits.
    pub clients: [u64; 3],
    /// There were more clients than could be counted one by one; `clients` is at least.
    pub clients_at_least: bool,
    /// Handshakes in rows that stand for several clients or servers, for want of room.
    pub merged: u64,
}

impl Totals {
    /// All handshakes.
    pub fn all_handshakes(&self) -> u64 {
        self.handshakes.iter().sum()
    }

    /// All clients.
    pub fn all_clients(&self) -> u64 {
        self.clients.iter().sum()
    }

    /// Handshakes with that verdict.
    pub fn handshakes_that(&self, verdict: Verdict) -> u64 {
        self.handshakes[verdict as usize]
    }

    /// Clients with that worst verdict.
    pub fn clients_that(&self, verdict: Verdict) -> u64 {
        self.clients[verdict as usize]
    }
}

/// Who is meant by a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    /// One address
    Address(IpAddr),
    /// All those for which there was no room
    Others,
}

/// To whom the client spoke.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// The name it asked for, as sent
    Name(String),
    /// It asked for no name
    Address(IpAddr, u16),
    /// All those for which there was no room
    Others,
}

/// Handshakes of one client with one server that offered the same, got the same and are judged the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The client.
    pub client: Client,
    /// The server.
    pub server: Server,
    /// The newest version that the client offered.
    pub offered_max: Option<Version>,
    /// What was negotiated.
    pub negotiated_version: Option<Version>,
    /// Verdict, reason and fault.
    pub judgement: Judgement,
    /// How many handshakes.
    pub count: u64,
    /// When the first was seen.
    pub first_seen: Option<Timestamp>,
    /// When the last was seen.
    pub last_seen: Option<Timestamp>,
    /// Where one of them stands: the first that was taken in.
    pub source: String,
    /// The packet in which its hello starts.
    pub frame: Option<u64>,
}

impl Rollup {
    /// An empty roll-up.
    pub fn new(limits: RollupLimits) -> Self {
        Self {
            limits,
            rows: HashMap::new(),
            names: HashMap::new(),
            sources: Vec::new(),
            clients: HashMap::new(),
            totals: Totals::default(),
        }
    }

    /// Takes one handshake in.
    pub fn add(&mut self, handshake: &Handshake, judgement: Judgement) {
        let server = match &handshake.server_name {
            Some(name) => self.intern(name),
            None => ServerKey::Address(handshake.server_ip, handshake.server_port),
        };
        let key = Key {
            client: Some(handshake.client_ip),
            server,
            offered_max: handshake.offered_max,
            negotiated: handshake.negotiated_version,
            judgement,
        };
        if self.sources.last() != Some(&handshake.source) {
            self.sources.push(handshake.source.clone());
        }
        let seen = handshake.seen_at.map(nanoseconds);
        let source = (self.sources.len() - 1) as u32;
        let entries = Entries { count: 1, first: seen, last: seen, source, frame: handshake.frame };
        self.totals.handshakes[judgement.verdict as usize] += 1;
        self.note_client(handshake.client_ip, judgement.verdict);
        self.insert(key, entries);
    }

    /// Takes another roll-up in.
    pub fn merge(&mut self, other: Self) {
        let mut names = vec![ServerKey::Others; other.names.len()];
        for (name, id) in &other.names {
            names[*id as usize] = self.intern(name);
        }
        let first_source = self.sources.len() as u32;
        self.sources.extend(other.sources);
        for (mut key, mut entries) in other.rows {
            if let ServerKey::Name(id) = key.server {
                key.server = names[id as usize];
            }
            entries.source += first_source;
            self.insert(key, entries);
        }
        for (client, verdict) in other.clients {
            self.note_client(client, verdict);
        }
        for (mine, theirs) in self.totals.handshakes.iter_mut().zip(other.totals.handshakes) {
            *mine += theirs;
        }
        self.totals.merged += other.totals.merged;
        self.totals.clients_at_least |= other.totals.clients_at_least;
    }

    /// The rows, worst first, and the totals.
    pub fn finish(self) -> (Vec<Row>, Totals) {
        let mut names = vec![""; self.names.len()];
        for (name, id) in &self.names {
            names[*id as usize] = name;
        }
        let time = |ns: i64| Timestamp::from_nanosecond(ns.into()).ok();
        let mut rows: Vec<Row> = self
            .rows
            .iter()
            .map(|(key, entries)| Row {
                client: key.client.map_or(Client::Others, Client::Address),
                server: match key.server {
                    ServerKey::Name(id) => Server::Name(names[id as usize].to_owned()),
                    ServerKey::Address(ip, port) => Server::Address(ip, port),
                    ServerKey::Others => Server::Others,
                },
                offered_max: key.offered_max,
                negotiated_version: key.negotiated,
                judgement: key.judgement,
                count: entries.count,
                first_seen: entries.first.and_then(time),
                last_seen: entries.last.and_then(time),
                source: self.sources[entries.source as usize].clone(),
                frame: entries.frame,
            })
            .collect();
        rows.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        let mut totals = self.totals;
        for verdict in self.clients.values() {
            totals.clients[*verdict as usize] += 1;
        }
        (rows, totals)
    }

    fn insert(&mut self, mut key: Key, entries: Entries) {
        let room = match key.judgement.verdict {
            Verdict::Fits => self.limits.rows / 4 * 3,
            Verdict::Breaks | Verdict::Unknown => self.limits.rows,
        };
        if self.rows.len() >= room && !self.rows.contains_key(&key) {
            // A row for all other clients of this server; the versions and judgements are few, but servers are
            // not, so those for which there is no room either share one.
            self.totals.merged += entries.count;
            key.client = None;
            if self.rows.len() >= room + self.limits.rows / 16 && !self.rows.contains_key(&key) {
                key.server = ServerKey::Others;
            }
        }
        match self.rows.entry(key) {
            Entry::Vacant(entry) => _ = entry.insert(entries),
            Entry::Occupied(mut entry) => entry.get_mut().add(entries),
        }
    }

    fn intern(&mut self, name: &str) -> ServerKey {
        let name = &name[..name.floor_char_boundary(MAX_NAME)];
        if let Some(id) = self.names.get(name) {
            return ServerKey::Name(*id);
        }
        if self.names.len() >= self.limits.names {
            return ServerKey::Others;
        }
        let id = self.names.len() as u32;
        self.names.insert(name.into(), id);
        ServerKey::Name(id)
    }

    fn note_client(&mut self, client: IpAddr, verdict: Verdict) {
        let full = self.clients.len() >= self.limits.clients;
        match self.clients.entry(client) {
            Entry::Occupied(mut entry) => {
                let worst = *entry.get().min(&verdict);
                entry.insert(worst);
            }
            Entry::Vacant(_) if full => self.totals.clients_at_least = true,
            Entry::Vacant(entry) => _ = entry.insert(verdict),
        }
    }
}

impl Entries {
    fn add(&mut self, more: Self) {
        self.count += more.count;
        let earlier = match (self.first, more.first) {
            (Some(mine), Some(theirs)) => theirs < mine,
            (mine, theirs) => mine.is_none() && theirs.is_some(),
        };
        if earlier {
            (self.first, self.source, self.frame) = (more.first, more.source, more.frame);
        }
        self.last = self.last.max(more.last);
    }
}

/// Worst first, then the most frequent; then as a person would look for it.
fn order(row: &Row) -> impl Ord + '_ {
    (
        row.judgement,
        std::cmp::Reverse(row.count),
        &row.client,
        &row.server,
        row.offered_max.map(|v| v.0),
        row.frame,
    )
}

/// Nanoseconds since 1970; times that do not fit (before 1677, after 2262) are the nearest that do.
fn nanoseconds(time: Timestamp) -> i64 {
    let ns = time.as_nanosecond();
    i64::try_from(ns).unwrap_or(if ns < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Reason;

    fn handshake(client: u32, name: &str) -> Handshake {
        Handshake {
            client_ip: IpAddr::V4(client.into()),
            server_name: Some(name.into()),
            offered_max: Some(Version::TLS_1_2),
            frame: Some(client.into()),
            seen_at: Timestamp::from_second(client.into()).ok(),
            ..Handshake::default()
        }
    }

    #[test]
    fn what_breaks_comes_first_and_the_same_is_counted() {
        let mut rollup = Rollup::new(RollupLimits::default());
        rollup.add(&handshake(1, "a"), Reason::Agreed.into());
        rollup.add(&handshake(2, "a"), Reason::ClientTooOld.into());
        rollup.add(&handshake(2, "a"), Reason::ClientTooOld.into());
        rollup.add(&handshake(1, "a"), Reason::NoAnswer.into());
        let (rows, totals) = rollup.finish();
        let seen: Vec<_> = rows.iter().map(|r| (r.judgement.reason, r.count)).collect();
        assert_eq!(seen, [(Reason::ClientTooOld, 2), (Reason::NoAnswer, 1), (Reason::Agreed, 1)]);
        assert_eq!((totals.handshakes, totals.clients), ([2, 1, 1], [1, 1, 0]));
    }

    #[test]
    fn beyond_its_bound_rows_are_merged_and_counted_and_what_breaks_still_has_room() {
        let limits = RollupLimits { rows: 64, clients: 50, names: 4 };
        let mut rollup = Rollup::new(limits);
        for i in 0..1000 {
            rollup.add(&handshake(i, &format!("server{}", i % 9)), Reason::Agreed.into());
        }
        rollup.add(&handshake(7000, "server1"), Reason::ClientTooOld.into());
        let (rows, totals) = rollup.finish();
        assert!(rows.len() <= 64, "{}", rows.len());
        assert_eq!(rows.iter().map(|r| r.count).sum::<u64>(), 1001);
        assert_eq!(rows[0].client, Client::Address(IpAddr::V4(7000.into())));
        assert!(totals.merged > 900 && totals.clients_at_least);
        assert_eq!(totals.all_handshakes(), 1001);
        assert_eq!(totals.all_clients(), 50);
    }

    #[test]
    fn two_halves_merged_are_the_whole() {
        let mut whole = Rollup::new(RollupLimits::default());
        let mut halves = [Rollup::new(RollupLimits::default()), Rollup::new(RollupLimits::default())];
        for i in 0..100 {
            let h = handshake(i % 7, &format!("s{}", i % 5));
            whole.add(&h, Reason::Agreed.into());
            halves[(i % 2) as usize].add(&h, Reason::Agreed.into());
        }
        let [mut left, right] = halves;
        left.merge(right);
        assert_eq!(left.finish(), whole.finish());
    }
}
