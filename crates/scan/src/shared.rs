//! What all targets of a scan have in common.

use std::sync::atomic::AtomicUsize;

use crate::options::Options;
use crate::rate_limits::RateLimits;

/// What all targets have in common.
pub(crate) struct Shared {
    pub options: Options,
    pub rate_limits: RateLimits,
    pub random: [u8; 32],
    /// Connections that something came of, be it that there is none.
    pub answers: AtomicUsize,
}
