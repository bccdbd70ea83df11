//! All clients that are known, and how they are found.

use std::collections::HashMap;
use std::sync::LazyLock;

use cutover_evidence::ClientSettings;

use crate::client::{Client, RecordedHello};
use crate::client_file::{ClientError, Others, parse_clients};
use crate::offer::{Offer, OfferedSuites};

const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

// A test reads every file, so nothing is lost in a build that passed it.
static CLIENTS: LazyLock<Vec<Client>> =
    LazyLock::new(|| BUILT_IN.iter().flat_map(|(_, text)| parse_clients(text).unwrap_or_default()).collect());

/// The clients that come with the program, and those that a user added.
#[derive(Debug, Clone)]
pub struct Catalogue {
    clients: Vec<Client>,
    /// Where each is, by its id; of several of one id the first counts.
    places: HashMap<String, usize>,
}

impl Others for Catalogue {
    fn have(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    fn ids(&self) -> Vec<&str> {
        self.clients.iter().map(|client| &*client.id).collect()
    }
}

/// What a prediction of a client rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis<'a> {
    /// Its own hello.
    OwnHello,
    /// The hello of that entry: the same library on the same system.
    HelloOf(&'a str),
    /// Its versions; no hello is known.
    VersionsOnly,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Catalogue {
    /// The clients that come with the program.
    pub fn built_in() -> Self {
        Self::of(CLIENTS.clone())
    }

    /// A catalogue of these clients alone.
    pub fn of(clients: Vec<Client>) -> Self {
        let mut catalogue = Self { clients: Vec::with_capacity(clients.len()), places: HashMap::new() };
        for client in clients {
            catalogue.push(client);
        }
        catalogue
    }

    /// Reads every built-in file; what a test asks.
    pub fn check_built_in() -> Result<Vec<Client>, (&'static str, Vec<ClientError>)> {
        let mut all = Vec::new();
        for (name, text) in BUILT_IN {
            all.append(&mut parse_clients(text).map_err(|problems| (*name, problems))?);
        }
        Ok(all)
    }

    /// Adds a user's own clients, which have ids of their own (`parse_clients_beside`).
    pub fn add_local(&mut self, clients: Vec<Client>) {
        for client in clients {
            self.push(Client { local: true, ..client });
        }
    }

    fn push(&mut self, client: Client) {
        self.places.entry(client.id.clone()).or_insert(self.clients.len());
        self.clients.push(client);
    }

    /// All of them.
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// The client of that id.
    pub fn find(&self, id: &str) -> Option<&Client> {
        self.places.get(id).map(|place| &self.clients[*place])
    }

    /// The clients whose id fits a pattern in which `*` stands for anything and `?` for one letter.
    pub fn matching<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a Client> {
        self.clients.iter().filter(move |client| fits(pattern, &client.id))
    }

    /// What a client offers, and what that is known from.
    pub fn offer<'a>(&'a self, client: &'a Client) -> (Offer, Basis<'a>) {
        if let Some(hello) = &client.hello {
            return (Offer::of_client(client, Some(hello)), Basis::OwnHello);
        }
        let like = client.hello_like.as_deref().and_then(|id| self.find(id));
        let hello: Option<(&str, &RecordedHello)> =
            like.and_then(|like| Some((like.id.as_str(), like.hello.as_ref()?)));
        match hello {
            Some((id, hello)) => (Offer::of_client(client, Some(hello)), Basis::HelloOf(id)),
            None => (Offer::of_client(client, None), Basis::VersionsOnly),
        }
    }

    /// What a component of a Windows offers by its settings: its versions from them, suites and groups from the
    /// Schannel of that Windows, as far as they are known.
    pub fn offer_of_settings<'a>(&'a self, settings: &ClientSettings) -> (Offer, Basis<'a>) {
        let schannel = self.clients.iter().find(|client| client.schannel_of.contains(&settings.windows));
        let Some(client) = schannel else { return (Offer::of_settings(settings, None), Basis::VersionsOnly) };
        let (offer, basis) = self.offer(client);
        let (basis, of) = match basis {
            Basis::OwnHello => (Basis::HelloOf(&client.id), Some(client)),
            Basis::HelloOf(id) => (basis, self.find(id)),
            Basis::VersionsOnly => (basis, None),
        };
        let newest = of.and_then(|client| client.versions.last().copied());
        let settled = Offer::of_settings(settings, newest.map(|newest| (offer, newest)));
        let basis = if settled.suites == OfferedSuites::Unknown { Basis::VersionsOnly } else { basis };
        (settled, basis)
    }
}

/// Whether a text fits a pattern, whatever the case; `*` stands for anything, `?` for one letter.
pub fn fits(pattern: &str, text: &str) -> bool {
    let fold = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (pattern, text) = (fold(pattern), fold(text));
    // Where the last `*` was, and how much it stands for so far.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|c| *c == '?' || *c == text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            (p, t) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[test]
fn a_star_stands_for_anything_and_a_question_mark_for_one_letter() {
    for (pattern, text) in [
        ("ie*", "ie11-win7"),
        ("*win7", "ie11-win7"),
        ("IE?-win7", "ie9-win7"),
        ("*", ""),
        ("a*b*c", "aXbYbZc"),
    ] {
        assert!(fits(pattern, text), "{pattern} {text}");
    }
    for (pattern, text) in [("ie", "ie11"), ("ie?-win7", "ie11-win7"), ("a*b", "abc"), ("", "a")] {
        assert!(!fits(pattern, text), "{pattern} {text}");
    }
}
