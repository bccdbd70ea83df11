//! The versions that a table of servers shows.

use cutover_wire::Version;

/// The versions that have a column.
pub(super) const COLUMNS: [Version; 6] = Version::OVER_TCP;
