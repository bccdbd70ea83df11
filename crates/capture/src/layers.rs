//! From a captured frame to the IP header in it.

mod ether_type;
pub(crate) mod link;
mod wifi;
