//! `cutover gate`: a proxy in front of TLS servers that does what a policy asks.

mod arguments;
mod kill_switch;
mod page;
mod problems;
mod run;
mod settings;
mod watchman;

pub(crate) use arguments::Gate;

verbs! {
    check::Check,
    calendar::Calendar,
}
