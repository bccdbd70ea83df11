//! `cutover simulate`: what comes of clients with policies and servers, without a packet.

use std::path::PathBuf;

use cutover_assess::{Answers, Simulating, about_policies};
use cutover_catalogue::Catalogue;
use cutover_observe::{Input, inputs};
use cutover_policy::Policy;
use cutover_registry::State;
use cutover_report::{Language, NotRead, ROWS_SHOWN, Text, Texts, Value};

use super::Simulate;
use crate::command_line::options::Format;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::own_clients;
use crate::policies;
use crate::problems;
use crate::sources::read_evidence;
use crate::verbs::registry::reading::{check_build, read_source};

/// Simulates what was asked for.
pub(super) fn simulate(options: &Simulate, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let mut kinds: Vec<&[PathBuf]> = vec![&options.evidence, &options.servers];
    kinds.extend(options.registry.iter().map(std::slice::from_ref));
    let read = environment.inputs(&kinds)?;
    let output = environment.open_output_of(options.output.as_deref(), &read, &options.policies)?;
    let (catalogue, mut not_read) = own_clients::catalogue(environment);
    let (policies, mut about) = chosen_policies(options, environment)?;
    about.extend(about_policies(&policies, options.on.as_ref(), texts));
    // What machines read is not translated.
    let is_json = options.format == Format::Json;
    let names_in = Texts::new(if is_json { Language::English } else { texts.language() });
    let mut simulating = Simulating::new(&catalogue, options.certificate, &names_in);
    simulating.add_policies(policies);
    add_servers(&mut simulating, options, &mut not_read, environment);
    add_clients(&mut simulating, &catalogue, options, environment)?;
    add_registry(&mut simulating, options, environment)?;
    let left_out = add_evidence(&mut simulating, options, &mut not_read, environment);
    match simulating.is_empty() {
        [_, true] => environment.tell(&texts.get("simulate-nothing-servers")),
        [true, false] => environment.tell(&texts.get("simulate-nothing-clients")),
        [false, false] => {}
    }
    let simulated = simulating.run();
    let tally = simulated.tally();
    let exit = Exit::of(tally, not_read.is_empty(), options.fail_on);
    if tally.all() == 0 && !is_json {
        return Ok(exit);
    }
    let rows = if options.all_rows { usize::MAX } else { ROWS_SHOWN };
    let report = simulated.report(&about, &left_out, &not_read, rows);
    match options.format {
        // All clients with all policies are millions of bytes.
        Format::Json => environment.write_with(|to| report.json(to), output)?,
        format => environment.write_document(&report.document(texts), format, output)?,
    }
    Ok(exit)
}

/// The policies that were named; with a day, those that their services had in force then; and sentences about them.
fn chosen_policies(
    options: &Simulate,
    environment: &Environment,
) -> Result<(Vec<Policy>, Vec<Text>), Failure> {
    let texts = &environment.texts;
    let named = policies::find_all(&options.policies, environment)?;
    let Some(day) = &options.on else { return Ok((named, Vec::new())) };
    let (mut chosen, mut told): (Vec<Policy>, Vec<Text>) = (Vec::new(), Vec::new());
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
        let values = [("count", Value::Count(left_out)), ("date", Value::of(day))];
        told.push(texts.with("policies-not-in-force", &values));
    }
    Ok((chosen, told))
}

/// The servers of which there is evidence.
fn add_servers(
    simulating: &mut Simulating<'_>,
    options: &Simulate,
    not_read: &mut Vec<NotRead>,
    environment: &Environment,
) {
    let texts = &environment.texts;
    let mut answers = Answers::default();
    for input in &inputs(options.servers.iter().cloned(), &environment.io.input) {
        let before = answers.0.len();
        let one = std::slice::from_ref(input);
        let problems = read_evidence(one, "simulate-other-records", environment, &mut answers);
        if problems.is_empty() && answers.0.len() == before {
            let file = problems::input_name(&input.name(), texts);
            environment.warning(texts.with("simulate-no-servers", &[("file", file.into())]));
        }
        not_read.extend(problems);
    }
    let unreached = simulating.add_servers(answers.0);
    if unreached > 0 {
        let values = [("count", Value::Count(unreached))];
        environment.warning(texts.with("simulate-unreached", &values));
    }
}

/// The clients that were named; all, where nothing else was.
fn add_clients<'a>(
    simulating: &mut Simulating<'a>,
    catalogue: &'a Catalogue,
    options: &Simulate,
    environment: &Environment,
) -> Result<(), Failure> {
    let something_else = !options.evidence.is_empty() || !options.registry.is_empty();
    if something_else && options.clients.is_empty() && options.platform.is_none() {
        return Ok(());
    }
    let platform = options.platform.as_deref();
    simulating.add_clients(own_clients::chosen(catalogue, &options.clients, platform, environment)?);
    Ok(())
}

/// What the components of a Windows offer by its registry.
fn add_registry(
    simulating: &mut Simulating<'_>,
    options: &Simulate,
    environment: &Environment,
) -> Result<(), Failure> {
    let (Some(windows), false) = (options.windows, options.registry.is_empty()) else { return Ok(()) };
    check_build(windows, &options.updates, environment)?;
    let mut state = State::new();
    for path in &options.registry {
        let source = read_source(path, options.page, environment)?;
        state.merge(source.state);
        if let Some(about) = source.about {
            environment.warning(about);
        }
    }
    let names: Vec<_> = options.registry.iter().map(|file| format!("registry:{}", file.display())).collect();
    simulating.add_registry(&state, windows, &options.updates, &names.join(", "));
    Ok(())
}

/// Recorded hellos and settings; sentences about what was left out of them.
fn add_evidence(
    simulating: &mut Simulating<'_>,
    options: &Simulate,
    not_read: &mut Vec<NotRead>,
    environment: &Environment,
) -> Vec<Text> {
    let texts = &environment.texts;
    let all: Vec<Input> = inputs(options.evidence.iter().cloned(), &environment.io.input);
    let mut evidence = simulating.evidence();
    let problems = read_evidence(&all, "simulate-other-records", environment, &mut evidence);
    if !evidence.found && problems.is_empty() {
        for input in &all {
            let file = problems::input_name(&input.name(), texts);
            environment.warning(texts.with("simulate-no-evidence", &[("file", file.into())]));
        }
    }
    not_read.extend(problems);
    evidence.finish(texts)
}
