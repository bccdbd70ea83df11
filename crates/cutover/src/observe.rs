//! `cutover observe`: captures to a verdict, or to evidence.

use std::sync::atomic::Ordering;

use cutover_evidence::Handshake;
use cutover_observe::{
    Control, Input, InputRead, LooksLike, Message, OpenError, Options, Other, Reading, Sink, StoppedBy,
    inputs, observe_all,
};
use cutover_policy::{Judge, Policy, Rollup, RollupLimits};
use cutover_report::{CapturesRead, Recorded, RecordingFaults, Span, Texts, Value, coverage_lines, escape};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use crate::arguments::{Format, ObserveOptions};
use crate::environment::{Environment, STOP, catch_ctrl_c, is_watched};
use crate::evidence_lines::{EvidenceLines, LineFormat};
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
    allow_open_files(inputs.len());
    match options.judging.format {
        Format::JsonLines => evidence(&inputs, LineFormat::JsonLines, output, &policy, options, environment),
        Format::Csv => evidence(&inputs, LineFormat::Csv, output, &policy, options, environment),
        Format::Table | Format::Json | Format::Markdown | Format::Sarif => {
            let judged = judge_all(&inputs, None, &policy, options, environment);
            report(judged, &policy, &options.judging, output, environment)
        }
    }
}

/// Captures of one time are open together, which may be more files than a program may have open by default.
fn allow_open_files(inputs: usize) {
    /// How many any program may have open.
    const ANY: usize = 200;
    #[cfg(unix)]
    if inputs > ANY {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        // Where that is not allowed, the inputs that cannot be opened are named.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
    #[cfg(not(unix))]
    let _ = (inputs, ANY);
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
    let mut lines = EvidenceLines::new(output, format);
    let judged = judge_all(inputs, Some(&mut lines), policy, options, environment);
    let (_, totals) = judged.rollup.finish(0);
    if totals.rows == 0 {
        for sentence in &judged.nothing {
            problems::plain(sentence);
        }
    } else if let Some(read) = &judged.read
        && (totals.coverage.has_gaps() || read.faults.lost() > 0)
    {
        // The evidence has no place for what was not seen.
        for sentence in coverage_lines(&totals, read, &environment.texts) {
            problems::plain(&sentence);
        }
    }
    let exit = Exit::of(&totals, judged.not_read.is_empty(), options.judging.fail_on);
    match lines.finish(&environment.texts) {
        Ok(()) => exit,
        Err(problem) => output_problem(&problem, options.judging.output.as_deref(), &environment.texts, exit),
    }
}

/// Judges handshakes, and writes them if evidence is wanted.
struct Judging<'a> {
    judge: Judge<'a>,
    rollup: Rollup,
    lines: Option<&'a mut EvidenceLines>,
}

impl Sink for Judging<'_> {
    fn handshake(&mut self, handshake: &Handshake, _: &[Message]) {
        self.rollup.add(handshake, self.judge.judge(handshake));
        if let Some(lines) = &mut self.lines {
            lines.add(handshake);
            if lines.failed() {
                // Nobody reads what is written any more.
                STOP.store(true, Ordering::Relaxed);
            }
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
    lines: Option<&mut EvidenceLines>,
    policy: &Policy,
    options: &ObserveOptions,
    environment: &Environment,
) -> Judged {
    let bar = progress(inputs, environment);
    let advance = |bytes| bar.inc(bytes);
    let control = Control { stop: Some(&STOP), progress: Some(&advance) };
    let reading =
        Options { details: lines.is_some(), unpack_limit: options.unpack_limit, ..Options::default() };
    let rollup = Rollup::new(RollupLimits::default());
    let mut sink = Judging { judge: Judge::new(policy), rollup, lines };
    let read = observe_all(inputs, &mut sink, &reading, &control);
    bar.finish_and_clear();
    let Judging { mut rollup, lines, .. } = sink;
    rollup.add_unidentified(read.unidentified);
    let unwritten = lines.is_some_and(|lines| lines.failed());
    let not_read = tell_what_was_not_read(inputs, &read, unwritten, environment);
    let texts = &environment.texts;
    let captures = captures_read(inputs, &read, texts);
    let nothing = if captures.captures > 0 { why_nothing(&read, &captures, texts) } else { Vec::new() };
    Judged { rollup, read: Some(captures), recorded: Recorded::default(), nothing, not_read }
}

/// Whether a file in a folder is there for something else: nothing calls it a capture, and it can hold none.
fn is_passed_over(name: &str, looks: &LooksLike) -> bool {
    const ENDINGS: [&str; 6] = [".pcap", ".pcapng", ".cap", ".dmp", ".trc", ".etl"];
    const PACKED: [&str; 9] = [".gz", ".zst", ".zip", ".7z", ".xz", ".bz2", ".tar", ".tgz", ".rar"];
    let name = name.to_ascii_lowercase();
    let packed = PACKED.iter().any(|ending| name.ends_with(ending));
    // Files of a ring are counted: capture.pcap12, capture.pcap.3.
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let called_so = ENDINGS.iter().any(|ending| name.ends_with(ending) || plain.ends_with(ending));
    !matches!(looks, LooksLike::OtherCapture(_) | LooksLike::Archive(_)) && !called_so && !packed
}

/// Tells what was the matter with each input. `unwritten`: reading was stopped because the output failed, which is told
/// elsewhere.
fn tell_what_was_not_read(
    inputs: &[Input],
    read: &Reading,
    unwritten: bool,
    environment: &Environment,
) -> Vec<(String, String)> {
    let texts = &environment.texts;
    let (mut not_read, mut passed_over) = (Vec::new(), Vec::new());
    for (input, end) in inputs.iter().zip(&read.inputs) {
        let name = input.name();
        let sentence = match &end.stopped_by {
            None => continue,
            Some(StoppedBy::Stopped | StoppedBy::NotBegun) if unwritten => continue,
            Some(StoppedBy::Open(OpenError::NotACapture(looks)))
                if input.from_folder && is_passed_over(&name, looks) =>
            {
                passed_over.push(escape::terminal(&name));
                continue;
            }
            Some(reason) => problems::stopped_by(&name, reason, texts),
        };
        problems::error(&sentence, texts);
        not_read.push((name, sentence));
    }
    if !passed_over.is_empty() {
        let mut files = passed_over[..passed_over.len().min(NAMED)].join(", ");
        if let Some(more @ 1..) = passed_over.len().checked_sub(NAMED) {
            files = texts.with("and-more", &[("list", files.into()), ("count", Value::Count(more as u64))]);
        }
        let count = Value::Count(passed_over.len() as u64);
        let sentence = texts.with("passed-over", &[("count", count), ("files", files.into())]);
        problems::warning(&sentence, texts);
    }
    not_read
}

fn captures_read(inputs: &[Input], read: &Reading, texts: &Texts) -> CapturesRead {
    let counts = read.counts();
    let time = |ns: i64| Timestamp::from_nanosecond(ns.into()).ok();
    let spans = inputs.iter().zip(&read.inputs).filter_map(|(input, end)| {
        let (from, to) = end.counts.times?;
        let name = problems::input_name(&input.name(), texts);
        Some(Span { name, from: time(from)?, to: time(to)? })
    });
    let (skipped, skipped_packets) = problems::skipped(&counts, texts);
    let opened = |end: &&InputRead| !matches!(end.stopped_by, Some(StoppedBy::Open(_) | StoppedBy::NotBegun));
    CapturesRead {
        captures: read.inputs.iter().filter(opened).count() as u64,
        packets: counts.packets,
        connections_let_go: read.loss.flows,
        segments_let_go: read.loss.segments,
        handshakes_cut_short: read.loss.handshakes,
        recorded: Recorded::of(spans.collect()),
        faults: RecordingFaults { cut: counts.cut, dropped: counts.dropped, skipped, skipped_packets },
    }
}

/// Why there is nothing to judge, should that be so: what was there instead.
fn why_nothing(read: &Reading, captures: &CapturesRead, texts: &Texts) -> Vec<String> {
    let counts = read.counts();
    let skipped = &captures.faults.skipped;
    let mut sentences = vec![texts.get("nothing-judged")];
    let count = |name: &str, count: u64| texts.with(name, &[("count", Value::Count(count))]);
    if counts.cut > 0 && (read.unidentified > 0 || counts.others.contains_key(&Other::Cut)) {
        sentences.push(count("nothing-because-cut", counts.cut));
    } else if read.unidentified > 0 {
        sentences.push(count("nothing-because-unidentified", read.unidentified));
    } else if !skipped.is_empty() {
        sentences.push(texts.with("nothing-because-encapsulated", &[("kinds", texts.list(skipped).into())]));
    } else if counts.tcp > 0 {
        sentences.push(texts.get("nothing-because-no-tls"));
    }
    let damaged = read
        .inputs
        .iter()
        .any(|read| matches!(read.stopped_by, Some(StoppedBy::Read(_) | StoppedBy::Stopped)));
    // Of a file that was not wholly read nobody can say that it holds none.
    if counts.packets > 0 || !damaged {
        let kinds = problems::kinds(&counts, texts);
        let packets = [("packets", Value::Count(counts.packets)), ("kinds", kinds.into())];
        sentences.push(texts.with("nothing-judged-packets", &packets));
    }
    if counts.dropped > 0 {
        sentences.push(count("coverage-dropped", counts.dropped));
    }
    sentences.extend(captures.losses(texts));
    sentences
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
