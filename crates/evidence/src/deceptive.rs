//! Characters that a person does not see as what they are.

/// Whether a character moves the cursor, turns the direction of text or is not seen at all: controls,
/// bidirectional controls (Unicode UAX #9), what has no width. Whoever shows text from the network to a person
/// writes it as an escape such as `\u{202e}`.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Bidirectional controls (Unicode UAX #9) and marks
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // What has no width: joiners, byte order mark, separators of lines, tags
            | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{2028}' | '\u{2029}'
            | '\u{e0000}'..='\u{e007f}')
}
