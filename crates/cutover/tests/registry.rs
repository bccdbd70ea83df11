//! `cutover registry`, as a user runs it.

mod support;

use std::fmt::Write as _;

use serde_json::Value;
use support::{cutover, cutover_with, root};

const HANDMADE: &str = "crates/registry/tests/handmade";

#[test]
fn every_file_made_by_hand_gets_its_level_and_exit_code() {
    let text = std::fs::read_to_string(root().join(HANDMADE).join("expect.json")).unwrap();
    let expect: Value = serde_json::from_str(&text).unwrap();
    for (name, row) in expect.as_object().unwrap() {
        let file = format!("{HANDMADE}/{name}");
        let mut arguments = vec!["registry", "audit", &file, "--format", "json"];
        arguments.extend(row["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()));
        let ran = cutover(&arguments);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(report["level"], row["level"], "{name}");
        assert_eq!(ran.code, row["exit"].as_i64().map(|code| code as i32), "{name}");
        assert_eq!(ran.stderr, "", "{name}");
        for finding in report["findings"].as_array().unwrap() {
            let sentence = finding["message"].as_str().unwrap();
            assert!(!sentence.contains("finding-") && !sentence.contains('$'), "{name}: {sentence}");
        }
    }
}

#[test]
fn an_audit_reads_well() {
    let ran = cutover(&["registry", "audit", &format!("{HANDMADE}/67-evil-hidden-utf16.reg")]);
    insta::assert_snapshot!(ran.stdout);
    let file = format!("{HANDMADE}/02-win7-winhttp-a00-64only.reg");
    let ran = cutover(&["registry", "audit", &file, "--windows", "7", "--lang", "ja"]);
    insta::assert_snapshot!(ran.stdout);
    let ran = cutover(&["registry", "audit", &file, "--format", "markdown"]);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn a_hostile_name_stays_text() {
    let file = "REGEDIT4\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\n\"\u{1b}[2J<b>|\"=\"x\"\n";
    for format in ["table", "markdown"] {
        let ran = cutover_with(&["registry", "audit", "-", "--format", format], file.as_bytes());
        assert_eq!(ran.code, Some(1));
        assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
        assert!(format != "markdown" || !ran.stdout.contains("<b>"), "{}", ran.stdout);
    }
}

#[test]
fn what_cannot_be_read_is_one_clear_line() {
    let hive = "crates/registry/tests/hives/SYSTEM.hive";
    for (file, code) in [("no-such-file", 3), ("crates", 3), (hive, 3), ("examples/office365.pcapng", 3)] {
        let ran = cutover(&["registry", "audit", file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(code), ""), "{file}");
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    let ran = cutover(&["registry", "audit", hive, "--code-page", "17"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("1250 to 1258"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.md");
    let file = format!("{HANDMADE}/01-win7-winhttp-a00.reg");
    let arguments = ["registry", "audit", &file, "-o", out.to_str().unwrap()];
    assert_eq!(cutover(&arguments).code, Some(0));
    std::fs::write(&out, "mine").unwrap();
    let ran = cutover(&arguments);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
    assert_eq!(cutover(&[&arguments[..], &["--force"]].concat()).code, Some(0));
}

/// A folder that goes away by itself.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_mask_is_explained_bit_by_bit() {
    insta::assert_snapshot!(cutover(&["registry", "explain", "0xa00"]).stdout);
    insta::assert_snapshot!(cutover(&["registry", "explain", "dword:00002560", "--lang", "ja"]).stdout);
    let json: Value =
        serde_json::from_str(&cutover(&["registry", "explain", "0xc00", "-f", "json"]).stdout).unwrap();
    assert_eq!((&json["meant"], &json["unknown_bits"]), (&Value::from(0x800), &Value::from(0x400)));
}

#[test]
fn what_is_generated_is_explained_and_undone() {
    let folder = folder();
    let (file, before, undo) =
        (path(&folder, "new.reg"), path(&folder, "before.reg"), path(&folder, "undo.reg"));
    let generate = [
        "registry",
        "generate",
        "--windows",
        "7",
        "--component",
        "winhttp,schannel-client",
        "--protocols",
        "tls1.2",
        "-o",
        &file,
    ];
    let ran = cutover(&generate);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.stderr);
    let again = cutover(&generate);
    assert_eq!(again.code, Some(2), "a file that is there stays");

    insta::assert_snapshot!(
        cutover(&["registry", "explain", &file, "--windows", "7"]).stdout.replace(&file, "new.reg")
    );
    let markdown = cutover(&["registry", "explain", &file, "-f", "markdown", "--lang", "ja"]).stdout;
    assert!(markdown.starts_with("**") && markdown.contains("| --- |"), "{markdown}");

    let protocols = "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL";
    let settings = "Microsoft\\Windows\\CurrentVersion\\Internet Settings";
    std::fs::write(
        &before,
        format!(
            "REGEDIT4\r\n[HKEY_LOCAL_MACHINE\\{protocols}]\r\n\"EventLogging\"=dword:1\r\n\
             [HKEY_LOCAL_MACHINE\\{protocols}\\Protocols\\TLS 1.2\\Client]\r\n\"Enabled\"=dword:0\r\n"
        ),
    )
    .unwrap();
    let ran = cutover(&["registry", "undo", &file, "--from", &before]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "WinHttp was not exported");
    assert!(
        ran.stderr.contains("Internet Settings\\WinHttp") && ran.stderr.lines().count() == 1,
        "{}",
        ran.stderr
    );

    let mut text = std::fs::read_to_string(&before).unwrap();
    for tree in ["SOFTWARE", "SOFTWARE\\Wow6432Node"] {
        let _ = write!(text, "[HKEY_LOCAL_MACHINE\\{tree}\\{settings}]\r\n");
    }
    std::fs::write(&before, text).unwrap();
    let ran = cutover(&["registry", "undo", &file, "--from", &before, "-o", &undo]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let written = std::fs::read(&undo).unwrap();
    let units: Vec<u16> = written[2..].chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    let text = String::from_utf16(&units).unwrap().replace(&file, "new.reg").replace(&before, "before.reg");
    insta::assert_snapshot!(text.replace('\r', ""));

    let ran = cutover(&["registry", "diff", &before, &file, "--windows", "7", "--updates", "all"]);
    assert_eq!(ran.code, Some(0));
    insta::assert_snapshot!(ran.stdout.replace(&file, "new.reg").replace(&before, "before.reg"));
}

#[test]
fn what_cannot_work_is_refused_and_nothing_is_written() {
    let folder = folder();
    let file = path(&folder, "new.reg");
    for (windows, component, protocols) in [
        ("7", "winhttp", "tls1.3"),
        ("7", "winhttp", "0"),
        ("7", "schannel-client", "ssl3.0"),
        ("vista", "winhttp", "tls1.0"),
        ("10", "winhttp", "0xc00"),
        ("10", "winhttp", "tls9"),
    ] {
        let ran = cutover(&[
            "registry",
            "generate",
            "--windows",
            windows,
            "--component",
            component,
            "--protocols",
            protocols,
            "-o",
            &file,
        ]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{windows} {protocols}");
        assert!(ran.stderr.ends_with("\nFor help: cutover registry generate --help\n"), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}

#[test]
fn what_is_in_effect_is_read_from_hives_and_exports() {
    let hives =
        ["SYSTEM", "SOFTWARE", "NTUSER"].map(|name| format!("crates/registry/tests/hives/{name}.hive"));
    let mut arguments = vec!["registry", "effective"];
    arguments.extend(hives.iter().map(String::as_str));
    arguments.extend(["--windows", "7", "--updates", "KB3140245"]);
    insta::assert_snapshot!(cutover(&arguments).stdout);
    let japanese = cutover(&[&arguments[..], &["--lang", "ja", "--format", "markdown"]].concat());
    insta::assert_snapshot!(japanese.stdout);
    let evidence = cutover(&[&arguments[..], &["--format", "jsonl"]].concat()).stdout;
    let first: Value = serde_json::from_str(evidence.lines().next().unwrap()).unwrap();
    assert_eq!(first["kind"], "client-settings");
    assert_eq!(first["versions"]["TLS 1.2"], "on");
    assert_eq!(first["decided_by"]["TLS 1.2"]["value"], "DefaultSecureProtocols");
    assert_eq!(evidence.lines().count(), 13);

    // The same from the settings of one export
    let file = format!("{HANDMADE}/02-win7-winhttp-a00-64only.reg");
    let ran = cutover(&["registry", "effective", &file, "--windows", "7", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["results"][0]["versions"]["TLS 1.2"], "unknown", "it depends on an update");
    assert!(report["remarks"][0].as_str().unwrap().contains("KB3140245"));
}

#[test]
fn a_hive_that_cannot_be_read_is_one_clear_line() {
    let folder = folder();
    let (cut, dirty, deep) = (path(&folder, "cut"), path(&folder, "dirty"), path(&folder, "deep.reg"));
    let mut bytes = std::fs::read(root().join("crates/registry/tests/hives/SYSTEM.hive")).unwrap();
    std::fs::write(&cut, &bytes[..5000]).unwrap();
    bytes[4] += 1;
    let sum = bytes[..508].chunks(4).fold(0, |sum, word| sum ^ u32::from_le_bytes(word.try_into().unwrap()));
    bytes[508..512].copy_from_slice(&sum.to_le_bytes());
    std::fs::write(&dirty, &bytes).unwrap();
    std::fs::write(&deep, format!("REGEDIT4\n[HKEY_LOCAL_MACHINE{}]\n", "\\a".repeat(600))).unwrap();
    let out = path(&folder, "out");
    for file in [&cut, &dirty, &deep] {
        let ran = cutover(&["registry", "effective", file, "--windows", "7", "-o", &out]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{file}");
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        assert!(!std::path::Path::new(&out).exists());
    }
}

#[test]
fn a_script_and_preferences_are_written_for_those_who_need_them() {
    let with = |form: &str, component: &str| {
        cutover(&[
            "registry",
            "generate",
            "--windows",
            "server-2019",
            "--component",
            component,
            "--protocols",
            "0x800",
            "--as",
            form,
        ])
    };
    let script = with("powershell", "schannel-server").stdout;
    assert!(script.starts_with('\u{feff}') && script.contains("SupportsShouldProcess"), "{script}");
    let xml = with("gpp-xml", "schannel-server").stdout;
    assert!(xml.contains("hive=\"HKEY_LOCAL_MACHINE\"") && xml.contains("Computer Configuration"), "{xml}");
    assert!(with("gpp-xml", "wininet").stdout.contains("User Configuration"));
    assert_eq!(with("gpp-xml", "wininet,winhttp").code, Some(2));
}

#[test]
fn a_hive_differs_from_its_own_export_in_nothing() {
    let folder = folder();
    for (name, page) in [("SYSTEM", "1252"), ("SOFTWARE", "65001"), ("NTUSER", "932")] {
        let export = path(&folder, "export.reg");
        let hives = root().join("crates/registry/tests/hives");
        // hivexregedit's own spelling of REG_SZ
        let text = std::fs::read_to_string(hives.join(format!("{name}.hive.export.reg.txt"))).unwrap();
        std::fs::write(&export, text.replace("=str(1):\"", "=\"")).unwrap();
        let hive = hives.join(format!("{name}.hive"));
        let hive = hive.to_str().unwrap();
        let ran = cutover(&["registry", "diff", hive, &export, "--code-page", page, "--format", "json"]);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(
            (&report["settings"], &report["others"]),
            (&serde_json::json!([]), &serde_json::json!({}))
        );
    }
}

/// What cannot be read of an export would look as if it had not been there, and the way back would delete it.
#[test]
fn a_damaged_export_is_no_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let key =
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
    let change = format!("REGEDIT4\n\n{key}\\TLS 1.0\\Client]\n\"Enabled\"=dword:00000000\n");
    let whole = format!(
        "REGEDIT4\r\n\r\n{key}]\r\n\r\n{key}\\TLS 1.0\\Client]\r\n\"Enabled\"=dword:00000010\r\n\r\n"
    );
    std::fs::write(path("change.reg"), change).unwrap();
    let undo = |export: &[u8]| {
        std::fs::write(path("export.reg"), export).unwrap();
        let _ = std::fs::remove_file(path("undo.reg"));
        let (change, export, undo) = (path("change.reg"), path("export.reg"), path("undo.reg"));
        let ran = cutover(&["registry", "undo", &change, "--from", &export, "-o", &undo]);
        (ran.code, std::fs::exists(undo).unwrap(), ran.stderr.lines().count())
    };
    assert_eq!(undo(whole.as_bytes()), (Some(0), true, 0));
    let refused = (Some(3), false, 1);
    assert_eq!(undo(&whole.as_bytes()[..whole.len() - 5]), refused, "cut within the number");
    assert_eq!(undo(&whole.as_bytes()[..whole.len() - 40]), refused, "cut within the key");
    assert_eq!(
        undo(whole.replace("dword:00000010", "dword:0x10").as_bytes()),
        refused,
        "a line that is none"
    );
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(whole.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(undo(&wide[..wide.len() - 1]), refused, "half a letter");
}

#[test]
fn a_script_that_does_more_is_not_undone_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let export = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Key]\r\n\"v\"=dword:00000000\r\n";
    std::fs::write(path("export.reg"), export).unwrap();
    let undo = |name: &str, script: &str| {
        std::fs::write(path("change.cmd"), script).unwrap();
        let undo = path(name);
        let arguments = ["registry", "undo", &path("change.cmd"), "--from", &path("export.reg"), "-o", &undo];
        let ran = cutover(&arguments);
        (ran.code, std::fs::exists(undo).unwrap(), ran.stderr)
    };
    let add = "reg add HKLM\\SOFTWARE\\Key /v v /t REG_DWORD /d 1 /f\r\n";
    assert_eq!(undo("all.reg", add), (Some(0), true, String::new()));
    let (code, written, told) = undo("part.reg", &format!("{add}net stop w3svc\r\n"));
    assert_eq!((code, written), (Some(3), false));
    assert!(told.contains("line 2"), "{told}");
}

/// A generated script is read wholly: it can be audited, and undone as its header says.
#[test]
fn a_generated_script_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let request = ["registry", "generate", "--windows", "server-2019", "--component", "schannel-server"];
    let rest = ["--protocols", "tls1.2,dtls1.2", "--as", "powershell", "-o"];
    let script = path("change.ps1");
    for language in ["en", "ja"] {
        let ran = cutover(&[&request[..], &rest, &[&script, "--force", "--lang", language]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let audit = cutover(&["registry", "audit", "--windows", "server-2019", &script]);
        assert_eq!(audit.code, Some(0), "{}", audit.stdout);
        assert!(audit.stdout.contains("all of it was judged"), "{}", audit.stdout);
    }
    let schannel = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL";
    std::fs::write(path("before.reg"), format!("REGEDIT4\r\n\r\n[{schannel}]\r\n")).unwrap();
    let undo = path("undo.reg");
    let ran = cutover(&["registry", "undo", &script, "--from", &path("before.reg"), "-o", &undo]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let text = std::fs::read(undo).unwrap();
    let units: Vec<u16> = text.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).unwrap();
    assert!(text.contains("[-HKEY_LOCAL_MACHINE\\SYSTEM"), "{text}");
    // Without the Windows, less is said.
    let any = cutover(&["registry", "audit", &script]);
    assert!(any.stdout.contains("as far as that can be told without the Windows"), "{}", any.stdout);
    // Whatever is changed in it, it is no longer known what it does.
    let good = std::fs::read_to_string(&script).unwrap();
    let set = |rest: &str| format!("Set-Number '{schannel}\\Protocols\\TLS 1.2\\Client' {rest}\r\n");
    let first = good.lines().find(|line| line.starts_with("Set-Number")).unwrap();
    for changed in [
        good.clone() + "Remove-Item HKLM:\\x\r\n",
        good.clone() + &set("'Enabled' 0"),
        good.clone() + &set("'Enabled' -Number 0"),
        good.clone() + &set("'Enabled' 0x1 > C:\\Windows\\win.ini"),
        good.clone() + "Write-Output ('a\u{2019}); Remove-Item C:\\x -Recurse; (\u{2018}b' -f $changed)\r\n",
        good.replace("$script:changed++", "$script:changed++; Remove-Item C:\\x"),
        good.replace("throw '", "throw 'a\u{2019}; Remove-Item C:\\x; \u{2018}"),
        good.replace("#Requires", "<#\r\n#Requires"),
        good.replace("#Requires", "<#\r\n#Requires").replace(first, &format!("#>\r\n{first}")),
        good.replace(first, &format!("if ($false) {{\r\n{first}")) + "}\r\n",
    ] {
        assert_ne!(changed, good);
        std::fs::write(&script, &changed).unwrap();
        let again = path("again.reg");
        let ran =
            cutover(&["registry", "undo", &script, "--from", &path("before.reg"), "-o", &again, "--force"]);
        assert_eq!(ran.code, Some(3), "{changed}\n{}", ran.stderr);
        let audit = cutover(&["registry", "audit", "--windows", "server-2019", &script]);
        assert!(!audit.stdout.contains("all of it was judged"), "{changed}");
    }
}

#[test]
fn standard_input_cannot_be_both_files() {
    assert_eq!(cutover_with(&["registry", "diff", "-", "-"], b"REGEDIT4\n").code, Some(2));
}

const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

/// The best-known file of the web.
fn web_file() -> String {
    let side = |version: &str, numbers: [u8; 2]| {
        format!(
            "[{SCHANNEL}\\Protocols\\{version}\\Client]\r\n\"Enabled\"=dword:{:08}\r\n\"DisabledByDefault\"=dword:{:08}\r\n\r\n",
            numbers[0], numbers[1]
        )
    };
    format!(
        "Windows Registry Editor Version 5.00\r\n\r\n{}{}",
        side("TLS 1.0", [0, 1]),
        side("TLS 1.2", [1, 0])
    )
}

#[test]
fn what_is_left_decides_whether_a_file_is_harmless() {
    let audit = |arguments: &[&str]| {
        cutover_with(&[&["registry", "audit", "-"], arguments].concat(), web_file().as_bytes())
    };
    let on_7 = audit(&["--windows", "Windows 7"]);
    assert_eq!(on_7.code, Some(1));
    assert!(on_7.stdout.contains("WinHTTP") && on_7.stdout.contains("SSL 3.0"), "{}", on_7.stdout);
    assert!(on_7.stderr.contains("Windows 7 is taken for Windows 7 SP1 (7)."), "{}", on_7.stderr);
    let on_any = audit(&[]);
    assert_eq!(on_any.code, Some(0));
    insta::assert_snapshot!(on_any.stdout.lines().next().unwrap());
    insta::assert_snapshot!("depends_in_japanese", audit(&["--lang", "ja"]).stdout.lines().next().unwrap());
    let on_11 = audit(&["--windows", "11-23h2"]);
    assert_eq!(on_11.code, Some(0), "{}", on_11.stdout);
    let unknown = audit(&["--windows", "Windows 95"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("Windows 95 is no Windows that is known here"), "{}", unknown.stderr);
}

/// People have scripts and listings where we would like registry files.
#[test]
fn scripts_listings_and_preferences_are_read() {
    let key = SCHANNEL.replace("HKEY_LOCAL_MACHINE", "HKLM");
    let script = format!(
        "@echo off\r\nreg add \"{key}\\Protocols\\TLS 1.0\\Server\" ^\r\n  /v Enabled /t REG_DWORD /d 0 /f\r\nshutdown /r\r\n"
    );
    let listing = format!(
        "\r\n{SCHANNEL}\\Protocols\\TLS 1.0\\Server\r\n    Enabled    REG_DWORD    0x0\r\n\r\n検索の完了: 1 件一致しました。\r\n"
    );
    for (text, kind) in [(&script, "a script with reg lines"), (&listing, "what reg query prints")] {
        let audited = cutover_with(&["registry", "audit", "-"], text.as_bytes());
        assert!(audited.stdout.contains(kind), "{}{}", audited.stdout, audited.stderr);
        let effective = cutover_with(
            &["registry", "effective", "-", "--windows", "2022", "--format", "jsonl"],
            text.as_bytes(),
        );
        let server = effective.stdout.lines().find(|line| line.contains("schannel-server")).unwrap();
        assert!(server.contains(r#""TLS 1.0":"off""#), "{server}");
    }
    let audited = cutover_with(&["registry", "audit", "-"], script.as_bytes());
    assert!(audited.stdout.contains("Not judged: this does something other"), "{}", audited.stdout);
    assert!(!audited.stdout.contains("every line does what it says"), "{}", audited.stdout);
    let made = cutover(&[
        "registry",
        "generate",
        "--windows",
        "7",
        "--component",
        "winhttp",
        "--protocols",
        "tls1.2",
        "--as",
        "gpp-xml",
    ]);
    let read = cutover_with(
        &["registry", "audit", "-", "--windows", "7", "--format", "json"],
        made.stdout.as_bytes(),
    );
    assert!(read.stdout.contains("\"level\": \"none\""), "{}", read.stdout);
    let policy = cutover_with(&["registry", "audit", "-"], b"PReg\x01\0\0\0[\0");
    assert_eq!(policy.code, Some(3));
    assert!(policy.stderr.contains("Registry.pol"), "{}", policy.stderr);
}

#[test]
fn what_was_said_of_updates_settles_what_it_can() {
    let effective = |arguments: &[&str]| {
        let all = [&["registry", "effective", "-", "--windows", "server-2019"], arguments].concat();
        cutover_with(&all, b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n")
            .stdout
    };
    let winhttp = |text: &str| text.lines().find(|line| line.starts_with("WinHTTP")).unwrap().to_owned();
    let off = winhttp(&effective(&["--updates", "all"]));
    assert_eq!(winhttp(&effective(&["--build", "17763.3469"])), off);
    assert_eq!(winhttp(&effective(&["--updates", "2022-10-11"])), off);
    assert_ne!(winhttp(&effective(&["--updates", "17763.3406"])), off);
    let unknown = effective(&["--updates", "KB5999999 KB890830"]);
    assert!(unknown.contains("--build settles it (17763.3469 or newer has it)"), "{unknown}");
}
