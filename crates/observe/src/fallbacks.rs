//! Clients that fail and come again with less: what they can do is what they offered first.

use cutover_evidence::{Handshake, HelloRead, Outcome};
use cutover_wire::Version;
use hashbrown::HashMap;

use crate::ends::ends;

/// How long after a failure, in nanoseconds, a client comes again with less.
const RETRY_WITHIN: i64 = 5_000_000_000;

/// For how long before a failure a success with as much says that nothing drops such hellos.
const SUCCESS_COUNTS_FOR: i64 = 60_000_000_000;

/// How many failures are remembered, and how many clients with a success.
const MAX_FAILED: usize = 1024;
const SUCCESSES: usize = 1024;

#[derive(Default)]
pub(crate) struct Fallbacks {
    /// By [`ends`].
    failed: HashMap<u64, Failed>,
    /// By [`ends`], each at a place that they give.
    succeeded: Vec<Succeeded>,
    latest: i64,
}

/// The best attempt of a client that failed.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    /// The newest version offered, by its age.
    max: u32,
    pub source: String,
    pub frame: u64,
    server_name: Option<String>,
    began_at: i64,
    ended_at: i64,
    /// The client came again and agreed on something, or the attempt did not fail after all.
    settled: bool,
}

/// The best that a client and a server agreed on lately.
#[derive(Clone, Copy, Default)]
struct Succeeded {
    ends: u64,
    max: u32,
    began_at: i64,
}

impl Fallbacks {
    /// A client was cut off before any answer, and its connection is not over for us yet.
    pub fn cut_off(&mut self, record: &Handshake, began_at: Option<i64>, now: Option<i64>) {
        self.note_failure(record, began_at, now);
    }

    /// A handshake is over. `ended_at`: when its connection was. `unseen`: what the server sent may be missing, so that no
    /// answer is no silence. Gives the attempt that this one repeats with less.
    pub fn over(
        &mut self,
        record: &Handshake,
        began_at: Option<i64>,
        ended_at: Option<i64>,
        unseen: bool,
    ) -> Option<Failed> {
        let best = self.best_attempt(record, began_at);
        let answered = record.negotiated_version.or(record.negotiated_at_least).is_some();
        match record.outcome {
            _ if answered => self.note_success(record, began_at),
            Outcome::NoAnswer if unseen => {}
            Outcome::RefusedAlert | Outcome::Reset | Outcome::Closed | Outcome::NoAnswer => {
                self.note_failure(record, began_at, ended_at);
            }
            _ => {}
        }
        best
    }

    /// The attempt that this one repeats with less: it failed, then this one began soon, and nothing with as much as that
    /// succeeded lately, as beside another program of the same client. What is agreed on ends the repeating.
    pub fn best_attempt(&mut self, record: &Handshake, began_at: Option<i64>) -> Option<Failed> {
        if self.failed.is_empty() {
            return None;
        }
        let (max, began_at) = (record.offered_max?.age_rank(), began_at?);
        let ends = ends(record);
        let best = self.failed.get_mut(&ends)?;
        let waited = began_at.saturating_sub(best.ended_at);
        if !best.asks_for_the_same(record) {
            return None;
        }
        if best.settled || best.max <= max || !(0..=RETRY_WITHIN).contains(&waited) {
            return None;
        }
        if let Some(success) = self.succeeded.get(place(ends)).filter(|success| success.ends == ends)
            && success.disproves(best, began_at)
        {
            return None;
        }
        best.settled = record.negotiated_version.is_some();
        Some(best.clone())
    }

    /// Whether what is known by now still says that a handshake repeats that attempt: a success may be told later than what
    /// came after it.
    pub fn still_repeats(&self, record: &Handshake, best: &Failed, began_at: Option<i64>) -> bool {
        let ends = ends(record);
        let success = self.succeeded.get(place(ends)).filter(|success| success.ends == ends);
        !success.zip(began_at).is_some_and(|(success, began_at)| success.disproves(best, began_at))
    }

    fn note_success(&mut self, record: &Handshake, began_at: Option<i64>) {
        let (Some(max), Some(began_at)) = (record.offered_max, began_at) else { return };
        if self.succeeded.is_empty() {
            self.succeeded.resize(SUCCESSES, Succeeded::default());
        }
        let (ends, max) = (ends(record), max.age_rank());
        let known = &mut self.succeeded[place(ends)];
        let old = began_at.saturating_sub(known.began_at) > SUCCESS_COUNTS_FOR;
        if known.ends != ends || old || max >= known.max {
            *known = Succeeded { ends, max, began_at };
        }
        if let Some(failed) = self.failed.get_mut(&ends)
            && Some(failed.frame) == record.frame
            && failed.source == record.source
        {
            // A reset that did not end it.
            failed.settled = true;
        }
    }

    fn note_failure(&mut self, record: &Handshake, began_at: Option<i64>, failed_at: Option<i64>) {
        let (Some(max), Some(frame), Some(began_at)) = (record.offered_max, record.frame, began_at) else {
            return;
        };
        let ended_at = failed_at.unwrap_or(began_at);
        self.latest = self.latest.max(ended_at);
        let (ends, max) = (ends(record), max.age_rank());
        match self.failed.get_mut(&ends) {
            // Told before, when it was cut off.
            Some(known) if known.frame == frame && known.source == record.source => {}
            // A step of the same dance.
            Some(best)
                if !best.settled
                    && best.max > max
                    && best.asks_for_the_same(record)
                    && began_at.saturating_sub(best.ended_at) <= RETRY_WITHIN =>
            {
                best.ended_at = best.ended_at.max(ended_at);
            }
            known => {
                let now = Failed {
                    max,
                    source: record.source.clone(),
                    frame,
                    server_name: record.server_name.clone(),
                    began_at,
                    ended_at,
                    settled: false,
                };
                if let Some(known) = known {
                    *known = now;
                    return;
                }
                if self.failed.len() >= MAX_FAILED {
                    let oldest = self.latest.saturating_sub(RETRY_WITHIN);
                    self.failed.retain(|_, failed| failed.ended_at > oldest);
                    if self.failed.len() >= MAX_FAILED {
                        self.failed.clear();
                    }
                }
                self.failed.insert(ends, now);
            }
        }
    }
}

impl Failed {
    /// Another name is another program, or another machine behind one address; so is none, except where hellos have no
    /// place for one, or it is not known.
    fn asks_for_the_same(&self, record: &Handshake) -> bool {
        let has_no_place =
            record.offered_max.is_some_and(|max| max.age_rank() <= Version::SSL_3_0.age_rank());
        let unknown = record.client_hello.is_some_and(|read| read != HelloRead::Whole);
        self.server_name == record.server_name || record.server_name.is_none() && (has_no_place || unknown)
    }
}

impl Succeeded {
    /// Whether as much as failed was agreed on before `began_at`, so that nothing drops such hellos.
    fn disproves(&self, failed: &Failed, began_at: i64) -> bool {
        self.max >= failed.max
            && self.began_at <= began_at
            && self.began_at >= failed.began_at.saturating_sub(SUCCESS_COUNTS_FOR)
    }
}

fn place(ends: u64) -> usize {
    (ends >> 40) as usize % SUCCESSES
}
