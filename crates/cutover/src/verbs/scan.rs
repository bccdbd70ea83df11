//! `cutover scan`: what servers really accept, and whether that is what a policy asks.

pub(crate) mod arguments;
mod journal;
mod round;
mod run;
mod targets;
mod watch;

pub(crate) use arguments::Scan;

verbs! {
    diff::Diff,
}
