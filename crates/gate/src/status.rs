//! What a running gate tells over HTTP: metrics for machines, a page for people, JSON for both.

use cutover_evidence::json_text;
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use serde::Serialize;
use tokio::task::JoinHandle;

use crate::affected_clients::{AffectedClient, AffectedHour};
use crate::metrics;
use crate::watch::Watch;

/// How long somebody may take to ask.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many may be connected at once.
const AT_ONCE: usize = 64;

/// What a gate has done and seen.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// When this was true.
    pub at: Timestamp,
    /// Seconds since it began.
    pub running_for: u64,
    /// Whether nobody is refused.
    pub kill_switch: bool,
    /// Each listener.
    pub listeners: Vec<ListenerStatus>,
    /// What went wrong, by kind, where anything did.
    pub failures: BTreeMap<&'static str, u64>,
    /// Clients that would break, those with the most connections first.
    pub clients: Vec<AffectedClient>,
    /// Connections of clients that there was no room to tell apart.
    pub beyond: u64,
    /// Connections that would have broken, hour by hour, oldest first.
    pub hours: Vec<AffectedHour>,
}

/// What one listener has done.
#[derive(Debug, Clone, Serialize)]
pub struct ListenerStatus {
    /// Its name.
    pub name: String,
    /// Connections that were taken.
    pub accepted: u64,
    /// Connections that are open.
    pub open: u64,
    /// How often each decision was taken, where it was.
    pub decisions: BTreeMap<&'static str, u64>,
    /// Connections without a hello, by kind, where there were any.
    pub faults: BTreeMap<&'static str, u64>,
}

/// Makes a page for people.
pub type Page = Arc<dyn Fn(&Status) -> String + Send + Sync>;

impl Status {
    /// What is so now.
    pub fn of(watch: &Watch) -> Self {
        let (clients, beyond) = watch.affected_clients().clients();
        let listener = |(name, counts): (String, Arc<crate::counts::ListenerCounts>)| {
            let [accepted, open, ..] = counts.totals();
            let mut decisions = BTreeMap::new();
            for (decision, _, count) in counts.decisions().filter(|(.., count)| *count > 0) {
                *decisions.entry(decision.name()).or_default() += count;
            }
            let mut faults = BTreeMap::new();
            for (fault, _, count) in counts.faults().filter(|(.., count)| *count > 0) {
                *faults.entry(fault.name()).or_default() += count;
            }
            ListenerStatus { name, accepted, open, decisions, faults }
        };
        let failures = watch.counts().failures().filter(|(_, count)| *count > 0);
        Self {
            at: Timestamp::now(),
            running_for: watch.started().elapsed().as_secs(),
            kill_switch: watch.kill_switch(),
            listeners: watch.listeners().into_iter().map(listener).collect(),
            failures: failures.map(|(failure, count)| (failure.name(), count)).collect(),
            clients,
            beyond,
            hours: watch.affected_clients().hours(),
        }
    }
}

/// Serves at a socket that listens until the process ends; returns where.
pub fn serve(listener: TcpListener, names: &[String], watch: Watch, page: Page) -> io::Result<SocketAddr> {
    listener.set_nonblocking(true)?;
    let bound = listener.local_addr()?;
    let own = rustix::system::uname().nodename().to_string_lossy().to_ascii_lowercase();
    let names = names.iter().map(|name| name.to_ascii_lowercase());
    let names: Arc<[String]> =
        names.chain([own, "localhost".to_owned()]).filter(|name| !name.is_empty()).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new().name("status".to_owned()).spawn(move || {
        runtime.block_on(async move {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            let mut open: VecDeque<(JoinHandle<()>, Arc<AtomicBool>)> = VecDeque::new();
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                open.retain(|(task, _)| !task.is_finished());
                if open.len() >= AT_ONCE {
                    // Whoever connects and asks nothing makes room for who does.
                    let idle = open.iter().position(|(_, has_asked)| !has_asked.load(Relaxed));
                    if let Some((task, _)) = open.remove(idle.unwrap_or(0)) {
                        task.abort();
                    }
                }
                let (watch, page, names) = (watch.clone(), Arc::clone(&page), Arc::clone(&names));
                let has_asked = Arc::new(AtomicBool::new(false));
                let asks = Arc::clone(&has_asked);
                let task = tokio::spawn(async move {
                    let service = service_fn(|request| {
                        asks.store(true, Relaxed);
                        let answer = answer(&request, &names, &watch, &page);
                        async move { Ok::<_, Infallible>(answer) }
                    });
                    let connection = http1::Builder::new()
                        .timer(TokioTimer::new())
                        .header_read_timeout(PATIENCE)
                        .keep_alive(false)
                        .serve_connection(TokioIo::new(stream), service);
                    // Whoever asks and hangs up has no more questions.
                    let _ = tokio::time::timeout(2 * PATIENCE, connection).await;
                });
                open.push_back((task, has_asked));
            }
        });
    })?;
    Ok(bound)
}

fn answer(
    request: &Request<Incoming>,
    names: &[String],
    watch: &Watch,
    page: &Page,
) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return with(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "GET only\n".to_owned());
    }
    // Whoever asks these, by whatever name, learns nothing else.
    let plain = |status, text: &str| with(status, "text/plain; charset=utf-8", format!("{text}\n"));
    match request.uri().path() {
        "/live" => return plain(StatusCode::OK, "live"),
        "/ready" if watch.is_ready() => return plain(StatusCode::OK, "ready"),
        "/ready" => return plain(StatusCode::SERVICE_UNAVAILABLE, "draining"),
        _ => {}
    }
    if !is_meant(request, names) {
        return with(
            StatusCode::MISDIRECTED_REQUEST,
            "text/plain; charset=utf-8",
            "Ask by an address, localhost, this machine's name, or one of status.names in the settings.\n"
                .to_owned(),
        );
    }
    match request.uri().path() {
        "/" => with(StatusCode::OK, "text/html; charset=utf-8", page(&Status::of(watch))),
        "/metrics" => with(StatusCode::OK, metrics::CONTENT_TYPE, metrics::text(watch)),
        "/status.json" => {
            let json = json_text::line(&Status::of(watch));
            with(StatusCode::OK, "application/json", json + "\n")
        }
        _ => with(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            "There are /, /metrics, /status.json, /live and /ready.\n".to_owned(),
        ),
    }
}

/// Whether a request names this machine: a page of somebody else, in the browser of whoever may ask, could make a name of its
/// own lead here, and read what it is answered.
fn is_meant(request: &Request<Incoming>, names: &[String]) -> bool {
    let header = request.headers().get(HOST);
    let Some(host) =
        request.uri().authority().map(|host| host.as_str().as_bytes()).or(header.map(HeaderValue::as_bytes))
    else {
        // No browser leaves it out.
        return true;
    };
    let Ok(host) = std::str::from_utf8(host) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.parse::<std::net::IpAddr>().is_ok() || names.contains(&name)
}

fn with(status: StatusCode, content_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The page needs nothing but itself.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
