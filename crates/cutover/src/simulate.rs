//! `cutover simulate`: what comes of clients with policies and servers, without a packet.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::path::PathBuf;

use cutover_catalogue::{
    Basis, Catalogue, Certificate, Known, Offer, Opponent, Recorded, ServerSide, Simulation, Subject,
};
use cutover_evidence::jsonl::Record;
use cutover_evidence::{ClientSettings, DecidedBy, Handshake, ServerAnswer, SettingState};
use cutover_observe::{Input, inputs};
use cutover_policy::{Policy, RuleSide};
use cutover_registry::{Component, Data, Others, Plan, State, Updates, Windows, plan};
use cutover_report::{Language, ROWS_SHOWN, SimulationReport, Style, Texts, Value, component_name, escape};
use cutover_wire::{Authentication, Version};

use crate::arguments::Format;
use crate::arguments::simulate::SimulateOptions;
use crate::clients;
use crate::environment::{Environment, width};
use crate::evidence_files::read_evidence;
use crate::exit::Exit;
use crate::policies;
use crate::problems;
use crate::registry::{check_build, read_source};
use crate::writing::{open_output, write, write_with};

/// How many different hellos of evidence are kept; more are counted and said.
const MAX_HELLOS: usize = 100_000;

/// What the registry may switch on.
const SWITCHES: [Version; 4] = [Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3];

/// How many of its servers are named beside a recorded hello.
const SERVERS_NAMED: usize = 3;

/// Simulates what was asked for.
pub(crate) fn simulate(options: &SimulateOptions, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let read: Vec<PathBuf> =
        options.evidence.iter().chain(&options.servers).chain(&options.registry).cloned().collect();
    let output = match open_output(options.output.as_deref(), &inputs(read), environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let (catalogue, mut not_read) = clients::catalogue(environment);
    let (policies, about_policies) = match chosen_policies(options, environment) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let mut opponents: Vec<Opponent> = policies.iter().map(|policy| opponent(policy, options)).collect();
    servers(options, &mut opponents, &mut not_read, environment);
    let mut subjects = Vec::new();
    if options.evidence.is_empty() && options.registry.is_empty()
        || !options.clients.is_empty()
        || options.platform.is_some()
    {
        let platform = options.platform.as_deref();
        match clients::chosen(&catalogue, &options.clients, platform, environment) {
            Ok(clients) => subjects.extend(clients.into_iter().map(|client| of_client(&catalogue, client))),
            Err(exit) => return exit,
        }
    }
    if let Err(exit) = of_registry(options, &catalogue, &mut subjects, environment) {
        return exit;
    }
    let mut left_out = Vec::new();
    of_evidence(options, &catalogue, &mut subjects, &mut not_read, &mut left_out, environment);
    if opponents.is_empty() {
        problems::plain(&texts.get("simulate-nothing-servers"));
    } else if subjects.is_empty() {
        problems::plain(&texts.get("simulate-nothing-clients"));
    }
    let simulation = Simulation::run(subjects, opponents);
    let pairs = simulation.pairs();
    let exit = Exit::of_any(
        [pairs.breaks > 0, pairs.unknown > 0, pairs.fits > 0],
        not_read.is_empty(),
        options.fail_on,
    );
    if pairs.all() == 0 && options.format != Format::Json {
        return exit;
    }
    let report = SimulationReport {
        simulation: &simulation,
        policies: &policies,
        about_policies: &about_policies,
        left_out: &left_out,
        not_read: &not_read,
        rows: if options.all_rows { usize::MAX } else { ROWS_SHOWN },
    };
    let to_terminal = options.output.is_none();
    let style = Style { color: environment.color && to_terminal, width: width().filter(|_| to_terminal) };
    let text = match options.format {
        // All clients with all policies are millions of bytes.
        Format::Json => return write_with(|to| report.json(to), output, environment, exit),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, style),
    };
    write(text.as_bytes(), output, environment, exit)
}

/// The policies that were named; with a day, those that their services had in force then; and sentences about them.
fn chosen_policies(
    options: &SimulateOptions,
    environment: &Environment,
) -> Result<(Vec<Policy>, Vec<String>), Exit> {
    let texts = &environment.texts;
    let named = policies::find_all(&options.policies, environment)?;
    let (mut chosen, mut told): (Vec<Policy>, Vec<String>) = (Vec::new(), Vec::new());
    match &options.on {
        None => chosen = named,
        Some(day) => {
            let by_pattern = options.policies.iter().any(|name| name.contains(['*', '?']));
            let mut left_out = 0;
            for policy in named {
                if by_pattern && !policies::is_known_on(&policy, day) {
                    left_out += 1;
                    continue;
                }
                let (policy, sentence) = policies::on_day(policy, day, environment)?;
                told.extend(sentence);
                if !chosen.iter().any(|known| known.id == policy.id) {
                    chosen.push(policy);
                }
            }
            if left_out > 0 {
                let values = [("count", Value::Count(left_out)), ("date", day.to_string().into())];
                told.push(texts.with("policies-not-in-force", &values));
            }
        }
    }
    for policy in &chosen {
        let id = Value::from(escape::terminal(&policy.id));
        if policy.side == RuleSide::Client {
            told.push(texts.with("policy-of-clients", &[("policy", id.clone())]));
        }
        // That something still connects is not all there is to say of it.
        let since = policy.unsupported_from.as_ref().filter(|from| {
            policy.oldest().age_rank() < Version::TLS_1_2.age_rank()
                && options.on.as_ref().is_none_or(|day| *from <= day)
        });
        if let Some(from) = since {
            let values = [("policy", id), ("date", from.to_string().into())];
            told.push(texts.with("policy-old-unsupported", &values));
        }
    }
    Ok((chosen, told))
}

fn opponent(policy: &Policy, options: &SimulateOptions) -> Opponent {
    let side = ServerSide { certificate: options.certificate, ..ServerSide::of_policy(policy) };
    Opponent { id: policy.id.clone(), name: policy.name.clone(), side, is_policy: true }
}

/// The servers of which there is evidence. One target may have several addresses that answer differently.
fn servers(
    options: &SimulateOptions,
    opponents: &mut Vec<Opponent>,
    not_read: &mut Vec<(String, String)>,
    environment: &Environment,
) {
    let texts = &environment.texts;
    let mut answers: Vec<ServerAnswer> = Vec::new();
    for input in &inputs(options.servers.iter().cloned()) {
        let before = answers.len();
        let problems =
            read_evidence(std::slice::from_ref(input), "simulate-other-records", environment, |_, record| {
                match record {
                    Record::ServerAnswer(answer) => {
                        answers.push(*answer);
                        true
                    }
                    _ => false,
                }
            });
        if problems.is_empty() && answers.len() == before {
            let file = problems::input_name(&input.name(), texts);
            problems::warning(&texts.with("simulate-no-servers", &[("file", file.into())]), texts);
        }
        not_read.extend(problems);
    }
    let unreached = answers.iter().filter(|answer| answer.problem.is_some()).count();
    if unreached > 0 {
        let values = [("count", Value::Count(unreached as u64))];
        problems::warning(&texts.with("simulate-unreached", &values), texts);
    }
    answers.retain(|answer| answer.problem.is_none());
    let by_name = |nameless: &ServerAnswer| {
        let named = |other: &&ServerAnswer| other.server_name.is_some() && other.is_of_same_address(nameless);
        answers.iter().filter(|_| nameless.server_name.is_none()).find(named)
    };
    let needs_name = |nameless: &ServerAnswer| nameless.notes.iter().any(|note| note == "needs-name");
    for answer in &answers {
        // What it says without a name matters where it says something else.
        let same = |named: &ServerAnswer| {
            answer.versions.iter().all(|(version, _)| named.state(*version) == answer.state(*version))
        };
        if by_name(answer).is_some_and(|named| needs_name(answer) || same(named)) {
            continue;
        }
        let other_address =
            |other: &&ServerAnswer| other.target == answer.target && other.server_ip != answer.server_ip;
        let several = answers.iter().any(|other| other_address(&other));
        let id = match answer.server_ip.filter(|_| several) {
            Some(address) => format!("{} ({address})", answer.target),
            None => answer.target.clone(),
        };
        let id = match by_name(answer) {
            Some(_) => format!("{id} (no SNI)"),
            None => id,
        };
        let refuses_nameless = |other: &ServerAnswer| needs_name(other) && other.is_of_same_address(answer);
        let side = ServerSide {
            certificate: options.certificate,
            needs_server_name: answers.iter().any(refuses_nameless),
            ..ServerSide::of_answer(answer)
        };
        opponents.push(Opponent { name: id.clone(), id, side, is_policy: false });
    }
}

fn of_client<'a>(catalogue: &'a Catalogue, client: &'a cutover_catalogue::Client) -> Subject<'a> {
    let (offer, basis) = catalogue.offer(client);
    Subject {
        id: client.id.clone(),
        name: client.name.clone(),
        offer,
        basis,
        known: Known::Entry { client, catalogue },
        confidence: client.confidence.clone(),
        certificate: None,
        recorded: None,
    }
}

/// What the components of a Windows offer by its registry.
fn of_registry<'a>(
    options: &SimulateOptions,
    catalogue: &'a Catalogue,
    subjects: &mut Vec<Subject<'a>>,
    environment: &Environment,
) -> Result<(), Exit> {
    let (Some(windows), false) = (options.windows, options.registry.is_empty()) else { return Ok(()) };
    check_build(windows, &options.updates, environment)?;
    let mut state = State::new();
    for path in &options.registry {
        let source = read_source(path, options.page, environment)?;
        state.merge(source.state);
        if let Some(about) = source.about {
            problems::warning(&about, &environment.texts);
        }
    }
    let names: Vec<_> = options.registry.iter().map(|file| format!("registry:{}", file.display())).collect();
    let effective = cutover_registry::effective(&state, windows, &options.updates, &names.join(", "));
    let all = effective.settings.iter().filter(|settings| settings.component != "schannel-server");
    let texts = &names_in(options.format, environment);
    // What the command would write is tried: other settings may keep a version off all the same.
    let mut settings_alone = state.clone();
    settings_alone.keep_settings();
    let helped = |settings: &ClientSettings, plan: &Plan, version: Version, updates: Option<&Updates>| {
        let updates = updates.unwrap_or(&options.updates);
        let mut after = settings_alone.clone();
        for step in &plan.steps {
            after.set(&step.key, step.name, Data::dword(step.number), None);
        }
        let effective = cutover_registry::effective(&after, windows, updates, "");
        let same =
            |other: &&ClientSettings| (&other.component, other.bits) == (&settings.component, settings.bits);
        let record = effective.settings.iter().find(same);
        match record {
            Some(record) if [SettingState::On, SettingState::Unknown].contains(&record.state(version)) => {
                Ok(())
            }
            record => Err(record.and_then(|record| record.decided_by(version).cloned())),
        }
    };
    subjects.extend(all.map(|settings| of_settings(catalogue, settings, &helped, texts)));
    Ok(())
}

/// The language of names: what machines read is not translated.
fn names_in(format: Format, environment: &Environment) -> Texts {
    let language = if format == Format::Json { Language::English } else { environment.texts.language() };
    Texts::new(language)
}

/// Whether a plan switches a version on for a component, with these updates or those of the machine; if not, what keeps it off.
type Helped<'h> =
    &'h dyn Fn(&ClientSettings, &Plan, Version, Option<&Updates>) -> Result<(), Option<DecidedBy>>;

/// That of a record whose registry is not at hand: what kept a version off must be among what the command writes.
fn helped_by_plan(
    settings: &ClientSettings,
    plan: &Plan,
    version: Version,
    _: Option<&Updates>,
) -> Result<(), Option<DecidedBy>> {
    let Some(by) = settings.decided_by(version) else { return Ok(()) };
    let is_written = plan.steps.iter().any(|step| {
        step.name.eq_ignore_ascii_case(&by.value) && step.key.to_string().eq_ignore_ascii_case(&by.key)
    });
    if is_written { Ok(()) } else { Err(Some(by.clone())) }
}

fn of_settings<'a>(
    catalogue: &'a Catalogue,
    settings: &ClientSettings,
    helped: Helped<'_>,
    texts: &Texts,
) -> Subject<'a> {
    let (offer, basis) = catalogue.offer_of_settings(settings);
    let bits = settings.bits.map(|bits| format!("-{bits}")).unwrap_or_default();
    let windows = Windows::named(&settings.windows);
    let windows_name = windows.map_or(settings.windows.as_str(), |windows| texts.windows_name(windows));
    let name = [
        ("component", Value::from(component_name(settings, texts))),
        ("windows", Value::from(escape::terminal(windows_name))),
    ];
    // .NET comes in several generations, whose values are set together.
    let of = |component: &Component| settings.component.starts_with(component.name());
    let component = Component::ALL.into_iter().find(of);
    let known = match (windows, component) {
        (Some(windows), Some(component)) => {
            let (mut versions, mut kept_off_by) = (Vec::new(), Vec::new());
            for version in SWITCHES.into_iter().filter(|version| settings.state(*version) != SettingState::On)
            {
                let mut kept_off = None;
                // Where Schannel has it off as well, both are set up.
                for components in [vec![component], vec![component, Component::SchannelClient]] {
                    let Ok(plan) = plan(windows, &components, &[version], Others::Stay) else { continue };
                    match helped(settings, &plan, version, Some(&Updates::All)) {
                        Ok(()) => {
                            kept_off = None;
                            let needs_updates = helped(settings, &plan, version, None).is_err();
                            let components = components.iter().map(|c| c.name()).collect();
                            versions.push((version, components, needs_updates));
                            break;
                        }
                        Err(by) => kept_off = by,
                    }
                }
                kept_off_by.extend(kept_off.map(|by| (version, by.value, by.key)));
            }
            Known::Component { windows: &windows.id, versions, kept_off_by }
        }
        _ => Known::Offer,
    };
    Subject {
        id: format!("{}{bits}", settings.component),
        name: texts.with("settings-name", &name),
        offer,
        basis,
        known,
        confidence: settings.confidence.clone(),
        certificate: None,
        recorded: None,
    }
}

/// Recorded hellos, each with how often it was seen, and recorded settings.
fn of_evidence<'a>(
    options: &SimulateOptions,
    catalogue: &'a Catalogue,
    subjects: &mut Vec<Subject<'a>>,
    not_read: &mut Vec<(String, String)>,
    left_out: &mut Vec<String>,
    environment: &Environment,
) {
    let texts = &environment.texts;
    let names_in = &names_in(options.format, environment);
    let mut places: HashMap<(IpAddr, Offer), Place> = HashMap::new();
    let mut recorded: Vec<Subject<'a>> = Vec::new();
    let mut settings: Vec<Subject<'a>> = Vec::new();
    let mut too_many = 0_u64;
    let all: Vec<Input> = inputs(options.evidence.iter().cloned());
    let mut found = 0_u64;
    let mut failed: HashSet<(u64, String)> = HashSet::new();
    let problems = read_evidence(&all, "simulate-other-records", environment, |_, record| match record {
        Record::Handshake(handshake) => {
            found += 1;
            // What a client sends again with less is not all that it can; its best attempt is a record of its own.
            if let Some(frame) = handshake.retry_of {
                let source = handshake.retry_of_source.as_ref().unwrap_or(&handshake.source);
                if failed.contains(&(frame, source.clone())) {
                    return true;
                }
            }
            if let (Some(frame), None) = (handshake.frame, handshake.negotiated_version)
                && failed.len() < MAX_HELLOS
            {
                failed.insert((frame, handshake.source.clone()));
            }
            let offer = Offer::of_handshake(&handshake).unwrap_or_else(Offer::unknown);
            let key = (handshake.client_ip, offer);
            match places.get_mut(&key) {
                Some(place) => {
                    place.certificates.extend(certificate(&handshake));
                    seen_again(&mut recorded[place.index], &handshake);
                }
                None if recorded.len() >= MAX_HELLOS => too_many += 1,
                None => {
                    recorded.push(of_handshake(&handshake, key.1.clone()));
                    let certificates = certificate(&handshake).into_iter().collect();
                    places.insert(key, Place { index: recorded.len() - 1, certificates });
                }
            }
            true
        }
        Record::ClientSettings(record) if record.component != "schannel-server" => {
            found += 1;
            settings.push(of_settings(catalogue, &record, &helped_by_plan, names_in));
            true
        }
        // The server's side of a Windows is no client, and no mistake.
        Record::ClientSettings(_) => true,
        Record::ServerAnswer(_) => false,
    });
    if found == 0 && problems.is_empty() {
        for input in &all {
            let file = problems::input_name(&input.name(), texts);
            problems::warning(&texts.with("simulate-no-evidence", &[("file", file.into())]), texts);
        }
    }
    not_read.extend(problems);
    // A client that met certificates of both kinds is not judged by one of them.
    for place in places.into_values() {
        recorded[place.index].certificate = match &place.certificates.into_iter().collect::<Vec<_>>()[..] {
            [certificate] => Some(*certificate),
            _ => None,
        };
    }
    subjects.append(&mut recorded);
    subjects.append(&mut settings);
    if too_many > 0 {
        let values = [("count", Value::Count(too_many)), ("limit", Value::Count(MAX_HELLOS as u64))];
        left_out.push(texts.with("simulate-too-many", &values));
    }
}

/// Where a hello stands among those recorded, and the kinds of certificates that were seen in answer to it.
struct Place {
    index: usize,
    certificates: HashSet<Certificate>,
}

fn of_handshake<'a>(handshake: &Handshake, offer: Offer) -> Subject<'a> {
    Subject {
        id: handshake.client_ip.to_string(),
        name: handshake.process.clone().unwrap_or_default(),
        offer,
        basis: Basis::OwnHello,
        known: Known::Offer,
        confidence: "capture".to_owned(),
        certificate: None,
        recorded: Some(Recorded {
            count: 1,
            source: handshake.source.clone(),
            frame: handshake.frame,
            servers: vec![server(handshake)],
        }),
    }
}

fn seen_again(subject: &mut Subject<'_>, handshake: &Handshake) {
    let Some(recorded) = &mut subject.recorded else { return };
    recorded.count += 1;
    let server = server(handshake);
    if recorded.servers.len() < SERVERS_NAMED && !recorded.servers.contains(&server) {
        recorded.servers.push(server);
    }
}

fn server(handshake: &Handshake) -> String {
    match &handshake.server_name {
        Some(name) => name.clone(),
        None => handshake.server_ip.to_string(),
    }
}

/// The kind of certificate that the server was seen to have: its suite says so, in TLS 1.2 and older.
fn certificate(handshake: &Handshake) -> Option<Certificate> {
    handshake.negotiated_version.filter(|version| version.published() != Version::TLS_1_3)?;
    match handshake.cipher_suite?.authentication()? {
        Authentication::Rsa => Some(Certificate::RSA),
        Authentication::Ecdsa => Some(Certificate::ECDSA),
        Authentication::Other => None,
    }
}
