//! Connections that ended, until their records are written.

use crate::connection::{Tracking, Who};
use crate::decide::Ruling;
use crate::listening::ListenerContext;

/// What is known of a connection, and not written yet.
pub(super) struct Finished {
    pub tracking: Box<Tracking>,
    pub ruling: Ruling,
    pub context: ListenerContext,
    pub who: Who,
    pub rule: usize,
}
