//! Characters that a person does not see as what they are.

/// Whether a character moves the cursor, turns the direction of text or is not seen at all: controls,
/// bidirectional controls (Unicode UAX #9), what has no width. Whoever shows text from the network to a person
/// writes it as an escape such as `\u{202e}`.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Bidirectional controls (Unicode UAX #9) and marks
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Separators of lines
            | '\u{2028}' | '\u{2029}'
            // What is not seen at all (Unicode, Default_Ignorable_Code_Point): joiners, byte order mark, fillers, tags,
            // selectors of variants …
            | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            // What belongs to the letters behind it and is no letter (the rest of Unicode's Cf)
            | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            // A blank that is no space
            | '\u{2800}')
}
