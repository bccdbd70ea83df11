//! Documents in the forms that people read. One file a form; none knows what it is told of.

mod markdown;
mod text;

pub use markdown::markdown;
pub use text::{Style, text};
