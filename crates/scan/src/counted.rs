//! Connections that a server counts against us.
//!
//! `MySQL` and `MariaDB` count every connection from a host that ends without a login, however far its handshake came, and
//! shut the host out at `max_connect_errors` (100, unless somebody changed it) until there is a login from it, or `FLUSH
//! HOSTS`; the count does not fade (measured on `MariaDB` 10.11 by the test bed; `MariaDB` Server Documentation,
//! `max_connect_errors`). So these are counted here too, for as long as the program runs, however often it asks.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use cutover_wire::starttls::Protocol;

use crate::target::Target;

/// Whether the server counts connections that end without a login.
pub fn counts_connections(target: &Target) -> bool {
    target.starttls == Some(Protocol::Mysql)
}

/// The connections that were counted, by the server's address.
#[derive(Debug, Default)]
pub struct CountedConnections(Mutex<HashMap<IpAddr, u32>>);

impl CountedConnections {
    /// How many a server that counts them is asked for in all. It lets two runs through before a host is shut out.
    pub const MOST: u32 = 45;

    pub(crate) fn add(&self, server: IpAddr) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.entry(server.to_canonical()).or_default() += 1;
    }

    pub(crate) fn are_enough(&self, server: IpAddr) -> bool {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.get(&server.to_canonical()).is_some_and(|count| *count >= Self::MOST)
    }
}
