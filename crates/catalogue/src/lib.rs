//! Who exists: clients as data, what each offers in which state, and what comes of it with a server or a policy.
//!
//! ```
//! use cutover_catalogue::{Catalogue, KnownClient, ServerSide, predict};
//! use cutover_policy::{Policy, Verdict};
//!
//! let catalogue = Catalogue::built_in();
//! let client = catalogue.find("ie10-win7").unwrap();
//! let (offer, _) = catalogue.offer(client);
//! let server = ServerSide::of_policy(&Policy::built_in("tls12-plus").unwrap());
//! let prediction = predict(&offer, &server, &KnownClient::Entry { client, catalogue: &catalogue });
//! assert_eq!(prediction.verdict(), Verdict::Breaks);
//! assert_eq!(prediction.alerts[0].code, 70);
//! ```
//!
//! Pure: no I/O, no clock. What is not known stays open: a result that hangs on it is unknown, and says on what.
//!
//! Not here: QUIC and DTLS, client certificates, shared keys, resumption.
#![forbid(unsafe_code)]

mod catalogue;
mod client;
mod client_file;
mod facts;
mod look_alike;
mod negotiate;
mod negotiated;
mod offer;
mod predict;
mod remedies;
mod server_side;
mod simulation;
mod suite_class;

pub use catalogue::{Basis, Catalogue, fits};
pub use client::{
    CertificateDemand, Client, ClientKind, HelloSignatures, HelloSuites, PostQuantum, RecordedHello, Reported,
};
pub use client_file::{
    ClientError, ClientProblem, NameOf, Others, client_of, client_toml, is_id, parse_clients,
    parse_clients_beside,
};
pub use facts::{Action, RemedyFact, Source, Stack, source};
pub use negotiate::negotiate;
pub use negotiated::{Agreement, Disagreement, FailureReason, Gap, Negotiated, Stage};
pub use offer::{Offer, OfferedSignatures, OfferedSuites};
pub use predict::{Consequence, LikelyAlert, Prediction, predict};
pub use remedies::{KnownClient, Remedy};
pub use server_side::{Certificate, CertificateKey, Preference, ServerSide, ServerSuites, TLS_1_3_SUITES};
pub use simulation::{Endpoint, Recorded, Simulation, Subject};
pub use suite_class::{SignatureClass, SuiteClass};
