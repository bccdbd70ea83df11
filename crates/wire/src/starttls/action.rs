//! What comes of what a server says before TLS.

/// What a server may say before TLS, in bytes; more is no dialogue.
pub(super) const MAX_BYTES: usize = 64 << 10;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Say this.
    Send(Vec<u8>),
    /// Wait for more.
    Wait,
    /// TLS begins now.
    Tls,
    /// It does not come to TLS.
    No(Declined),
}

/// Why it does not come to TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// The server speaks the protocol and has no TLS in it.
    NotOffered,
    /// It says that it cannot now: SMTP's 4xx.
    Busy,
    /// What it says is another protocol.
    OtherProtocol,
}
