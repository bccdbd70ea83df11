//! The end of every verb that judges: the report, where it goes, and the exit code.

use std::path::Path;

use cutover_policy::{Policy, Rollup};
use cutover_report::{CapturesRead, ROWS_SHOWN, Recorded, Style, VerdictReport};

use crate::arguments::{Format, Judging};
use crate::environment::{Environment, width};
use crate::exit::Exit;
use crate::output::Output;
use crate::problems;
use crate::writing::write;

/// What was read and judged.
pub(crate) struct Judged {
    pub rollup: Rollup,
    /// How much was read; `None` where it was not captures.
    pub read: Option<CapturesRead>,
    /// When what was judged was recorded, where it was not captures.
    pub recorded: Recorded,
    /// Sentences that say why there is nothing to judge, should that be so.
    pub nothing: Vec<String>,
    /// Inputs that were not wholly read, with the sentence that says why.
    pub not_read: Vec<(String, String)>,
}

/// Writes the report and says how the program ends. Problems with inputs were told before.
pub(crate) fn report(
    judged: Judged,
    policy: &Policy,
    judging: &Judging,
    output: Output,
    environment: &Environment,
) -> Exit {
    let texts = &environment.texts;
    let whole = judging.all_rows || judging.format == Format::Json;
    let (rows, totals) = judged.rollup.finish(if whole { usize::MAX } else { ROWS_SHOWN });
    let exit = Exit::of(&totals, judged.not_read.is_empty(), judging.fail_on);
    let report = VerdictReport {
        policy,
        // On a day another policy of the same service may be meant, which is a built-in one.
        policy_as_given: if judging.on.is_some() && Policy::built_in(&policy.id).as_ref() == Some(policy) {
            &policy.id
        } else {
            &judging.policy
        },
        can_be_read: |file| Path::new(file).is_file(),
        rows: &rows,
        totals: &totals,
        read: judged.read,
        recorded: judged.recorded,
        not_read: &judged.not_read,
    };
    if rows.is_empty() {
        for sentence in &judged.nothing {
            problems::plain(sentence);
        }
        if judging.format != Format::Json {
            return exit;
        }
    }
    let to_terminal = judging.output.is_none();
    let style = Style { color: environment.color && to_terminal, width: width().filter(|_| to_terminal) };
    let text = match judging.format {
        Format::Json => report.json(),
        Format::Markdown => report.markdown(texts),
        _ => report.table(texts, style),
    };
    write(text.as_bytes(), output, environment, exit)
}
