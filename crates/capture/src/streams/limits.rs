//! How much of connections is kept, and what was dropped for that.

/// How much may be kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections.
    pub flows: usize,
    /// Bytes of memory for what came before its turn, in one connection.
    pub early_bytes_per_flow: usize,
    /// The same, in all connections.
    pub early_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { flows: 1 << 17, early_bytes_per_flow: 64 << 10, early_bytes: 8 << 20 }
    }
}

/// What was dropped for want of room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlowLoss {
    /// Connections that were dropped before they ended.
    pub flows: u64,
    /// Segments that came before their turn and could not wait for it.
    pub segments: u64,
}
