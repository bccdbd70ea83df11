//! A protocol that can be asked for TLS is named where people are told which there are.

use cutover_report::{Language, Texts};
use cutover_wire::starttls::Protocol;

#[test]
fn every_protocol_is_named_in_the_help_and_where_a_name_is_none() {
    for texts in [Texts::new(Language::English), Texts::new(Language::Japanese)] {
        let [targets, gate] = ["arg-scan-targets", "gate-kind-starttls"].map(|name| texts.get(name));
        for name in Protocol::names() {
            assert!(targets.contains(&format!("{name}://")), "{name}: {targets}");
            let has = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name);
            // The gate follows no handshake that is carried in packets of another protocol.
            let is_followed = Protocol::named(name).is_some_and(|protocol| !protocol.wraps());
            assert_eq!(has(&gate), is_followed, "{name}: {gate}");
        }
    }
}
