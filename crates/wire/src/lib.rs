//! Bytes to meaning: TLS and SSLv2 records, hellos, alerts and client fingerprints.
//!
//! ```
//! use cutover_wire::{ClientHello, Version};
//!
//! // A TLS 1.0 hello: version, random, no session id, one suite, null compression, no extensions.
//! let mut body = vec![0x03, 0x01];
//! body.extend([0; 32]);
//! body.extend([0, 0, 2, 0x00, 0x2f, 1, 0]);
//! let hello = ClientHello::parse(&body).unwrap();
//! assert_eq!(hello.legacy_version, Version::TLS_1_0);
//! assert_eq!(hello.offered_max(), Version::TLS_1_0);
//! ```
//!
//! Nothing here does I/O, looks at a clock or panics on any input. An unknown code point is a value like
//! any other and is kept; only bytes that cannot be the structure they claim to be are an error.
//!
//! Not here: certificates, DTLS, QUIC, encryption.
#![forbid(unsafe_code)]

pub mod alert;
mod cipher_suite;
mod client_hello;
pub mod dissect;
mod extension;
pub mod fingerprint;
mod grease;
mod group;
mod hello_to_send;
mod partial_hello;
pub mod prefix;
pub mod proxy_header;
mod reader;
pub mod record;
mod server_hello;
mod signature_scheme;
pub mod sslv2;
pub mod starttls;
mod suite_parts;
mod version;

pub use cipher_suite::CipherSuite;
pub use client_hello::{ClientHello, Offer};
pub use extension::{Extension, Extensions, kind as extension_kind};
pub use grease::is_grease;
pub use group::Group;
pub use hello_to_send::{ExtensionsToSend, HelloToSend, sslv2_hello};
pub use partial_hello::{PartialClientHello, PartialServerHello};
pub use reader::Malformed;
pub use server_hello::ServerHello;
pub use signature_scheme::SignatureScheme;
pub use suite_parts::{Authentication, KeyExchange};
pub use version::{UnknownVersionName, Version};
