//! `cutover scan`: what servers really accept, and whether that is what a policy asks.

use std::time::Duration;

use cutover_observe::inputs;
use cutover_report::{MonitorDays, Value};
use cutover_scan::{CountedConnections, Interview, Known, Names, counts_connections};

use super::arguments::{JournalUse, ScanOptions};
use super::journal::{Journal, journal_problem};
use super::round::Round;
use super::targets::{Targets, exclusions};
use super::watch;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies;

/// Asks the targets and judges what they answer.
pub(super) fn scan(options: &mut ScanOptions, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let policy = policies::chosen(&options.judging, environment)?;
    if options.targets.is_empty() && options.files.is_empty() {
        return Err(Failure::arguments(texts.get("scan-no-targets")));
    }
    let mut read = environment.inputs(&[&options.files, &options.exclude])?;
    // What the policy asks about is found out, or there would be no verdict.
    options.how.depth.suites |= policy.limits_suites();
    options.how.depth.groups |= policy.allowed_groups.is_some();
    options.how.exclusions = exclusions(&options.exclude, environment)?;
    let column = options.column.as_deref();
    let targets = Targets::read(&options.targets, &options.files, column, options.networks, environment);
    if let Some(most) = options.max_hosts.filter(|most| targets.count > *most) {
        let values = [("count", Value::Count(targets.count)), ("most", Value::Count(most))];
        return Err(Failure::arguments(texts.with("scan-too-many", &values)));
    }
    if let MonitorDays { warn: Some(warn), critical: Some(critical) } = options.days
        && critical >= warn
    {
        let values = [("critical", Value::of(critical)), ("warn", Value::of(warn))];
        return Err(Failure::arguments(texts.with("scan-days-order", &values)));
    }
    if options.dry_run {
        return dry_run(options, &targets, environment);
    }
    if let Some(interval) = options.watch.filter(|interval| *interval < SHORTEST_FOR_COUNTING)
        && targets.iter().any(|target| counts_connections(&target))
    {
        let interval = Value::from(format!("{} s", interval.as_secs()));
        let values = [("interval", interval), ("most", Value::Count(CountedConnections::MOST.into()))];
        return Err(Failure::arguments(texts.with("scan-watch-too-short", &values)));
    }
    let journal = options.journal.as_ref().map(|(JournalUse::Begin(path) | JournalUse::GoOn(path))| path);
    read.extend(inputs(journal.cloned(), &environment.io.input));
    let named = std::slice::from_ref(&options.judging.policy);
    let output = environment.open_output_of(options.judging.output.as_deref(), &read, named)?;
    let (journal, before) = open_journal(options, environment)?;
    options.how.known = Known::of(&before);
    environment.catch_ctrl_c();
    let round = Round { options, policy: &policy, targets: &targets, environment };
    match options.watch {
        Some(interval) => watch::watch(&round, interval, journal),
        None => Ok(round.ask(journal, before, Some(output))?.exit),
    }
}

/// How seldom a server is asked at the least that counts connections.
const SHORTEST_FOR_COUNTING: Duration = Duration::from_hours(1);

fn dry_run(options: &ScanOptions, targets: &Targets, environment: &Environment) -> Result<Exit, Failure> {
    let tries = options.how.tries;
    let values = [
        ("targets", Value::Count(targets.count)),
        ("least", Value::Count(Interview::least_connections(tries))),
        ("most", Value::Count(Interview::most_connections(tries))),
    ];
    let texts = &environment.texts;
    let mut sentences = vec![texts.with("scan-dry-run", &values)];
    if options.how.names == Names::Both {
        sentences.push(texts.get("scan-dry-run-names"));
    }
    if targets.iter().any(|target| counts_connections(&target)) {
        sentences.push(
            texts.with("scan-dry-run-mysql", &[("most", Value::Count(CountedConnections::MOST.into()))]),
        );
    }
    if options.how.depth != cutover_scan::Depth::default() {
        sentences.push(texts.get("scan-dry-run-depth"));
    }
    environment.print(&format!("{}\n", texts.sentences(sentences)))?;
    Ok(match (targets.bad.is_empty(), targets.count) {
        (false, _) => Exit::NotRead,
        (true, 0) => Exit::Unknown,
        (true, _) => Exit::Fits,
    })
}

type Opened = (Option<Journal>, Vec<cutover_evidence::ServerAnswer>);

fn open_journal(options: &ScanOptions, environment: &Environment) -> Result<Opened, Failure> {
    let mode = environment.file_mode;
    let (path, opened) = match &options.journal {
        None => return Ok((None, Vec::new())),
        Some(JournalUse::Begin(path)) => {
            (path, Journal::begin(path, mode).map(|journal| (journal, Vec::new())))
        }
        Some(JournalUse::GoOn(path)) => (path, Journal::go_on(path, mode)),
    };
    match opened {
        Ok((journal, answers)) => Ok((Some(journal), answers)),
        Err(problem) => Err(journal_problem(path, &problem, &environment.texts)),
    }
}
