//! How many targets are under way: few at first, and soon as many as there may be where that is of use.
//!
//! A server that has several hundred connections at once answers none of them sooner, and is slower in all: nginx with
//! one worker took 30 to 40 % longer for 200 targets at once than for 32 (measured by `benches/scan`). Where servers are
//! far away or think long, on the other hand, only many at once are fast. What tells the two apart is silence.

use std::time::{Duration, Instant};

/// How many targets are begun with.
const FIRST: usize = 32;

/// How often it is looked whether anything was answered.
pub(crate) const STEP: Duration = Duration::from_millis(2);

/// How many targets may be under way.
#[derive(Debug)]
pub(crate) struct Ramp {
    most: usize,
    allowed: usize,
    /// Answers until the last step.
    answers: usize,
    next: Instant,
}

impl Ramp {
    /// Up to so many.
    pub fn new(most: usize, now: Instant) -> Self {
        let most = most.max(1);
        Self { most, allowed: most.min(FIRST), answers: 0, next: now + STEP }
    }

    pub fn allowed(&self) -> usize {
        self.allowed
    }

    /// Whether there will be no more than now.
    pub fn is_at_its_end(&self) -> bool {
        self.allowed == self.most
    }

    /// So many answers have come in all. None for a whole step: nobody has much to do, twice as many may be asked. Else
    /// one more, since those who answer need not be those who are waited for.
    pub fn look(&mut self, answers: usize, now: Instant) {
        if now < self.next {
            return;
        }
        let more = if answers == self.answers { self.allowed } else { 1 };
        self.allowed = (self.allowed + more).min(self.most);
        self.answers = answers;
        self.next = now + STEP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many are allowed after each of so many steps, with so many answers in each.
    fn ramp(most: usize, steps: usize, answers: usize) -> Vec<usize> {
        let start = Instant::now();
        let mut ramp = Ramp::new(most, start);
        let mut allowed = Vec::new();
        for step in 1..=steps {
            ramp.look(step * answers, start + STEP * step.try_into().unwrap());
            allowed.push(ramp.allowed());
        }
        allowed
    }

    #[test]
    fn silence_doubles_and_answers_add_one() {
        assert_eq!(ramp(256, 4, 0), [64, 128, 256, 256]);
        assert_eq!(ramp(256, 4, 70), [33, 34, 35, 36]);
        assert_eq!(ramp(256, 500, 70).last(), Some(&256));
    }

    #[test]
    fn never_more_than_are_wanted() {
        assert_eq!(ramp(40, 2, 0), [40, 40]);
        assert_eq!(ramp(4, 2, 0), [4, 4]);
        assert_eq!(ramp(0, 1, 0), [1]);
    }

    #[test]
    fn between_the_steps_nothing_changes() {
        let start = Instant::now();
        let mut ramp = Ramp::new(256, start);
        ramp.look(0, start + STEP / 2);
        assert_eq!(ramp.allowed(), FIRST);
    }
}
