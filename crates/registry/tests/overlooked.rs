//! What was once overlooked: each of these files was called harmless, or was taken for something that nobody reads.

use cutover_registry::{CodePage, RegFile, Windows, audit};

const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

/// The findings above a note, as `line level code`.
fn found(lines: &str, windows: Option<&str>) -> Vec<String> {
    let text = format!("Windows Registry Editor Version 5.00\n\n{}\n", lines.replace("SCHANNEL:", SCHANNEL));
    let file = RegFile::read(text.into_bytes(), CodePage::WESTERN).unwrap();
    let findings = audit(&file, windows.map(|id| Windows::named(id).unwrap()));
    let above = findings.iter().filter(|f| f.level.name() != "note");
    above.map(|f| format!("{} {} {}", f.line, f.level.name(), f.code)).collect()
}

#[test]
fn turning_tls_1_2_off_weakens() {
    let off = "[SCHANNEL:\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:0";
    assert_eq!(found(off, None), ["4 warning tls12-off"]);
    assert_eq!(found(off, Some("server-2022")), ["4 warning tls12-off"]);
}

/// On Windows 7 TLS 1.1 and 1.2 are on request alone.
#[test]
fn nothing_is_left_for_programs_that_do_not_choose() {
    let off = "[SCHANNEL:\\Protocols\\SSL 3.0\\Client]\n\"Enabled\"=dword:0\n[SCHANNEL:\\Protocols\\TLS 1.0\\Client]\n\"Enabled\"=dword:0";
    assert_eq!(found(off, Some("7")), ["6 warning nothing-by-default"]);
    // .NET up to 4.5.2 chooses just these.
    assert_eq!(found(off, Some("10")), ["6 warning components-left-empty"]);
    let and_on = format!(
        "{off}\n[SCHANNEL:\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0"
    );
    assert_eq!(found(&and_on, Some("7")), ["6 warning components-left-empty"]);
}

/// WinHTTP of Windows 7 has SSL 3.0 and TLS 1.0 in its mask, whatever Schannel has besides.
#[test]
fn a_component_with_a_choice_of_its_own_is_left_with_nothing() {
    let off = ["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1"]
        .map(|version| format!("[SCHANNEL:\\Protocols\\{version}\\Client]\n\"Enabled\"=dword:0\n"))
        .concat();
    let on = "[SCHANNEL:\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n";
    let text = format!("Windows Registry Editor Version 5.00\n\n{off}{on}").replace("SCHANNEL:", SCHANNEL);
    let components = |text: &str, windows| {
        let file = RegFile::read(text.as_bytes().to_vec(), CodePage::WESTERN).unwrap();
        let findings = audit(&file, Windows::named(windows));
        let left = findings.iter().find(|finding| finding.code == "components-left-empty");
        left.map(|finding| (finding.line, finding.argument("components").unwrap_or_default().to_owned()))
    };
    // The line that turned the last one off which is used unasked, not the one that turns another on.
    assert_eq!(components(&text, "7"), Some((8, "winhttp,dotnet-2,dotnet-4".to_owned())));
    assert_eq!(components(&text, "11"), Some((8, "dotnet-2,dotnet-4".to_owned())));
    let mask = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp]\n\"DefaultSecureProtocols\"=dword:800\n";
    let halves = components(&format!("{text}{mask}"), "7");
    assert_eq!(halves, Some((8, "winhttp:32,dotnet-2,dotnet-4".to_owned())));
    // Vista has no TLS 1.2 that it could be given.
    assert_eq!(components(&text, "vista"), None);
}

#[test]
fn weak_keys_and_strong_algorithms() {
    let key = |rest: &str| format!("[SCHANNEL:\\{rest}");
    assert_eq!(
        found(&key("KeyExchangeAlgorithms\\Diffie-Hellman]\n\"ClientMinKeyBitLength\"=dword:200"), None),
        ["4 warning short-keys"]
    );
    assert_eq!(
        found(&key("KeyExchangeAlgorithms\\ECDH]\n\"Enabled\"=dword:0"), None),
        ["4 warning strong-algorithm-off"]
    );
    assert_eq!(
        found(&key("Ciphers\\AES 128/128]\n\"Enabled\"=dword:0"), None),
        ["4 warning strong-algorithm-off"]
    );
    assert_eq!(
        found(&key("Protocols\\PCT 1.0\\Client]\n\"Enabled\"=dword:1"), None),
        ["4 danger broken-cipher-on"]
    );
}

#[test]
fn harm_beyond_tls() {
    for (lines, code) in [
        ("[HKEY_CURRENT_USER\\Software\\Classes\\.exe]\n@=\"evil\"", "class-hijack"),
        ("[HKEY_USERS\\S-1-5-21-1_Classes\\CLSID\\{0}\\InprocServer32]\n@=\"evil.dll\"", "class-hijack"),
        (
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug]\n\"Debugger\"=\"x\"",
            "autostart",
        ),
        ("[HKEY_LOCAL_MACHINE\\SYSTEM\\Setup]\n\"CmdLine\"=\"x\"", "autostart"),
        (
            "[HKEY_CURRENT_USER\\Software\\Policies\\Microsoft\\Windows\\Installer]\n\"AlwaysInstallElevated\"=dword:1",
            "elevation",
        ),
        ("[HKEY_CURRENT_USER\\Environment]\n\"HTTPS_PROXY\"=\"http://evil\"", "proxy"),
        ("[HKEY_CURRENT_USER\\Environment]\n\"SSL_CERT_FILE\"=\"x\"", "certificates"),
        // Windows passes over doubled backslashes, and so must we.
        (
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run]\n\"a\"=\"x\"",
            "autostart",
        ),
    ] {
        let found = found(lines, None);
        assert!(found.contains(&format!("4 danger {code}")), "{lines}: {found:?}");
    }
    for key in [
        "HKEY_CLASSES_ROOT\\exefile",
        "HKEY_CLASSES_ROOT\\.exe",
        "HKEY_LOCAL_MACHINE\\SYSTEM\\MountedDevices",
        "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Class",
        "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\\\SecurityProviders\\\\SCHANNEL",
    ] {
        let found = found(&format!("[-{key}]"), None);
        assert!(found.iter().any(|finding| finding.starts_with("3 danger")), "{key}: {found:?}");
    }
}

/// There is one SYSTEM, and one Internet Settings of a user, for programs of 32 and of 64 bits.
#[test]
fn keys_that_nobody_reads() {
    let enabled = "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0";
    for (key, value, code) in [
        (
            r"HKEY_LOCAL_MACHINE\SYSTEM\Wow6432Node\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client",
            enabled,
            "wrong-tree",
        ),
        (
            r"HKEY_CURRENT_USER\Software\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings",
            "\"SecureProtocols\"=dword:a80",
            "wrong-tree",
        ),
        (
            r"HKEY_LOCAL_MACHINE\SOFTWARE\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client",
            enabled,
            "misplaced-key",
        ),
    ] {
        assert_eq!(found(&format!("[{key}]\n{value}"), None), [format!("3 wrong {code}")], "{key}");
    }
}
