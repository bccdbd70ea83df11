//! The targets as people give them: on the command line, in files, as networks.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use cutover_files::{BY_HAND, read_bounded};
use cutover_report::{NotRead, Text, Texts, Value};
use cutover_scan::{Exclusions, Network, Target, TargetError, schemes, without_secrets};
use encoding_rs_io::DecodeReaderBytes;

use super::table::{self, NoColumn};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::problems;

/// The longest line of a file of targets; longer ones are no targets.
const MAX_LINE: usize = 4096;

/// How much is shown of a line that is too long.
const SHOWN: usize = 40;

/// Every target, kept as the text it was given as: a list may have millions, and networks more.
#[derive(Default)]
pub(crate) struct Targets {
    sources: Vec<Source>,
    /// How many there are, each once.
    pub count: u64,
    /// Whether networks may be targets.
    networks: bool,
    /// What is no target, each with what is the matter.
    pub bad: Vec<NotRead>,
}

struct Source {
    /// The file's name; `None`: the command line.
    file: Option<Text>,
    text: String,
}

/// What a line gives to be asked.
enum Given {
    /// One, or several ports of one host.
    Targets(Vec<Target>),
    Network(Network),
}

impl Targets {
    /// Reads what is given, and says what is wrong with it. `networks`: whether networks may be targets; `column`: which column
    /// of a table has them.
    pub fn read(
        arguments: &[String],
        files: &[PathBuf],
        column: Option<&str>,
        networks: bool,
        environment: &Environment,
    ) -> Self {
        let texts = &environment.texts;
        let mut targets = Self { networks, ..Self::default() };
        for argument in arguments {
            targets.sources.push(Source { file: None, text: argument.clone() });
        }
        for path in files {
            let name = problems::path_name(path, texts);
            let text =
                read_text(path, environment).map_err(|problem| problems::io_problem(&name, &problem, texts));
            let lines = text.and_then(|text| {
                let no_column = |NoColumn| {
                    let column = Value::from(column.unwrap_or_default());
                    texts.with("scan-targets-no-column", &[("file", (&name).into()), ("column", column)])
                };
                let Some(of_table) = table::targets_of(&text, column).map_err(no_column)? else {
                    return Ok(text);
                };
                if of_table.rows_without > 0 {
                    let values = [("file", (&name).into()), ("count", Value::Count(of_table.rows_without))];
                    let sentence = texts.with("scan-targets-rows-without", &values);
                    environment.error(sentence.clone());
                    targets.bad.push((path.display().to_string(), sentence));
                }
                Ok(of_table.lines)
            });
            match lines {
                Ok(text) => targets.sources.push(Source { file: Some(name), text }),
                Err(sentence) => {
                    environment.error(sentence.clone());
                    targets.bad.push((path.display().to_string(), sentence));
                }
            }
        }
        targets.check(environment);
        targets
    }

    /// Each target once, however it is written.
    pub fn iter(&self) -> impl Iterator<Item = Target> {
        let known = RefCell::new(Seen::default());
        let given = self.sources.iter().flat_map(Source::lines).filter_map(|(_, line)| self.given(line).ok());
        given.flat_map(targets_of).filter(move |target| known.borrow_mut().is_new(target))
    }

    /// Counts, and says which lines are no targets.
    fn check(&mut self, environment: &Environment) {
        let texts = &environment.texts;
        let mut known = Seen::default();
        let (mut count, mut bad) = (0_u64, Vec::new());
        for source in &self.sources {
            for (number, line) in source.lines() {
                match self.given(line) {
                    Ok(Given::Targets(targets)) => {
                        count += targets.iter().filter(|target| known.is_new(target)).count() as u64;
                    }
                    // Networks that overlap are counted twice here; there may be too many to look at each.
                    Ok(Given::Network(network)) => {
                        count = count.saturating_add(u64::try_from(network.count()).unwrap_or(u64::MAX));
                    }
                    Err(problem) => {
                        let place = source.place(number, texts);
                        // Half a line may name a server that nobody meant.
                        let shown = without_secrets(line);
                        let shown = match shown.len() {
                            0 => "\"\"".to_owned(),
                            length if length > MAX_LINE => shown.chars().take(SHOWN).collect(),
                            _ => shown.into_owned(),
                        };
                        let values = [
                            ("place", Value::from(place)),
                            ("target", (&shown).into()),
                            ("problem", problem.text(texts).into()),
                        ];
                        environment.error(texts.with("scan-target-problem", &values));
                        bad.push((shown, problem.text(texts)));
                    }
                }
            }
        }
        self.count = count;
        self.bad.extend(bad);
    }

    /// What a line gives, or why nothing.
    fn given(&self, line: &str) -> Result<Given, BadLine> {
        if line.len() > MAX_LINE {
            return Err(BadLine::TooLong);
        }
        match Target::parse_all(line) {
            Ok(targets) => Ok(Given::Targets(targets)),
            Err(TargetError::Network) if self.networks => {
                Network::parse(line).map(Given::Network).ok_or(BadLine::Target(TargetError::Name))
            }
            Err(problem) => Err(BadLine::Target(problem)),
        }
    }
}

/// Why a line gives nothing.
enum BadLine {
    TooLong,
    Target(TargetError),
}

impl BadLine {
    fn text(&self, texts: &Texts) -> Text {
        match self {
            Self::TooLong => texts.get("scan-target-long"),
            Self::Target(TargetError::Scheme) => {
                texts.with("scan-target-scheme", &[("schemes", texts.list(schemes()).into())])
            }
            Self::Target(problem) => texts.get(sentence(*problem)),
        }
    }
}

/// What is never asked. One that cannot be read would be asked, so nothing is then.
pub(crate) fn exclusions(files: &[PathBuf], environment: &Environment) -> Result<Exclusions, Failure> {
    let texts = &environment.texts;
    let mut exclusions = Exclusions::default();
    let mut failures = Vec::new();
    for path in files {
        let name = problems::path_name(path, texts);
        let text = match read_text(path, environment) {
            Ok(text) => text,
            Err(problem) => {
                failures.push(problems::io_problem(&name, &problem, texts));
                continue;
            }
        };
        let source = Source { file: Some(name), text };
        for (number, line) in source.lines() {
            if let Err(problem) = exclusions.add(line) {
                let line = without_secrets(line);
                let values = [
                    ("place", Value::from(source.place(number, texts))),
                    ("target", Value::from(&*line)),
                    ("problem", BadLine::Target(problem).text(texts).into()),
                ];
                failures.push(texts.with("scan-target-problem", &values));
            }
        }
    }
    if failures.is_empty() { Ok(exclusions) } else { Err(Failure::settings_of(failures)) }
}

impl Source {
    /// What is written on each line, with its number; neither comments nor blank lines.
    fn lines(&self) -> impl Iterator<Item = (u64, &str)> {
        (1..).zip(lines_of(&self.text, self.file.is_none())).filter_map(|(number, whole)| {
            // What is given on the command line was meant to be a target, and has no comments.
            let line = if self.file.is_some() { whole.split('#').next().unwrap_or_default() } else { whole };
            // A line that is too long stays so, whatever it is long by.
            let line = if whole.len() > MAX_LINE { whole } else { line.trim() };
            // An empty argument was meant to be a target: a variable that is not set.
            (!line.is_empty() || self.file.is_none()).then_some((number, line))
        })
    }

    fn place(&self, line: u64, texts: &Texts) -> Text {
        match &self.file {
            None => texts.get("scan-target-argument"),
            Some(file) => {
                let values = [("file", Value::from(file)), ("line", Value::Number(line))];
                texts.with("scan-target-line", &values)
            }
        }
    }
}

/// The lines of a text; of an argument also the one of an empty text.
fn lines_of(text: &str, is_argument: bool) -> impl Iterator<Item = &str> {
    let empty = (is_argument && text.is_empty()).then_some("");
    empty.into_iter().chain(text.lines())
}

/// Targets that came already, by a hash of what they are: it takes 64 bits of each, however long they are.
#[derive(Default)]
struct Seen {
    hashes: HashSet<u64>,
    state: RandomState,
}

impl Seen {
    fn is_new(&mut self, target: &Target) -> bool {
        self.hashes.insert(self.state.hash_one(target.identity()))
    }
}

fn targets_of(given: Given) -> Box<dyn Iterator<Item = Target>> {
    match given {
        Given::Targets(targets) => Box::new(targets.into_iter()),
        Given::Network(network) => Box::new(network.into_targets()),
    }
}

fn sentence(problem: TargetError) -> &'static str {
    match problem {
        TargetError::Empty => "scan-target-empty",
        TargetError::Port => "scan-target-port",
        TargetError::Scheme => "scan-target-scheme",
        TargetError::Name => "scan-target-name",
        TargetError::Network => "scan-target-network",
        TargetError::NotAscii => "scan-target-not-ascii",
        TargetError::User => "scan-target-user",
    }
}

/// The text of a file, whatever a Windows editor or shell made of it: they write UTF-16, with a mark that says so.
fn read_text(path: &Path, environment: &Environment) -> io::Result<String> {
    let bytes = if path.as_os_str() == "-" {
        read_bounded(environment.io.input.open(), BY_HAND)?
    } else {
        read_bounded(File::open(path)?, BY_HAND)?
    };
    let (raw, mut bytes) = (bytes, Vec::new());
    DecodeReaderBytes::new(&raw[..]).read_to_end(&mut bytes)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}
