//! `cutover scan`: what servers really accept, and whether that is what a policy asks.

mod diff;
mod journal;
mod round;
mod targets;
mod watch;

pub(crate) use diff::diff;

use std::path::PathBuf;

use cutover_observe::inputs;
use cutover_report::Value;
use cutover_scan::{Interview, Known, Names};

use crate::arguments::scan::{JournalUse, ScanOptions};
use crate::environment::{Environment, catch_ctrl_c};
use crate::exit::Exit;
use crate::policies;
use crate::problems;
use crate::writing::{open_output, print};
use journal::{Journal, JournalError, journal_problem};
use round::Round;
use targets::{Targets, exclusions};

/// Asks the targets and judges what they answer.
pub(crate) fn scan(options: &mut ScanOptions, environment: &Environment) -> Exit {
    let exit = asked_and_judged(options, environment);
    match exit {
        // A monitor takes 2 for critical, and nothing is known to be.
        Exit::Usage | Exit::NotRead if options.nagios => {
            print(
                "TLS UNKNOWN - cutover could not ask; see what it says on standard error\n",
                &environment.texts,
            );
            Exit::CannotSay
        }
        exit => exit,
    }
}

fn asked_and_judged(options: &mut ScanOptions, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let policy = match policies::chosen(&options.judging, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    if options.targets.is_empty() && options.files.is_empty() {
        problems::error(&texts.get("scan-no-targets"), texts);
        return Exit::Usage;
    }
    // What the policy asks about is found out, or there would be no verdict.
    options.how.depth.suites |= policy.limits_suites();
    options.how.depth.groups |= policy.allowed_groups.is_some();
    let Ok(excluded) = exclusions(&options.exclude, texts) else { return Exit::Usage };
    options.how.exclusions = excluded;
    let targets = Targets::read(&options.targets, &options.files, options.networks, texts);
    if let Some(most) = options.max_hosts.filter(|most| targets.count > *most) {
        let values = [("count", Value::Count(targets.count)), ("most", Value::Count(most))];
        problems::error(&texts.with("scan-too-many", &values), texts);
        return Exit::Usage;
    }
    if options.dry_run {
        return dry_run(options, &targets, environment);
    }
    let mut read: Vec<PathBuf> = options.files.iter().chain(&options.exclude).cloned().collect();
    if let Some(JournalUse::Begin(path) | JournalUse::GoOn(path)) = &options.journal {
        read.push(path.clone());
    }
    let output = match open_output(options.judging.output.as_deref(), &inputs(read), environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let (journal, before) = match open_journal(options, environment) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    options.how.known = Known::of(&before);
    catch_ctrl_c();
    let round = Round { options, policy: &policy, targets: &targets, environment };
    match options.watch {
        Some(interval) => watch::watch(&round, interval, journal),
        None => round.ask(journal, before, Some(output)).map_or_else(|exit| exit, |asked| asked.exit),
    }
}

fn dry_run(options: &ScanOptions, targets: &Targets, environment: &Environment) -> Exit {
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
    if options.how.depth != cutover_scan::Depth::default() {
        sentences.push(texts.get("scan-dry-run-depth"));
    }
    match print(&format!("{}\n", sentences.join(texts.space())), texts) {
        Exit::Fits => {}
        problem => return problem,
    }
    match (targets.bad.is_empty(), targets.count) {
        (false, _) => Exit::NotRead,
        (true, 0) => Exit::Unknown,
        (true, _) => Exit::Fits,
    }
}

type Opened = (Option<Journal>, Vec<cutover_evidence::ServerAnswer>);

fn open_journal(options: &ScanOptions, environment: &Environment) -> Result<Opened, Exit> {
    let (path, opened) = match &options.journal {
        None => return Ok((None, Vec::new())),
        Some(JournalUse::Begin(path)) => (path, Journal::begin(path).map(|journal| (journal, Vec::new()))),
        Some(JournalUse::GoOn(path)) => (path, Journal::go_on(path)),
    };
    match opened {
        Ok((journal, answers)) => Ok((Some(journal), answers)),
        Err(problem) => {
            let texts = &environment.texts;
            problems::error(&journal_problem(path, &problem, texts), texts);
            Err(if matches!(problem, JournalError::Line(_)) { Exit::NotRead } else { Exit::Usage })
        }
    }
}
