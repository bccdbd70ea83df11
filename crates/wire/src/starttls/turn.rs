//! Where a dialogue is.

/// Where a dialogue is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'a> {
    /// After how many answers that were understood.
    pub step: usize,
    /// What was heard since the last.
    pub heard: &'a [u8],
    /// How the client calls itself.
    pub client: &'a str,
}
