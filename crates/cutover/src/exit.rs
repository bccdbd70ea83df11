//! How the program ends.

use cutover_policy::{Tally, Verdict};

/// What the exit code says. The first that applies counts: usage, breaks, not read, unknown, fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: everything fits, or what was asked for was done
    Fits,
    /// 1: something breaks
    Breaks,
    /// 2: wrong usage
    Usage,
    /// 3: an input was not wholly read
    NotRead,
    /// 4: nothing to judge, or something unknown
    Unknown,
    /// 1, for a monitor: something will be wrong soon
    Warning,
    /// 2, for a monitor: something breaks
    Critical,
    /// 3, for a monitor: nobody can say
    CannotSay,
}

/// What makes the program fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum FailOn {
    /// What breaks (1), what is unknown (4)
    #[default]
    Both,
    /// What breaks; unknowns beside something that fits pass
    Breaks,
    /// What breaks, and unknowns as if they broke
    Unknown,
    /// Neither
    Never,
}

impl Exit {
    /// What follows from what breaks, is unknown, fits.
    pub fn of(tally: Tally, wholly_read: bool, fail_on: FailOn) -> Self {
        let verdict = match (fail_on, tally.worst()) {
            (FailOn::Never, _) => Verdict::Fits,
            (FailOn::Breaks, Verdict::Unknown) if tally.fits > 0 => Verdict::Fits,
            // Nothing at all is unknown, and nothing that could fail.
            (FailOn::Unknown, Verdict::Unknown) if tally.unknown > 0 => Verdict::Breaks,
            (_, verdict) => verdict,
        };
        match (verdict, wholly_read) {
            (Verdict::Breaks, _) => Self::Breaks,
            (_, false) => Self::NotRead,
            (Verdict::Unknown, true) => Self::Unknown,
            (Verdict::Fits, true) => Self::Fits,
        }
    }
}

impl From<Exit> for u8 {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fits => 0,
            Exit::Breaks | Exit::Warning => 1,
            Exit::Usage | Exit::Critical => 2,
            Exit::NotRead | Exit::CannotSay => 3,
            Exit::Unknown => 4,
        }
    }
}

#[test]
fn the_first_that_applies_counts() {
    let of = |[breaks, unknown, fits]: [u64; 3], read, fail_on| {
        u8::from(Exit::of(Tally { breaks, unknown, fits }, read, fail_on))
    };
    assert_eq!([of([1, 1, 1], false, FailOn::Both), of([0, 1, 1], false, FailOn::Both)], [1, 3]);
    assert_eq!([of([0, 1, 1], true, FailOn::Both), of([0, 0, 1], true, FailOn::Both)], [4, 0]);
    assert_eq!(of([0, 0, 0], true, FailOn::Both), 4);
    assert_eq!([of([0, 1, 1], true, FailOn::Breaks), of([0, 1, 0], true, FailOn::Breaks)], [0, 4]);
    assert_eq!(of([0, 1, 1], true, FailOn::Unknown), 1);
    assert_eq!([of([1, 1, 0], true, FailOn::Never), of([1, 0, 0], false, FailOn::Never)], [0, 3]);
    assert_eq!(of([0, 0, 0], true, FailOn::Never), 0);
}
