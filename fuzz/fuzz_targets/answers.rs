//! What servers say: to a hello, before TLS, and in a whole interview; and what people write as targets.
#![no_main]

use cutover_scan::{Answer, AnswerReader, Attempt, Interview, Target};
use cutover_wire::Version;
use cutover_wire::starttls::{Action, Dialogue, Protocol};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // However an answer is cut, it says the same.
    for version in [Version::SSL_2_0, Version::TLS_1_2, Version::TLS_1_3] {
        let whole = AnswerReader::new(version).push(bytes);
        let mut reader = AnswerReader::new(version);
        let pieces = bytes.iter().find_map(|byte| reader.push(&[*byte]));
        if whole.is_some() && pieces.is_some() {
            assert_eq!(whole, pieces);
        }
    }
    for protocol in Protocol::names().filter_map(Protocol::named) {
        let (mut dialogue, _) = Dialogue::new(protocol, "host.example.test", "[192.0.2.1]");
        for part in bytes.split(|byte| *byte == 0xff) {
            if !matches!(dialogue.take(part), Action::Send(_) | Action::Wait) {
                break;
            }
        }
        let _ = (dialogue.said(), dialogue.greeting());
    }
    let mut interview = Interview::new(None, 2, [0; 32]);
    let mut answers = bytes.iter().cycle();
    let mut asked = 0;
    while let (Some((version, _)), Some(byte)) = (interview.next_hello(), answers.next()) {
        let answer = match byte % 8 {
            0 | 1 => Answer::Hello { version, cipher_suite: None, group: None },
            2 => Answer::Alert(*byte),
            3 => Answer::Reset,
            4 => Answer::Closed,
            5 => Answer::Timeout,
            6 => Answer::CutOff,
            _ => Answer::NotTls,
        };
        interview.take(Attempt { has_downgrade_sentinel: byte & 8 != 0, ..Attempt::of(answer) });
        asked += 1;
        assert!(asked <= Interview::most_connections(2));
    }
    for (_, answer) in interview.finish().versions {
        assert_eq!(answer.accepted + answer.refused + answer.unknown, answer.tries);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Target::parse(text);
    }
});
