//! Judgements rolled up: one row for each client, server and verdict, in bounded memory.

use std::cmp::{Ordering, Reverse};
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr};

use cutover_evidence::{Handshake, Outcome};
use cutover_wire::Version;
use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashSet};
use jiff::Timestamp;

use crate::coverage::Coverage;
use crate::judge::{Fault, Judgement, Reason, Verdict};
use crate::many_hellos::ManyHellos;
use crate::row_table::RowTable;
use crate::tally::Tally;

/// How much a roll-up may hold.
#[derive(Debug, Clone, Copy)]
pub struct RollupLimits {
    /// Rows. The last quarter is kept for what does not fit.
    pub rows: usize,
    /// Clients that are counted one by one.
    pub clients: usize,
    /// Servers, by name or address.
    pub servers: usize,
}

impl Default for RollupLimits {
    /// About 30 MB when full. Hash tables double when seven eighths are full; the rows that stand for several
    /// come on top.
    fn default() -> Self {
        Self { rows: (1 << 18) / 8 * 6, clients: (1 << 18) / 8 * 7, servers: 1 << 16 }
    }
}

/// A name of a server longer than this is cut: host names have at most 253 bytes (RFC 1035), but anything can
/// be sent.
const MAX_NAME: usize = 256;

/// What a row is about; everything else in it is the same for all its handshakes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    client: Address,
    server: u32,
    offered_max: u16,
    negotiated: u16,
    /// Whether the two versions are only the least that they can be.
    at_least: [bool; 2],
    reason: Reason,
    /// How it ended, where nothing was negotiated.
    outcome: Option<Outcome>,
}

/// An address as an IPv6 address, IPv4 mapped into it: two words, cheaper to keep, hash and compare than
/// `IpAddr`, of which there are many here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Address(u64, u64);

/// No version has this code point.
const NO_VERSION: u16 = 0;

/// The server that stands for all those for which there was no room.
const OTHER_SERVERS: u32 = u32::MAX;

/// The client that stands for all those for which there was no room: an address that no packet comes from.
const OTHER_CLIENTS: Address = Address(u64::MAX, u64::MAX);

/// No time: the earliest is in 1677.
const NO_TIME: i64 = i64::MIN;

#[derive(Clone, Copy)]
struct Entries {
    count: u64,
    first: i64,
    last: i64,
    /// 0 for none.
    frame: u64,
    source: u32,
}

/// What is known of one client.
#[derive(Clone, Copy)]
struct Seen {
    worst: Verdict,
    at_fault: bool,
}

impl From<Reason> for Seen {
    fn from(reason: Reason) -> Self {
        let Judgement { verdict, fault, .. } = reason.into();
        Self { worst: verdict, at_fault: fault == Some(Fault::Client) }
    }
}

/// Takes judged handshakes in and gives rows out.
pub struct Rollup {
    limits: RollupLimits,
    rows: RowTable<Key, Entries>,
    servers: HashMap<Server, u32>,
    sources: Vec<String>,
    /// Clients that have no row of their own, at least for some handshakes. The others are counted at the end,
    /// from the rows: a look at a table of clients for each handshake would cost more than its judgement.
    clients_of_merged: HashMap<Address, Seen>,
    servers_at_fault: HashSet<u32>,
    many_hellos: ManyHellos,
    totals: Totals,
}

/// What was counted in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Handshakes.
    pub handshakes: Tally,
    /// Clients by the worst of their handshakes.
    pub clients: Tally,
    /// There were more clients than could be counted one by one; the numbers of clients are at least.
    pub clients_at_least: bool,
    /// Clients that are at fault themselves.
    pub clients_at_fault: u64,
    /// Servers that are at fault, sorted.
    pub servers_at_fault: Vec<Server>,
    /// Rows there are, given out or not.
    pub rows: usize,
    /// Handshakes in rows that stand for several clients or servers, for want of room.
    pub merged: u64,
    /// Handshakes by which an older version is in use, and nobody can say whose fault that is.
    pub old_in_use: u64,
    /// What all of them rest on.
    pub coverage: Coverage,
}

impl Totals {
    /// What an exit code and a headline are made of: what nobody could identify as TLS or something else is unknown.
    pub fn tally(&self) -> Tally {
        Tally { unknown: self.handshakes.unknown + self.coverage.unidentified, ..self.handshakes }
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// The newest version that it certainly offered, where no more is known.
    pub offered_at_least: Option<Version>,
    /// What was negotiated.
    pub negotiated_version: Option<Version>,
    /// The least that can be in use, where no more is known.
    pub negotiated_at_least: Option<Version>,
    /// How it ended, where nothing was negotiated.
    pub outcome: Option<Outcome>,
    /// Verdict, reason and fault.
    pub judgement: Judgement,
    /// How many handshakes.
    pub count: u64,
    /// When the first was seen.
    pub first_seen: Option<Timestamp>,
    /// When the last was seen.
    pub last_seen: Option<Timestamp>,
    /// Where the first stands.
    pub source: String,
    /// The packet in which its hello starts.
    pub frame: Option<u64>,
}

impl Rollup {
    /// An empty roll-up.
    pub fn new(limits: RollupLimits) -> Self {
        Self {
            limits,
            rows: RowTable::new(),
            servers: HashMap::new(),
            sources: Vec::new(),
            clients_of_merged: HashMap::new(),
            servers_at_fault: HashSet::new(),
            many_hellos: ManyHellos::new(),
            totals: Totals::default(),
        }
    }

    /// Takes one handshake in.
    pub fn add(&mut self, handshake: &Handshake, judgement: Judgement) {
        let server = match &handshake.server_name {
            Some(name) => ServerRef::Name(&name[..name.floor_char_boundary(MAX_NAME)]),
            None => ServerRef::Address(handshake.server_ip, handshake.server_port),
        };
        let version = |v: Option<Version>| v.map_or(NO_VERSION, |v| v.0);
        let negotiated = handshake.negotiated_version.or(handshake.negotiated_at_least);
        let key = Key {
            client: handshake.client_ip.into(),
            server: self.server(server),
            offered_max: version(handshake.offered_max.or(handshake.offered_at_least)),
            negotiated: version(negotiated),
            at_least: [handshake.offered_max.is_none(), handshake.negotiated_version.is_none()],
            reason: judgement.reason,
            outcome: negotiated.is_none().then_some(handshake.outcome),
        };
        self.totals.old_in_use += u64::from(judgement.reason == Reason::OldVersionInUse);
        self.totals.coverage.add(handshake, &mut self.many_hellos);
        if self.sources.last() != Some(&handshake.source) {
            self.sources.push(handshake.source.clone());
        }
        let seen = handshake.seen_at.map_or(NO_TIME, nanoseconds);
        let source = (self.sources.len() - 1) as u32;
        let frame = handshake.frame.unwrap_or(0);
        self.totals.handshakes.add(judgement.verdict);
        if judgement.fault == Some(Fault::Server) {
            self.servers_at_fault.insert(key.server);
        }
        self.insert(key, Entries { count: 1, first: seen, last: seen, frame, source });
    }

    /// Counts connections of which too little was seen to say whether they hold TLS.
    pub fn add_unidentified(&mut self, count: u64) {
        self.totals.coverage.unidentified += count;
    }

    /// The worst rows, at most so many, worst first; and the totals of all.
    pub fn finish(mut self, at_most: usize) -> (Vec<Row>, Totals) {
        self.count_clients();
        let mut servers = vec![Server::Others; self.servers.len()];
        for (server, id) in self.servers {
            servers[id as usize] = server;
        }
        let server = |id: u32| servers.get(id as usize).unwrap_or(&Server::Others);
        // Worst first, then the most frequent; then as a person would look for it.
        let first = |(key, entries): &(&Key, &Entries)| {
            (Judgement::from(key.reason), Reverse(entries.count), key.client)
        };
        let then = |(key, entries): &(&Key, &Entries)| {
            let source = self.sources.get(entries.source as usize);
            (
                entries.first,
                source,
                entries.frame,
                key.offered_max,
                key.negotiated,
                key.at_least,
                key.outcome.map(|o| o as u8),
            )
        };
        let order = |a: &(&Key, &Entries), b: &(&Key, &Entries)| {
            let by_server = || server(a.0.server).cmp(server(b.0.server));
            first(a).cmp(&first(b)).then_with(by_server).then_with(|| then(a).cmp(&then(b)))
        };
        let mut totals = self.totals;
        totals.rows = self.rows.len();
        let all = worst(self.rows.iter(), at_most, order);
        let rows =
            all.iter().map(|(key, entries)| row(key, entries, server(key.server), &self.sources)).collect();
        totals.servers_at_fault = self.servers_at_fault.iter().map(|id| server(*id).clone()).collect();
        totals.servers_at_fault.sort_unstable();
        (rows, totals)
    }

    fn insert(&mut self, mut key: Key, entries: Entries) {
        let room = match Judgement::from(key.reason).verdict {
            Verdict::Fits => self.limits.rows / 4 * 3,
            Verdict::Breaks | Verdict::Unknown => self.limits.rows,
        };
        if self.rows.len() >= room {
            if let Some(known) = self.rows.get_mut(&key) {
                return known.add(entries, &self.sources);
            }
            // A row for all other clients of this server; the versions and judgements are few, but servers are
            // not, so those for which there is no room either share one.
            self.totals.merged += entries.count;
            self.note_client(key.client, key.reason.into());
            key.client = OTHER_CLIENTS;
            if self.rows.len() >= room + self.limits.rows / 16 && self.rows.get_mut(&key).is_none() {
                key.server = OTHER_SERVERS;
            }
        }
        self.rows.merge(key, entries, |known, more| known.add(more, &self.sources));
    }

    fn server(&mut self, server: ServerRef<'_>) -> u32 {
        if let Some(id) = self.servers.get(&server) {
            return *id;
        }
        if self.servers.len() >= self.limits.servers {
            return OTHER_SERVERS;
        }
        let id = self.servers.len() as u32;
        self.servers.insert(server.into(), id);
        id
    }

    fn note_client(&mut self, client: Address, seen: Seen) {
        if client == OTHER_CLIENTS {
            return;
        }
        let full = self.clients_of_merged.len() >= self.limits.clients;
        match self.clients_of_merged.entry(client) {
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.worst = known.worst.min(seen.worst);
                known.at_fault |= seen.at_fault;
            }
            Entry::Vacant(_) if full => self.totals.clients_at_least = true,
            Entry::Vacant(entry) => _ = entry.insert(seen),
        }
    }

    /// Counts the clients of all rows, and those that have none.
    fn count_clients(&mut self) {
        let rows = std::mem::replace(&mut self.rows, RowTable::new());
        for (key, _) in rows.iter() {
            self.note_client(key.client, key.reason.into());
        }
        self.rows = rows;
        for seen in self.clients_of_merged.values() {
            self.totals.clients.add(seen.worst);
            self.totals.clients_at_fault += u64::from(seen.at_fault);
        }
    }
}

/// The first `at_most` items in order, in order. Sorting what nobody will see would cost more than everything
/// else here, so only what is better than the last one kept is kept.
fn worst<T: Copy>(
    all: impl Iterator<Item = T>,
    at_most: usize,
    order: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let room = at_most.saturating_mul(2);
    let (mut kept, mut last): (Vec<T>, Option<T>) = (Vec::new(), None);
    for item in all {
        if at_most == 0 || last.is_some_and(|last| order(&item, &last).is_ge()) {
            continue;
        }
        kept.push(item);
        if kept.len() >= room {
            kept.sort_unstable_by(&order);
            kept.truncate(at_most);
            last = kept.last().copied();
        }
    }
    kept.sort_unstable_by(&order);
    kept.truncate(at_most);
    kept
}

fn row(key: &Key, entries: &Entries, server: &Server, sources: &[String]) -> Row {
    let time = |ns: i64| (ns != NO_TIME).then(|| Timestamp::from_nanosecond(ns.into()).ok()).flatten();
    let version = |v: u16, wanted: bool| (wanted && v != NO_VERSION).then_some(Version(v));
    let [offered, negotiated] = key.at_least;
    Row {
        client: if key.client == OTHER_CLIENTS { Client::Others } else { Client::Address(key.client.into()) },
        server: server.clone(),
        offered_max: version(key.offered_max, !offered),
        offered_at_least: version(key.offered_max, offered),
        negotiated_version: version(key.negotiated, !negotiated),
        negotiated_at_least: version(key.negotiated, negotiated),
        outcome: key.outcome,
        judgement: key.reason.into(),
        count: entries.count,
        first_seen: time(entries.first),
        last_seen: time(entries.last),
        source: sources[entries.source as usize].clone(),
        frame: (entries.frame != 0).then_some(entries.frame),
    }
}

impl Entries {
    fn add(&mut self, more: Self, sources: &[String]) {
        self.count += more.count;
        if more.starts_before(self, sources) {
            (self.first, self.source, self.frame) = (more.first, more.source, more.frame);
        }
        self.last = self.last.max(more.last);
    }

    /// Whether its first handshake is the one to show. The same packets may stand in several captures, which are
    /// read side by side, so the same time is decided by name and place and not by who came first.
    fn starts_before(&self, other: &Self, sources: &[String]) -> bool {
        match (self.first == NO_TIME).cmp(&(other.first == NO_TIME)).then(self.first.cmp(&other.first)) {
            Ordering::Equal if self.source == other.source => self.frame < other.frame,
            Ordering::Equal => {
                let place = |e: &Self| (sources[e.source as usize].as_str(), e.frame);
                place(self) < place(other)
            }
            order => order.is_lt(),
        }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.client.hash(state);
        let versions = u64::from(self.offered_max) << 16 | u64::from(self.negotiated);
        let bounds = u64::from(self.at_least[0]) << 17 | u64::from(self.at_least[1]) << 16;
        let ending = bounds | (self.reason as u64) << 8 | self.outcome.map_or(0xff, |o| o as u64);
        state.write_u64(u64::from(self.server) << 32 | versions);
        state.write_u64(ending);
    }
}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0);
        state.write_u64(self.1);
    }
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        let v6 = match ip {
            IpAddr::V4(ip) => ip.to_ipv6_mapped(),
            IpAddr::V6(ip) => ip,
        };
        let bits = u128::from(v6);
        Self((bits >> 64) as u64, bits as u64)
    }
}

impl From<Address> for IpAddr {
    fn from(address: Address) -> Self {
        let bits = u128::from(address.0) << 64 | u128::from(address.1);
        Self::V6(Ipv6Addr::from(bits)).to_canonical()
    }
}

/// A server that is looked up, without a name of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ServerRef<'a> {
    Name(&'a str),
    Address(IpAddr, u16),
    Others,
}

impl<'a> From<&'a Server> for ServerRef<'a> {
    fn from(server: &'a Server) -> Self {
        match server {
            Server::Name(name) => Self::Name(name),
            Server::Address(ip, port) => Self::Address(*ip, *port),
            Server::Others => Self::Others,
        }
    }
}

impl From<ServerRef<'_>> for Server {
    fn from(server: ServerRef<'_>) -> Self {
        match server {
            ServerRef::Name(name) => Self::Name(name.to_owned()),
            ServerRef::Address(ip, port) => Self::Address(ip, port),
            ServerRef::Others => Self::Others,
        }
    }
}

/// As `Server` derives it: the number of the variant, then its fields.
impl Hash for ServerRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Name(name) => (0_isize, name).hash(state),
            Self::Address(ip, port) => (1_isize, ip, port).hash(state),
            Self::Others => 2_isize.hash(state),
        }
    }
}

impl hashbrown::Equivalent<Server> for ServerRef<'_> {
    fn equivalent(&self, server: &Server) -> bool {
        *self == server.into()
    }
}

/// Nanoseconds since 1970; times that do not fit (before 1677, after 2262) are the nearest that do.
fn nanoseconds(time: Timestamp) -> i64 {
    let seconds = time.as_second().saturating_mul(1_000_000_000);
    seconds.saturating_add(time.subsec_nanosecond().into()).max(NO_TIME + 1)
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
        let (rows, totals) = rollup.finish(usize::MAX);
        let seen: Vec<_> = rows.iter().map(|r| (r.judgement.reason, r.count)).collect();
        assert_eq!(seen, [(Reason::ClientTooOld, 2), (Reason::NoAnswer, 1), (Reason::Agreed, 1)]);
        let tally = |breaks, unknown, fits| Tally { breaks, unknown, fits };
        assert_eq!((totals.handshakes, totals.clients), (tally(2, 1, 1), tally(1, 1, 0)));
    }

    #[test]
    fn beyond_its_bound_rows_are_merged_and_counted_and_what_breaks_still_has_room() {
        let limits = RollupLimits { rows: 64, clients: 50, servers: 4 };
        let mut rollup = Rollup::new(limits);
        for i in 0..1000 {
            rollup.add(&handshake(i, &format!("server{}", i % 9)), Reason::Agreed.into());
        }
        rollup.add(&handshake(7000, "server1"), Reason::ClientTooOld.into());
        let (rows, totals) = rollup.finish(usize::MAX);
        assert!(rows.len() <= 64, "{}", rows.len());
        assert_eq!(rows.iter().map(|r| r.count).sum::<u64>(), 1001);
        assert_eq!(rows[0].client, Client::Address(IpAddr::V4(7000.into())));
        assert!(totals.merged > 900 && totals.clients_at_least);
        assert_eq!(totals.handshakes.all(), 1001);
        assert_eq!(totals.clients.all(), 50);
    }

    #[test]
    fn the_worst_few_are_the_first_of_all_in_order() {
        let all: Vec<u32> = (0..1000).map(|i| i * 7919 % 1000).collect();
        for at_most in [0, 1, 7, 999, 1000, 5000, usize::MAX] {
            let expected: Vec<u32> = (0..1000).take(at_most).collect();
            assert_eq!(worst(all.iter().copied(), at_most, Ord::cmp), expected);
        }
    }
}
