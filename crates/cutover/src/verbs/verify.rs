//! `cutover verify`: judges evidence as `observe` judges captures.

mod arguments;
mod run;

pub(crate) use arguments::Verify;
