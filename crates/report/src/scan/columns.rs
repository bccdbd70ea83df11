//! The versions that a table of servers shows.

use cutover_wire::Version;

/// The versions that have a column.
pub(super) const COLUMNS: [Version; 6] = [
    Version::SSL_2_0,
    Version::SSL_3_0,
    Version::TLS_1_0,
    Version::TLS_1_1,
    Version::TLS_1_2,
    Version::TLS_1_3,
];
