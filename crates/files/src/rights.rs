//! Who may read what is written.

/// The rights with which a new file is made, unless somebody asks for others: evidence names people and their machines.
pub const OWN: u32 = 0o600;

/// Rights as they are typed, such as `0640`; at least the owner reads and writes, and nobody runs what is written.
pub fn parse_mode(text: &str) -> Option<u32> {
    let mode = u32::from_str_radix(text, 8).ok();
    mode.filter(|mode| mode & !0o666 == 0 && mode & OWN == OWN)
}
