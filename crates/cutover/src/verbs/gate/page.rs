//! The status page: what the gate has seen, handed to the room that writes.

use cutover_gate::Status;
use cutover_report::{GatePage, GatePageClient, GatePageListener, Texts};

/// The page of a status.
pub(super) fn page(status: &Status, texts: &Texts) -> String {
    let listener = |listener: &cutover_gate::ListenerStatus| {
        let sum = |of: &dyn Fn(&str) -> bool| -> u64 {
            listener.decisions.iter().filter(|(name, _)| of(name)).map(|(_, count)| count).sum()
        };
        let refused = |name: &str| matches!(name, "refused" | "legacy");
        GatePageListener {
            name: listener.name.clone(),
            counts: [
                listener.accepted,
                listener.open,
                sum(&|name| name != "passed" && !refused(name)),
                sum(&refused),
                listener.faults.values().sum(),
            ],
        }
    };
    let client = |client: &cutover_gate::AffectedClient| GatePageClient {
        client: client.client,
        server_name: client.server_name.clone(),
        offered_max: client.offered_max,
        reason: client.reason,
        connections: [client.connections, client.refused],
        seen: [client.first_seen, client.last_seen],
    };
    GatePage {
        at: status.at,
        kill_switch: status.kill_switch,
        listeners: status.listeners.iter().map(listener).collect(),
        failures: status.failures.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect(),
        clients: status.clients.iter().map(client).collect(),
        beyond: status.beyond,
        hours: status.hours.iter().map(|hour| (hour.hour, hour.by_server_name.clone())).collect(),
    }
    .html(texts)
}
