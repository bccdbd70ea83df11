//! What is in effect, state by state.

use std::fmt::Write as _;

use cutover_registry::{
    CodePage, EffectiveRemark, RegFile, State, StatedUpdates, Updates, Windows, effective,
};

const PROTOCOLS: &str =
    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
const WINHTTP: &str =
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";

fn state(text: &str) -> State {
    State::of(&RegFile::read(format!("REGEDIT4\n{text}").into(), CodePage::WESTERN).unwrap())
}

/// One line a component: the states of SSL 2.0 to TLS 1.3 in letters (`+` on, `r` on request, `-` off, `?` unknown).
fn shown(text: &str, windows: &str, updates: &Updates) -> String {
    let effective = effective(&state(text), Windows::named(windows).unwrap(), updates, "registry:test");
    let mut out = String::new();
    for record in effective.settings {
        let states: String = record.versions.iter().map(|(_, s)| ["+", "r", "-", "?"][*s as usize]).collect();
        let bits = record.bits.map(|bits| format!(" {bits}")).unwrap_or_default();
        let _ = write!(out, "{states} {}{bits} ({})", record.component, record.confidence);
        for (version, by) in record.decided_by {
            let _ = write!(out, " {version}←{}:{}", by.value, by.line.unwrap_or(0));
        }
        out.push('\n');
    }
    for remark in effective.remarks {
        let _ = writeln!(out, "{remark:?}");
    }
    out
}

#[test]
fn a_fresh_windows_7() {
    insta::assert_snapshot!(shown("", "7", &Updates::All));
}

#[test]
fn what_depends_on_an_update_is_unknown_until_it_is_said() {
    let text = format!("[{WINHTTP}]\n\"DefaultSecureProtocols\"=dword:a00\n");
    insta::assert_snapshot!(shown(&text, "7", &Updates::NotSaid));
    assert!(shown(&text, "7", &Updates::parse("KB3140245").unwrap()).starts_with("rrr++- winhttp 64"));
    assert!(shown(&text, "7", &Updates::parse("none").unwrap()).starts_with("r++rr- winhttp 64"));
}

#[test]
fn schannel_beats_every_mask_and_a_mask_beats_disabled_by_default() {
    let text = format!(
        "[{PROTOCOLS}\\TLS 1.0\\Client]\n\"Enabled\"=dword:0\n\
         [{PROTOCOLS}\\TLS 1.1\\Client]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:1\n\
         [{WINHTTP}]\n\"DefaultSecureProtocols\"=dword:a80\n"
    );
    insta::assert_snapshot!(shown(&text, "8.1", &Updates::All));
}

#[test]
fn schannel_over_udp() {
    let text =
        format!("[{PROTOCOLS}\\DTLS 1.0\\Server]\n\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:1\n");
    let of = |text: &str, windows| {
        let shown = shown(text, windows, &Updates::All);
        let sides = shown.lines().filter(|line| line.contains("schannel-"));
        sides.map(|line| line[6..8].to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("", "vista"), "-- --");
    assert_eq!(of("", "7"), "+- +-");
    assert_eq!(of("", "10-1507"), "+- +-");
    assert_eq!(of("", "server-2016"), "++ ++");
    assert_eq!(of(&text, "server-2016"), "++ -+");
    // RC4 is none of DTLS's ciphers, so an order of it alone leaves DTLS without one.
    let policy =
        "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002";
    let rc4 = format!("[{policy}]\n\"Functions\"=\"TLS_RSA_WITH_RC4_128_SHA\"\n");
    assert_eq!(of(&rc4, "server-2012-r2"), "-- --");
}

#[test]
fn a_mask_with_unknown_bits_is_dropped_where_that_is_known() {
    let text = format!("[{WINHTTP}]\n\"DefaultSecureProtocols\"=dword:c00\n");
    assert!(shown(&text, "11", &Updates::All).starts_with("-rrr++ winhttp 64 (decompiled)"));
    assert!(shown(&text, "8.1", &Updates::All).starts_with("?????- winhttp 64 (unknown)"));
}

#[test]
fn the_control_set_that_select_names_is_the_one() {
    let set = |number, enabled| {
        format!(
            "[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet00{number}\\Control\\SecurityProviders\\SCHANNEL\\Protocols\
             \\TLS 1.0\\Client]\n\"Enabled\"=dword:{enabled}\n"
        )
    };
    let both = set(1, 0) + &set(2, 1);
    let client = |text: &str| {
        let text = shown(text, "10", &Updates::All);
        text.lines().find(|line| line.contains("schannel-client")).unwrap().to_owned()
    };
    let select = |number| format!("[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:{number}\n{both}");
    assert!(client(&select(1)).starts_with("-r-++-"), "{}", client(&select(1)));
    assert!(client(&select(2)).starts_with("-r+++-"), "{}", client(&select(2)));
    let nothing = effective(&state(&both), Windows::named("10").unwrap(), &Updates::All, "");
    assert_eq!(nothing.remarks, [EffectiveRemark::ControlSets("ControlSet001, ControlSet002".into())]);
}

#[test]
fn updates_are_read_with_and_without_kb() {
    assert_eq!(Updates::parse("kb3140245, 3154518").unwrap(), Updates::parse("KB3140245,KB3154518").unwrap());
    assert_eq!(Updates::parse("none"), Some(Updates::Said(StatedUpdates::default())));
    assert_eq!(Updates::parse("all"), Some(Updates::All));
    assert_eq!(Updates::parse("latest"), None);
}
