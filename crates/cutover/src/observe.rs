//! `cutover observe`: captures to a verdict, or to evidence.

use std::sync::atomic::Ordering;

use cutover_evidence::Handshake;
use cutover_observe::{
    Control, Counts, Input, Loss, Message, OpenError, Options, Reading, Sink, StoppedBy, inputs, observe_all,
};
use cutover_policy::{Policy, Rollup, RollupLimits, judge};
use cutover_report::{CapturesRead, Value, escape};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::arguments::{Format, ObserveOptions};
use crate::environment::{Environment, STOP, catch_ctrl_c, is_watched};
use crate::evidence_lines::{EvidenceLines, LineFormat, Turns};
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;
use crate::verdict::{Judged, report};
use crate::writing::{open_output, output_problem};

/// From how many bytes on reading shows its progress.
const SHOW_PROGRESS_FROM: u64 = 100_000_000;

/// How many of the files that were passed over are named.
const NAMED: usize = 3;

/// Reads the captures and judges what is in them.
pub(crate) fn observe(options: &ObserveOptions, environment: &Environment) -> Exit {
    let policy = match crate::policies::chosen(&options.judging, environment) {
        Ok(policy) => policy,
        Err(exit) => return exit,
    };
    let inputs = inputs(options.captures.iter().cloned());
    let output = match open_output(options.judging.output.as_deref(), &inputs, environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    catch_ctrl_c();
    match options.judging.format {
        Format::JsonLines => evidence(&inputs, LineFormat::JsonLines, output, &policy, options, environment),
        Format::Csv => evidence(&inputs, LineFormat::Csv, output, &policy, options, environment),
        Format::Table | Format::Json | Format::Markdown | Format::Sarif => {
            let judged = judge_all(&inputs, None, &policy, options, environment);
            report(judged, &policy, &options.judging, output, environment)
        }
    }
}

/// Evidence is written as it is found and judged all the same, for the exit code.
fn evidence(
    inputs: &[Input],
    format: LineFormat,
    output: Output,
    policy: &Policy,
    options: &ObserveOptions,
    environment: &Environment,
) -> Exit {
    let turns = Turns::new(output);
    let judged = judge_all(inputs, Some((&turns, format)), policy, options, environment);
    let (_, totals) = judged.rollup.finish(0);
    if totals.rows == 0 {
        for sentence in &judged.nothing {
            problems::plain(sentence);
        }
    }
    let exit = Exit::of(&totals, judged.not_read.is_empty(), options.judging.fail_on);
    match turns.finish(&environment.texts) {
        Ok(()) => exit,
        Err(problem) => output_problem(&problem, options.judging.output.as_deref(), &environment.texts, exit),
    }
}

/// Judges the handshakes of one input, and writes them if evidence is wanted.
struct Judge<'a> {
    policy: &'a Policy,
    rollup: Rollup,
    lines: Option<EvidenceLines<'a>>,
}

impl Sink for Judge<'_> {
    fn handshake(&mut self, handshake: &Handshake, _: &[Message]) {
        self.rollup.add(handshake, judge(handshake, self.policy));
        if let Some(lines) = &mut self.lines {
            lines.add(handshake);
        }
    }

    fn flush(&mut self) {
        if let Some(lines) = &mut self.lines {
            lines.flush();
        }
    }
}

fn judge_all(
    inputs: &[Input],
    lines: Option<(&Turns, LineFormat)>,
    policy: &Policy,
    options: &ObserveOptions,
    environment: &Environment,
) -> Judged {
    let bar = progress(inputs, environment);
    let advance = |bytes| {
        bar.inc(bytes);
        // Nobody reads what is written any more.
        if lines.is_some_and(|(turns, _)| turns.failed()) {
            STOP.store(true, Ordering::Relaxed);
        }
    };
    let control = Control { stop: Some(&STOP), progress: Some(&advance) };
    let reading =
        Options { details: lines.is_some(), unpack_limit: options.unpack_limit, ..Options::default() };
    let mut whole = Whole::new(inputs.len());
    observe_all(
        inputs,
        &reading,
        &control,
        |index, _| Judge {
            policy,
            rollup: Rollup::new(RollupLimits::default()),
            lines: lines.map(|(turns, format)| EvidenceLines::new(turns, index, format)),
        },
        // Lines wait for their turn, so they end outside the lock that `finished` is called under.
        |sink: &mut Judge<'_>| {
            if let Some(lines) = sink.lines.take() {
                lines.finish();
            }
        },
        |index, sink, reading| whole.add(index, sink.rollup, reading),
    );
    bar.finish_and_clear();
    let unwritten = lines.is_some_and(|(turns, _)| turns.failed());
    whole.judged(inputs, unwritten, environment)
}

/// All inputs together.
struct Whole {
    rollup: Option<Rollup>,
    counts: Counts,
    loss: Loss,
    read: u64,
    /// How the reading of each input ended.
    ends: Vec<End>,
}

enum End {
    Read,
    StoppedBy(StoppedBy),
    NotBegun,
}

impl Whole {
    fn new(inputs: usize) -> Self {
        Self {
            rollup: None,
            counts: Counts::default(),
            loss: Loss::default(),
            read: 0,
            ends: (0..inputs).map(|_| End::NotBegun).collect(),
        }
    }

    fn add(&mut self, index: usize, rollup: Rollup, reading: Reading) {
        match &mut self.rollup {
            Some(all) => all.merge(rollup),
            None => self.rollup = Some(rollup),
        }
        self.counts.add(&reading.counts);
        self.loss.add(reading.loss);
        self.read += u64::from(!matches!(reading.stopped_by, Some(StoppedBy::Open(_))));
        self.ends[index] = reading.stopped_by.map_or(End::Read, End::StoppedBy);
    }

    /// Tells what was the matter with each input, and gives the rest on. `unwritten`: reading was stopped because
    /// the output failed, which is told elsewhere.
    fn judged(self, inputs: &[Input], unwritten: bool, environment: &Environment) -> Judged {
        let texts = &environment.texts;
        let (mut not_read, mut passed_over) = (Vec::new(), Vec::new());
        for (input, end) in inputs.iter().zip(&self.ends) {
            let name = input.name();
            let sentence = match end {
                End::Read => continue,
                End::StoppedBy(StoppedBy::Stopped) | End::NotBegun if unwritten => continue,
                End::StoppedBy(StoppedBy::Open(OpenError::NotACapture(_))) if input.from_folder => {
                    passed_over.push(escape::terminal(&name));
                    continue;
                }
                End::StoppedBy(reason) => problems::stopped_by(&name, reason, texts),
                End::NotBegun => {
                    texts.with("input-not-begun", &[("file", problems::input_name(&name, texts).into())])
                }
            };
            problems::error(&sentence, texts);
            not_read.push((name, sentence));
        }
        if !passed_over.is_empty() {
            let mut files = passed_over[..passed_over.len().min(NAMED)].join(", ");
            if let Some(more @ 1..) = passed_over.len().checked_sub(NAMED) {
                files =
                    texts.with("and-more", &[("list", files.into()), ("count", Value::Count(more as u64))]);
            }
            let count = Value::Count(passed_over.len() as u64);
            let sentence = texts.with("passed-over", &[("count", count), ("files", files.into())]);
            problems::warning(&sentence, texts);
        }
        let read = CapturesRead {
            captures: self.read,
            packets: self.counts.packets,
            connections_let_go: self.loss.flows,
            segments_let_go: self.loss.segments,
            handshakes_cut_short: self.loss.handshakes,
        };
        let mut nothing = Vec::new();
        if self.read > 0 {
            let kinds = problems::kinds(&self.counts, texts);
            let packets = [("packets", Value::Count(self.counts.packets)), ("kinds", kinds.into())];
            nothing.push(texts.get("nothing-judged"));
            nothing.push(texts.with("nothing-judged-packets", &packets));
            nothing.extend(read.losses(texts));
        }
        let rollup = self.rollup.unwrap_or_else(|| Rollup::new(RollupLimits::default()));
        Judged { rollup, read: Some(read), nothing, not_read }
    }
}

fn progress(inputs: &[Input], environment: &Environment) -> ProgressBar {
    let size: u64 = inputs.iter().map(|i| i.size).sum();
    if size < SHOW_PROGRESS_FROM || !is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5));
    let template = "{msg} {bar:30} {bytes}/{total_bytes} {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(environment.texts.get("progress-reading"))
}
