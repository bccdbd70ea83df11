//! `cutover simulate`: what comes of clients with policies and servers, without a packet.

mod arguments;
mod run;

pub(crate) use arguments::Simulate;
