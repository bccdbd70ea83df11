//! Whose hellos those may be that do not fit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::LazyLock;

use cutover_catalogue::{Catalogue, Offer};
use cutover_evidence::Handshake;
use cutover_report::LooksLike;

/// How many different hellos, and how many clients, are looked at. Whoever comes later has no name here.
const MOST: usize = 10_000;

/// Read when the first hello does not fit.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);

/// The clients of the catalogue that hellos are like, by who sent them.
#[derive(Default)]
pub(crate) struct LookAlikes {
    of_offer: HashMap<Offer, Vec<&'static str>>,
    of_client: BTreeMap<IpAddr, BTreeSet<&'static str>>,
}

impl LookAlikes {
    /// Looks at a hello.
    pub fn add(&mut self, handshake: &Handshake) {
        let has_room = self.of_client.len() < MOST || self.of_client.contains_key(&handshake.client_ip);
        let Some(offer) = Offer::of_handshake(handshake).filter(|_| has_room) else { return };
        let ids = match self.of_offer.get(&offer) {
            Some(ids) => ids.clone(),
            None if self.of_offer.len() >= MOST => return,
            None => {
                let like = CATALOGUE.look_alikes(&offer);
                let ids: Vec<_> = like.into_iter().map(|client| client.id.as_str()).collect();
                self.of_offer.insert(offer, ids.clone());
                ids
            }
        };
        if !ids.is_empty() {
            self.of_client.entry(handshake.client_ip).or_default().extend(ids);
        }
    }

    /// What is known of these clients: those that look alike together, each once.
    pub fn of(&self, clients: impl Iterator<Item = IpAddr>) -> Vec<LooksLike> {
        let mut groups: BTreeMap<&BTreeSet<&'static str>, BTreeSet<IpAddr>> = BTreeMap::new();
        for client in clients {
            if let Some(ids) = self.of_client.get(&client) {
                groups.entry(ids).or_default().insert(client);
            }
        }
        let group = |(ids, clients): (&BTreeSet<&'static str>, BTreeSet<IpAddr>)| LooksLike {
            names: ids.iter().filter_map(|id| Some(CATALOGUE.find(id)?.name.clone())).collect(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            clients: clients.into_iter().collect(),
        };
        groups.into_iter().map(group).collect()
    }
}
