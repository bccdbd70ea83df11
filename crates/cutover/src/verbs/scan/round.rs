//! Every target asked once, and what follows from that.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::Path;

use cutover_assess::AskedServers;
use cutover_evidence::{NotAsked, ServerAnswer, Sink, Taken, jsonl, last_answers};
use cutover_policy::Policy;
use cutover_report::{
    Language, MonitorState, NotReached, ROWS_SHOWN, ScanReport, Texts, Value, not_reached_lines, said, speaks,
};
use cutover_scan::{ScanSink, Target, scan as ask};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::arguments::ScanOptions;
use super::journal::Journal;
use super::targets::Targets;
use crate::command_line::options::Format;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// What is asked, and how.
pub(crate) struct Round<'a> {
    pub options: &'a ScanOptions,
    pub policy: &'a Policy,
    pub targets: &'a Targets,
    pub environment: &'a Environment,
}

/// What came of a round.
pub(crate) struct Asked {
    pub servers: AskedServers,
    pub exit: Exit,
    pub journal: Option<Journal>,
}

impl Round<'_> {
    /// Asks every target that is not known from `before`, and reports; without an output nothing is reported.
    pub fn ask(
        &self,
        journal: Option<Journal>,
        before: Vec<ServerAnswer>,
        output: Option<Output>,
    ) -> Result<Asked, Failure> {
        let texts = &self.environment.texts;
        let is_first = output.is_some();
        let keeps = self.options.watch.is_some() || self.format() != Format::JsonLines;
        let mut gathered = Gathered {
            round: self,
            output,
            journal,
            keeps,
            servers: AskedServers::default(),
            not_reached: self.bad_targets(),
            bar: progress(self.targets.count, self.environment),
            asked: 0,
            excluded: 0,
            is_first,
            problem: None,
            journal_problem: None,
        };
        let order: RefCell<HashMap<String, usize>> = RefCell::default();
        if !before.is_empty() {
            // However it was written then, it stands in the report as it is written now.
            let mut of_target: HashMap<_, Vec<ServerAnswer>> = HashMap::new();
            for answer in last_answers(before) {
                if let Ok(target) = Target::parse(&answer.target) {
                    let (host, port, starttls, alpn) = target.identity();
                    of_target.entry((host.clone(), port, starttls, alpn)).or_default().push(answer);
                }
            }
            for target in self.targets.iter() {
                let (host, port, starttls, alpn) = target.identity();
                for answer in of_target.remove(&(host.clone(), port, starttls, alpn)).into_iter().flatten() {
                    let exclusions = &self.options.how.exclusions;
                    let is_excluded = exclusions.has_target(&target)
                        || answer.server_ip.is_some_and(|ip| exclusions.has_address(ip, port));
                    if !is_excluded {
                        gathered.take(ServerAnswer { target: target.text.clone(), ..answer }, false);
                    }
                }
            }
        }
        let number = Cell::new(0);
        // People want answers in the order in which they asked.
        let targets = self.targets.iter().inspect(|target| {
            if keeps {
                order.borrow_mut().insert(target.text.clone(), number.get());
                number.set(number.get() + 1);
            }
        });
        let asked = ask(targets, &self.options.how, self.environment.io.stop.flag(), &mut gathered);
        gathered.bar.finish_and_clear();
        if let Err(problem) = asked {
            return Err(Failure::ours(texts.with("scan-failed", &[("problem", Value::of(problem))])));
        }
        gathered.finish(&order.into_inner())
    }

    fn format(&self) -> Format {
        self.options.judging.format
    }

    fn bad_targets(&self) -> Vec<NotReached> {
        let bad = self.targets.bad.iter();
        bad.map(|(target, problem)| NotReached {
            target: target.clone(),
            address: None,
            code: BAD_TARGET.to_owned(),
            reason: problem.clone(),
            answer: None,
        })
        .collect()
    }
}

struct Gathered<'a> {
    round: &'a Round<'a>,
    output: Option<Output>,
    journal: Option<Journal>,
    /// Whether answers are kept for a report; otherwise they are written as they come.
    keeps: bool,
    servers: AskedServers,
    not_reached: Vec<NotReached>,
    bar: ProgressBar,
    /// How many targets are done with.
    asked: u64,
    excluded: u64,
    /// Whether this is not a later round of watching, which tells only what changed.
    is_first: bool,
    problem: Option<io::Error>,
    journal_problem: Option<io::Error>,
}

impl Gathered<'_> {
    /// Takes an answer, or why there is none. `to_journal`: whether it is new and final.
    fn take(&mut self, answer: ServerAnswer, to_journal: bool) {
        let stop = &self.round.environment.io.stop;
        if let (Some(journal), true, None) = (&mut self.journal, to_journal, &self.journal_problem)
            && let Err(problem) = journal.add(&answer)
        {
            // What is asked now would be asked again.
            self.journal_problem = Some(problem);
            stop.set();
        }
        let was_asked = answer.problem.is_none();
        if !was_asked {
            self.not_reached.push(not_reached(&answer, &self.round.environment.texts));
        }
        match (was_asked, self.keeps) {
            (true, true) => return self.servers.take(answer, self.round.policy),
            (false, true) => return self.servers.unreached.push(answer),
            (true, false) => drop(self.servers.count(&answer, self.round.policy)),
            (false, false) => {}
        }
        if let (Some(output), None) = (&mut self.output, &self.problem)
            && let Err(problem) = write_line(output, &answer)
        {
            // Nobody reads what is written any more.
            self.problem = Some(problem);
            stop.set();
        }
    }

    /// Asking ended before its time.
    fn tell_stopped(&mut self, left: u64) {
        // To stop is how watching ends.
        if left == 0 || self.round.options.watch.is_some() && !self.is_first {
            return;
        }
        let environment = self.round.environment;
        let texts = &environment.texts;
        let problem = texts.get("scan-stopped");
        let target = texts.with("scan-targets-left", &[("count", Value::Count(left))]);
        let values = [("target", Value::from(&target)), ("problem", (&problem).into())];
        environment.error(texts.with("scan-not-reached", &values));
        let code = STOPPED.to_owned();
        let target = target.into();
        self.not_reached.push(NotReached { target, address: None, code, reason: problem, answer: None });
    }

    /// Tells what could not be asked, where nothing else that a person sees does.
    fn tell_not_reached(&self) {
        let judging = &self.round.options.judging;
        let is_seen = matches!(judging.format, Format::People(_)) && judging.output.is_none();
        if is_seen || self.round.options.nagios || !self.is_first {
            return;
        }
        let is_told = |not: &&NotReached| [BAD_TARGET, STOPPED].contains(&not.code.as_str());
        let untold: Vec<_> = self.not_reached.iter().filter(|not| !is_told(not)).cloned().collect();
        for line in not_reached_lines(&untold, &self.round.environment.texts) {
            self.round.environment.error(line);
        }
    }

    fn finish(mut self, order: &HashMap<String, usize>) -> Result<Asked, Failure> {
        let (environment, judging) = (self.round.environment, &self.round.options.judging);
        let texts = &environment.texts;
        self.tell_not_reached();
        let mut exit = Exit::of(self.servers.tally, self.not_reached.is_empty(), judging.fail_on);
        if self.excluded > 0 {
            let values = [("count", Value::Count(self.excluded))];
            environment.warning(texts.with("scan-excluded", &values));
        }
        if let Some(problem) = self.journal_problem.take() {
            let path = self.journal.as_ref().map_or(Path::new(""), Journal::path);
            let values = [("file", Value::from(path)), ("problem", Value::of(problem))];
            environment.error(texts.with("scan-journal-io", &values));
            exit = Exit::Usage;
        }
        let place = |answer: &ServerAnswer| order.get(&answer.target).copied();
        // By name first; the answer without a name stands behind.
        self.servers
            .results
            .sort_by_key(|(answer, _)| (place(answer), answer.server_ip, answer.server_name.is_none()));
        let Some(output) = self.output.take() else { return Ok(self.asked(exit)) };
        if !self.keeps {
            let written = self.problem.take().map_or_else(|| environment.finish(output), Err);
            environment.written(written, judging.output.as_deref())?;
            return Ok(self.asked(exit));
        }
        let report = ScanReport {
            policy: self.round.policy,
            results: &self.servers.results,
            not_reached: &self.not_reached,
            rows: if judging.all_rows { usize::MAX } else { ROWS_SHOWN },
        };
        if self.round.options.nagios {
            let days = self.round.options.days;
            let (text, state) = report.monitor(days, Timestamp::now(), &Texts::new(Language::English));
            exit = match state {
                MonitorState::Critical => Exit::Critical,
                MonitorState::Warning if exit != Exit::Usage => Exit::Warning,
                MonitorState::Ok if exit != Exit::Usage => Exit::Fits,
                // What the journal could not keep may be asked anew, with another answer.
                MonitorState::Unknown | MonitorState::Warning | MonitorState::Ok => Exit::CannotSay,
            };
            environment.write(text.as_bytes(), output)?;
        } else if judging.format == Format::Json {
            environment.write(report.json(texts).as_bytes(), output)?;
        } else if judging.format == Format::Csv {
            environment.write(report.csv(texts).as_bytes(), output)?;
        } else {
            environment.write_document(&report.document(texts), judging.format, output)?;
        }
        Ok(self.asked(exit))
    }

    fn asked(self, exit: Exit) -> Asked {
        Asked { servers: self.servers, exit, journal: self.journal }
    }
}

impl Sink for Gathered<'_> {
    fn server_answer(&mut self, answer: ServerAnswer) -> Taken {
        self.take(answer, true);
        Taken::Used
    }
}

impl ScanSink for Gathered<'_> {
    fn not_reached(&mut self, answer: ServerAnswer, is_final: bool) {
        self.take(answer, is_final);
    }

    fn excluded(&mut self) {
        self.excluded += 1;
    }

    fn done(&mut self) {
        self.asked += 1;
        self.bar.inc(1);
    }

    fn stopped(&mut self) {
        self.tell_stopped(self.round.targets.count.saturating_sub(self.asked));
    }
}

/// Writes a line at once: a reader sees whole answers, and standard output is not bothered with crumbs.
fn write_line(output: &mut Output, answer: &ServerAnswer) -> io::Result<()> {
    let mut line = Vec::new();
    jsonl::write(&mut line, answer)?;
    output.write_all(&line)?;
    output.flush()
}

/// Why a target could not be asked, for people and machines.
fn not_reached(answer: &ServerAnswer, texts: &Texts) -> NotReached {
    let code = answer.problem.as_ref().map(ToString::to_string).unwrap_or_default();
    let address = match (answer.server_ip, answer.port) {
        (Some(ip), Some(port)) => Some(std::net::SocketAddr::new(ip, port).to_string()),
        _ => None,
    };
    let why = match &answer.problem {
        // A journal of another version may know other reasons.
        None | Some(NotAsked::Other(_)) => (&code).into(),
        Some(_) => texts.get(&format!("scan-{code}")),
    };
    let sentences = [Some(why), said(answer, texts), speaks(answer, texts)];
    let reason = texts.sentences(sentences.into_iter().flatten());
    let target = answer.target.clone();
    NotReached { target, address, code, reason, answer: Some(Box::new(answer.clone())) }
}

/// Codes of what is told at once.
const BAD_TARGET: &str = "bad-target";
const STOPPED: &str = "stopped";

fn progress(targets: u64, environment: &Environment) -> ProgressBar {
    if targets < 2 || !environment.io.terminal.err {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(targets), ProgressDrawTarget::stderr_with_hz(5));
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.with_message(environment.texts.get("progress-scanning").to_string())
}
