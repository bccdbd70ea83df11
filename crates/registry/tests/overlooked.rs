//! What was once overlooked: each of these files was called harmless, or was taken for something that nobody reads.

use cutover_registry::{CodePage, RegFile, Windows, audit};

const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

/// The findings above a note, as `line level code`.
fn found(lines: &str, windows: Option<&str>) -> Vec<String> {
    let text = format!("Windows Registry Editor Version 5.00\n\n{}\n", lines.replace("SCHANNEL:", SCHANNEL));
    let file = RegFile::read(text.into_bytes(), CodePage::WESTERN).unwrap();
    let findings = audit(&file, windows.map(|id| Windows::named(id).unwrap())).findings;
    let above = findings.iter().filter(|f| f.level.name() != "note");
    above.map(|f| format!("{} {} {}", f.line, f.level.name(), f.code)).collect()
}

#[test]
fn turning_tls_1_2_off_weakens() {
    let off = "[SCHANNEL:\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:0";
    // Updates have taken TLS 1.0 and 1.1 out of WinHTTP of Windows 10.
    assert_eq!(found(off, None), ["4 warning tls12-off", "4 warning components-left-on"]);
    assert_eq!(found(off, Some("server-2022")), ["4 warning tls12-off"]);
}

/// On Windows 7 TLS 1.1 and 1.2 are on request alone.
#[test]
fn nothing_is_left_for_programs_that_do_not_choose() {
    let off = "[SCHANNEL:\\Protocols\\SSL 3.0\\Client]\n\"Enabled\"=dword:0\n[SCHANNEL:\\Protocols\\TLS 1.0\\Client]\n\"Enabled\"=dword:0";
    assert_eq!(found(off, Some("7")), ["6 danger components-left", "6 warning components-left-empty"]);
    // .NET up to 4.5.2 chooses just these.
    assert_eq!(found(off, Some("10")), ["6 warning components-left-empty"]);
    let and_on = format!(
        "{off}\n[SCHANNEL:\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0"
    );
    assert_eq!(found(&and_on, Some("7")), ["6 danger components-left", "6 warning components-left-empty"]);
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
        let findings = audit(&file, Windows::named(windows)).findings;
        let left = findings.iter().filter(|finding| finding.code.starts_with("components-left"));
        let shown =
            left.map(|f| format!("{} {} {}", f.line, f.level.name(), f.argument("components").unwrap()));
        shown.collect::<Vec<_>>()
    };
    // The line that turned the last one off which is used unasked, not the one that turns another on.
    assert_eq!(components(&text, "7"), ["8 danger winhttp", "8 warning dotnet-2,dotnet-4"]);
    assert_eq!(components(&text, "11"), ["8 warning dotnet-2,dotnet-4"]);
    let mask = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp]\n\"DefaultSecureProtocols\"=dword:800\n";
    let halves = components(&format!("{text}{mask}"), "7");
    assert_eq!(halves, ["8 danger winhttp:32", "8 warning dotnet-2,dotnet-4"]);
    assert_eq!(components(&text, "vista")[0], "8 danger winhttp,wininet,schannel-client,dotnet-4.7");
}

/// A file for machines of today does not cry for those that are out of support, and says so all the same.
#[test]
fn without_a_windows_it_is_said_where_something_is_left_without() {
    let of = |version: &str, lines: &str| format!("[SCHANNEL:\\Protocols\\{version}\\Client]\n{lines}\n");
    let off = "\"Enabled\"=dword:0";
    let on = "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0";
    let usual = of("TLS 1.0", off) + &of("TLS 1.1", off) + &of("TLS 1.2", on);
    assert_eq!(found(&usual, None), Vec::<String>::new());
    let suites = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\n\"Functions\"=\"TLS_AES_256_GCM_SHA384\"\n";
    assert_eq!(found(suites, None), ["4 warning components-left-on", "4 warning tls12-left-without"]);
    let exchanges = ["PKCS", "ECDH", "Diffie-Hellman"]
        .map(|name| format!("[SCHANNEL:\\KeyExchangeAlgorithms\\{name}]\n\"Enabled\"=dword:0\n"))
        .concat();
    let everywhere = exchanges + &of("TLS 1.3", off);
    assert!(
        found(&everywhere, None).iter().any(|found| found.ends_with("danger components-left-everywhere"))
    );
}

#[test]
fn names_and_places() {
    let value = |rest: &str| found(&format!("[SCHANNEL:\\{rest}"), None);
    let dtls =
        "[SCHANNEL:\\Protocols\\DTLS 1.2\\Server]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n";
    assert_eq!(found(dtls, Some("7")), ["4 wrong version-unsupported"]);
    assert_eq!(found(dtls, Some("10")), Vec::<String>::new());
    for (rest, expected) in [
        ("Protocols\\DTLS 1.3\\Client]\n\"Enabled\"=dword:1", "3 wrong name-misspelt"),
        ("Ciphers\\Triple DES 168/168]\n\"Enabled\"=dword:0", "3 wrong name-before-vista"),
        ("Hashes\\RC4 128/128]\n\"Enabled\"=dword:0", "3 wrong other-list"),
        ("Protocols\\TLS 1.2\\Client\\Enabled]\n@=dword:1", "3 wrong value-as-key"),
        ("Protocols\\TLS 1.2 \\Client]\n\"Enabled\"=dword:1", "3 wrong name-blanks"),
        ("Messaging]\n\"MessageLimitServer\"=dword:0", "4 wrong out-of-range"),
        ("KeyExchangeAlgorithms\\PKCS]\n\"ClientMinKeyBitLength\"=dword:4096", "4 wrong bits-decimal"),
        ("KeyExchangeAlgorithms\\ECDH]\n\"ClientMinKeyBitLength\"=dword:400", "4 wrong no-such-curve"),
        (
            "KeyExchangeAlgorithms\\Diffie-Hellman]\n\"ServerMaxKeyBitLength\"=dword:400",
            "4 warning longest-is-short",
        ),
        ("KeyExchangeAlgorithms\\PKCS]\n\"ClientMinKeyBitLength\"=dword:c00", "4 warning longer-than-usual"),
        ("Protocols\\TLS 1.2\\Client] \"Enabled\"=dword:1", "3 wrong read-after-bracket"),
        ("Protocols\\TLS 1.2\\Client]\n'Enabled'=dword:1", "4 wrong line-wrong-quotes"),
    ] {
        assert_eq!(value(rest), [expected], "{rest}");
    }
    let lengths = "KeyExchangeAlgorithms\\PKCS]\n\"ClientMinKeyBitLength\"=dword:800\n\"ClientMaxKeyBitLength\"=dword:400";
    assert_eq!(value(lengths), ["5 danger no-length-left", "5 warning longest-is-short"]);
    // A word processor's quotation marks around the data.
    let quotes = found(
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome]\n\"SSLVersionMin\"=\u{201c}tls1.2\u{201d}",
        None,
    );
    assert!(quotes.contains(&"4 wrong line-wrong-quotes".to_owned()), "{quotes:?}");
}

/// What is lost need not be turned off by its name.
#[test]
fn what_suites_and_algorithms_take_away() {
    let suites = |list: &str| {
        format!(
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\n\"Functions\"=\"{list}\"\n"
        )
    };
    let codes = |lines: &str, windows| {
        let found = found(lines, windows);
        found.into_iter().filter(|found| !found.contains("note")).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(&suites("TLS_AES_256_GCM_SHA384"), Some("server-2022")),
        ["4 warning tls12-left-without"]
    );
    let both = "TLS_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    assert_eq!(codes(&suites(both), Some("server-2022")), Vec::<String>::new());
    let ciphers = ["AES 128/128", "AES 256/256"]
        .map(|name| format!("[SCHANNEL:\\Ciphers\\{name}]\n\"Enabled\"=dword:0\n"))
        .concat();
    assert_eq!(
        codes(&ciphers, Some("server-2022")),
        ["4 danger only-weak-left", "4 warning strong-algorithm-off", "6 warning strong-algorithm-off"]
    );
    let winhttp =
        "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    let mask = format!("[{winhttp}]\n\"DefaultSecureProtocols\"=dword:2000\n");
    assert!(found(&mask, Some("server-2022")).contains(&"4 warning mask-newest-only".to_owned()));
    assert_eq!(
        found("[SCHANNEL:]\n\"CertificateMappingMethods\"=dword:1f\n", None),
        ["4 warning weak-mapping"]
    );
    assert_eq!(found("[SCHANNEL:]\n\"CertificateMappingMethods\"=dword:18\n", None), Vec::<String>::new());
}

/// What hardens a machine is no harm, though it stands where harm stands.
#[test]
fn values_that_protect() {
    let logging = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ScriptBlockLogging]\n\"EnableScriptBlockLogging\"=dword:";
    assert!(found(&format!("{logging}1"), None).iter().all(|found| !found.contains("danger")));
    assert!(found(&format!("{logging}0"), None).iter().any(|found| found.contains("danger")));
}

#[test]
fn an_order_of_suites_has_commas_alone() {
    let of = |list: &str| {
        found(
            &format!(
                "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\n\
                 \"Functions\"=\"{list}\""
            ),
            Some("server-2012-r2"),
        )
    };
    let good = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P256,TLS_RSA_WITH_AES_128_CBC_SHA";
    assert_eq!(of(good), Vec::<String>::new());
    assert_eq!(of(&good.replace(',', ", ")), ["4 warning suites-blanks"]);
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

/// What is harmful and what Windows has by itself differ in the data.
#[test]
fn data_that_windows_has_by_itself_do_no_harm() {
    let lsa = |data: &str| format!("[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\n{data}");
    let wide = |parts: &[&str]| {
        let bytes: Vec<_> = parts
            .iter()
            .flat_map(|part| part.bytes().chain([0]))
            .chain([0])
            .map(|b| format!("{b:02x}"))
            .collect();
        bytes.join(",")
    };
    let packages = |parts: &[&str]| lsa(&format!("\"Authentication Packages\"=hex(7):{}", wide(parts)));
    assert!(found(&packages(&["msv1_0"]), None).is_empty());
    assert_eq!(found(&packages(&["msv1_0", "evil"]), None), ["4 danger system-dll"]);
    let connections = |flags: u8| {
        format!(
            "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections]\n\
             \"DefaultConnectionSettings\"=hex:46,00,00,00,05,00,00,00,{flags:02x},00,00,00"
        )
    };
    assert!(found(&connections(0x09), None).is_empty(), "detected by itself");
    assert_eq!(found(&connections(0x03), None), ["4 danger proxy"]);
    assert_eq!(found(&connections(0x05), None), ["4 danger proxy"], "a script that names one");
}

#[test]
fn names_of_other_programs() {
    let off = |key: &str| found(&format!("[SCHANNEL:\\{key}]\n\"Enabled\"=dword:0"), None);
    for key in ["Ciphers\\3DES", "Hashes\\SHA-256", "KeyExchangeAlgorithms\\DH", "KeyExchangeAlgorithms\\RSA"]
    {
        assert_eq!(off(key), ["3 wrong name-of-others"], "{key}");
    }
}

const ORDER: &str =
    r"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002]";

#[test]
fn lists_that_leave_hardly_anybody() {
    let suites = |suites: &str| found(&format!("{ORDER}\n\"Functions\"=\"{suites}\""), None);
    let rsa = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    let not_rsa = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    assert!(suites(rsa).is_empty());
    assert!(suites(&format!("{not_rsa},{rsa}")).is_empty());
    assert_eq!(suites(not_rsa), ["4 warning suites-not-for-rsa"]);
    let curves = |curves: &str| found(&format!("{ORDER}\n\"EccCurves\"=\"{curves}\""), Some("10"));
    assert!(curves("curve25519,NistP256").is_empty());
    assert_eq!(curves("NistP256,secp999"), ["4 wrong curve-unknown"]);
    assert_eq!(curves("x25519"), ["4 wrong curve-unknown", "4 warning no-curve-left"]);
    assert_eq!(found(&format!("{ORDER}\n\"EccCurves\"=\"NistP256\""), Some("7")), ["4 warning not-read-yet"]);
}

/// What .NET does with a number that is not documented is not known.
#[test]
fn numbers_of_dot_net() {
    let key =
        |tree: &str| format!("[HKEY_LOCAL_MACHINE\\SOFTWARE\\{tree}Microsoft\\.NETFramework\\v4.0.30319]");
    let both = |number: u32| {
        let value = format!("\"SchUseStrongCrypto\"=dword:{number}");
        found(&format!("{}\n{value}\n{}\n{value}", key(""), key("Wow6432Node\\")), None)
    };
    assert!(both(1).is_empty());
    assert_eq!(both(2), ["4 warning dotnet-number", "6 warning dotnet-number"]);
}
