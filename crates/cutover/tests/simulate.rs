//! `cutover simulate`, `clients` and `policy calendar`, as a user runs them.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use support::{EXAMPLE, Ran, command, cutover, root};

const HANDMADE: &str = "crates/registry/tests/handmade";
const SERVERS: &str = "crates/cutover/tests/simulate/servers.jsonl";

/// Runs the program with a folder for settings of its own.
fn with_settings(folder: &Path, arguments: &[&str]) -> Ran {
    let output: Output = settings_in(folder, arguments).output().unwrap();
    let text =
        |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(folder.to_str().unwrap(), "SETTINGS");
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn settings_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = command(arguments);
    command.env("XDG_CONFIG_HOME", folder);
    command
}

fn simulate(arguments: &[&str]) -> Ran {
    let none = tempfile::tempdir().unwrap();
    with_settings(none.path(), &[&["simulate"], arguments].concat())
}

fn results(ran: &Ran) -> Vec<Value> {
    let report: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr));
    report["results"].as_array().unwrap().clone()
}

#[test]
fn who_would_be_locked_out() {
    let ran = simulate(&[
        "--clients",
        "ie8-*,ie11-win7,winhttp-win7-*,mfp-ricoh-16s",
        "--policy",
        "m365-smtp-2025",
    ]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    insta::assert_snapshot!(ran.stdout);
    let ran = simulate(&["--clients", "ie8-win7,ie11-win7,exchange-2010,firefox-24", "--lang", "ja"]);
    insta::assert_snapshot!("in_japanese", ran.stdout);
    let ran = simulate(&[
        "--clients",
        "ie11-win7,safari-7",
        "--policy",
        "mozilla-intermediate-5.8",
        "--format",
        "markdown",
    ]);
    insta::assert_snapshot!("in_markdown", ran.stdout);
}

#[test]
fn policies_side_by_side() {
    let ran = simulate(&["--platform", "Windows 7", "--policy", "tls12-plus,tls13-only,pq-required,any"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn every_client_with_every_policy_has_a_verdict_a_reason_and_how_sure_it_is() {
    let ran = simulate(&["--policy", "*", "--format", "json"]);
    let results = results(&ran);
    assert!(results.len() >= 271 * 47);
    for row in &results {
        let verdict = row["verdict"].as_str().unwrap();
        assert!(["fits", "breaks", "unknown"].contains(&verdict), "{row}");
        assert!(
            !row["reason"].as_str().unwrap().is_empty() && !row["confidence"].as_str().unwrap().is_empty()
        );
        assert_eq!(row["remedy"].is_null(), verdict == "fits", "{row}");
        let sentence = row["remedy"].as_str().unwrap_or_default();
        assert!(!sentence.starts_with("remedy-") && !sentence.contains('$'), "{sentence}");
    }
}

#[test]
fn recorded_hellos_meet_the_next_policy() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence.jsonl");
    let evidence = evidence.to_str().unwrap();
    cutover(&["observe", EXAMPLE, "--format", "jsonl", "-o", evidence]);
    let ran = simulate(&["--evidence", evidence, "--policy", "tls13-only"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stdout);
    let ran = simulate(&["--evidence", evidence, "--policy", "any"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(ran.stdout.starts_with("All 7 clients get on under policy any"), "{}", ran.stdout);
    assert!(ran.stdout.contains("0 of 7 lost"), "{}", ran.stdout);
}

/// What a registry makes of a Windows is a client like any other.
#[test]
fn a_registry_is_a_client() {
    let of = |file: &str| {
        let file = format!("{HANDMADE}/{file}");
        let ran = simulate(&["--registry", &file, "--windows", "7", "--updates", "all", "--format", "json"]);
        let rows = results(&ran);
        let row = rows.iter().find(|row| row["client"] == "winhttp-64").unwrap().clone();
        (row["verdict"].as_str().unwrap().to_owned(), row["hello_of"].as_str().map(str::to_owned))
    };
    assert_eq!(of("01-win7-winhttp-a00.reg"), ("fits".into(), Some("ie11-win7".into())));
    assert_eq!(of("44-deletes.reg").0, "breaks", "Windows 7 as it is shipped");
    let ran = simulate(&["--registry", &format!("{HANDMADE}/01-win7-winhttp-a00.reg")]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    // What machines read is the same in every language.
    let file = format!("{HANDMADE}/01-win7-winhttp-a00.reg");
    let arguments = ["--registry", &file, "--windows", "10", "--format", "json", "--lang"];
    let in_english = simulate(&[&arguments[..], &["en"]].concat()).stdout;
    assert_eq!(simulate(&[&arguments[..], &["ja"]].concat()).stdout, in_english);
    assert!(in_english.contains("WinHTTP, 64-bit, Windows 10 1607 and newer"), "{in_english}");
    // The same, by way of evidence.
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("settings.jsonl");
    let evidence = evidence.to_str().unwrap();
    let file = format!("{HANDMADE}/01-win7-winhttp-a00.reg");
    let ran = cutover(&[
        "registry",
        "effective",
        &file,
        "--windows",
        "7",
        "--updates",
        "all",
        "--format",
        "jsonl",
        "-o",
        evidence,
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let rows = results(&simulate(&["--evidence", evidence, "--format", "json"]));
    assert!(rows.iter().any(|row| row["client"] == "winhttp-64" && row["verdict"] == "fits"));
    assert!(rows.iter().all(|row| row["client"] != "schannel-server"));
}

/// The other direction: which servers a client loses that allows TLS 1.2 only.
#[test]
fn servers_that_a_client_loses() {
    let ran = simulate(&["--clients", "winhttp-win7-800,ie8-win7", "--servers", SERVERS]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    insta::assert_snapshot!(ran.stdout);
    let rows =
        results(&simulate(&["--clients", "winhttp-win7-800", "--servers", SERVERS, "--format", "json"]));
    let of = |server: &str| {
        let row = rows.iter().find(|row| row["server"] == server).unwrap();
        (row["verdict"].as_str().unwrap(), row["reason"].as_str().unwrap())
    };
    assert_eq!(of("old.example.test:443"), ("breaks", "server-too-old"));
    assert_eq!(of("www.example.test:443"), ("breaks", "client-suites"), "GCM with an RSA certificate alone");
    assert_eq!(
        of("slow.example.test:443"),
        ("unknown", "server-versions-unknown"),
        "a timeout is no refusal"
    );
}

#[test]
fn a_day_decides_which_policy_is_meant() {
    let verdict = |day: &str| {
        let ran = simulate(&[
            "--clients",
            "outlook-2010-win7",
            "--policy",
            "m365-2020",
            "--on",
            day,
            "--format",
            "json",
        ]);
        results(&ran)[0]["policy"].as_str().unwrap().to_owned()
            + " "
            + results(&ran)[0]["verdict"].as_str().unwrap()
    };
    assert_eq!(verdict("2018-11-01"), "m365-pre-2020 fits", "after 31 October 2018 TLS 1.0 still worked");
    assert_eq!(verdict("2020-10-15"), "m365-2020 breaks");
    let ran = cutover(&["observe", EXAMPLE, "--policy", "m365-2020", "--on", "2018-11-01"]);
    assert!(ran.stdout.contains("under policy m365-pre-2020"), "{}", ran.stdout);
    let ran = simulate(&["--policy", "exo-smtpauth-2022", "--on", "2020-01-01"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(2), 2), "{}", ran.stderr);
}

#[test]
fn the_calendar_tells_why_tls_1_0_still_worked() {
    insta::assert_snapshot!(cutover(&["policy", "calendar", "m365-pre-2020", "m365-2020"]).stdout);
    insta::assert_snapshot!(
        "calendar_in_japanese",
        cutover(&["policy", "calendar", "m365-2020", "--lang", "ja"]).stdout
    );
    let all: Value =
        serde_json::from_str(&cutover(&["policy", "calendar", "--format", "json"]).stdout).unwrap();
    let kinds: Vec<_> = all.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    for kind in ["announced", "withdrawn", "halted", "unsupported", "refused", "recommended"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    let ran = cutover(&["policy", "calendar", "--on", "2018-11-01"]);
    assert!(ran.stdout.contains("m365-pre-2020") && !ran.stdout.contains("m365-2020 "), "{}", ran.stdout);
    let ran = cutover(&["policy", "calendar", "m365-*", "--on", "2018-11-01", "--format", "markdown"]);
    insta::assert_snapshot!("in_force_markdown", ran.stdout);
    let ran = cutover(&["policy", "calendar", "ipa*", "--on", "2026-01-01", "--lang", "ja"]);
    assert!(ran.stdout.contains("推奨セキュリティ型") && !ran.stdout.contains("guideline"), "{}", ran.stdout);
}

/// What is still to come, for a team's own calendar, in its language; a month without a day is the whole of it.
#[test]
fn the_calendar_goes_into_a_calendar_program() {
    let of = |language: &str| {
        cutover(&["policy", "calendar", "exo-pop-imap-legacy", "--format", "ics", "--lang", language]).stdout
    };
    insta::assert_snapshot!("calendar_for_a_program", of("en").replace("\r\n", "\n"));
    assert!(of("ja").contains("SUMMARY") && of("ja").lines().all(|line| line.len() <= 75), "{}", of("ja"));
    let from = |day: &str| cutover(&["policy", "calendar", "--from", day, "--format", "json"]).stdout;
    let dates: Value = serde_json::from_str(&from("2030-01-01")).unwrap();
    let dates: Vec<_> = dates.as_array().unwrap().iter().map(|entry| entry["on"].as_str().unwrap()).collect();
    assert!(dates.len() > 10 && dates.is_sorted() && dates.iter().all(|on| *on >= "2030"), "{dates:?}");
    let ran = cutover(&["policy", "calendar", "--from", "2099-01-01"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Nothing is known of that time.\n"));
    assert_eq!(cutover(&["policy", "calendar", "--from", "soon"]).code, Some(2));
    assert_eq!(cutover(&["policy", "calendar", "--on", "2026-01-01", "--format", "ics"]).code, Some(2));
}

#[test]
fn a_client_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| with_settings(folder.path(), arguments);
    let add = ["clients", "add", "--from", EXAMPLE, "--client", "127.10.0.12", "--id", "old-printer"];
    let added = run(&[&add[..], &["--name", "Printer <2nd floor>"]].concat());
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    insta::assert_snapshot!(added.stdout);
    insta::assert_snapshot!(
        "client_file",
        fs::read_to_string(folder.path().join("cutover/clients/old-printer.toml")).unwrap()
    );
    assert_eq!(run(&add).code, Some(2), "it is there already");
    assert_eq!(run(&[&add[..], &["--force"]].concat()).code, Some(0));
    let shown = run(&["clients", "show", "old-printer"]).stdout;
    assert!(shown.contains("Added by you: yes"), "{shown}");
    let listed = run(&["clients", "list", "old*"]).stdout;
    assert!(listed.contains("Yours") && listed.contains("old-printer"), "{listed}");
    let ran = run(&["simulate", "--clients", "old-printer", "--format", "json"]);
    let row = &results(&ran)[0];
    assert_eq!((row["verdict"].as_str(), row["local"].as_bool()), (Some("breaks"), Some(true)));
    // A broken file is told with its line, and the rest goes on.
    fs::write(folder.path().join("cutover/clients/broken.toml"), "[[client]]\nid = \"x\"\n").unwrap();
    let ran = run(&["clients", "list", "ie11-win7"]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.stderr.contains("SETTINGS/cutover/clients/broken.toml: line 1: name is missing"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("ie11-win7"));
}

/// Other entries are judged by the hello of a built-in one: nobody's own client takes its place.
#[test]
fn a_client_of_ones_own_changes_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| with_settings(folder.path(), arguments);
    let ran = run(&["clients", "add", "--from", EXAMPLE, "--client", "127.10.0.15", "--id", "ie11-win7"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(2), 2), "{}", ran.stderr);
    fs::create_dir_all(folder.path().join("cutover/clients")).unwrap();
    let text = fs::read_to_string(root().join("data/clients/edge.toml"))
        .unwrap()
        .replace("\"edge12\"", "\"ie11-win7\"");
    fs::write(folder.path().join("cutover/clients/mine.toml"), text).unwrap();
    let ran = run(&["clients", "show", "ie11-win7"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("line 4: there is a client ie11-win7 already"), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("ie11-win7 – Internet Explorer 11 on Windows 7"), "{}", ran.stdout);
}

#[test]
fn what_a_service_takes_and_no_longer_supports_is_said() {
    let ran = simulate(&["--policy", "m365-2020", "--on", "2018-11-01", "--clients", "outlook-2010-win7"]);
    assert!(ran.stdout.contains("were no longer supported from 2018-10-31 on"), "{}", ran.stdout);
    let ran = simulate(&["--policy", "browsers-2020", "--clients", "ie8-win7"]);
    assert!(ran.stdout.contains("is a rule for clients, not for servers"), "{}", ran.stdout);
    let ran = simulate(&["--policy", "*", "--on", "2019-01-01", "--clients", "ie8-win7"]);
    assert!(ran.stdout.contains("were not in force on 2019-01-01 and are left out"), "{}", ran.stdout);
}

#[test]
fn a_hostile_server_name_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("servers.jsonl");
    let line = |target: &str| {
        let target = serde_json::to_string(target).unwrap();
        format!("{{\"kind\":\"server-answer\",\"schema_version\":1,\"target\":{target},\"versions\":{{}}}}\n")
    };
    fs::write(&path, line("evil\u{1b}[31m|<b>`\u{202e}") + &line("b")).unwrap();
    for format in ["table", "markdown"] {
        let ran =
            simulate(&["--servers", path.to_str().unwrap(), "--clients", "ie8-win7", "--format", format]);
        assert!(!ran.stdout.contains('\u{1b}') && !ran.stdout.contains('\u{202e}'), "{}", ran.stdout);
        assert!(format == "table" || !ran.stdout.contains("<b>"), "{}", ran.stdout);
    }
}

#[test]
fn mistakes_are_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = String::new();
    for arguments in [
        &["simulate", "--clients", "ie11-win8"][..],
        &["simulate", "--clients", "zz*"],
        &["simulate", "--policy", "zz*"],
        &["simulate", "--certificate", "dsa"],
        &["simulate", "--on", "2018-02-30"],
        &["simulate", "--on", "2020-10"],
        &["simulate", "--platform", ""],
        &["simulate", "--servers", "no-such-file"],
        &["simulate", "--evidence", EXAMPLE],
        &["simulate", "--evidence", SERVERS],
        &["clients", "show", "ie12"],
        &["clients", "add", "--from", EXAMPLE, "--client", "127.10.0.99"],
        &["clients", "add", "--from", EXAMPLE, "--client", "printer"],
        &["clients", "add", "--from", EXAMPLE, "--client", "127.10.0.12", "--id", "../x"],
        &["clients", "add", "--from", "no-such-file", "--client", "127.10.0.12"],
    ] {
        let ran = with_settings(folder.path(), arguments);
        told.extend(["$ cutover ", &arguments.join(" "), "\n", &ran.stderr]);
        told.extend(["exit code ", &ran.code.unwrap().to_string(), "\n\n"]);
    }
    insta::assert_snapshot!(told);
    assert!(!folder.path().join("cutover").exists(), "nothing was written");
    assert!(root().join(SERVERS).exists());
}

/// A client that came again with less is its best attempt, as long as that one is there to be simulated.
#[test]
fn a_retry_is_passed_over_only_where_the_attempt_that_it_repeats_is_there() {
    use cutover_testkit::{Connection, From, RST, client_hello, pcap, server_hello, with_random};
    let mut first = Connection::open_from(50_000, 1000);
    first.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), 1));
    first.flags(From::Server, RST);
    let mut second = Connection::open_from(50_001, 1000);
    second.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0301]), 2));
    second.send(From::Server, &server_hello(0x0301, 0x2f));
    let packets = [first.packets, second.packets].concat();
    let evidence = support::cutover_with(&["observe", "-", "--format", "jsonl"], &pcap(&packets)).stdout;
    let (attempt, retry) = evidence.split_once('\n').unwrap();
    assert!(!attempt.contains("\"retry_of\":4") && retry.contains("\"retry_of\":4"), "{evidence}");
    let folder = tempfile::tempdir().unwrap();
    let count = |evidence: &str| {
        let path = folder.path().join("evidence.jsonl");
        fs::write(&path, evidence).unwrap();
        let ran = simulate(&["--evidence", path.to_str().unwrap(), "-p", "tls12-plus", "-f", "json"]);
        results(&ran).iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(count(&evidence), ["fits"]);
    assert_eq!(count(retry), ["breaks"]);
}

/// What helps a machine is one command, and it helps.
#[test]
fn the_command_that_is_proposed_helps_the_whole_machine() {
    let folder = tempfile::tempdir().unwrap();
    let off = folder.path().join("off.reg");
    fs::write(
        &off,
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\\
         SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Client]\r\n\"Enabled\"=dword:00000000\r\n",
    )
    .unwrap();
    let off = off.to_str().unwrap();
    let common = ["--windows", "7", "--updates", "all", "--policy", "tls12-plus", "--format", "json"];
    let ran = simulate(&[&["--registry", off], &common[..]].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let mut commands: Vec<String> =
        results(&ran).iter().filter_map(|row| Some(row["remedy"].as_str()?.to_owned())).collect();
    commands.dedup();
    let [remedy] = &commands[..] else { panic!("{commands:?}") };
    let (_, command) = remedy.split_once(": cutover ").unwrap();
    assert!(!command.contains("--only"), "{command}");
    let output = settings_in(folder.path(), &command.split(' ').collect::<Vec<_>>())
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = folder.path().join(command.rsplit(' ').next().unwrap());
    let both = ["--registry", off, file.to_str().unwrap()];
    assert_eq!(simulate(&[&both, &common[..]].concat()).code, Some(0));
    assert_eq!(cutover(&["registry", "audit", "--windows", "7", file.to_str().unwrap()]).code, Some(0));
}

/// Each command that stands behind a remedy runs as it is, for the Windows of the client.
#[test]
fn the_commands_of_remedies_can_be_run() {
    let folder = tempfile::tempdir().unwrap();
    let ran = simulate(&["--policy", "tls12-plus", "--format", "json"]);
    let mut commands = std::collections::BTreeSet::new();
    for row in results(&ran) {
        for remedy in row["remedies"].as_array().into_iter().flatten() {
            let Some((_, command)) = remedy.as_str().unwrap().split_once("(cutover ") else { continue };
            commands.insert(command.trim_end_matches(')').to_owned());
        }
    }
    assert!(commands.len() > 3, "{commands:?}");
    for command in commands {
        // Of what runs on any Windows, none is named.
        let (command, rest) = command.split_once("; ").unwrap_or((&command, ""));
        assert_eq!(command.contains("WINDOWS"), !rest.is_empty(), "{command}");
        let command = command.replace("WINDOWS", "8.1");
        let output = settings_in(folder.path(), &command.split(' ').collect::<Vec<_>>())
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// What a policy or an order of suites decides, no command changes; what decides is named instead.
#[test]
fn where_no_command_helps_the_setting_that_decides_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let remedies = |lines: &str| {
        let file = folder.path().join("x.reg");
        fs::write(&file, format!("Windows Registry Editor Version 5.00\r\n\r\n{lines}")).unwrap();
        let file = file.to_str().unwrap();
        let ran = simulate(&[
            "--registry",
            file,
            "--windows",
            "server-2019",
            "--policy",
            "tls12-plus",
            "--format",
            "json",
        ]);
        let rows = results(&ran);
        rows.iter()
            .filter_map(|row| Some(format!("{}: {}", row["client"].as_str()?, row["remedy"].as_str()?)))
            .collect::<Vec<_>>()
    };
    let suites = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\r\n\
                  \"Functions\"=\"TLS_AES_256_GCM_SHA384\"\r\n";
    let told = remedies(suites);
    assert!(told.len() == 12 && told.iter().all(|remedy| remedy.contains(": Functions in ")), "{told:#?}");
    let policy = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\r\n\
                  \"SecureProtocols\"=dword:00000080\r\n";
    let off = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client]\r\n\
               \"Enabled\"=dword:00000000\r\n";
    let told = remedies(&format!("{policy}{off}"));
    let of = |client: &str| told.iter().find(|remedy| remedy.starts_with(client)).unwrap();
    assert!(
        of("wininet").contains(": SecureProtocols in HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies"),
        "{told:#?}"
    );
    // WinHTTP is helped where Schannel is.
    assert!(of("winhttp-64").contains("--component winhttp,schannel-client,dotnet "), "{told:#?}");
}
