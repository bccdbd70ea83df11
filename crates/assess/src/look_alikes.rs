//! Whose hellos those may be that do not fit.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use cutover_catalogue::{Catalogue, Client, Offer};
use cutover_evidence::Handshake;
use cutover_report::LooksLike;

/// How many different hellos, and how many clients, are looked at. Whoever comes later has no name here.
const MOST: usize = 10_000;

/// How the clients that are known come to be.
pub(crate) type Known<'c> = Box<dyn FnOnce() -> Catalogue + 'c>;

/// The clients that hellos are like, by who sent them.
pub(crate) struct LookAlikes<'c> {
    /// Read when the first hello does not fit.
    catalogue: LazyCell<Catalogue, Known<'c>>,
    /// Where they stand in the catalogue.
    of_offer: HashMap<Offer, Vec<usize>>,
    of_client: BTreeMap<IpAddr, BTreeSet<usize>>,
}

impl<'c> LookAlikes<'c> {
    /// Of nobody yet.
    pub fn new(known: Known<'c>) -> Self {
        Self { catalogue: LazyCell::new(known), of_offer: HashMap::new(), of_client: BTreeMap::new() }
    }

    /// Looks at a hello.
    pub fn add(&mut self, handshake: &Handshake) {
        let has_room = self.of_client.len() < MOST || self.of_client.contains_key(&handshake.client_ip);
        let Some(offer) = Offer::of_handshake(handshake).filter(|_| has_room) else { return };
        let places = match self.of_offer.get(&offer) {
            Some(places) => places.clone(),
            None if self.of_offer.len() >= MOST => return,
            None => {
                let like = self.catalogue.look_alikes(&offer);
                let place = |like: &Client| {
                    self.catalogue.clients().iter().position(|client| std::ptr::eq(client, like))
                };
                let places: Vec<_> = like.into_iter().filter_map(place).collect();
                self.of_offer.insert(offer, places.clone());
                places
            }
        };
        if !places.is_empty() {
            self.of_client.entry(handshake.client_ip).or_default().extend(places);
        }
    }

    /// What is known of these clients: those that look alike together, each once.
    pub fn of(&self, clients: impl Iterator<Item = IpAddr>) -> Vec<LooksLike> {
        let mut groups: BTreeMap<&BTreeSet<usize>, BTreeSet<IpAddr>> = BTreeMap::new();
        for client in clients {
            if let Some(places) = self.of_client.get(&client) {
                groups.entry(places).or_default().insert(client);
            }
        }
        let group = |(places, clients): (&BTreeSet<usize>, BTreeSet<IpAddr>)| {
            let entries = places.iter().filter_map(|place| self.catalogue.clients().get(*place));
            let entries: Vec<Client> = entries.cloned().collect();
            LooksLike {
                ids: entries.iter().map(|entry| entry.id.clone()).collect(),
                entries,
                clients: clients.into_iter().collect(),
            }
        };
        groups.into_iter().map(group).collect()
    }
}
