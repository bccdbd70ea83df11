//! What helps: the ways out of a failure, each held against the model before it is offered.

use cutover_wire::{Authentication, CipherSuite, Group, KeyExchange, Version};

use crate::catalogue::Catalogue;
use crate::client::{Client, ClientKind, PostQuantum};
use crate::facts::{Action, RemedyFact};
use crate::negotiate::negotiate;
use crate::negotiated::{FailureReason, Gap, Negotiated};
use crate::offer::{Offer, OfferedSuites};
use crate::server_side::{Certificate, CertificateKey, ServerSide, ServerSuites};
use crate::suite_class::SuiteClass;

/// How many suites are named that a server can take besides; one is enough.
const SUITES_NAMED: usize = 4;

/// What helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// One of the remedies in `data/remedies.toml`.
    Known(&'static RemedyFact),
    /// The same, with a command that names the Windows of the client, which runs on that platform.
    KnownOn(&'static RemedyFact, String),
    /// In the words of whoever added the client.
    Own(String),
    /// The client has that version, switched off.
    SwitchOn {
        /// The version.
        version: Version,
        /// What controls it.
        control: Vec<String>,
    },
    /// That client, or a newer one of its kind, gets on.
    MoveTo {
        /// Its id.
        id: String,
        /// What it is called.
        name: String,
    },
    /// The registry can switch it on for these components.
    Registry {
        /// The Windows, by its id.
        windows: String,
        /// The components that one command sets up together.
        components: Vec<&'static str>,
        /// The version.
        version: Version,
        /// Updates are missing without which it does nothing.
        needs_updates: bool,
    },
    /// That setting keeps the version off, whatever else is set.
    ChangeSetting {
        /// The version.
        version: Version,
        /// The value.
        value: String,
        /// Its key.
        key: String,
    },
    /// The client has that older version, switched off: for the time until the server is updated.
    SwitchOnOld {
        /// The version.
        version: Version,
        /// What controls it.
        control: Vec<String>,
    },
    /// The client has X25519MLKEM768, switched off.
    SwitchOnHybrid {
        /// How, or from when.
        note: Option<String>,
        /// The same in Japanese.
        note_ja: Option<String>,
    },
    /// Another client, or a newer one, if its maker has one: none is known here.
    AskMaker,
    /// The server has to speak newer versions.
    UpdateServer,
    /// The server can take one of these suites besides.
    AllowSuites(Vec<CipherSuite>),
    /// The server can take one of these groups besides.
    AllowGroups(Vec<Group>),
    /// The server can have a certificate of the other kind.
    OtherCertificate(CertificateKey),
    /// The server needs a stronger certificate.
    StrongerCertificate,
    /// The server can have a certificate for clients that do not name it.
    DefaultCertificate,
    /// To know more: record a hello of the client.
    RecordHello,
    /// To know more: say what certificate the server has.
    SayCertificate,
    /// To know more: ask the server.
    AskServer,
}

impl Remedy {
    /// One of the remedies in `data/remedies.toml` for a client that runs on that platform.
    pub fn known(fact: &'static RemedyFact, platform: &str) -> Self {
        match fact.command {
            Some(_) => Self::KnownOn(fact, platform.to_owned()),
            None => Self::Known(fact),
        }
    }
}

/// What is known of the client whose offer it is.
#[derive(Debug, Clone)]
pub enum KnownClient<'a> {
    /// Nothing but the offer.
    Offer,
    /// An entry of the catalogue.
    Entry {
        /// The entry.
        client: &'a Client,
        /// The catalogue that it stands in.
        catalogue: &'a Catalogue,
    },
    /// Entries of the catalogue whose hello is like that one: a guess.
    Looks {
        /// The entries; one or more.
        like: Vec<&'a Client>,
        /// The catalogue that they stand in.
        catalogue: &'a Catalogue,
    },
    /// A component of a Windows that the registry can set up.
    Component {
        /// The Windows, by its id.
        windows: &'static str,
        /// The versions that the registry can switch on for it, each with the components to be set up for that, and whether
        /// updates are missing without which that does nothing.
        versions: Vec<(Version, Vec<&'static str>, bool)>,
        /// What keeps other versions off, where no command helps: the value and its key.
        kept_off_by: Vec<(Version, String, String)>,
    },
}

impl<'a> KnownClient<'a> {
    /// The entry of the catalogue.
    pub fn client(&self) -> Option<&'a Client> {
        match self {
            Self::Entry { client, .. } => Some(client),
            Self::Offer | Self::Looks { .. } | Self::Component { .. } => None,
        }
    }

    /// The entries whose hello is like that one.
    pub fn looks_like(&self) -> &[&'a Client] {
        match self {
            Self::Looks { like, .. } => like,
            _ => &[],
        }
    }
}

/// A client and a server that do not come together.
pub(crate) struct Remedies<'a> {
    pub offer: &'a Offer,
    pub server: &'a ServerSide,
    pub known: &'a KnownClient<'a>,
}

impl Remedies<'_> {
    /// What helps, shortest way first; for what is unknown, what would settle it.
    pub fn of(&self, outcome: &Negotiated) -> Vec<Remedy> {
        let KnownClient::Looks { like, catalogue } = self.known else { return self.of_one(outcome) };
        // Whoever it is, what helps one of them stands there.
        let mut remedies = Vec::new();
        for client in like {
            let known = KnownClient::Entry { client, catalogue };
            for remedy in (Remedies { known: &known, ..*self }).of_one(outcome) {
                if !remedies.contains(&remedy) {
                    remedies.push(remedy);
                }
            }
        }
        let says_more = |remedy: &Remedy| *remedy != Remedy::AskMaker;
        if remedies.iter().any(says_more) {
            remedies.retain(says_more);
        }
        remedies
    }

    fn of_one(&self, outcome: &Negotiated) -> Vec<Remedy> {
        let failure = match outcome {
            Negotiated::Connects(_) => return Vec::new(),
            Negotiated::Unknown(gap) => {
                return vec![match gap {
                    Gap::ServerVersionsUnknown | Gap::ServerSuitesUnknown | Gap::ServerSignaturesUnknown => {
                        Remedy::AskServer
                    }
                    Gap::CertificateUnknown => Remedy::SayCertificate,
                    _ => Remedy::RecordHello,
                }];
            }
            Negotiated::Fails(failure) => failure,
        };
        let mut remedies = match failure.reason {
            FailureReason::ClientTooOld | FailureReason::NothingOffered => self.newer_versions(),
            FailureReason::ServerTooOld | FailureReason::ClientAborts => self.older_servers(),
            FailureReason::ClientSuites => [self.more_suites(), self.listed()].concat(),
            FailureReason::ClientGroups => self.more_groups(),
            FailureReason::ClientSignatures => [self.other_certificate(), self.listed()].concat(),
            FailureReason::ServerNameMissing if self.server.is_theirs => self.listed(),
            FailureReason::ServerNameMissing => [vec![Remedy::DefaultCertificate], self.listed()].concat(),
            FailureReason::HelloFormat | FailureReason::InappropriateFallback => self.listed(),
            FailureReason::CertificateTooWeak => vec![Remedy::StrongerCertificate],
        };
        if remedies.is_empty() {
            remedies.push(Remedy::AskMaker);
            remedies.extend(RemedyFact::named("relay").map(Remedy::Known));
        }
        remedies
    }

    /// Whether somebody with that offer gets on, or may.
    fn may_connect(&self, offer: &Offer) -> bool {
        !matches!(negotiate(offer, self.server), Negotiated::Fails(_))
    }

    /// What the client's entry lists, as far as it helps, and a newer one of its kind.
    fn listed(&self) -> Vec<Remedy> {
        let KnownClient::Entry { client, .. } = *self.known else { return Vec::new() };
        let all = client.remedies.iter().filter_map(|id| RemedyFact::named(id));
        let mut facts: Vec<_> = all.filter(|fact| !fact.old_servers && self.helps(fact)).collect();
        facts.sort_by_key(|fact| fact.action);
        // Where the entry says how, or that the system has to go, nobody has to move to a newer one.
        let says_how = facts.iter().any(|fact| !fact.current || fact.id == "replace-system");
        let newer = if says_how { None } else { self.newer_of_its_kind() };
        // "A current version" says less than which one.
        if newer.is_some() {
            facts.retain(|fact| fact.id != "update");
        }
        let rank = |way: &Remedy| match way {
            Remedy::Own(_) => None,
            Remedy::Known(fact) | Remedy::KnownOn(fact, _) => Some(fact.action),
            _ => Some(Action::Update),
        };
        let own = client.own_remedy.iter().cloned().map(Remedy::Own);
        let known = facts.into_iter().map(|fact| Remedy::known(fact, &client.platform));
        let mut remedies: Vec<Remedy> = own.chain(known).chain(newer).collect();
        remedies.sort_by_key(rank);
        remedies
    }

    fn helps(&self, fact: &RemedyFact) -> bool {
        let KnownClient::Entry { catalogue, .. } = *self.known else { return false };
        if let Some(client) = fact.becomes.as_deref().and_then(|id| catalogue.find(id)) {
            return self.may_connect(&catalogue.offer(client).0);
        }
        if fact.current {
            return true;
        }
        // What it brings besides a version is not known.
        let oldest = self.server.versions.iter().map(|version| version.age_rank()).min();
        let hybrid = self.server.groups.as_deref() == Some(&[Group::X25519MLKEM768]);
        !hybrid && oldest.is_some_and(|oldest| fact.brings.age_rank() >= oldest)
    }

    /// The oldest newer client of the same kind that gets on.
    fn newer_of_its_kind(&self) -> Option<Remedy> {
        let KnownClient::Entry { client, catalogue } = *self.known else { return None };
        let family = family(client)?;
        let mut seen = false;
        // The entries of a kind stand in the order in which they came out.
        for other in catalogue.clients() {
            if other.id == client.id {
                seen = true;
                continue;
            }
            if !seen || other.vendor != client.vendor || !newer(other, client) {
                continue;
            }
            if self::family(other) == Some(family) {
                let outcome = negotiate(&catalogue.offer(other).0, self.server);
                if matches!(outcome, Negotiated::Connects(_)) {
                    return Some(Remedy::MoveTo { id: other.id.clone(), name: other.name.clone() });
                }
            }
        }
        None
    }

    /// How a client comes to speak a version that the server speaks.
    fn newer_versions(&self) -> Vec<Remedy> {
        if let KnownClient::Component { windows, versions, kept_off_by } = self.known {
            let newest = |versions: &mut dyn Iterator<Item = Version>| {
                let helps = |version: &Version| {
                    self.server.versions.contains(version) && self.may_connect(&self.with(*version))
                };
                versions.filter(helps).max_by_key(|version| version.age_rank())
            };
            let best = newest(&mut versions.iter().map(|(version, ..)| *version));
            if let Some((version, components, needs_updates)) =
                versions.iter().find(|(version, ..)| Some(*version) == best)
            {
                let (windows, components) = ((*windows).to_owned(), components.clone());
                return vec![Remedy::Registry {
                    windows,
                    components,
                    version: *version,
                    needs_updates: *needs_updates,
                }];
            }
            let kept_off = newest(&mut kept_off_by.iter().map(|(version, ..)| *version));
            let by = kept_off_by.iter().find(|(version, ..)| Some(*version) == kept_off);
            let change = by.map(|(version, value, key)| Remedy::ChangeSetting {
                version: *version,
                value: value.clone(),
                key: key.clone(),
            });
            return change.into_iter().collect();
        }
        let remedies = self.listed();
        // An entry that says how to switch on what it has says it better, also where that does not help.
        let says_how = |client: &Client| {
            let how =
                |fact: &RemedyFact| fact.action <= Action::InstallUpdate || fact.action == Action::Rebuild;
            client.own_remedy.is_some()
                || client.remedies.iter().filter_map(|id| RemedyFact::named(id)).any(how)
        };
        let client = self.known.client().filter(|client| !client.control.is_empty() && !says_how(client));
        let Some(client) = client else { return remedies };
        let off = client.configurable.iter().copied().filter(|v| !client.versions.contains(v));
        let off = off.filter(|v| self.server.versions.contains(v) && self.may_connect(&self.with(*v)));
        match off.max_by_key(|version| version.age_rank()) {
            Some(version) => std::iter::once(Remedy::SwitchOn { version, control: client.control.clone() })
                .chain(remedies)
                .collect(),
            None => remedies,
        }
    }

    /// The offer with one more version. Of suites that the version needs nothing may be known.
    fn with(&self, version: Version) -> Offer {
        let newer = self.offer.newest().is_none_or(|newest| newest.age_rank() < version.age_rank());
        let mut versions = self.offer.versions.clone();
        versions.push(version);
        let of_versions = Offer::of_versions(&versions);
        let suites_fit = !newer || version.age_rank() < Version::TLS_1_2.age_rank();
        Offer {
            suites: if suites_fit { self.offer.suites.clone() } else { OfferedSuites::Unknown },
            groups: if suites_fit { self.offer.groups.clone() } else { None },
            x25519mlkem768: self.offer.x25519mlkem768,
            format: self.offer.format,
            ..of_versions
        }
    }

    /// How a client reaches a server that is too old for it: the server has to change; until then, what the client can do.
    fn older_servers(&self) -> Vec<Remedy> {
        let mut remedies = vec![Remedy::UpdateServer];
        let Some(client) = self.known.client() else { return remedies };
        let can = client.configurable.iter().copied().filter(|v| self.server.versions.contains(v));
        let can = can.max_by_key(|version| version.age_rank());
        let known =
            client.remedies.iter().filter_map(|id| RemedyFact::named(id)).find(|fact| fact.old_servers);
        match (known, can) {
            (Some(fact), Some(_)) => remedies.push(Remedy::known(fact, &client.platform)),
            (None, Some(version)) if !client.control.is_empty() => {
                remedies.push(Remedy::SwitchOnOld { version, control: client.control.clone() });
            }
            _ => {}
        }
        remedies
    }

    /// The server can take a suite that the client offers, or have another certificate.
    fn more_suites(&self) -> Vec<Remedy> {
        if self.server.is_theirs {
            return Vec::new();
        }
        let open = ServerSide { suites: ServerSuites::Any, ..self.server.clone() };
        let mut suites = match (negotiate(self.offer, &open), &self.offer.suites) {
            (Negotiated::Connects(connection), OfferedSuites::Listed(_)) => connection.suites,
            (Negotiated::Connects(_), OfferedSuites::Classes { classes, .. }) => {
                classes.iter().flat_map(|class| class.members()).copied().collect()
            }
            _ => Vec::new(),
        };
        let keys = self.server.certificates();
        let only = |is: fn(&CertificateKey) -> bool| keys.iter().all(|certificate| is(&certificate.key));
        let rsa_only = only(|key| matches!(key, CertificateKey::Rsa(_)));
        let ecdsa_only = only(|key| matches!(key, CertificateKey::Ecdsa(_)));
        suites.retain(|suite| match suite.authentication() {
            Some(Authentication::Rsa) => !ecdsa_only && !is_weak(*suite),
            Some(Authentication::Ecdsa) => !rsa_only && !is_weak(*suite),
            _ => false,
        });
        // Forward secrecy first, then AEAD.
        suites.sort_by_key(|s| (s.key_exchange() == Some(KeyExchange::Rsa), !s.is_aead()));
        suites.truncate(SUITES_NAMED);
        let mut remedies = self.other_certificate();
        if !suites.is_empty() {
            remedies.push(Remedy::AllowSuites(suites));
        }
        remedies
    }

    /// The other kind of certificate, if it helps.
    fn other_certificate(&self) -> Vec<Remedy> {
        if self.server.is_theirs {
            return Vec::new();
        }
        let helps = |certificate: &Certificate| {
            let other = ServerSide { certificate: Some(*certificate), ..self.server.clone() };
            matches!(negotiate(self.offer, &other), Negotiated::Connects(_))
        };
        let kinds = [Certificate::ECDSA, Certificate::RSA].into_iter().filter(helps);
        kinds.map(|certificate| Remedy::OtherCertificate(certificate.key)).collect()
    }

    fn more_groups(&self) -> Vec<Remedy> {
        let mut remedies = Vec::new();
        let takes = self.server.groups.as_deref().unwrap_or_default();
        if takes.contains(&Group::X25519MLKEM768) && self.offer.x25519mlkem768 == PostQuantum::Optional {
            let client = self.known.client();
            remedies.push(Remedy::SwitchOnHybrid {
                note: client.and_then(|client| client.x25519mlkem768_note.clone()),
                note_ja: client.and_then(|client| client.x25519mlkem768_note_ja.clone()),
            });
        }
        remedies.extend(self.listed());
        // Who asks for the hybrid alone does not want the others.
        if let Some(groups) = &self.offer.groups
            && !self.server.is_theirs
            && takes != [Group::X25519MLKEM768]
        {
            let known: Vec<_> = groups.iter().copied().filter(|group| group.name().is_some()).collect();
            if !known.is_empty() {
                remedies.push(Remedy::AllowGroups(known));
            }
        }
        remedies
    }
}

/// What stands before the first hyphen of an id, without digits: `chrome`, `java`, `openssl`. Classes of devices are no
/// kind of program.
fn family(client: &Client) -> Option<&str> {
    let word = client.id.split('-').next()?.trim_end_matches(|c: char| c.is_ascii_digit());
    (!client.local && !word.is_empty() && client.kind != ClientKind::Device).then_some(word)
}

/// Whether a client came out after another, and is not the same one in another state.
fn newer(other: &Client, client: &Client) -> bool {
    matches!((&other.released, &client.released), (Some(later), Some(earlier)) if later > earlier)
}

/// What breaks confidentiality is no remedy.
fn is_weak(suite: CipherSuite) -> bool {
    const WEAK: [&str; 6] = ["_NULL_", "_RC4_", "_DES", "_EXPORT", "_3DES", "_anon_"];
    matches!(SuiteClass::of(suite), Some(SuiteClass::Rc4 | SuiteClass::Export | SuiteClass::TripleDes))
        || suite.name().is_none_or(|name| WEAK.iter().any(|weak| name.contains(weak)))
}
