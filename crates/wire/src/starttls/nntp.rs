//! NNTP (RFC 4642).

use super::definition::Definition;
use super::lines::numbered;

pub(super) const NNTP: Definition =
    Definition::new("nntp", 119, |turn| numbered(turn, &["20", "382"], &["STARTTLS\r\n"]));
