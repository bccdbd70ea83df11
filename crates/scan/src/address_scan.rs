//! One server at one address: the questions are asked, patiently and no faster than it bears.

#[cfg(feature = "handshakes")]
mod whole_handshakes;

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use cutover_evidence::{NoteKind, ServerAnswer};
use cutover_wire::Version;
use cutover_wire::starttls::Declined;
use jiff::Timestamp;
use tokio::time::sleep;

use crate::answer::{Answer, Until};
use crate::certificate::shown;
use crate::connect::{Asking, NoConnection, Patience, ask};
use crate::hellos::Rung;
use crate::interview::{Attempt, Interview};
use crate::inventory::Inventory;
use crate::rate_limits::HostPermit;
use crate::shared::Shared;
use crate::target::Target;

/// How often a connection is tried for which this machine had no socket.
const SOCKET_TRIES: u32 = 20;

/// How long a server is left alone that took connections before and now takes none, or says that it is busy: the
/// first time, the second …
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// A server that answers quickly is waited for as many times as long as its slowest answer took …
const SLOWER: u32 = 20;

/// … but not less than this: an answer may be lost once on the way, and be sent again after a second.
const LEAST_PATIENCE: Duration = Duration::from_secs(3);

/// One address of a target.
pub(crate) struct AddressScan<'a> {
    shared: &'a Shared,
    target: &'a Target,
    address: SocketAddr,
    permit: HostPermit<'a>,
    /// Whether there was a connection already.
    reached: bool,
    slowest: Option<Duration>,
    accepts_by_name: bool,
}

/// Answers to questions that were asked before their turn.
#[derive(Default)]
struct Ahead {
    /// `None`: what came of it was not clear, so it is asked again in its turn. It may have been the other connection
    /// that kept the server busy.
    answers: Vec<((Version, Rung), Option<Attempt>)>,
}

impl Ahead {
    fn knows(&self, question: (Version, Rung)) -> bool {
        self.answers.iter().any(|(known, _)| *known == question)
    }

    fn add(&mut self, question: (Version, Rung), attempt: Option<Attempt>) {
        let clear = |attempt: &Attempt| matches!(attempt.answer, Answer::Hello { .. } | Answer::Alert(_));
        self.answers.push((question, attempt.filter(clear)));
    }

    /// Once: when the same question is asked again, it is to be answered again.
    fn take(&mut self, question: (Version, Rung)) -> Option<Attempt> {
        self.answers.iter_mut().find(|(known, _)| *known == question)?.1.take()
    }
}

impl<'a> AddressScan<'a> {
    pub fn new(shared: &'a Shared, target: &'a Target, address: SocketAddr) -> Self {
        let permit = shared.rate_limits.permit(address.ip());
        let accepts_by_name = shared.options.known.accepts_by_name(target, address.ip());
        Self { shared, target, address, permit, reached: false, slowest: None, accepts_by_name }
    }

    /// Asks everything, under a name or without.
    pub async fn ask(&mut self, server_name: Option<&str>) -> Result<ServerAnswer, NoConnection> {
        let (options, random) = (&self.shared.options, self.shared.random);
        let seen_at = Timestamp::now();
        let mut interview = Interview::new(server_name.map(str::to_owned), options.tries, random);
        if server_name.is_none() && self.accepts_by_name {
            interview = interview.beside_a_name();
        }
        let mut ahead = Ahead::default();
        while let Some(question) = interview.next() {
            let attempt = match ahead.take(question) {
                Some(attempt) => attempt,
                None => self.attempt_two(&interview, question, &mut ahead).await?,
            };
            interview.take(attempt);
        }
        let findings = interview.finish();
        let mut answer = ServerAnswer {
            seen_at: Some(seen_at),
            target: self.target.text.clone(),
            server_ip: Some(self.address.ip()),
            port: Some(self.address.port()),
            via: self.target.via(),
            server_name: server_name.map(str::to_owned),
            versions: findings.versions,
            pq: findings.pq,
            downgrade_sentinel: findings.downgrade_sentinel,
            notes: findings.notes,
            ..ServerAnswer::default()
        };
        let mut inventory = Inventory::new(&answer, options.depth, random);
        while let Some((version, hello, until)) = inventory.next_hello() {
            let attempt = self.attempt(Asking { version, hello: &hello, until }).await?;
            self.heard(&attempt);
            inventory.take(attempt);
        }
        let certificates = inventory.finish(&mut answer);
        answer.certificate = shown(&certificates);
        if answer.certificate.is_none() && !certificates.is_empty() {
            answer.notes.push(NoteKind::CertificateUnreadable.into());
        }
        #[cfg(feature = "handshakes")]
        self.finish(&mut answer, server_name).await;
        self.accepts_by_name |= answer.versions.iter().any(|(_, answer)| answer.accepted > 0);
        Ok(answer)
    }

    /// The name of the host, or its address.
    fn host(&self) -> String {
        self.target.name().map_or_else(|| self.address.ip().to_string(), str::to_owned)
    }

    /// Asks a question, and beside it one that will be asked later whatever comes of the first: a host may be asked on
    /// two connections at once, and most of the time is spent waiting. Not before there was a connection: a dead host
    /// need not be tried twice.
    async fn attempt_two(
        &mut self,
        interview: &Interview,
        question: (Version, Rung),
        ahead: &mut Ahead,
    ) -> Result<Attempt, NoConnection> {
        let hello = interview.hello(question);
        let asking = Asking { version: question.0, hello: &hello, until: Until::Hello };
        let later = interview.later().find(|later| self.reached && !ahead.knows(*later));
        let attempt = match later {
            None => self.attempt(asking).await?,
            Some(later) => {
                let hello = interview.hello(later);
                let beside = Asking { version: later.0, hello: &hello, until: Until::Hello };
                let (attempt, beside) = tokio::join!(self.attempt(asking), self.ask_patiently(beside));
                ahead.add(later, beside.ok());
                attempt?
            }
        };
        self.heard(&attempt);
        Ok(attempt)
    }

    fn heard(&mut self, attempt: &Attempt) {
        self.reached |= attempt.answer != Answer::NoConnection;
        if !matches!(attempt.answer, Answer::Timeout | Answer::NoConnection) {
            self.slowest = self.slowest.max(Some(Duration::from_millis(attempt.rtt_ms)));
        }
    }

    /// Sends one hello. Once the server was reached there is an answer, if only that there was no connection.
    async fn attempt(&self, asking: Asking<'_>) -> Result<Attempt, NoConnection> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let failed = match self.ask_patiently(asking).await {
                Ok(attempt) => return Ok(attempt),
                Err(reason) => reason,
            };
            let busy = failed == NoConnection::Starttls(Declined::Busy) || self.reached;
            match pauses.next().filter(|_| busy) {
                Some(pause) => self.permit.back_off(pause).await,
                None if self.reached => return Ok(Attempt::of(Answer::NoConnection)),
                None => return Err(failed),
            }
        }
    }

    /// Asks, and asks again when it was only this machine that had no socket.
    async fn ask_patiently(&self, asking: Asking<'_>) -> Result<Attempt, NoConnection> {
        let host = self.host();
        let before = self.target.starttls.map(|protocol| (protocol, host.as_str()));
        let patience = self.patience();
        let _place = self.permit.turn().await;
        for _ in 1..SOCKET_TRIES {
            match ask(self.address, before, asking, patience).await {
                Err(NoConnection::Exhausted) => sleep(Duration::from_millis(100)).await,
                done => {
                    self.shared.answers.fetch_add(1, Ordering::Relaxed);
                    return done;
                }
            }
        }
        ask(self.address, before, asking, patience).await
    }

    /// A server that answers quickly need not be waited for as long as one that nobody knows. To wait too short can only
    /// leave something unknown.
    fn patience(&self) -> Patience {
        let full = self.shared.options.patience;
        match self.slowest {
            None => full,
            Some(slowest) => {
                let enough = (slowest * SLOWER).max(LEAST_PATIENCE);
                Patience { connect: full.connect.min(enough), answer: full.answer.min(enough) }
            }
        }
    }
}
