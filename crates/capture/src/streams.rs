//! TCP connections out of segments.

mod connection;
pub(crate) mod flow_key;
pub(crate) mod flow_table;
mod reassembly;
mod recently_ended;
