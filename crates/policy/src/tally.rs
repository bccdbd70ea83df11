//! How many break, how many are unknown, how many fit; and what they come to.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::judge::Verdict;

/// How many have each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many break.
    pub breaks: u64,
    /// Of how many too little is known.
    pub unknown: u64,
    /// How many fit.
    pub fits: u64,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Breaks => &mut self.breaks,
            Verdict::Unknown => &mut self.unknown,
            Verdict::Fits => &mut self.fits,
        } += 1;
    }

    /// All of them.
    pub fn all(self) -> u64 {
        self.breaks + self.unknown + self.fits
    }

    /// The worst of them. Nothing at all is unknown.
    pub fn worst(self) -> Verdict {
        match self {
            Self { breaks: 1.., .. } => Verdict::Breaks,
            Self { unknown: 0, fits: 1.., .. } => Verdict::Fits,
            _ => Verdict::Unknown,
        }
    }
}

impl Serialize for Tally {
    /// `all`, `breaks`, `unknown`, `fits`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tally = serializer.serialize_struct("Tally", 4)?;
        tally.serialize_field("all", &self.all())?;
        tally.serialize_field("breaks", &self.breaks)?;
        tally.serialize_field("unknown", &self.unknown)?;
        tally.serialize_field("fits", &self.fits)?;
        tally.end()
    }
}

impl FromIterator<Verdict> for Tally {
    fn from_iter<I: IntoIterator<Item = Verdict>>(verdicts: I) -> Self {
        let mut tally = Self::default();
        verdicts.into_iter().for_each(|verdict| tally.add(verdict));
        tally
    }
}

#[test]
fn the_worst_counts_and_nothing_is_unknown() {
    let worst = |verdicts: &[Verdict]| verdicts.iter().copied().collect::<Tally>().worst();
    assert_eq!(worst(&[Verdict::Fits, Verdict::Unknown, Verdict::Breaks]), Verdict::Breaks);
    assert_eq!(worst(&[Verdict::Fits, Verdict::Unknown]), Verdict::Unknown);
    assert_eq!((worst(&[Verdict::Fits]), worst(&[])), (Verdict::Fits, Verdict::Unknown));
}
