//! `cutover scan`: what servers really accept, and whether that is what a policy asks.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read, Write as _};
use std::path::Path;
use std::sync::atomic::Ordering;

use cutover_evidence::{ServerAnswer, jsonl};
use cutover_observe::inputs;
use cutover_policy::{Policy, ServerJudgement, Verdict, judge_server};
use cutover_report::{ROWS_SHOWN, ScanReport, Style, Texts, Value, escape};
use cutover_scan::{Event, Failure, Interview, No, NoConnection, Target, TargetError, scan as ask};
use encoding_rs_io::DecodeReaderBytes;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::arguments::Format;
use crate::arguments::scan::ScanOptions;
use crate::environment::{Environment, STOP, catch_ctrl_c, is_watched, width};
use crate::exit::Exit;
use crate::output::Output;
use crate::policies;
use crate::problems;
use crate::writing::{open_output, output_problem, print, write};

/// The longest line of a file of targets; longer ones are no targets.
const MAX_LINE: u64 = 4096;

/// Asks the targets and judges what they answer.
pub(crate) fn scan(options: &ScanOptions, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let policy = match policies::chosen(&options.judging, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    if options.targets.is_empty() && options.files.is_empty() {
        problems::error(&texts.get("scan-no-targets"), texts);
        return Exit::Usage;
    }
    let mut targets = Targets::default();
    targets.of_arguments(&options.targets, texts);
    for file in &options.files {
        targets.of_file(file, texts);
    }
    if options.dry_run {
        let values = [
            ("targets", Value::Count(targets.good.len() as u64)),
            ("least", Value::Count(Interview::least_connections(options.how.tries))),
            ("most", Value::Count(Interview::most_connections(options.how.tries))),
        ];
        print(&format!("{}\n", texts.with("scan-dry-run", &values)));
        return match (targets.bad.is_empty(), targets.good.is_empty()) {
            (false, _) => Exit::NotRead,
            (true, true) => Exit::Unknown,
            (true, false) => Exit::Fits,
        };
    }
    let output = match open_output(
        options.judging.output.as_deref(),
        &inputs(options.files.iter().cloned()),
        environment,
    ) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    catch_ctrl_c();
    Scan::new(options, policy, output, targets.bad, environment).run(targets.good)
}

/// Targets as given, without those that are given twice.
#[derive(Default)]
struct Targets {
    good: Vec<Target>,
    bad: Vec<(String, String)>,
    known: HashSet<Target>,
}

impl Targets {
    fn of_arguments(&mut self, arguments: &[String], texts: &Texts) {
        for text in arguments {
            self.add(text, || texts.get("scan-target-argument"), texts);
        }
    }

    fn of_file(&mut self, path: &Path, texts: &Texts) {
        let name = problems::input_name(&path.display().to_string(), texts);
        let read = if path.as_os_str() == "-" {
            self.of_lines(io::stdin().lock(), &name, texts)
        } else {
            File::open(path).and_then(|file| self.of_lines(file, &name, texts))
        };
        if let Err(problem) = read {
            self.unreadable(path, &problem, &name, texts);
        }
    }

    fn of_lines(&mut self, reader: impl Read, name: &str, texts: &Texts) -> io::Result<()> {
        // Editors and shells of Windows write UTF-16, with a mark that says so.
        let mut reader = BufReader::new(DecodeReaderBytes::new(reader));
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let too_long = line.len() as u64 == MAX_LINE && line.last() != Some(&b'\n');
            if too_long {
                reader.skip_until(b'\n')?;
            }
            let place = || {
                let values = [("file", Value::from(name)), ("line", Value::Number(number))];
                texts.with("scan-target-line", &values)
            };
            let text = String::from_utf8_lossy(&line);
            let text = text.split('#').next().unwrap_or_default().trim();
            if too_long {
                // Half a line may name a server that nobody meant.
                let start = text.chars().take(SHOWN).collect();
                self.problem(start, place(), "scan-target-long", texts);
            } else if !text.is_empty() {
                self.add(text, place, texts);
            }
        }
        Ok(())
    }

    fn add(&mut self, text: &str, place: impl FnOnce() -> String, texts: &Texts) {
        match Target::parse(text) {
            Ok(target) => {
                // However it is written, it is one target.
                if self.known.insert(Target { text: String::new(), ..target.clone() }) {
                    self.good.push(target);
                }
            }
            Err(problem) => {
                let sentence = match problem {
                    TargetError::Empty => "scan-target-empty",
                    TargetError::Port => "scan-target-port",
                    TargetError::Scheme => "scan-target-scheme",
                    TargetError::Name => "scan-target-name",
                    TargetError::NotAscii => "scan-target-not-ascii",
                };
                self.problem(text.to_owned(), place(), sentence, texts);
            }
        }
    }

    fn problem(&mut self, target: String, place: String, sentence: &str, texts: &Texts) {
        let values = [
            ("place", Value::from(place)),
            ("target", escape::terminal(&target).into()),
            ("problem", texts.get(sentence).into()),
        ];
        problems::error(&texts.with("scan-target-problem", &values), texts);
        self.bad.push((target, texts.get(sentence)));
    }

    fn unreadable(&mut self, path: &Path, problem: &io::Error, name: &str, texts: &Texts) {
        let sentence = match problem.kind() {
            ErrorKind::IsADirectory => texts.with("registry-folder", &[("file", name.into())]),
            _ => problems::io_problem(name, problem, texts),
        };
        problems::error(&sentence, texts);
        self.bad.push((path.display().to_string(), sentence));
    }
}

/// How much is shown of a line that is too long.
const SHOWN: usize = 40;

/// A scan under way.
struct Scan<'a> {
    options: &'a ScanOptions,
    policy: Policy,
    environment: &'a Environment,
    output: Output,
    /// Kept where they are shown in the end; evidence is written as it is found.
    results: Vec<(ServerAnswer, ServerJudgement)>,
    /// How many break, are unknown, fit.
    counts: [u64; 3],
    not_reached: Vec<(String, String)>,
    problem: Option<io::Error>,
    /// The place of each target among those given.
    order: HashMap<String, usize>,
}

impl<'a> Scan<'a> {
    fn new(
        options: &'a ScanOptions,
        policy: Policy,
        output: Output,
        not_reached: Vec<(String, String)>,
        environment: &'a Environment,
    ) -> Self {
        let (results, order) = (Vec::new(), HashMap::new());
        Self {
            options,
            policy,
            environment,
            output,
            results,
            counts: [0; 3],
            not_reached,
            problem: None,
            order,
        }
    }

    fn run(mut self, targets: Vec<Target>) -> Exit {
        self.order = targets.iter().enumerate().map(|(i, target)| (target.text.clone(), i)).collect();
        let texts = &self.environment.texts;
        let bar = progress(targets.len() as u64, texts);
        let how = &self.options.how;
        let asked = ask(targets, how, &STOP, |event| match event {
            Event::Answer(answer) => self.answered(*answer),
            Event::NotReached { target, address, reason } => {
                let address = address.map(|address| address.to_string()).unwrap_or_default();
                let sentence = not_reached(reason, &address, texts);
                let values = [
                    ("target", Value::from(escape::terminal(&target.text))),
                    ("problem", (&sentence).into()),
                ];
                bar.suspend(|| problems::error(&texts.with("scan-not-reached", &values), texts));
                self.not_reached.push((target.text, sentence));
            }
            Event::Done => bar.inc(1),
        });
        bar.finish_and_clear();
        if let Err(problem) = asked {
            let values = [("problem", problem.to_string().into())];
            problems::error(&texts.with("scan-failed", &values), texts);
            return Exit::NotRead;
        }
        self.finish()
    }

    fn answered(&mut self, answer: ServerAnswer) {
        let judgement = judge_server(&answer, &self.policy);
        self.counts[match judgement.verdict {
            Verdict::Breaks => 0,
            Verdict::Unknown => 1,
            Verdict::Fits => 2,
        }] += 1;
        if self.options.judging.format != Format::JsonLines {
            self.results.push((answer, judgement));
        } else if self.problem.is_none() {
            let written = jsonl::write(&mut self.output, &answer).and_then(|()| self.output.flush());
            if let Err(problem) = written {
                // Nobody reads what is written any more.
                self.problem = Some(problem);
                STOP.store(true, Ordering::Relaxed);
            }
        }
    }

    fn finish(mut self) -> Exit {
        let (texts, judging) = (&self.environment.texts, &self.options.judging);
        let exit = Exit::of_any(self.counts.map(|n| n > 0), self.not_reached.is_empty(), judging.fail_on);
        if judging.format == Format::JsonLines {
            return match self.problem.map_or_else(|| self.output.finish(), Err) {
                Ok(()) => exit,
                Err(problem) => output_problem(&problem, judging.output.as_deref(), self.environment, exit),
            };
        }
        // Answers come as they are ready; people want them as they asked.
        let place = |answer: &ServerAnswer| self.order.get(&answer.target).copied();
        self.results.sort_by_key(|(answer, _)| (place(answer), answer.server_ip));
        let report = ScanReport {
            policy: &self.policy,
            results: &self.results,
            not_reached: &self.not_reached,
            rows: if judging.all_rows { usize::MAX } else { ROWS_SHOWN },
        };
        let to_terminal = judging.output.is_none();
        let style =
            Style { color: self.environment.color && to_terminal, width: width().filter(|_| to_terminal) };
        let text = match judging.format {
            Format::Json => report.json(),
            Format::Markdown => report.markdown(texts),
            _ => report.table(texts, style),
        };
        write(text.as_bytes(), self.output, self.environment, exit)
    }
}

fn not_reached(reason: Failure, address: &str, texts: &Texts) -> String {
    let sentence = match reason {
        Failure::NotResolved => "scan-not-resolved",
        Failure::Stopped => "scan-stopped",
        Failure::NoConnection(NoConnection::Refused) => "scan-connection-refused",
        Failure::NoConnection(NoConnection::Timeout) => "scan-connection-timeout",
        Failure::NoConnection(NoConnection::Unreachable) => "scan-connection-unreachable",
        Failure::NoConnection(NoConnection::Exhausted) => "scan-connection-exhausted",
        Failure::NoConnection(NoConnection::Starttls(No::NotOffered)) => "scan-starttls-not-offered",
        Failure::NoConnection(NoConnection::Starttls(No::Busy)) => "scan-starttls-busy",
        Failure::NoConnection(NoConnection::Starttls(No::OtherProtocol)) => "scan-starttls-other",
        Failure::NoConnection(NoConnection::StarttlsSilent) => "scan-starttls-silent",
    };
    texts.with(sentence, &[("address", address.into())])
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
