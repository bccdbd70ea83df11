//! Evidence as lines of text, and what is wrong with a line.

use std::io::{BufReader, Read};

use cutover_evidence::{Sink, Taken, jsonl};
use cutover_report::{Text, Texts, Value};
use encoding_rs_io::DecodeReaderBytes;

/// How evidence is read that somebody wrote down: JSON Lines, also in UTF-16 as Windows PowerShell writes it.
pub struct LinesOfEvidence<'a> {
    /// What the text is called.
    pub name: Text,
    /// The sentence for records that the sink has no use for: `simulate-other-records`, for one.
    pub of_no_use: &'a str,
    /// The reader's language.
    pub texts: &'a Texts,
}

impl LinesOfEvidence<'_> {
    /// Hands every record to a sink. Gives back what was the matter: nothing, if all was read and used.
    pub fn read(&self, input: impl Read, sink: &mut impl Sink) -> Vec<Text> {
        let (mut problems, mut bad, mut passed_over) = (Vec::new(), 0_u64, 0_u64);
        // What Windows PowerShell writes with > is UTF-16, with a byte order mark that says so.
        let input = BufReader::with_capacity(1 << 16, DecodeReaderBytes::new(input));
        for record in jsonl::read(input) {
            match record {
                Ok(record) => passed_over += u64::from(sink.record(record) == Taken::PassedOver),
                // That the rest was not read is worse than a bad line.
                Err(problem @ jsonl::Error::NoRecord { .. }) => problems.insert(0, self.problem(&problem)),
                Err(problem) => {
                    if bad == 0 {
                        problems.push(self.problem(&problem));
                    }
                    bad += 1;
                }
            }
        }
        let counted = |sentence, count| {
            let values = [("file", (&self.name).into()), ("count", Value::Count(count))];
            self.texts.with(sentence, &values)
        };
        if passed_over > 0 {
            problems.push(counted(self.of_no_use, passed_over));
        }
        if bad > 1 {
            problems.push(counted("evidence-lines-more", bad - 1));
        }
        problems
    }

    fn problem(&self, problem: &jsonl::Error) -> Text {
        let texts = self.texts;
        let (number, what) = match problem {
            jsonl::Error::Io(problem) => {
                let values = [("file", (&self.name).into()), ("problem", Value::of(problem))];
                return texts.with("input-io", &values);
            }
            jsonl::Error::Json { line, problem } => {
                // The reader counts lines within the record, which is one.
                let text = problem.to_string();
                let what = text.split(" at line ").next().unwrap_or_default();
                let values = [("problem", what.into()), ("column", Value::Number(problem.column() as u64))];
                (*line, texts.with("evidence-column", &values))
            }
            jsonl::Error::Schema { line, found } => {
                let known = Value::Number(cutover_evidence::SCHEMA_VERSION.into());
                let values = [("found", Value::Number((*found).into())), ("known", known)];
                (*line, texts.with("evidence-schema", &values))
            }
            jsonl::Error::NoRecord { .. } => {
                let mebibytes = Value::Number(jsonl::MOST_WITHOUT_RECORD >> 20);
                return texts
                    .with("evidence-endless", &[("file", (&self.name).into()), ("count", mebibytes)]);
            }
            jsonl::Error::TooLong { line } => {
                (*line, texts.with("evidence-too-long", &[("limit", Value::Count(jsonl::MAX_LINE))]))
            }
        };
        let values =
            [("file", (&self.name).into()), ("line", Value::Number(number)), ("problem", what.into())];
        texts.sentences([texts.with("evidence-line", &values), texts.get("evidence-expected")])
    }
}
