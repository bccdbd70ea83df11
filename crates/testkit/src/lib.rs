//! Hellos, connections and captures made by hand, for tests of every room. Nothing that runs depends on it, and it depends on
//! nothing: what it makes was not made by what it tests.
//!
//! ```
//! use cutover_testkit::{Connection, From, alert, client_hello, pcap};
//!
//! let mut connection = Connection::open();
//! connection.send(From::Client, &client_hello(b"old.example.test", &[0x0301])); // TLS 1.0
//! connection.send(From::Server, &alert(0x0301, 2, 70)).close(); // fatal: protocol_version
//! assert_eq!(connection.packets.len(), 8);
//! assert!(pcap(&connection.packets).starts_with(&[0xd4, 0xc3, 0xb2, 0xa1]));
//! ```
#![forbid(unsafe_code)]
#![allow(missing_docs)]

mod connection;
mod hellos;
mod pcap;
mod records;

pub use connection::{ACK, Connection, FIN, From, RST, SYN};
pub use hellos::{
    client_hello, client_hello_body, client_hello_message, server_hello, server_hello_message,
    server_hello_with, sslv2_hello, with_random,
};
pub use pcap::{pcap, pcap_of_link};
pub use records::{alert, finished, in_records, in_records_of, message, record};
