//! `ManageSieve` (RFC 5804, 2.2).

use super::definition::Definition;
use super::lines::marked;

pub(super) const SIEVE: Definition =
    Definition::new("sieve", 4190, |step, heard| marked(step, heard, "OK", "NO", "STARTTLS\r\n"));
