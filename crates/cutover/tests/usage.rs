//! How the program is called, and what it says when it is called wrongly.

mod support;

use std::fs;

use support::{EXAMPLE, cutover};

#[test]
fn mistakes_are_told_with_the_nearest_that_would_be_right() {
    let mut told = String::new();
    for arguments in [
        &["observe", EXAMPLE, "--polcy", "x"][..],
        &["observ"],
        &["observe"],
        &["observe", EXAMPLE, "--format", "jsno"],
        &["observe", EXAMPLE, "--format"],
        &["observe", EXAMPLE, "--explain", "x"],
        &["observe", EXAMPLE, "--explain", "15"],
        &["observe", "examples", "--explain", "70"],
        &["observe", EXAMPLE, "--policy", "tls12plus"],
        &["observe", EXAMPLE, "--policy", "./no-such.toml"],
        &["policy"],
        &["policy", "show", "m365"],
        &["policy", "list", "m365"],
        &["policy", "check", "examples"],
        &["observe", EXAMPLE, "--explain", "4", "--format", "json"],
        &["simulate", "--clients", "ie8-win7", "--windows", "7"],
        &["gate", "--upstream", "127.0.0.1:443"],
    ] {
        let ran = cutover(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        if ran.stderr.contains("Usage:") {
            continue;
        }
        told.extend(["$ cutover ", &arguments.join(" "), "\n", &ran.stderr, "\n"]);
    }
    insta::assert_snapshot!(told);
    insta::assert_snapshot!("mistake_in_japanese", cutover(&["observe", "--lang=ja", "--polcy", "x"]).stderr);
}

#[test]
fn help() {
    insta::assert_snapshot!("help", cutover(&["--help"]).stdout);
    insta::assert_snapshot!("help_observe", cutover(&["observe", "--help"]).stdout);
    insta::assert_snapshot!(
        "help_observe_in_japanese",
        cutover(&["observe", "--help", "--lang", "ja"]).stdout
    );
    assert_eq!(cutover(&["--version"]).stdout, concat!("cutover ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn the_language_comes_from_the_environment() {
    let ran = |name: &str, value: &str| {
        let output =
            support::command(&["policy", "list"]).env_remove("LC_ALL").env(name, value).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(ran("LC_ALL", "ja_JP.UTF-8").starts_with("ポリシー"));
    assert!(ran("LC_MESSAGES", "ja_JP.UTF-8").starts_with("ポリシー"));
    assert!(ran("LANG", "ja_JP.UTF-8").starts_with("ポリシー"));
    assert!(ran("LANG", "de_DE.UTF-8").starts_with("Policy"));
}

#[test]
fn policies_are_listed_and_shown() {
    let list = cutover(&["policy", "list"]);
    assert_eq!((list.code, list.stdout.lines().count()), (Some(0), 64));
    insta::assert_snapshot!("policy_show", cutover(&["policy", "show", "m365-2020"]).stdout);
    let json = cutover(&["policy", "show", "m365-2020", "--format", "json"]).stdout;
    assert!(json.contains("\"refused_from\": \"2020-10-15\""), "{json}");
}

#[test]
fn a_policy_of_ones_own_works_and_a_wrong_one_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let good = "id = \"mine\"\nname = \"Ours\"\nside = \"server\"\nversions = [\"TLS 1.2\", \"TLS 1.3\"]\nsource = \"me\"\nconfidence = \"own\"\n";
    let check = |text: &str| {
        fs::write(&path, text).unwrap();
        let ran = cutover(&["policy", "check", path.to_str().unwrap()]);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        (ran.code, said.replace(folder.path().to_str().unwrap(), "FOLDER"))
    };
    assert_eq!(
        check(good),
        (Some(0), "FOLDER/mine.toml: a good policy: mine (Ours) allows TLS 1.2, TLS 1.3.\n".into())
    );
    let ran = cutover(&["observe", EXAMPLE, "--policy", path.to_str().unwrap()]);
    assert!(ran.stdout.starts_with("5 of 7 clients break under policy mine (Ours)."), "{}", ran.stdout);
    let mut told = String::new();
    for wrong in [
        good.replace("versions", "version"),
        good.replace("TLS 1.2", "TLS1.2"),
        good.replace("\"server\"", "\"sever\""),
        good.replace("\"own\"", "\"vendor-docs\""),
        good.replace("source = \"me\"\n", ""),
        format!("{good}[suites]\nallowed = [\"TLS_RSA_WITH_AES_128_GCM_SHA265\"]\n"),
        format!("{good}[groups]\nallowed = [\"X25519\"]\n"),
        format!("{good}refused_from = \"31.12.2026\"\n"),
        "id = ".into(),
    ] {
        let (code, said) = check(&wrong);
        assert_eq!(code, Some(2), "{wrong}");
        told.push_str(&said);
    }
    insta::assert_snapshot!(told);
    // Whoever wrote the policy has no say about the terminal.
    let hostile = good.replace("Ours", "a\\u001b[31mb").replace("\"me\"", "\"\\u001b[2J\"");
    let hostile = format!("{hostile}not_judged = [\"\\u001b[3J\"]\n");
    fs::write(&path, hostile.replace("\"own\"", "\"secondary\"")).unwrap();
    for more in [&[][..], &["--explain", "4"], &["--format", "markdown"]] {
        let ran = cutover(&[&["observe", EXAMPLE, "--policy", path.to_str().unwrap()], more].concat());
        assert!(
            ran.stdout.contains("mine") && !ran.stdout.contains('\u{1b}'),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

#[test]
fn what_is_too_much_is_said_as_such() {
    for (arguments, said) in [
        (
            &["scan", "x", "--tries", "1000"][..],
            "1000 is no value for --tries <N>; a whole number from 1 to 100 is wanted.",
        ),
        (&["registry", "diff", "a", "a", "a"], "There are more of <FILE> <FILE> than are wanted."),
        (&["observe", "x", "--format", "json", "--format", "csv"], "--format <FORMAT> is given twice."),
        (&["verify", "x", "--policy", ""], "--policy POLICY needs a value."),
        (&["simulate", "--clients", ""], "--clients CLIENT,… needs a value."),
    ] {
        let ran = cutover(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert_eq!(ran.stderr.lines().next(), Some(format!("error: {said}").as_str()), "{arguments:?}");
        assert!(ran.stdout.is_empty(), "{arguments:?}");
    }
    // Only scan answers a monitor.
    let ran = cutover(&["policy", "show", "nope", "--nagios"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
}
