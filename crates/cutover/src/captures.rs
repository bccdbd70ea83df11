//! Captures read, and what is to be said of the reading.

use cutover_evidence::Sink;
use cutover_observe::{
    Control, Input, InputRead, LooksLike, OpenError, Options, Other, Reading, StoppedBy, observe_all,
};
use cutover_report::{CapturesRead, NotRead, RecordingFaults, Span, Text, Texts, Value};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use crate::environment::Environment;
use crate::problems;

/// From how many bytes on reading shows its progress.
const SHOW_PROGRESS_FROM: u64 = 100_000_000;

/// How many of the files that were passed over are named.
const NAMED: usize = 3;

/// Captures that were read, and how far.
pub(crate) struct Captures<'a> {
    inputs: &'a [Input],
    read: Reading,
}

/// Reads captures as one recording. `details`: also what only evidence shows.
pub(crate) fn read<'a>(
    inputs: &'a [Input],
    sink: &mut impl Sink,
    details: bool,
    unpack_limit: u64,
    environment: &Environment,
) -> Captures<'a> {
    allow_open_files(inputs.len());
    let bar = progress(inputs, environment);
    let advance = |bytes| bar.inc(bytes);
    let stop = Some(environment.io.stop.flag());
    let control = Control { stop, progress: Some(&advance), ..Control::default() };
    let options = Options { details, unpack_limit, ..Options::default() };
    let read = observe_all(inputs, sink, &options, &control);
    bar.finish_and_clear();
    Captures { inputs, read }
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

impl Captures<'_> {
    /// Connections of which too little was seen to say whether they hold TLS.
    pub fn unidentified(&self) -> u64 {
        self.read.unidentified
    }

    /// Tells what was the matter with each input. `unwritten`: reading was stopped because the output failed, which is told
    /// elsewhere.
    pub fn tell_what_was_not_read(&self, unwritten: bool, environment: &Environment) -> Vec<NotRead> {
        let Self { inputs, read } = self;
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
                    passed_over.push(name);
                    continue;
                }
                Some(reason) => problems::stopped_by(&name, reason, texts),
            };
            environment.error(sentence.clone());
            not_read.push((name, sentence));
        }
        if !passed_over.is_empty() {
            let mut files = Text::from(passed_over[..passed_over.len().min(NAMED)].join(", "));
            if let Some(more @ 1..) = passed_over.len().checked_sub(NAMED) {
                files =
                    texts.with("and-more", &[("list", files.into()), ("count", Value::Count(more as u64))]);
            }
            let count = Value::Count(passed_over.len() as u64);
            let sentence = texts.with("passed-over", &[("count", count), ("files", files.into())]);
            environment.warning(sentence);
        }
        not_read
    }

    /// How much was read, for a report.
    pub fn captures_read(&self, texts: &Texts) -> CapturesRead {
        let Self { inputs, read } = self;
        let counts = read.counts();
        let time = |ns: i64| Timestamp::from_nanosecond(ns.into()).ok();
        let spans = inputs.iter().zip(&read.inputs).filter_map(|(input, end)| {
            let (from, to) = end.counts.times?;
            let name = problems::input_name(&input.name(), texts).into();
            Some(Span { name, from: time(from)?, to: time(to)? })
        });
        let (skipped, skipped_packets) = problems::skipped(&counts, texts);
        let opened =
            |end: &&InputRead| !matches!(end.stopped_by, Some(StoppedBy::Open(_) | StoppedBy::NotBegun));
        CapturesRead {
            captures: read.inputs.iter().filter(opened).count() as u64,
            packets: counts.packets,
            connections_dropped: read.loss.flows,
            segments_dropped: read.loss.segments,
            handshakes_cut_short: read.loss.handshakes,
            spans: spans.collect(),
            faults: RecordingFaults { cut: counts.cut, dropped: counts.dropped, skipped, skipped_packets },
        }
    }

    /// Why there is nothing to judge, should that be so: what was there instead.
    pub fn why_nothing(&self, captures: &CapturesRead, texts: &Texts) -> Vec<Text> {
        let read = &self.read;
        if captures.captures == 0 {
            return Vec::new();
        }
        let counts = read.counts();
        let skipped = &captures.faults.skipped;
        let mut sentences = vec![texts.get("nothing-judged")];
        let count = |name: &str, count: u64| texts.with(name, &[("count", Value::Count(count))]);
        if counts.cut > 0 && (read.unidentified > 0 || counts.others.contains_key(&Other::Cut)) {
            sentences.push(count("nothing-because-cut", counts.cut));
        } else if read.unidentified > 0 {
            sentences.push(count("nothing-because-unidentified", read.unidentified));
        } else if !skipped.is_empty() {
            sentences.push(texts.with(
                "nothing-because-encapsulated",
                &[("kinds", texts.list(skipped.iter().cloned()).into())],
            ));
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
}

fn progress(inputs: &[Input], environment: &Environment) -> ProgressBar {
    let size: u64 = inputs.iter().map(|i| i.size).sum();
    if size < SHOW_PROGRESS_FROM || !environment.io.terminal.err {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5));
    let template = "{msg} {bar:30} {bytes}/{total_bytes} {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(environment.texts.get("progress-reading").to_string())
}
