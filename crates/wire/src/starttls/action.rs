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
    /// The server speaks the protocol and has no TLS in it: it was asked for, and refused.
    NotOffered,
    /// It says that it cannot now: SMTP's 4xx. Later it may.
    Busy,
    /// It cannot now because there are too many of us: SMTP's 421. More would only make it worse.
    TooMany,
    /// It wants nothing of us, and will not until somebody acts: SMTP's 5xx to whoever introduces himself.
    Rejected,
    /// What it says is another protocol.
    OtherProtocol,
}
