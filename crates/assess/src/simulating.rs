//! Clients with policies and servers, without a packet: who connects, to what, and what comes of it.

mod components;
mod endpoints;
mod recorded;

use cutover_catalogue::{Catalogue, Certificate, Client, Endpoint, KnownClient, Simulation, Subject};
use cutover_evidence::{ClientSettings, ServerAnswer, Sink, Taken};
use cutover_policy::{Policy, Tally};
use cutover_registry::{State, Updates, Windows};
use cutover_report::{NotRead, SimulationReport, Text, Texts, Value};

pub use endpoints::about_policies;
use recorded::RecordedHellos;

/// Gathers who connects and to what. Clients of the catalogue and registries are handed in; recorded hellos and settings,
/// and what servers answered, come as evidence.
pub struct Simulating<'a> {
    catalogue: &'a Catalogue,
    certificate: Option<Certificate>,
    /// The language of names: what machines read is not translated.
    names_in: &'a Texts,
    policies: Vec<Policy>,
    endpoints: Vec<Endpoint>,
    subjects: Vec<Subject<'a>>,
}

/// Recorded hellos and settings of machines: the end of a simulation that evidence of clients goes to.
pub struct ClientsOfMachine<'a, 's> {
    simulating: &'s mut Simulating<'a>,
    hellos: RecordedHellos<'a>,
    settings: Vec<Subject<'a>>,
    plans: components::Plans,
    /// Whether anything was of use.
    pub found: bool,
}

impl<'a> Simulating<'a> {
    /// Nobody, and nothing to connect to. `certificate`: which one every endpoint has, if that is known.
    pub fn new(catalogue: &'a Catalogue, certificate: Option<Certificate>, names_in: &'a Texts) -> Self {
        Self {
            catalogue,
            certificate,
            names_in,
            policies: Vec::new(),
            endpoints: Vec::new(),
            subjects: Vec::new(),
        }
    }

    /// Adds policies, each as a server that does what it asks.
    pub fn add_policies(&mut self, policies: Vec<Policy>) {
        self.endpoints.extend(policies.iter().map(|policy| endpoints::of_policy(policy, self.certificate)));
        self.policies.extend(policies);
    }

    /// Adds servers by what they answered. One target may have several addresses that answer differently. Gives back how
    /// many could not be reached, so that nothing is known of them.
    pub fn add_servers(&mut self, mut answers: Vec<ServerAnswer>) -> u64 {
        let unreached = answers.iter().filter(|answer| answer.problem.is_some()).count();
        answers.retain(|answer| answer.problem.is_none());
        self.endpoints.extend(endpoints::of_answers(&answers, self.certificate));
        unreached as u64
    }

    /// Adds clients of the catalogue.
    pub fn add_clients(&mut self, clients: impl IntoIterator<Item = &'a Client>) {
        let catalogue = self.catalogue;
        self.subjects.extend(clients.into_iter().map(|client| {
            let (offer, basis) = catalogue.offer(client);
            Subject {
                id: client.id.clone(),
                name: client.name.clone(),
                offer,
                basis,
                known: KnownClient::Entry { client, catalogue },
                confidence: client.confidence.clone(),
                recorded: None,
            }
        }));
    }

    /// Adds the components of a Windows as its registry sets them up. `source`: where the registry is from.
    pub fn add_registry(
        &mut self,
        state: &State,
        windows: &'static Windows,
        updates: &Updates,
        source: &str,
    ) {
        let machine = components::Machine { state, windows, updates };
        self.subjects.extend(machine.subjects(source, self.catalogue, self.names_in));
    }

    /// Where evidence of clients goes.
    pub fn evidence(&mut self) -> ClientsOfMachine<'a, '_> {
        ClientsOfMachine {
            simulating: self,
            hellos: RecordedHellos::default(),
            settings: Vec::new(),
            plans: components::Plans::default(),
            found: false,
        }
    }

    /// Whether there is nobody who connects, or nothing to connect to.
    pub fn is_empty(&self) -> [bool; 2] {
        [self.subjects.is_empty(), self.endpoints.is_empty()]
    }

    /// What comes of it all.
    pub fn run(self) -> Simulated<'a> {
        Simulated { simulation: Simulation::run(self.subjects, self.endpoints), policies: self.policies }
    }
}

impl ClientsOfMachine<'_, '_> {
    /// Adds what was found; sentences about what was left out.
    pub fn finish(self, texts: &Texts) -> Vec<Text> {
        let Self { simulating, hellos, settings, .. } = self;
        let (subjects, too_many) = hellos.finish();
        simulating.subjects.extend(subjects);
        simulating.subjects.extend(settings);
        let values =
            [("count", Value::Count(too_many)), ("limit", Value::Count(recorded::MAX_HELLOS as u64))];
        (too_many > 0).then(|| texts.with("simulate-too-many", &values)).into_iter().collect()
    }
}

impl Sink for ClientsOfMachine<'_, '_> {
    fn handshake(&mut self, handshake: &cutover_evidence::Handshake) -> Taken {
        self.found = true;
        self.hellos.add(handshake, self.simulating.catalogue);
        Taken::Used
    }

    fn client_settings(&mut self, settings: ClientSettings) -> Taken {
        // The server's side of a Windows is no client, and no mistake.
        if settings.component != "schannel-server" {
            self.found = true;
            let Simulating { catalogue, names_in, .. } = self.simulating;
            self.settings.push(components::of_record(&settings, catalogue, &mut self.plans, names_in));
        }
        Taken::Used
    }
}

/// What came of a simulation.
#[derive(Debug)]
pub struct Simulated<'a> {
    simulation: Simulation<'a>,
    policies: Vec<Policy>,
}

impl Simulated<'_> {
    /// Every pair of a client and a policy or server.
    pub fn tally(&self) -> Tally {
        self.simulation.pairs()
    }

    /// What is to be told of it. `about_policies`, `left_out`: sentences that stand above and below; `rows`: how many at
    /// most.
    pub fn report<'r>(
        &'r self,
        about_policies: &'r [Text],
        left_out: &'r [Text],
        not_read: &'r [NotRead],
        rows: usize,
    ) -> SimulationReport<'r> {
        SimulationReport {
            simulation: &self.simulation,
            policies: &self.policies,
            about_policies,
            left_out,
            not_read,
            rows,
        }
    }
}
