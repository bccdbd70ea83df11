//! Captures and evidence to a verdict or to lines of evidence, and to an exit code: what `observe` and `verify` share.

use std::path::Path;

use cutover_assess::Verdicts;
use cutover_evidence::{Handshake, Sink, Taken};
use cutover_policy::Policy;
use cutover_report::{ROWS_SHOWN, Text};

use crate::captures;
use crate::command_line::options::{Format, Judging};
use crate::environment::Environment;
use crate::evidence_lines::{EvidenceLines, LineFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::io::Stop;
use crate::output::Output;
use crate::own_clients;
use crate::sources::{Sources, read_evidence};

/// Reads all sources, judges what is in them, and tells it in the form that was asked for.
pub(crate) fn judged_and_told(
    sources: &Sources,
    unpack_limit: u64,
    policy: &Policy,
    judging: &Judging,
    output: Output,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let (mut output, mut lines) = (Some(output), None);
    let line_format = match judging.format {
        Format::JsonLines => Some(LineFormat::JsonLines),
        Format::Csv => Some(LineFormat::Csv),
        _ => None,
    };
    if let Some(format) = line_format {
        lines = output.take().map(|output| EvidenceLines::new(output, format));
    }
    let mut verdicts = Verdicts::new(policy, || own_clients::catalogue(environment).0);
    let mut nothing: Vec<Text> = Vec::new();
    let (mut read, mut not_read) = (None, Vec::new());
    if !sources.captures.is_empty() {
        let with_details = lines.is_some();
        let mut sink = Both { to: &mut verdicts, lines: lines.as_mut(), stop: &environment.io.stop };
        let captures = captures::read(&sources.captures, &mut sink, with_details, unpack_limit, environment);
        let unwritten = lines.as_ref().is_some_and(EvidenceLines::failed);
        verdicts.add_unidentified(captures.unidentified());
        not_read = captures.tell_what_was_not_read(unwritten, environment);
        let of_captures = captures.captures_read(texts);
        nothing = captures.why_nothing(&of_captures, texts);
        read = Some(of_captures);
    }
    if !sources.evidence.is_empty() {
        let mut of_evidence = verdicts.of_evidence();
        let mut sink = Both { to: &mut of_evidence, lines: lines.as_mut(), stop: &environment.io.stop };
        let problems = read_evidence(&sources.evidence, "evidence-no-handshakes", environment, &mut sink);
        // Of what could not be read nobody knows what it holds.
        if problems.len() < sources.evidence.len() && nothing.is_empty() {
            nothing.push(texts.get("nothing-judged-evidence"));
        }
        not_read.extend(problems);
    }
    let whole = judging.all_rows || judging.format == Format::Json;
    let rows = if line_format.is_some() {
        0
    } else if whole {
        usize::MAX
    } else {
        ROWS_SHOWN
    };
    let mut judged = verdicts.finish(rows);
    (judged.read, judged.not_read) = (read, not_read);
    let exit = Exit::of(judged.totals.tally(), judged.not_read.is_empty(), judging.fail_on);
    let is_nothing = judged.totals.rows == 0;
    if is_nothing {
        environment.tell_all(&nothing);
    }
    let mut report = judged.report(policy);
    report.can_be_read = |file| Path::new(file).is_file();
    // On a day another policy of the same service may be meant, which is a built-in one.
    let is_other = judging.on.is_some() && Policy::built_in(&policy.id).as_ref() == Some(policy);
    report.policy_as_given = if is_other { &policy.id } else { &judging.policy };
    match (lines, output) {
        (Some(lines), _) => {
            // The evidence has no place for what was not seen.
            if !is_nothing {
                environment.tell_all(&report.coverage_lines(texts));
            }
            environment.written(lines.finish(environment), judging.output.as_deref())?;
        }
        (None, Some(output)) => match judging.format {
            Format::Json => environment.write_with(|to| report.json(to), output)?,
            _ if is_nothing => {}
            format => environment.write_document(&report.document(texts), format, output)?,
        },
        (None, None) => {}
    }
    Ok(exit)
}

/// Judges handshakes, and writes them if evidence is wanted.
struct Both<'a, S> {
    to: &'a mut S,
    lines: Option<&'a mut EvidenceLines>,
    stop: &'a Stop,
}

impl<S: Sink> Sink for Both<'_, S> {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        let taken = self.to.handshake(handshake);
        if let Some(lines) = &mut self.lines {
            lines.add(handshake);
            if lines.failed() {
                // Nobody reads what is written any more.
                self.stop.set();
            }
        }
        taken
    }

    fn flush(&mut self) {
        if let Some(lines) = &mut self.lines {
            lines.flush();
        }
    }
}
