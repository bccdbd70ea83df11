//! `cutover observe`: captures to a verdict, or to evidence; or one handshake to be checked by hand.

mod arguments;
mod explain;
mod run;

pub(crate) use arguments::Observe;
