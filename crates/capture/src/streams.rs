//! TCP connections out of segments.

mod connection;
pub(crate) mod flow_key;
pub(crate) mod flow_table;
pub(crate) mod handler;
pub(crate) mod limits;
mod reassembly;
mod recently_ended;
