//! Connections that begin with no hello that can be judged, and whether they go through.

use strum::{IntoStaticStr, VariantArray};

/// How a connection began that had no hello to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum NotAHello {
    /// No TLS
    NotTls,
    /// Broken
    Malformed,
    /// Too long, or in too many records
    TooLarge,
    /// Not whole in time
    TooSlow,
}

impl NotAHello {
    /// All there are.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What is done with connections that begin with no hello that can be judged: whether they go through.
// Each kind has its own answer.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAHelloRules {
    /// No TLS at all.
    pub not_tls_passes: bool,
    /// Like TLS, but broken.
    pub malformed_passes: bool,
    /// A hello larger than anybody needs.
    pub too_large_passes: bool,
    /// No whole hello in time.
    pub too_slow_passes: bool,
}

impl NotAHelloRules {
    /// Everything goes through, or nothing.
    pub fn all(pass: bool) -> Self {
        Self { not_tls_passes: pass, malformed_passes: pass, too_large_passes: pass, too_slow_passes: pass }
    }

    /// Whether that goes through.
    pub(crate) fn passes(self, fault: NotAHello) -> bool {
        match fault {
            NotAHello::NotTls => self.not_tls_passes,
            NotAHello::Malformed => self.malformed_passes,
            NotAHello::TooLarge => self.too_large_passes,
            NotAHello::TooSlow => self.too_slow_passes,
        }
    }
}
