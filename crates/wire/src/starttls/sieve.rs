//! `ManageSieve` (RFC 5804, 2.2).

use super::definition::Definition;
use super::lines::marked;

pub(super) const SIEVE: Definition =
    Definition::new("sieve", 4190, |turn| marked(turn, "OK", "NO", "STARTTLS\r\n"));
