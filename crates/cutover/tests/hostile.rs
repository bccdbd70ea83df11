//! Whatever a file says, and in whichever field: nothing of it reaches a terminal raw, and nothing of it is markup.

use std::fs;
use std::path::Path;

use cutover_testkit::{Connection, From, pcap};
use serde_json::{Value as Json, json};
use support::in_process::run;

mod support;

/// Begins as a link or with an address of mail, clears the screen, colours, turns the direction, ends the line, is not seen, and is a tag, a cell and a link.
const HOSTILE: &str = "x www.y a@b.example \u{1b}[2J\u{9b}31m\u{202e}\r\n<b>|[a](http://h)*_`\u{7}\u{200b}\u{34f}\u{3164}\u{fe0f}\u{e0101}\u{2800}";

/// Characters that move a cursor, turn the direction of text, or are not seen: of each kind the ones that Unicode has.
/// Written down anew, and not taken from what is tested.
fn is_hostile(c: char) -> bool {
    const DIRECTION: &[char] = &[
        '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
        '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
    ];
    const NOT_SEEN: &[char] = &[
        '\u{ad}',
        '\u{34f}',
        '\u{115f}',
        '\u{1160}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2028}',
        '\u{2029}',
        '\u{2060}',
        '\u{2064}',
        '\u{206a}',
        '\u{206f}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff9}',
        '\u{e0001}',
        '\u{e0041}',
        '\u{e0101}',
    ];
    matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f) || DIRECTION.contains(&c) || NOT_SEEN.contains(&c)
}

/// What must not stand in any output for people.
fn look(what: &str, arguments: &[&str], text: &str, is_markdown: bool) {
    for c in text.chars().filter(|c| *c != '\n') {
        assert!(!is_hostile(c), "{what}: {arguments:?} lets U+{:04X} through:\n{text}", u32::from(c));
    }
    assert!(!text.contains("\n<b>"), "{what}: {arguments:?} lets a line begin:\n{text}");
    if is_markdown {
        for raw in ["<b>", "[a](", "http://h", "&gt;|", "*_`", "www.", "a@b"] {
            assert!(!text.contains(raw), "{what}: {arguments:?} lets {raw} through:\n{text}");
        }
    }
}

/// Runs a verb in every form, in one language after the other, and looks at all that it says.
fn look_at(what: &str, arguments: &[&str], formats: &[&str]) {
    for format in formats {
        // Each field in one language or the other, and the same one in every run.
        let language = ["en", "ja"][(what.len() + format.len()) % 2];
        let with_format = [&["--format", format][..], &["--lang", language]].concat();
        let options = if format.is_empty() { &with_format[2..] } else { &with_format };
        let arguments = [arguments, options].concat();
        let ran = run(&arguments, b"");
        assert!(ran.code.is_some_and(|code| code <= 4), "{what}: {arguments:?}");
        look(what, &arguments, &ran.stderr, false);
        match *format {
            // Machines read what was said, escaped as their form asks.
            "json" | "jsonl" | "sarif" | "csv" | "ics" => {
                let raw = ran.stdout.chars().find(|c| is_hostile(*c) && !matches!(c, '\r' | '\n'));
                assert!(raw.is_none(), "{what}: {arguments:?} lets {raw:?} through:\n{}", ran.stdout);
            }
            _ => look(what, &arguments, &ran.stdout, *format == "markdown"),
        }
    }
}

/// Every text in a value, one after the other made hostile; also names of fields.
fn hostile_variants(value: &Json) -> Vec<(String, Json)> {
    fn walk(at: &str, here: &Json, put: &dyn Fn(Json) -> Json, all: &mut Vec<(String, Json)>) {
        match here {
            Json::String(text) => {
                all.push((at.to_owned(), put(json!(HOSTILE))));
                // What begins as it should may be taken.
                all.push((format!("{at} after its own"), put(json!(format!("{text}{HOSTILE}")))));
            }
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let put_item = |new: Json| {
                        let mut items = items.clone();
                        items[index] = new;
                        put(Json::Array(items))
                    };
                    walk(&format!("{at}[{index}]"), item, &put_item, all);
                }
            }
            Json::Object(fields) => {
                for (name, field) in fields {
                    let put_field = |new: Json| {
                        let mut fields = fields.clone();
                        fields.insert(name.clone(), new);
                        put(Json::Object(fields))
                    };
                    walk(&format!("{at}.{name}"), field, &put_field, all);
                    let mut renamed = fields.clone();
                    let field = renamed.remove(name).unwrap_or_default();
                    renamed.insert(format!("{name}{HOSTILE}"), field);
                    all.push((format!("{at}.{name}, the name"), put(Json::Object(renamed))));
                }
            }
            Json::Number(_) | Json::Bool(_) | Json::Null => all.push((at.to_owned(), put(json!(HOSTILE)))),
        }
    }
    let mut all = Vec::new();
    walk("", value, &|new| new, &mut all);
    all
}

fn write(path: &Path, text: impl AsRef<[u8]>) -> String {
    fs::write(path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const PEOPLE: [&str; 3] = ["table", "markdown", "json"];

#[test]
fn no_field_of_a_policy_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = concat!(env!("CARGO_MANIFEST_DIR"), "/../assess/tests/stdout/clients.jsonl");
    let servers = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/simulate/servers.jsonl");
    let good: toml::Table = toml::from_str(
        r#"
        id = "own"
        name = "n"
        name_ja = "n"
        side = "server"
        scope = "s"
        service = "s"
        versions = ["TLS 1.2"]
        unsupported_from = "2018-10-31"
        in_force_from = "2018-10-31"
        source = "s"
        confidence = "secondary"
        note = "n"
        note_ja = "n"
        scope_ja = "s"
        not_judged = ["n"]
        not_judged_ja = ["n"]
        [suites]
        allowed = ["TLS_RSA_WITH_AES_128_CBC_SHA"]
        [[dates]]
        on = "2020-10-15"
        kind = "refused"
        what = "w"
        what_ja = "w"
        "#,
    )
    .unwrap();
    let policy = write(&folder.path().join("own.toml"), good.to_string());
    assert_eq!(run(&["policy", "check", &policy], b"").code, Some(0));
    for (field, variant) in hostile_variants(&serde_json::to_value(good).unwrap()) {
        let policy = write(&folder.path().join("own.toml"), toml::to_string(&variant).unwrap());
        look_at(&field, &["policy", "show", &policy], &["table", "json"]);
        look_at(&field, &["policy", "check", &policy], &[""]);
        look_at(&field, &["policy", "calendar", &policy], &PEOPLE);
        look_at(&field, &["policy", "calendar", &policy], &["ics"]);
        look_at(&field, &["verify", evidence, "--policy", &policy], &PEOPLE);
        look_at(&field, &["simulate", "--evidence", evidence, "--policy", &policy], &PEOPLE);
        look_at(&field, &["scan", "diff", servers, servers, "--policy", &policy], &PEOPLE);
    }
}

#[test]
fn no_field_of_evidence_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let lines = include_str!("../../assess/tests/stdout/clients.jsonl");
    let settings = lines.lines().find(|line| line.contains("client-settings")).unwrap();
    let servers = include_str!("simulate/servers.jsonl").lines();
    let records = lines.lines().take(1).chain([settings]).chain(servers.take(1));
    for record in records {
        let mut record: Json = serde_json::from_str(record).unwrap();
        if record["kind"] == "server-answer" {
            record["notes"] = json!(["unsteady:TLS 1.0", "particular"]);
            record["certificate"] =
                json!({"key": "RSA", "bits": 2048, "signature": "s", "subject": "s", "chain_length": 1});
        }
        for (field, variant) in hostile_variants(&record) {
            let file = write(&folder.path().join("evidence.jsonl"), format!("{variant}\n{record}\n"));
            look_at(&field, &["verify", &file], &PEOPLE);
            look_at(&field, &["observe", &file], &["table", "jsonl", "csv"]);
            look_at(&field, &["simulate", "--evidence", &file], &["table", "markdown"]);
            if record["kind"] != "server-answer" {
                continue;
            }
            look_at(&field, &["simulate", "--servers", &file, "--clients", "ie11-win7"], &PEOPLE);
            let other = write(&folder.path().join("other.jsonl"), format!("{record}\n"));
            look_at(&field, &["scan", "diff", &other, &file], &PEOPLE);
        }
    }
}

#[test]
fn no_field_of_what_servers_said_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let answer = json!({
        "kind": "server-answer", "schema_version": 1, "target": "192.0.2.1:443", "server_ip": "192.0.2.1", "port": 443,
        "versions": {"TLS 1.0": {"accepted": 1, "tries": 1, "cipher_suite": 47}, "TLS 1.2": {"unknown": 1, "tries": 1, "ended": "timeout"}},
        "notes": ["unsteady:TLS 1.0", "particular"],
        "certificate": {"key": "RSA", "bits": 2048, "signature": "s", "subject": "s", "chain_length": 1},
    });
    for (field, variant) in hostile_variants(&answer) {
        let journal = folder.path().join("journal.jsonl");
        for format in ["table", "markdown"] {
            let journal = write(&journal, format!("{variant}\n"));
            // What is in the journal is not asked again; what cannot be read ends it before anything is asked.
            look_at(&field, &["scan", "192.0.2.1:443", "--resume", &journal, "--timeout", "1"], &[format]);
        }
    }
}

#[test]
fn no_key_value_or_comment_of_a_registry_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let shown = HOSTILE.replace("\r\n", "\u{b}");
    let path = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
    for body in [
        format!("[{path}{shown}]\r\n\"Enabled\"=dword:1\r\n"),
        format!("[{path}]\r\n\"Enabled{shown}\"=dword:1\r\n"),
        format!("[{path}]\r\n\"Enabled\"=\"{shown}\"\r\n"),
        format!("[{path}]\r\n\"Enabled\"={shown}\r\n"),
        format!("[-{path}{shown}]\r\n; {shown}\r\n"),
        format!(
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run]\r\n\"{shown}\"=\"{shown}\"\r\n"
        ),
        format!("{shown}\r\n[{path}]\r\n"),
    ] {
        let file = write(
            &folder.path().join("a.reg"),
            format!("\u{feff}Windows Registry Editor Version 5.00\r\n\r\n{body}"),
        );
        let other = write(&folder.path().join("b.reg"), "REGEDIT4\r\n\r\n");
        look_at(&body, &["registry", "audit", &file], &["table", "markdown", "json", "sarif"]);
        look_at(&body, &["registry", "explain", &file], &PEOPLE);
        look_at(&body, &["registry", "diff", &other, &file, "--windows", "7"], &PEOPLE);
        look_at(&body, &["registry", "effective", &file, "--windows", "7"], &PEOPLE);
        look_at(&body, &["simulate", "--registry", &file, "--windows", "7"], &PEOPLE);
        look_at(&body, &["registry", "undo", &file, "--from", &other], &[""]);
    }
}

#[test]
fn no_name_of_a_file_a_policy_a_client_or_a_target_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join(HOSTILE.replace("//", "").replace('\n', ""));
    let name = name.to_str().unwrap();
    for verb in [
        &["observe", name][..],
        &["verify", name],
        &["observe", name, "-o", name],
        &["observe", name, "--policy", HOSTILE],
        &["observe", name, "--explain", "1"],
        &["simulate", "--evidence", name],
        &["simulate", "--servers", name],
        &["simulate", "--clients", HOSTILE],
        &["simulate", "--platform", HOSTILE],
        &["simulate", "--policy", "*\u{1b}[2J*"],
        &["clients", "show", HOSTILE],
        &["policy", "show", HOSTILE],
        &["policy", "check", name],
        &["scan", HOSTILE, "--dry-run"],
        &["scan", "--targets", name],
        &["scan", "192.0.2.1", "--exclude", name],
        &["scan", "192.0.2.1", "--resume", folder.path().to_str().unwrap()],
        &["registry", "audit", name],
        &["registry", "undo", name, "--from", name],
        &["registry", "generate", "--windows", HOSTILE, "--component", "all", "--protocols", "tls1.2"],
        &["registry", "generate", "--windows", "7", "--component", "all", "--protocols", HOSTILE],
        &["gate", "check", name],
        &["gate", "calendar", name],
        &[HOSTILE],
        &["observe", "--\u{1b}[2J"],
    ] {
        look_at("a name", verb, &[""]);
    }
    let targets = write(&folder.path().join("targets"), format!("{HOSTILE}\nexample.test\n"));
    look_at("a line", &["scan", "--targets", &targets, "--dry-run"], &[""]);
    look_at("a line", &["scan", "192.0.2.1", "--exclude", &targets, "--dry-run"], &[""]);
    fs::write(name, pcap(&[])).unwrap();
    look_at("a name that is there", &["observe", name], &PEOPLE);
}

#[test]
fn no_field_of_a_gates_settings_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let good = json!({
        "kill_switch": "k",
        "log": {"file": "l"},
        "listener": [{
            "name": "web", "listen": ["127.0.0.1:8443"], "upstream": ["127.0.0.1:8444"], "policy": "tls12-plus",
            "mode": "brownout", "brownout": "b",
            "rule": [{"server_name": ["a.example.com"], "mode": "report"}],
        }],
        "brownout": [{"name": "b", "phase": [{"from": "2026-12-01", "until": "2026-12-08", "share": 10}]}],
        "exemption": [{"client": ["192.0.2.0/24"], "owner": "o", "reason": "r", "until": "2026-12-02"}],
    });
    // JSON has no dates; in TOML they are no strings.
    let dates = |text: &str| {
        ["2026-12-01", "2026-12-02", "2026-12-08"]
            .iter()
            .fold(text.to_owned(), |text, day| text.replace(&format!("\"{day}\""), day))
    };
    let file = write(&folder.path().join("gate.toml"), dates(&toml::to_string(&good).unwrap()));
    let ran = run(&["gate", "check", &file], b"");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for (field, variant) in hostile_variants(&good) {
        let file = write(&folder.path().join("gate.toml"), dates(&toml::to_string(&variant).unwrap()));
        look_at(&field, &["gate", "check", &file], &[""]);
        look_at(&field, &["gate", "calendar", &file, "--from", "2026-11-30"], &PEOPLE);
    }
}

#[test]
fn no_field_of_a_client_of_ones_own_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let good = json!({"client": [{
        "id": "own", "name": "n", "vendor": "v", "kind": "device", "platform": "p", "versions": ["TLS 1.0"],
        "configurable": ["TLS 1.2"], "control": ["c"], "released": "2010", "support_ends": "2020", "dates_source": "d",
        "x25519mlkem768": "optional", "x25519mlkem768_note": "n", "own_remedy": "o", "source": ["own words"],
        "confidence": "secondary", "post_says": "p", "note": "n",
    }]});
    let clients = folder.path().join("cutover/clients");
    fs::create_dir_all(&clients).unwrap();
    let ran = |client: &Json, arguments: &[&str]| {
        write(&clients.join("own.toml"), toml::to_string(client).unwrap());
        support::command(arguments).env("XDG_CONFIG_HOME", folder.path()).output().unwrap()
    };
    let shown = ran(&good, &["clients", "show", "own"]);
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    for (field, variant) in hostile_variants(&good) {
        for arguments in [
            &["clients", "show", "own"][..],
            &["clients", "list"],
            &["simulate", "--clients", "own*", "--format", "markdown"],
        ] {
            let ran = ran(&variant, arguments);
            let is_markdown = arguments.contains(&"markdown");
            look(&field, arguments, std::str::from_utf8(&ran.stdout).unwrap(), is_markdown);
            look(&field, arguments, std::str::from_utf8(&ran.stderr).unwrap(), false);
        }
    }
}

/// What is proposed is pasted: each command, as a shell reads it, has the name as one word and does nothing besides.
#[cfg(unix)]
#[test]
fn a_command_that_is_proposed_names_the_file_and_does_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let capture = fs::read(support::root().join(support::EXAMPLE)).unwrap();
    let policy = "id = \"own\"\nname = \"n\"\nside = \"server\"\nversions = [\"TLS 1.2\"]\nsource = \"own\"\nconfidence = \"own\"\n";
    let names = [
        "$(touch pwned)",
        "`touch pwned`",
        "a;touch pwned;",
        "'; touch pwned; '",
        "it's",
        "a b",
        "-x",
        "=x",
        "*",
        "\\",
        "~",
        "\"$(touch pwned)\"",
        "a&touch pwned&",
        "#x",
        "{a,b}",
        "日本",
    ];
    let mut proposed = 0;
    for (name, language) in names.iter().flat_map(|name| [(name, "en"), (name, "ja")]) {
        let [reg, pcap, toml, snoop] = ["reg", "pcap", "toml", "snoop"].map(|kind| format!("{name}.{kind}"));
        fs::write(at(&reg), "REGEDIT4\r\n\r\n").unwrap();
        fs::write(at(&pcap), &capture).unwrap();
        fs::write(at(&toml), policy).unwrap();
        fs::write(at(&snoop), b"snoop\0\0\0\0\0\0\x02\0\0\0\x04").unwrap();
        let here = |name: &str| format!("./{name}");
        for (arguments, words) in [
            (vec!["registry", "explain", "--", &reg], vec![&reg]),
            (vec!["observe", "--policy", &here(&toml), "--", &pcap], vec![&pcap, &toml]),
            (vec!["observe", "--", &snoop], vec![&snoop]),
        ] {
            let output = support::command(&[&["--lang", language], &arguments[..]].concat())
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            let commands = ["cutover observe ", "cutover registry ", "editcap "];
            let commands: Vec<_> = said
                .lines()
                .filter_map(|line| commands.iter().find_map(|start| Some(&line[line.find(start)?..])))
                // What a sentence says behind it.
                .map(|command| command.split(" (Wireshark").next().unwrap_or(command))
                .collect();
            for command in commands {
                proposed += 1;
                let script = format!(
                    "cutover() {{ printf '<%s>' \"$@\"; }}\neditcap() {{ cutover \"$@\"; }}\n{command}"
                );
                let ran = std::process::Command::new("sh")
                    .args(["-c", &script])
                    .current_dir(folder.path())
                    .output()
                    .unwrap();
                let read = String::from_utf8_lossy(&ran.stdout).into_owned();
                for word in &words {
                    let [plain, dotted] = [format!("<{word}>"), format!("<./{word}>")];
                    assert!(read.contains(&plain) || read.contains(&dotted), "{command}\nis read as {read}");
                }
                assert!(!at("pwned").exists(), "{command}");
            }
        }
    }
    assert!(proposed > 60, "{proposed}");
}

/// A hello whose server name and protocol are hostile; what no name can be is shown, too.
#[test]
fn nothing_that_a_client_sends_gets_through() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = Connection::open();
    connection.send(From::Client, &cutover_testkit::client_hello(HOSTILE.as_bytes(), &[0x0301]));
    let file = write(&folder.path().join("a.pcap"), pcap(&connection.packets));
    look_at("a server name", &["observe", &file], &["table", "markdown", "json", "jsonl", "csv"]);
    look_at("a server name", &["observe", &file, "--explain", "4"], &[""]);
    let evidence = run(&["observe", &file, "--format", "jsonl"], b"").stdout;
    let evidence = write(&folder.path().join("a.jsonl"), evidence);
    look_at("a server name", &["simulate", "--evidence", &evidence], &PEOPLE);
}
