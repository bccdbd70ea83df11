//! Is a registry file safe to double-click, and does it do what it seems to?
//!
//! The levels: **danger** is harm beyond TLS or to TLS; **wrong** is a line that does nothing, or something else
//! than it says; **warning** works in part or on a condition; **note** is worth knowing.

mod combined;
mod finding;
pub(crate) mod left;
mod lines;
mod values;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use finding::SHOWN;
pub use finding::{Finding, Level};

use cutover_evidence::is_deceptive;

use crate::danger;
use crate::data::Data;
use crate::key::Key;
use crate::meaning::{self, KeyMeaning, Mistake};
use crate::names::strange;
use crate::normal_path::NormalPath;
use crate::reg_file::RegFile;
use crate::statement::{KeyId, Statement, What};
use crate::table::KeyRole;
use crate::text::Form;
use crate::windows::Windows;

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The findings by line, the worst first on a line.
    pub findings: Vec<Finding>,
    /// Whether the file changes anything in a key that is about TLS.
    pub is_about_tls: bool,
}

/// Looks at a file. `windows`: for which Windows it is meant.
pub fn audit(file: &RegFile, windows: Option<&'static Windows>) -> Audit {
    let mut auditor = Auditor {
        file,
        windows,
        findings: Vec::new(),
        places: Vec::new(),
        indexes: HashMap::new(),
        opened: HashSet::new(),
        is_about_tls: false,
        told: HashSet::new(),
        seen: BTreeMap::new(),
        blank_lines: 0,
        not_judged: HashSet::new(),
    };
    if !file.is_imported() {
        auditor.findings.push(lines::not_imported(file));
    }
    for statement in &file.statements {
        auditor.statement(statement);
    }
    if let Some(finding) = lines::not_for_cmd(file) {
        auditor.findings.push(finding);
    }
    if let Some(finding) = lines::other_code_page(file) {
        auditor.findings.push(finding);
    }
    combined::check(file, windows, &mut auditor.findings);
    let mut findings = auditor.findings;
    findings.sort_by_key(|finding| (finding.line, std::cmp::Reverse(finding.level)));
    Audit { findings, is_about_tls: auditor.is_about_tls }
}

/// The worst level of some findings.
pub fn worst(findings: &[Finding]) -> Option<Level> {
    findings.iter().map(|finding| finding.level).max()
}

/// More blank lines than any editor shows at once hide what follows.
const SCREEN: u32 = 40;
/// The same for blanks within a line.
const WIDTH: usize = 200;

struct Auditor<'a> {
    file: &'a RegFile,
    windows: Option<&'static Windows>,
    findings: Vec<Finding>,
    /// What each key of the file is.
    places: Vec<Rc<LookedUp>>,
    /// A number for each key, however often and in whatever case it is written.
    indexes: HashMap<&'a Key, usize>,
    /// The keys that were opened, by their numbers.
    opened: HashSet<usize>,
    is_about_tls: bool,
    /// The keys of which was said what they are about.
    told: HashSet<usize>,
    /// Where each value was set before, and to what.
    seen: BTreeMap<(usize, String), (u32, &'a Data)>,
    blank_lines: u32,
    /// Keys of which was said that nothing is known of them.
    not_judged: HashSet<&'a Key>,
}

/// A key and what it is.
struct LookedUp {
    /// Its number.
    index: usize,
    normal: NormalPath,
    place: KeyMeaning,
    /// The dangerous places that it belongs to.
    dangers: Vec<usize>,
}

impl<'a> Auditor<'a> {
    fn statement(&mut self, statement: &'a Statement) {
        let line = statement.line;
        self.look_for_hiding(statement);
        match &statement.what {
            // Where nothing is imported at all, that is said once.
            What::Ignored(why) if self.file.is_imported() => self.findings.push(lines::ignored(why, line)),
            What::Ignored(_) | What::Blank | What::Comment | What::Header => {}
            What::Key(id) => self.key(*id, line),
            What::DeleteKey(id) => self.delete_key(*id, line),
            What::Set { key, name, data } => self.set(*key, name, data, line),
            What::DeleteValue { key, name } => self.delete_value(*key, name, line),
        }
        if self.file.is_imported() {
            self.findings.extend(statement.remarks.iter().map(|remark| lines::remark(remark, line)));
        }
    }

    fn look_for_hiding(&mut self, statement: &Statement) {
        if statement.what == What::Blank {
            self.blank_lines += statement.lines;
            return;
        }
        if self.blank_lines >= SCREEN {
            let blank = self.blank_lines.to_string();
            self.findings
                .push(Finding::new(Level::Warning, "hidden-below", statement.line).with("count", blank));
        }
        self.blank_lines = 0;
        if self.file.has_run_of_blanks(statement, WIDTH) {
            self.findings.push(Finding::new(Level::Warning, "hidden-right", statement.line));
        }
    }

    /// What a key is; worked out once for each.
    fn look_up(&mut self, id: KeyId) -> Rc<LookedUp> {
        while self.places.len() <= id.index() {
            let key = self.file.key_at(self.places.len());
            let next = self.indexes.len();
            let index = *self.indexes.entry(key).or_insert(next);
            let normal = NormalPath::of(&without_doubled(key));
            let place = meaning::key_meaning(&normal);
            let dangers = danger::places(&normal);
            self.places.push(Rc::new(LookedUp { index, normal, place, dangers }));
        }
        Rc::clone(&self.places[id.index()])
    }

    fn key(&mut self, id: KeyId, line: u32) {
        let file = self.file;
        let key = file.key(id);
        let looked_up = self.look_up(id);
        let LookedUp { index, normal, place, dangers } = &*looked_up;
        let first = self.opened.insert(*index);
        // What looks like another name is told with that.
        if self.is_deceptive(&key.path) && !matches!(place, KeyMeaning::Mistaken(Mistake::LookAlike { .. })) {
            self.findings
                .push(Finding::new(Level::Warning, "deceptive", line).with("text", key.path.clone()));
        }
        if let KeyMeaning::Mistaken(mistake) = &place {
            self.findings.push(of_mistake(mistake, &key.path, line).with("key", key.to_string()));
        }
        match &normal.control_set {
            Some(number) if !place.is_other() => self.findings.push(
                Finding::new(Level::Warning, "control-set", line)
                    .with("name", format!("ControlSet{number}"))
                    .with("number", number.trim_start_matches('0')),
            ),
            _ => {}
        }
        if !first || danger::of_key(dangers).is_some() {
            return;
        }
        let note = |code| Finding::new(Level::Note, code, line).with("key", key.to_string());
        match place {
            KeyMeaning::Unrelated => self.findings.push(note("unrelated")),
            KeyMeaning::Known(..) if normal.of_local_system => self.findings.push(note("local-system")),
            // A key of which nothing is known is told with the first value in it; an empty one does nothing.
            KeyMeaning::Known(..) | KeyMeaning::Mistaken(_) | KeyMeaning::NotJudged => {}
        }
    }

    fn delete_key(&mut self, id: KeyId, line: u32) {
        let file = self.file;
        let key = file.key(id);
        let looked_up = self.look_up(id);
        let LookedUp { index, normal, place, dangers } = &*looked_up;
        self.is_about_tls |= !place.is_other();
        let finding = |level, code| Finding::new(level, code, line).with("key", key.to_string());
        self.seen.retain(|(of, _), _| of != index);
        self.findings.push(if meaning::holds_schannel(normal) {
            finding(Level::Danger, "schannel-deleted")
        } else if let Some(service) = service(normal) {
            finding(Level::Danger, "service-deleted").with("service", service)
        } else if let Some(code) = danger::of_key(dangers) {
            finding(Level::Danger, code).with("action", "key-deleted")
        } else if danger::lies_below(normal) || meaning::holds_settings(normal) {
            finding(Level::Danger, "deletes-too-much")
        } else {
            match place {
                KeyMeaning::Known(known, _) if known.fact().role == KeyRole::List => {
                    finding(Level::Warning, "list-deleted")
                }
                KeyMeaning::Known(known, _) if known.fact().shared => finding(Level::Warning, "deletes-more"),
                KeyMeaning::Unrelated => finding(Level::Note, "unrelated-deleted"),
                KeyMeaning::NotJudged => finding(Level::Note, "not-judged-deleted"),
                KeyMeaning::Known(..) | KeyMeaning::Mistaken(_) => finding(Level::Note, "settings-deleted"),
            }
        });
    }

    fn set(&mut self, id: KeyId, name: &'a str, data: &'a Data, line: u32) {
        let (file, windows) = (self.file, self.windows);
        let key = file.key(id);
        let looked_up = self.look_up(id);
        let LookedUp { index, normal, place, dangers } = &*looked_up;
        self.is_about_tls |= !place.is_other();
        // An empty key does nothing; of others it is said once what they are about.
        if let Some(topic) = place.fact().and_then(|fact| fact.topic.as_ref())
            && self.told.insert(*index)
        {
            let about = Finding::new(Level::Note, "about", line).with("key", key.to_string());
            self.findings.push(about.with("topic", topic));
        }
        let meaning = meaning::value_meaning(normal, place, name);
        if self.is_deceptive(name) && !matches!(meaning, Err(Mistake::LookAlike { .. })) {
            self.findings.push(Finding::new(Level::Warning, "deceptive", line).with("text", name));
        }
        if let Some(code) = danger::of_value(normal, dangers, name, Some(data)) {
            self.findings.push(
                Finding::new(Level::Danger, code, line)
                    .with("action", if data.was_written_as_text() { "set" } else { "set-in-hex" })
                    .with("key", key.to_string())
                    .with("name", name)
                    .with("data", data.shown(SHOWN)),
            );
        } else {
            // Whatever is wrong with the key was said there.
            match meaning {
                Ok(Some(meaning)) => {
                    values::check(meaning, name, data, windows, line, &mut self.findings);
                }
                Ok(None) if *place == KeyMeaning::NotJudged => {
                    if self.not_judged.insert(key) {
                        self.findings
                            .push(Finding::new(Level::Note, "not-judged", line).with("key", key.to_string()));
                    }
                }
                Ok(None) if !place.is_other() => {
                    let ordinary = meaning::is_ordinary(place, name);
                    let code = if ordinary { "unrelated-value" } else { "not-judged-value" };
                    self.findings.push(
                        Finding::new(Level::Note, code, line).with("key", key.to_string()).with("name", name),
                    );
                }
                Err(mistake) if !matches!(place, KeyMeaning::Mistaken(_)) => self
                    .findings
                    .push(of_mistake(&mistake, name, line).with("key", key.to_string()).with("value", name)),
                // The blanks of a name are no less wrong for a key that is wrong as well.
                Err(_) if name.trim() != name => self.findings.push(
                    of_mistake(&Mistake::Blanks { right: name.trim().to_owned() }, name, line)
                        .with("key", key.to_string())
                        .with("value", name),
                ),
                Ok(None) | Err(_) => {}
            }
        }
        if let Some((before, old)) = self.seen.insert((*index, name.to_lowercase()), (line, data))
            && old != data
        {
            self.findings.push(
                Finding::new(Level::Warning, "set-twice", line)
                    .with("name", name)
                    .with("line", before.to_string()),
            );
        }
    }

    fn delete_value(&mut self, id: KeyId, name: &str, line: u32) {
        let file = self.file;
        let key = file.key(id);
        let looked_up = self.look_up(id);
        let LookedUp { index, normal, place, dangers } = &*looked_up;
        self.is_about_tls |= !place.is_other();
        self.seen.remove(&(*index, name.to_lowercase()));
        let finding =
            |level, code| Finding::new(level, code, line).with("key", key.to_string()).with("name", name);
        if let Some(code) = danger::of_value(normal, dangers, name, None) {
            self.findings.push(finding(Level::Danger, code).with("action", "value-deleted"));
        } else if matches!(meaning::value_meaning(normal, place, name), Ok(Some(_))) {
            self.findings.push(finding(Level::Note, "value-deleted"));
        } else if !place.is_other() {
            let ordinary = meaning::is_ordinary(place, name);
            let code = if ordinary { "unrelated-value-deleted" } else { "not-judged-value-deleted" };
            self.findings.push(finding(Level::Note, code));
        }
    }

    /// Whether a text has characters that are not seen or turn text around. Of 8-bit text that may be in another code page,
    /// control characters are what its letters came out as.
    fn is_deceptive(&self, text: &str) -> bool {
        if text.is_ascii() {
            return text.bytes().any(|byte| byte.is_ascii_control());
        }
        let utf16 = !matches!(self.file.form, Ok(Form::CodePage(_)));
        text.chars().any(|c| is_deceptive(c) && (utf16 || !matches!(c, '\u{80}'..='\u{9f}')))
    }
}

/// `text`: the name that is mistaken, or the path that it is in, as it stands there.
fn of_mistake(mistake: &Mistake, text: &str, line: u32) -> Finding {
    let wrong = |code| Finding::new(Level::Wrong, code, line);
    match mistake {
        Mistake::UnknownName { name, nearest } => match nearest {
            Some(nearest) => wrong("name-misspelt").with("part", name).with("nearest", *nearest),
            None => wrong("name-unknown").with("part", name),
        },
        Mistake::UnknownValue { nearest } => match nearest {
            Some(nearest) => wrong("value-misspelt").with("nearest", *nearest),
            None => wrong("value-unknown"),
        },
        Mistake::OldName { name, meant, why } => wrong(why).with("part", name).with("nearest", *meant),
        Mistake::OtherList(right) => wrong("other-list").with("right", *right),
        Mistake::LookAlike { looks } => {
            let mut points: Vec<_> = strange(text).map(lines::code_point).collect();
            points.dedup();
            wrong("look-alike").with("looks", looks).with("points", points.join(", "))
        }
        Mistake::Blanks { right } => wrong("name-blanks").with("right", right),
        Mistake::ValueAsKey { value, key } => wrong("value-as-key").with("name", *value).with("right", key),
        Mistake::OnVersionKey => wrong("value-on-version-key"),
        Mistake::DefaultValue => wrong("default-value"),
        Mistake::WrongTree(right) => wrong("wrong-tree").with("right", *right),
        Mistake::Misplaced(right) => wrong("misplaced-key").with("right", *right),
        Mistake::OtherKey(right) => wrong("other-key").with("right", *right),
        Mistake::DotNetVersion => wrong("dotnet-version"),
        Mistake::Nowhere => wrong("value-unknown"),
    }
}

/// The key that is meant by one whose backslashes are doubled. That they are is said; whether it is harmful must not
/// hang on it.
fn without_doubled(key: &Key) -> Cow<'_, Key> {
    if !key.path.contains("\\\\") {
        return Cow::Borrowed(key);
    }
    let parts: Vec<_> = key.path.split('\\').filter(|part| !part.is_empty()).collect();
    Cow::Owned(Key::new(key.root, &parts.join("\\")))
}

/// The service whose key this is.
fn service(normal: &NormalPath) -> Option<&str> {
    let name = normal.path.strip_prefix("system\\currentcontrolset\\services")?;
    match name.strip_prefix('\\') {
        Some(name) => (!name.contains('\\')).then_some(name),
        None => name.is_empty().then_some("all-services"),
    }
}
