//! How often one host is bothered: by address, whatever the port.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

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
}

/// How many hosts are remembered before those that nobody asks any more are forgotten.
const REMEMBERED: usize = 1024;

/// The place of one host among those that are being asked.
pub(crate) struct HostPermit<'a> {
    rate_limits: &'a RateLimits,
    host: Option<Arc<Host>>,
}

impl RateLimits {
    /// `None`: no limits for one host, none in all.
    pub fn new(limits: Option<HostLimits>, a_second: Option<u32>) -> Self {
        Self { limits, a_second, next: AsyncMutex::new(Instant::now()), hosts: Mutex::default() }
    }

    pub fn permit(&self, address: IpAddr) -> HostPermit<'_> {
        // However it is written, it is one host.
        let address = address.to_canonical();
        let host = self.limits.map(|limits| {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            if hosts.len() >= REMEMBERED {
                hosts.retain(|_, host| Arc::strong_count(host) > 1 || !host.is_rested());
            }
            let new = || {
                let next = AsyncMutex::new(Instant::now());
                Arc::new(Host { places: Arc::new(Semaphore::new(limits.at_once.max(1))), next })
            };
            Arc::clone(hosts.entry(address).or_insert_with(new))
        });
        HostPermit { rate_limits: self, host }
    }
}

impl HostPermit<'_> {
    /// Waits until a connection may begin; it may last as long as what is given back is kept.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let mut place = None;
        if let (Some(host), Some(limits)) = (&self.host, self.rate_limits.limits) {
            place = Arc::clone(&host.places).acquire_owned().await.ok();
            turn_of(&host.next, limits.a_second).await;
        }
        if let Some(a_second) = self.rate_limits.a_second {
            turn_of(&self.rate_limits.next, a_second).await;
        }
        place
    }

    /// The host has too much to do: for that long nobody asks it.
    pub async fn back_off(&self, pause: Duration) {
        match &self.host {
            Some(host) => {
                let mut next = host.next.lock().await;
                *next = (*next).max(Instant::now() + pause);
            }
            None => sleep_until(Instant::now() + pause).await,
        }
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
    /// Whether the next connection may begin at once: then nothing is lost when it is forgotten.
    fn is_rested(&self) -> bool {
        self.next.try_lock().is_ok_and(|next| *next <= Instant::now())
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
            drop(rate_limits.permit([192, 0, 2, 1].into()).turn().await);
        }
        drop(rate_limits.permit([192, 0, 2, 2].into()).turn().await);
        assert_eq!(start.elapsed().as_millis(), 1000);
    }

    #[tokio::test(start_paused = true)]
    async fn all_hosts_together_are_asked_so_often_and_one_that_is_tired_is_left_alone() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), Some(4));
        let start = Instant::now();
        for host in 0..5_u8 {
            drop(rate_limits.permit([192, 0, 2, host].into()).turn().await);
        }
        assert_eq!(start.elapsed().as_millis(), 1000);
        let permit = rate_limits.permit([192, 0, 2, 0].into());
        permit.back_off(Duration::from_secs(4)).await;
        drop(permit.turn().await);
        assert_eq!(start.elapsed().as_millis(), 5000);
    }

    #[tokio::test(start_paused = true)]
    async fn two_connections_are_open_at_once_and_no_third() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), None);
        let permit = rate_limits.permit([192, 0, 2, 1].into());
        let (first, _second) = (permit.turn().await, permit.turn().await);
        let third = tokio::time::timeout(Duration::from_mins(1), permit.turn());
        assert!(third.await.is_err());
        drop(first);
        assert!(permit.turn().await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_nobody_asks_any_more_are_forgotten() {
        let rate_limits = RateLimits::new(Some(HostLimits::default()), None);
        for host in 0..3000_u32 {
            drop(rate_limits.permit(std::net::Ipv4Addr::from(host).into()).turn().await);
            sleep_until(Instant::now() + Duration::from_millis(100)).await;
        }
        assert!(rate_limits.hosts.lock().unwrap().len() <= REMEMBERED);
    }
}
