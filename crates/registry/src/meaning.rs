//! Which component reads a key, and what a value there means to it; or why nobody does.

mod keys;
mod mistake;
mod paths;
mod values;

pub(crate) use keys::{KeyMeaning, key_meaning};
pub(crate) use mistake::Mistake;
pub use paths::{DotNet, in_view, winhttp_key, wininet_key};
pub(crate) use paths::{
    dot_net_key, holds_schannel, holds_settings, leads_to_settings, schannel_key, schannel_tree, twin,
    wininet_policy_key,
};
pub(crate) use values::{Meaning, all_meanings, is_ordinary, value_meaning};
pub use values::{OrderScope, WinInetScope};
