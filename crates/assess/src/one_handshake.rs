//! One handshake among many, to be looked at closely.

use cutover_evidence::{Handshake, Sink, Taken};
use cutover_policy::{Judge, Judgement, Policy, Tally};

/// Looks for the handshake that starts at a packet. All are judged, because a judgement may rest on what came before.
pub struct OneHandshake<'p> {
    frame: u64,
    judge: Judge<'p>,
    found: Option<(Handshake, Judgement)>,
    frames: Vec<u64>,
}

impl<'p> OneHandshake<'p> {
    /// Looks for the one at that packet.
    pub fn new(frame: u64, policy: &'p Policy) -> Self {
        Self { frame, judge: Judge::new(policy), found: None, frames: Vec::new() }
    }

    /// It, and what it means.
    pub fn found(&self) -> Option<(&Handshake, Judgement)> {
        self.found.as_ref().map(|(handshake, judgement)| (handshake, *judgement))
    }

    /// Its verdict, counted.
    pub fn tally(&self) -> Tally {
        self.found.iter().map(|(_, judgement)| judgement.verdict).collect()
    }

    /// The packets of others that are nearest to it, at most so many, in order.
    pub fn nearest(&self, at_most: usize) -> Vec<u64> {
        let mut frames = self.frames.clone();
        frames.sort_by_key(|frame| frame.abs_diff(self.frame));
        frames.truncate(at_most);
        frames.sort_unstable();
        frames
    }
}

impl Sink for OneHandshake<'_> {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        let judgement = self.judge.judge(handshake);
        if let Some(frame) = handshake.frame {
            self.frames.push(frame);
            if frame == self.frame {
                self.found.get_or_insert_with(|| (handshake.clone(), judgement));
            }
        }
        Taken::Used
    }
}
