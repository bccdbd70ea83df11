//! What the program can be told to do: a verb is a folder, or a file where it is small.

use crate::verb::verbs;

mod clients;
#[cfg(target_os = "linux")]
mod gate;
#[cfg(not(target_os = "linux"))]
mod gate_elsewhere;
mod observe;
mod policy;
pub(crate) mod registry;
pub(crate) mod scan;
mod simulate;
mod verify;

verbs! {
    observe::Observe,
    verify::Verify,
    scan::Scan,
    simulate::Simulate,
    #[cfg(target_os = "linux")]
    gate::Gate,
    #[cfg(not(target_os = "linux"))]
    gate_elsewhere::Gate,
    registry::Registry,
    clients::Clients,
    policy::Policies,
}
