//! FTP (RFC 4217).

use super::definition::Definition;
use super::lines::numbered;

pub(super) const FTP: Definition =
    Definition::new("ftp", 21, |step, heard| numbered(step, heard, &["220", "234"], &["AUTH TLS\r\n"]));
