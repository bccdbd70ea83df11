//! POP3 (RFC 2595, 4).

use super::definition::Definition;
use super::lines::marked;

pub(super) const POP3: Definition =
    Definition::new("pop3", 110, |turn| marked(turn, "+OK", "-ERR", "STLS\r\n"));
