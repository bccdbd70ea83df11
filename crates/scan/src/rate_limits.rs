//! How often one host is bothered: by address, whatever the port.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, sleep_until};

/// The limits for one host.
#[derive(Debug, Clone, Copy)]
pub struct HostLimits {
    /// Connections at once.
    pub at_once: usize,
    /// Connections in a second.
    pub a_second: u32,
}

impl Default for HostLimits {
    fn default() -> Self {
        Self { at_once: 2, a_second: 10 }
    }
}

/// Lets connections to a host through, one after the other.
pub(crate) struct RateLimits {
    limits: Option<HostLimits>,
    /// Connections in a second in all.
    a_second: Option<u32>,
    /// When the next connection to anybody may begin.
    next: AsyncMutex<Instant>,
    hosts: Mutex<HashMap<IpAddr, Arc<Host>>>,
}

struct Host {
    places: Arc<Semaphore>,
    /// When the next connection may begin.
    next: AsyncMutex<Instant>,
    /// How many ports wait for a place that do not let one wait.
    eager: AtomicU32,
    is_left_alone: AtomicBool,
}

/// How many hosts are remembered before those that nobody asks any more are forgotten.
const REMEMBERED: usize = 1024;

/// How often a port that lets one wait looks whether others of its host are done.
const LOOK: Duration = Duration::from_millis(50);

/// The place of one host among those that are being asked.
#[derive(Clone)]
pub(crate) struct HostPermit<'a> {
    rate_limits: &'a RateLimits,
    host: Arc<Host>,
}

impl RateLimits {
    /// `None`: no limits for one host, none in all.
    pub fn new(limits: Option<HostLimits>, a_second: Option<u32>) -> Self {
        Self { limits, a_second, next: AsyncMutex::new(Instant::now()), hosts: Mutex::default() }
    }

    /// The host that has these addresses: one, however they are written and whatever kind they are.
    pub fn permit(&self, addresses: impl IntoIterator<Item = IpAddr>) -> HostPermit<'_> {
        let addresses: Vec<_> = addresses.into_iter().map(|address| address.to_canonical()).collect();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= REMEMBERED {
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || !host.is_rested());
        }
        let known = addresses.iter().find_map(|address| hosts.get(address)).cloned();
        let at_once = self.limits.map_or(0, |limits| limits.at_once.max(1));
        let host = known.unwrap_or_else(|| Arc::new(Host::new(at_once)));
        for address in addresses {
            hosts.entry(address).or_insert_with(|| Arc::clone(&host));
        }
        HostPermit { rate_limits: self, host }
    }
}

impl HostPermit<'_> {
    /// Waits until a connection may begin; it may last as long as what is given back is kept. `is_silent`: the port that it
    /// is for let one wait before, so that others of the host come first.
    pub async fn turn(&self, is_silent: bool) -> Option<OwnedSemaphorePermit> {
        let mut place = None;
        if let Some(limits) = self.rate_limits.limits {
            let host = &self.host;
            while is_silent && host.eager.load(Ordering::Relaxed) > 0 {
                sleep(LOOK).await;
            }
            let waiting = (!is_silent).then(|| Waiting::new(&host.eager));
            place = Arc::clone(&host.places).acquire_owned().await.ok();
            turn_of(&host.next, limits.a_second).await;
            drop(waiting);
        }
        if let Some(a_second) = self.rate_limits.a_second {
            turn_of(&self.rate_limits.next, a_second).await;
        }
        place
    }

    /// The host takes no connections now: for that long nobody asks it.
    pub async fn back_off(&self, pause: Duration) {
        let until = Instant::now() + pause;
        if self.rate_limits.limits.is_some() {
            let mut next = self.host.next.lock().await;
            *next = (*next).max(until);
        } else {
            sleep_until(until).await;
        }
    }

    /// The host has said that it has enough of us.
    pub fn leave_alone(&self) {
        self.host.is_left_alone.store(true, Ordering::Relaxed);
    }

    pub fn is_left_alone(&self) -> bool {
        self.host.is_left_alone.load(Ordering::Relaxed)
    }
}

/// Counts one who waits, as long as he does.
struct Waiting<'a>(&'a AtomicU32);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Waits for one's turn among those that come so often a second.
async fn turn_of(next: &AsyncMutex<Instant>, a_second: u32) {
    let when = {
        let mut next = next.lock().await;
        let when = (*next).max(Instant::now());
        *next = when + Duration::from_secs(1) / a_second.max(1);
        when
    };
    sleep_until(when).await;
}

impl Host {
    fn new(at_once: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once)),
            next: AsyncMutex::new(Instant::now()),
            eager: AtomicU32::new(0),
            is_left_alone: AtomicBool::new(false),
        }
    }

    /// Whether the next connection may begin at once: then nothing is lost when it is forgotten.
    fn is_rested(&self) -> bool {
        let is_free = self.next.try_lock().is_ok_and(|next| *next <= Instant::now());
        is_free && !self.is_left_alone.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_host_is_asked_ten_times_a_second_whoever_asks() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), None);
        let start = Instant::now();
        for _ in 0..11 {
            drop(rate_limits.permit([[192, 0, 2, 1].into()]).turn(false).await);
        }
        drop(rate_limits.permit([[192, 0, 2, 2].into()]).turn(false).await);
        assert_eq!(start.elapsed().as_millis(), 1000);
    }

    #[tokio::test(start_paused = true)]
    async fn all_hosts_together_are_asked_so_often_and_one_that_is_tired_is_left_alone() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), Some(4));
        let start = Instant::now();
        for host in 0..5_u8 {
            drop(rate_limits.permit([[192, 0, 2, host].into()]).turn(false).await);
        }
        assert_eq!(start.elapsed().as_millis(), 1000);
        let permit = rate_limits.permit([[192, 0, 2, 0].into()]);
        permit.back_off(Duration::from_secs(4)).await;
        drop(permit.turn(false).await);
        assert_eq!(start.elapsed().as_millis(), 5000);
    }

    #[tokio::test(start_paused = true)]
    async fn two_connections_are_open_at_once_and_no_third() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), None);
        let permit = rate_limits.permit([[192, 0, 2, 1].into()]);
        let (first, _second) = (permit.turn(false).await, permit.turn(false).await);
        let third = tokio::time::timeout(Duration::from_mins(1), permit.turn(false));
        assert!(third.await.is_err());
        drop(first);
        assert!(permit.turn(false).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_nobody_asks_any_more_are_forgotten() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), None);
        for host in 0..3000_u32 {
            drop(rate_limits.permit([std::net::Ipv4Addr::from(host).into()]).turn(false).await);
            sleep_until(Instant::now() + Duration::from_millis(100)).await;
        }
        assert!(rate_limits.hosts.lock().unwrap().len() <= REMEMBERED);
    }
}
