//! From a captured frame to the IP header in it.

mod ethernet;
pub(crate) mod link;
pub(crate) mod network;
mod ppp;
mod wifi;
