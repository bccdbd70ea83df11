//! SMTP (RFC 3207).

use super::definition::Definition;
use super::lines::numbered;

pub(super) const SMTP: Definition = Definition::new("smtp", 25, |step, heard| {
    numbered(step, heard, &["220", "250", "220"], &["EHLO cutover.invalid\r\n", "STARTTLS\r\n"])
});
