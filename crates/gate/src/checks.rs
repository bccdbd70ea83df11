//! Asking servers, time and again, whether they take connections.

use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use crate::notice::Notice;
use crate::settings::{Settings, Upstream};
use crate::shared::Shared;

/// How many servers are asked at once.
const AT_ONCE: usize = 32;

/// Begins to ask, where the settings want it and nobody does.
pub(crate) fn start(shared: &Arc<Shared>) -> std::io::Result<()> {
    let settings = shared.settings();
    if settings.check.is_none() || shared.checks.swap(true, Relaxed) {
        return Ok(());
    }
    let shared = Arc::downgrade(shared);
    thread::Builder::new().name("checks".to_owned()).spawn(move || ask(&shared)).map(drop)
}

/// Asks until the gate has ended, or its settings want it no more.
fn ask(shared: &Weak<Shared>) {
    loop {
        let Some(shared) = shared.upgrade() else { return };
        let settings = shared.settings();
        let Some(every) = settings.check else {
            shared.checks.store(false, Relaxed);
            return;
        };
        let upstreams: Vec<&Arc<Upstream>> = settings.upstreams_of_rules().collect();
        let mut addresses: Vec<SocketAddr> =
            upstreams.iter().flat_map(|upstream| upstream.addresses()).copied().collect();
        addresses.sort_unstable();
        addresses.dedup();
        for some in addresses.chunks(AT_ONCE) {
            let patience = patience(&settings, every);
            let takes = |address: &SocketAddr| TcpStream::connect_timeout(address, patience).is_ok();
            let answers: Vec<bool> = thread::scope(|scope| {
                let asked: Vec<_> = some.iter().map(|address| scope.spawn(move || takes(address))).collect();
                asked.into_iter().map(|answer| answer.join().unwrap_or(false)).collect()
            });
            for (address, takes) in some.iter().zip(answers) {
                // All are told, also where one says that it is no news.
                let news = upstreams.iter().filter(|upstream| upstream.checked(*address, takes)).count();
                if news > 0 {
                    (shared.notify)(Notice::UpstreamTakes { address: *address, takes });
                }
            }
        }
        drop((settings, shared));
        thread::sleep(every);
    }
}

fn patience(settings: &Settings, every: Duration) -> Duration {
    let connect = settings.listeners.iter().map(|listener| listener.timeouts.connect).max();
    connect.unwrap_or(every).min(every)
}
