//! Documents in the forms that people read. One file a form; none knows what it is told of.

mod markdown;
mod text;

use strum::{EnumString, IntoStaticStr, VariantArray};

pub use markdown::markdown;
pub use text::{Style, text};

use crate::document::Document;

/// The forms; the name of one is what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum DocumentForm {
    /// For a terminal, with tables whose columns stand below each other
    #[default]
    Table,
    /// For mails and tickets
    Markdown,
}

impl DocumentForm {
    /// All there are.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// What is typed for it.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// A document in this form. `style`: what a terminal makes possible.
    pub fn render(self, document: &Document, style: Style) -> String {
        match self {
            Self::Table => text(document, style),
            Self::Markdown => markdown(document),
        }
    }
}
