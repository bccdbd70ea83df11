//! One server at one address: the questions are asked, patiently and no faster than it bears.

#[cfg(feature = "handshakes")]
mod whole_handshakes;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use cutover_evidence::{NoteKind, ServerAnswer};
use cutover_wire::Version;
use cutover_wire::starttls::{Declined, Greeting, Protocol};
use futures_util::future::{Either, FutureExt, join_all};
use jiff::Timestamp;
use tokio::time::{Instant, sleep, timeout_at};

use crate::answer::{Answer, Until};
use crate::certificate::shown;
use crate::connect::{Asking, Before, NoConnection, NoStarttls, Patience, ask};
use crate::counted::counts_connections;
use crate::hellos::{Alpn, Rung};
use crate::interview::{Attempt, Interview};
use crate::inventory::Inventory;
use crate::rate_limits::HostPermit;
use crate::shared::Shared;
use crate::target::Target;

/// How often a connection is tried for which this machine had no socket.
const SOCKET_TRIES: u32 = 20;

/// How long a server is left alone that took connections before and now takes none: the first time, the second …
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// A server that answers quickly is waited for as many times as long as its slowest answer took …
const SLOWER: u32 = 20;

/// … but not less than this: an answer may be lost once on the way, and be sent again after a second.
const LEAST_PATIENCE: Duration = Duration::from_secs(3);

/// A server that takes this long is asked more at once where that is allowed: all that is waited for is time.
const SLOW: Duration = Duration::from_secs(1);

/// One address of a target.
pub(crate) struct AddressScan<'a> {
    shared: &'a Shared,
    target: &'a Target,
    address: SocketAddr,
    permit: HostPermit<'a>,
    deadline: Option<Instant>,
    /// Whether there was a connection already.
    reached: bool,
    /// Whether nothing came in time when it was asked last.
    is_silent: bool,
    /// The longest that an answer took, from the beginning of its connection.
    slowest: Option<Duration>,
    accepts_by_name: bool,
    connections: AtomicU32,
    /// What the server said when it had enough of us, on a connection beside that of the question.
    last_words: Option<NoStarttls>,
}

/// Why there is no answer to a question.
#[derive(Debug)]
enum Failed {
    /// The server could not be asked at all.
    NoConnection(NoConnection),
    /// It is asked no more; what is known stays so.
    Over(NoteKind, Option<NoStarttls>),
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
    pub fn new(
        shared: &'a Shared,
        target: &'a Target,
        address: SocketAddr,
        permit: HostPermit<'a>,
        deadline: Option<Instant>,
    ) -> Self {
        let accepts_by_name = shared.options.known.accepts_by_name(target, address.ip());
        Self {
            shared,
            target,
            address,
            permit,
            deadline,
            reached: false,
            is_silent: false,
            slowest: None,
            accepts_by_name,
            connections: AtomicU32::new(0),
            last_words: None,
        }
    }

    /// Asks everything, under a name or without.
    pub async fn ask(&mut self, server_name: Option<&str>) -> Result<Box<ServerAnswer>, NoConnection> {
        let (options, random) = (&self.shared.options, self.shared.random);
        // Many targets are under way at once, and this is most of what each is.
        let mut answer = Box::new(ServerAnswer {
            seen_at: Some(Timestamp::now()),
            target: self.target.text.clone(),
            server_ip: Some(self.address.ip()),
            port: Some(self.address.port()),
            via: self.target.via(),
            server_name: server_name.map(str::to_owned),
            ..ServerAnswer::default()
        });
        let before = self.connections.load(Ordering::Relaxed);
        let mut interview = Interview::new(server_name.map(str::to_owned), options.tries, random);
        match self.target.alpn {
            Alpn::Web => {}
            Alpn::No => interview = interview.without_web(),
            Alpn::Always(protocol) => interview = interview.with_alpn(protocol),
        }
        if server_name.is_none() && self.accepts_by_name {
            interview = interview.beside_a_name();
        }
        let over = self.versions(&mut interview, &mut answer).await?;
        let accepted_with = interview.accepted_with();
        let findings = interview.finish();
        answer.versions = findings.versions;
        answer.pq = findings.pq;
        answer.downgrade_sentinel = findings.downgrade_sentinel;
        // Why asking was over stands behind what is known.
        answer.notes.splice(0..0, findings.notes);
        let mut inventory = Inventory::new(&answer, accepted_with, self.target.alpn, options.depth, random);
        let over = over || self.lists(&mut inventory, &mut answer).await?;
        let [certificates, other] = inventory.finish(&mut answer);
        answer.certificate = shown(&certificates, server_name);
        answer.other_certificate = shown(&other, server_name)
            .filter(|other| answer.certificate.as_ref().is_some_and(|first| first.sha256 != other.sha256));
        if answer.certificate.is_none() && !certificates.is_empty() {
            answer.notes.push(NoteKind::CertificateUnreadable.into());
        }
        #[cfg(feature = "handshakes")]
        if !over {
            self.finish(&mut answer, server_name).await;
        }
        let accepts = answer.versions.iter().any(|(_, answer)| answer.accepted > 0);
        if options.depth.certificate
            && !over
            && accepts
            && answer.certificate.is_none()
            && certificates.is_empty()
        {
            answer.notes.push(NoteKind::NoCertificate.into());
        }
        if counts_connections(self.target) && !answer.notes.contains(&NoteKind::Budget.into()) {
            answer.notes.push(NoteKind::Counted.into());
        }
        self.accepts_by_name |= answer.versions.iter().any(|(_, answer)| answer.accepted > 0);
        answer.connections = Some(self.connections.load(Ordering::Relaxed) - before);
        Ok(answer)
    }

    /// Asks about the versions; says whether asking was over before its end.
    async fn versions(
        &mut self,
        interview: &mut Interview,
        answer: &mut ServerAnswer,
    ) -> Result<bool, NoConnection> {
        let mut ahead = Ahead::default();
        let mut is_first = true;
        while let Some(question) = interview.next() {
            let attempt = match ahead.take(question) {
                Some(attempt) => attempt,
                None => match self.attempt_several(interview, question, &mut ahead).await {
                    Ok(attempt) => attempt,
                    Err(failed) => return over(failed, answer),
                },
            };
            let greeting = attempt.greeting.filter(|_| attempt.answer == Answer::NotTls && is_first);
            is_first = false;
            interview.take(attempt);
            if let Some(greeting) = greeting {
                // It would say the same to every hello.
                speaks(greeting, answer);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Asks for suites, groups, the certificate; says whether asking was over before its end.
    async fn lists(
        &mut self,
        inventory: &mut Inventory,
        answer: &mut ServerAnswer,
    ) -> Result<bool, NoConnection> {
        while let Some((version, hello, until)) = inventory.next_hello() {
            match self.attempt(Asking { version, hello: &hello, until }).await {
                Ok(attempt) => {
                    self.heard(&attempt);
                    inventory.take(attempt);
                }
                Err(failed) => return over(failed, answer),
            }
        }
        Ok(false)
    }

    /// The name of the host, or its address.
    fn host(&self) -> String {
        self.target.name().map_or_else(|| self.address.ip().to_string(), str::to_owned)
    }

    /// What is spoken before TLS with that host.
    fn before<'b>(&'b self, host: &'b str) -> Option<Before<'b>> {
        let options = &self.shared.options;
        self.target.starttls.map(|protocol| {
            let domain = options.xmpp_domain.as_deref().filter(|_| protocol == Protocol::Xmpp);
            Before { protocol, host: domain.unwrap_or(host), client: options.client_name.as_deref() }
        })
    }

    /// Asks a question, and beside it some that will be asked later whatever comes of the first: a host may be asked on
    /// two connections at once, and most of the time is spent waiting. Not before there was a connection: a dead host
    /// need not be tried twice.
    async fn attempt_several(
        &mut self,
        interview: &Interview,
        question: (Version, Rung),
        ahead: &mut Ahead,
    ) -> Result<Attempt, Failed> {
        // Where nobody minds, a slow server is asked everything at once.
        let is_slow = self.slowest.is_some_and(|slowest| slowest > SLOW);
        let beside = match (self.reached, self.shared.options.host_limits) {
            (false, _) => 0,
            (true, _) if counts_connections(self.target) => 0,
            (true, None) if is_slow => usize::MAX,
            (true, _) => 1,
        };
        let hello = interview.hello(question);
        let asking = Asking { version: question.0, hello: &hello, until: Until::Hello };
        let later: Vec<_> = interview.later().filter(|later| !ahead.knows(*later)).take(beside).collect();
        let hellos: Vec<_> = later.iter().map(|later| interview.hello(*later)).collect();
        let asked_beside = later.iter().zip(&hellos).map(|((version, _), hello)| {
            let asking = Asking { version: *version, hello, until: Until::Hello };
            self.in_time(self.ask_patiently(asking))
        });
        let (attempt, answers) = tokio::join!(self.attempt(asking), join_all(asked_beside));
        for (later, answer) in later.into_iter().zip(answers) {
            if let Some(Err(failed @ NoConnection::Starttls(no))) = &answer
                && self.has_enough_of_us(failed)
            {
                self.permit.leave_alone();
                self.last_words = Some(no.clone());
            }
            ahead.add(later, answer.and_then(Result::ok));
        }
        let attempt = attempt?;
        self.heard(&attempt);
        Ok(attempt)
    }

    fn heard(&mut self, attempt: &Attempt) {
        self.reached = true;
        self.is_silent = attempt.answer == Answer::Timeout;
        if !self.is_silent {
            self.slowest = self.slowest.max(Some(attempt.took));
        }
    }

    /// Whether the server counts our connections, and has counted enough.
    fn is_enough(&self) -> bool {
        counts_connections(self.target) && self.shared.options.counted.are_enough(self.address.ip())
    }

    /// One more connection begins.
    fn count(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
        if counts_connections(self.target) {
            self.shared.options.counted.add(self.address.ip());
        }
    }

    /// What comes of something before the time is over. An `async fn` would hold it several times.
    fn in_time<T>(&self, work: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
        match self.deadline {
            Some(deadline) => Either::Left(timeout_at(deadline, work).map(Result::ok)),
            None => Either::Right(work.map(Some)),
        }
    }

    /// Whether the server says, in its own words, that it has enough of us: more would only make it worse.
    fn has_enough_of_us(&self, failed: &NoConnection) -> bool {
        let NoConnection::Starttls(no) = failed else { return false };
        no.declined == Declined::TooMany || no.declined == Declined::Rejected && self.reached
    }

    /// Sends one hello. Once the server was reached there is an answer, or a reason to ask no more.
    async fn attempt(&self, asking: Asking<'_>) -> Result<Attempt, Failed> {
        let mut pauses = PAUSES.into_iter();
        let over = |no, kind| match (self.reached, no) {
            (false, no) => Failed::NoConnection(no),
            (true, NoConnection::Starttls(no)) => Failed::Over(kind, Some(no)),
            (true, _) => Failed::Over(kind, None),
        };
        loop {
            if self.permit.is_left_alone() {
                let no = self.last_words.clone().map_or(NoConnection::LeftAlone, NoConnection::Starttls);
                return Err(over(no, NoteKind::LeftAlone));
            }
            if self.is_enough() {
                return Err(over(NoConnection::Budget, NoteKind::Budget));
            }
            let failed = match self.in_time(self.ask_patiently(asking)).await {
                None => return Err(over(NoConnection::Deadline, NoteKind::Deadline)),
                Some(Ok(attempt)) => return Ok(attempt),
                Some(Err(failed)) => failed,
            };
            if self.has_enough_of_us(&failed) {
                self.permit.leave_alone();
                return Err(over(failed, NoteKind::LeftAlone));
            }
            match pauses.next().filter(|_| self.reached) {
                Some(pause) if self.in_time(self.permit.back_off(pause)).await.is_some() => {}
                Some(_) => return Err(over(failed, NoteKind::Deadline)),
                None => return Err(over(failed, NoteKind::StoppedAnswering)),
            }
        }
    }

    /// Asks, and asks again when it was only this machine that had no socket.
    async fn ask_patiently(&self, asking: Asking<'_>) -> Result<Attempt, NoConnection> {
        let host = self.host();
        let before = self.before(&host);
        let patience = self.patience();
        let _place = self.permit.turn(self.is_silent).await;
        self.count();
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

fn speaks(greeting: Greeting, answer: &mut ServerAnswer) {
    answer.speaks = Some(greeting.name().to_owned());
    answer.notes.push(NoteKind::OtherProtocol.into());
}

/// Notes why asking is over; a server that was never reached has no answer.
fn over(failed: Failed, answer: &mut ServerAnswer) -> Result<bool, NoConnection> {
    match failed {
        Failed::NoConnection(no) => Err(no),
        Failed::Over(why, no) => {
            answer.notes.push(why.into());
            if let Some(no) = no {
                answer.said = no.said;
                if let Some(greeting) = no.greeting {
                    speaks(greeting, answer);
                }
            }
            Ok(true)
        }
    }
}
