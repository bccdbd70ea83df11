//! What a gate's settings will do when.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::Serialize;

use crate::settings::{Exemption, Mode, Settings};

/// Something that begins or ends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GateEvent {
    /// When it begins, or when it is over.
    pub at: Timestamp,
    /// The same by the clocks of the brownout's zone, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_local: Option<ZonedDateTime>,
    /// What.
    #[serde(flatten)]
    pub what: GateEventKind,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum GateEventKind {
    /// Clients that are too old are refused.
    BrownoutBegins {
        /// The brownout's name.
        brownout: String,
        /// Listeners that have it.
        listeners: Vec<String>,
        /// Of how many clients, in percent.
        share: f64,
        /// Only in these minutes of every hour.
        minutes: Option<(u8, u8)>,
        /// Until when; `None`: without end.
        until: Option<Timestamp>,
        /// The same by the clocks of the brownout's zone.
        #[serde(skip_serializing_if = "Option::is_none")]
        until_local: Option<ZonedDateTime>,
    },
    /// They are refused no more by that phase.
    BrownoutEnds {
        /// The brownout's name.
        brownout: String,
        /// Listeners that have it.
        listeners: Vec<String>,
    },
    /// Somebody is refused from then on like everybody else.
    ExemptionEnds {
        /// Who answers for it.
        owner: String,
        /// Why there is one.
        reason: Option<String>,
    },
}

impl Settings {
    /// What happens between two times, in order. A phase that is on already begins with the first of them.
    pub fn calendar(&self, from: Timestamp, until: Timestamp) -> Vec<GateEvent> {
        let mut events = Vec::new();
        let mut brownouts: Vec<(&crate::Brownout, Vec<String>)> = Vec::new();
        for listener in &self.listeners {
            for rule in listener.rules.iter().filter(|rule| rule.mode == Mode::Brownout) {
                let Some(brownout) = &rule.brownout else { continue };
                match brownouts.iter_mut().find(|(known, _)| known.name == brownout.name) {
                    Some((_, listeners)) if listeners.contains(&listener.name) => {}
                    Some((_, listeners)) => listeners.push(listener.name.clone()),
                    None => brownouts.push((brownout, vec![listener.name.clone()])),
                }
            }
        }
        for (brownout, listeners) in brownouts {
            for phase in &brownout.phases {
                let name = || brownout.name.clone();
                let is_local = brownout.zone != TimeZone::UTC;
                let local = |at: Timestamp| is_local.then(|| at.to_zoned_datetime(brownout.zone.clone()));
                if let Some(at) = phase.next_on(from, &brownout.zone).filter(|at| *at < until) {
                    let what = GateEventKind::BrownoutBegins {
                        brownout: name(),
                        listeners: listeners.clone(),
                        share: phase.share,
                        minutes: phase.minutes,
                        until: phase.until,
                        until_local: phase.until.and_then(local),
                    };
                    events.push(GateEvent { at, at_local: local(at), what });
                }
                if let Some(at) = phase.until.filter(|at| (from..until).contains(at)) {
                    let what = GateEventKind::BrownoutEnds { brownout: name(), listeners: listeners.clone() };
                    events.push(GateEvent { at, at_local: local(at), what });
                }
            }
        }
        for exemption in self.exemptions().iter().filter(|e| (from..until).contains(&e.until)) {
            let (owner, reason) = (exemption.owner.clone(), exemption.reason.clone());
            events.push(GateEvent {
                at: exemption.until,
                at_local: None,
                what: GateEventKind::ExemptionEnds { owner, reason },
            });
        }
        events.sort_by_key(|event| event.at);
        events
    }

    /// Exemptions that have ended already.
    pub fn ended_exemptions(&self, now: Timestamp) -> impl Iterator<Item = &Exemption> {
        self.exemptions().iter().filter(move |exemption| exemption.until <= now)
    }

    /// Every listener has the same.
    pub(crate) fn exemptions(&self) -> &[Exemption] {
        self.listeners.first().map(|listener| &listener.exemptions[..]).unwrap_or_default()
    }
}
