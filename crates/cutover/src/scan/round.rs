//! Every target asked once, and what follows from that.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{self, Write as _};
use std::sync::atomic::Ordering;

use cutover_evidence::{ServerAnswer, jsonl, last_answers};
use cutover_policy::{Policy, ServerJudgement, Verdict, judge_server};
use cutover_report::{Language, NotReached, ROWS_SHOWN, ScanReport, Style, Texts, Value, escape};
use cutover_scan::{Event, Target, scan as ask};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::journal::Journal;
use super::targets::Targets;
use crate::arguments::Format;
use crate::arguments::scan::ScanOptions;
use crate::environment::{Environment, STOP, is_watched, width};
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;
use crate::writing::{finish, output_problem, write};

/// What is asked, and how.
pub(crate) struct Round<'a> {
    pub options: &'a ScanOptions,
    pub policy: &'a Policy,
    pub targets: &'a Targets,
    pub environment: &'a Environment,
}

/// What came of a round.
pub(crate) struct Asked {
    pub results: Vec<(ServerAnswer, ServerJudgement)>,
    pub unreached: Vec<ServerAnswer>,
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
    ) -> Result<Asked, Exit> {
        let texts = &self.environment.texts;
        let is_first = output.is_some();
        let keeps = self.options.watch.is_some() || self.format() != Format::JsonLines;
        let mut gathered = Gathered {
            round: self,
            output,
            journal,
            keeps,
            results: Vec::new(),
            unreached: Vec::new(),
            not_reached: self.bad_targets(),
            counts: [0; 3],
            excluded: 0,
            is_first,
            problem: None,
            journal_problem: None,
        };
        let bar = progress(self.targets.count, texts);
        let order: RefCell<HashMap<String, usize>> = RefCell::default();
        if !before.is_empty() {
            // However it was written then, it stands in the report as it is written now.
            let mut of_target: HashMap<_, Vec<ServerAnswer>> = HashMap::new();
            for answer in last_answers(before) {
                if let Ok(target) = Target::parse(&answer.target) {
                    let (host, port, starttls) = target.identity();
                    of_target.entry((host.clone(), port, starttls)).or_default().push(answer);
                }
            }
            for target in self.targets.iter() {
                let (host, port, starttls) = target.identity();
                for answer in of_target.remove(&(host.clone(), port, starttls)).into_iter().flatten() {
                    let exclusions = &self.options.how.exclusions;
                    let is_excluded = exclusions.has_target(&target)
                        || answer.server_ip.is_some_and(|ip| exclusions.has_address(ip, port));
                    if !is_excluded {
                        gathered.take(ServerAnswer { target: target.text.clone(), ..answer }, &bar, false);
                    }
                }
            }
        }
        let mut done = 0;
        let number = Cell::new(0);
        // People want answers in the order in which they asked.
        let targets = self.targets.iter().inspect(|target| {
            if keeps {
                order.borrow_mut().insert(target.text.clone(), number.get());
                number.set(number.get() + 1);
            }
        });
        let asked = ask(targets, &self.options.how, &STOP, |event| match event {
            Event::Answer(answer) => gathered.take(*answer, &bar, true),
            Event::NotReached { target, address, reason } => {
                gathered.take(reason.record(&target, address), &bar, reason.is_final());
            }
            Event::Excluded(..) => gathered.excluded += 1,
            Event::Done => {
                done += 1;
                bar.inc(1);
            }
            Event::Stopped => gathered.stopped(self.targets.count.saturating_sub(done)),
        });
        bar.finish_and_clear();
        if let Err(problem) = asked {
            let values = [("problem", problem.to_string().into())];
            problems::error(&texts.with("scan-failed", &values), texts);
            return Err(Exit::NotRead);
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
            code: "bad-target".to_owned(),
            problem: without(target, problem),
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
    results: Vec<(ServerAnswer, ServerJudgement)>,
    unreached: Vec<ServerAnswer>,
    not_reached: Vec<NotReached>,
    /// How many break, are unknown, fit.
    counts: [u64; 3],
    excluded: u64,
    /// Whether this is not a later round of watching, which tells only what changed.
    is_first: bool,
    problem: Option<io::Error>,
    journal_problem: Option<io::Error>,
}

impl Gathered<'_> {
    /// Takes an answer, or why there is none. `to_journal`: whether it is new and final.
    fn take(&mut self, answer: ServerAnswer, bar: &ProgressBar, to_journal: bool) {
        if let (Some(journal), true, None) = (&mut self.journal, to_journal, &self.journal_problem)
            && let Err(problem) = journal.add(&answer)
        {
            // What is asked now would be asked again.
            self.journal_problem = Some(problem);
            STOP.store(true, Ordering::Relaxed);
        }
        if answer.problem.is_some() {
            return self.not_reached(answer, bar);
        }
        let judgement = judge_server(&answer, self.round.policy);
        self.counts[match judgement.verdict {
            Verdict::Breaks => 0,
            Verdict::Unknown => 1,
            Verdict::Fits => 2,
        }] += 1;
        if self.keeps {
            self.results.push((answer, judgement));
        } else if let (Some(output), None) = (&mut self.output, &self.problem)
            && let Err(problem) = write_line(output, &answer)
        {
            // Nobody reads what is written any more.
            self.problem = Some(problem);
            STOP.store(true, Ordering::Relaxed);
        }
    }

    fn not_reached(&mut self, answer: ServerAnswer, bar: &ProgressBar) {
        let texts = &self.round.environment.texts;
        let told = not_reached(&answer, texts);
        if !self.round.options.nagios && self.is_first {
            let values = [
                ("target", Value::from(escape::terminal(&told.target))),
                ("problem", (&told.problem).into()),
            ];
            bar.suspend(|| problems::error(&texts.with("scan-not-reached", &values), texts));
        }
        self.not_reached.push(told);
        if self.keeps {
            self.unreached.push(answer);
        }
    }

    /// Asking ended before its time.
    fn stopped(&mut self, left: u64) {
        // To stop is how watching ends.
        if left == 0 || self.round.options.watch.is_some() && !self.is_first {
            return;
        }
        let texts = &self.round.environment.texts;
        let problem = texts.get("scan-stopped");
        let target = texts.with("scan-targets-left", &[("count", Value::Count(left))]);
        let values = [("target", Value::from(&target)), ("problem", (&problem).into())];
        problems::error(&texts.with("scan-not-reached", &values), texts);
        self.not_reached.push(NotReached { target, code: "stopped".to_owned(), problem });
    }

    fn finish(mut self, order: &HashMap<String, usize>) -> Result<Asked, Exit> {
        let (environment, judging) = (self.round.environment, &self.round.options.judging);
        let texts = &environment.texts;
        let mut exit = Exit::of_any(self.counts.map(|n| n > 0), self.not_reached.is_empty(), judging.fail_on);
        if self.excluded > 0 {
            let values = [("count", Value::Count(self.excluded))];
            problems::warning(&texts.with("scan-excluded", &values), texts);
        }
        if let Some(problem) = self.journal_problem.take() {
            let path = self.journal.as_ref().map(|journal| journal.path().display().to_string());
            let file = escape::terminal(&path.unwrap_or_default());
            let values = [("file", Value::from(file)), ("problem", problem.to_string().into())];
            problems::error(&texts.with("scan-journal-io", &values), texts);
            exit = Exit::Usage;
        }
        let place = |answer: &ServerAnswer| order.get(&answer.target).copied();
        // By name first; the answer without a name stands behind.
        self.results
            .sort_by_key(|(answer, _)| (place(answer), answer.server_ip, answer.server_name.is_none()));
        let Some(output) = self.output.take() else { return Ok(self.asked(exit)) };
        if !self.keeps {
            return match self.problem.take().map_or_else(|| finish(output, texts), Err) {
                Ok(()) => Ok(self.asked(exit)),
                Err(problem) => Err(output_problem(&problem, judging.output.as_deref(), texts, exit)),
            };
        }
        let report = ScanReport {
            policy: self.round.policy,
            results: &self.results,
            not_reached: &self.not_reached,
            rows: if judging.all_rows { usize::MAX } else { ROWS_SHOWN },
        };
        let text = if self.round.options.nagios {
            let (text, verdict) = report.monitor(&Texts::new(Language::English));
            exit = match verdict {
                Verdict::Breaks => Exit::Critical,
                Verdict::Unknown => Exit::CannotSay,
                Verdict::Fits => Exit::Fits,
            };
            text
        } else {
            let to_terminal = judging.output.is_none();
            let style =
                Style { color: environment.color && to_terminal, width: width().filter(|_| to_terminal) };
            match judging.format {
                Format::Json => report.json(),
                Format::Markdown => report.markdown(texts),
                _ => report.table(texts, style),
            }
        };
        exit = write(text.as_bytes(), output, environment, exit);
        Ok(self.asked(exit))
    }

    fn asked(self, exit: Exit) -> Asked {
        Asked { results: self.results, unreached: self.unreached, exit, journal: self.journal }
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
    let code = answer.problem.clone().unwrap_or_default();
    let address = match (answer.server_ip, answer.port) {
        (Some(ip), Some(port)) => std::net::SocketAddr::new(ip, port).to_string(),
        _ => String::new(),
    };
    // A journal of another version may know other reasons.
    let problem = texts
        .try_with(&format!("scan-{code}"), &[("address", address.into())])
        .unwrap_or_else(|| escape::terminal(&code));
    NotReached { target: answer.target.clone(), code, problem: without(&answer.target, &problem) }
}

/// What is the matter, without the name of what it is about, which stands before it anyway.
fn without(target: &str, problem: &str) -> String {
    let rest = problem.strip_prefix(target).and_then(|rest| rest.strip_prefix(": "));
    rest.unwrap_or(problem).to_owned()
}

fn progress(targets: u64, texts: &Texts) -> ProgressBar {
    if targets < 2 || !is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(targets), ProgressDrawTarget::stderr_with_hz(5));
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.with_message(texts.get("progress-scanning"))
}
