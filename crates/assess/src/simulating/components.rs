//! The components of a Windows as clients: what they offer by the registry, and what would switch on more.

use std::collections::HashMap;

use cutover_catalogue::{Catalogue, KnownClient, Subject};
use cutover_evidence::{ClientSettings, DecidedBy, SettingState};
use cutover_registry::{Component, Data, Others, Plan, State, Updates, Windows, effective, plan};
use cutover_report::{Texts, Value, component_name};
use cutover_wire::Version;

/// What the registry may switch on.
const SWITCHES: [Version; 4] = [Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3];

/// What would switch a version on for components of a Windows. A plan is made once, however many machines are like another.
#[derive(Default)]
pub(super) struct Plans(HashMap<(&'static str, Vec<Component>, Version), Option<Plan>>);

impl Plans {
    fn plan(
        &mut self,
        windows: &'static Windows,
        components: &[Component],
        version: Version,
    ) -> Option<&Plan> {
        let made = self.0.entry((&windows.id, components.to_vec(), version));
        made.or_insert_with(|| plan(windows, components, &[version], Others::Stay).ok()).as_ref()
    }
}

/// A Windows and its registry.
pub(super) struct Machine<'m> {
    pub state: &'m State,
    pub windows: &'static Windows,
    pub updates: &'m Updates,
}

impl Machine<'_> {
    /// What its components offer.
    pub fn subjects<'a>(&self, source: &str, catalogue: &'a Catalogue, names_in: &Texts) -> Vec<Subject<'a>> {
        let effective = effective(self.state, self.windows, self.updates, source);
        let all = effective.settings.iter().filter(|settings| settings.component != "schannel-server");
        // What the command would write is tried: other settings may keep a version off all the same.
        let mut settings_alone = self.state.clone();
        settings_alone.keep_settings();
        let helped = |settings: &ClientSettings, plan: &Plan, version: Version, updates: Option<&Updates>| {
            self.helped(&settings_alone, settings, plan, version, updates.unwrap_or(self.updates))
        };
        let mut plans = Plans::default();
        all.map(|settings| of_settings(catalogue, settings, &helped, &mut plans, names_in)).collect()
    }

    /// Whether a plan switches a version on for a component; if not, what keeps it off.
    fn helped(
        &self,
        before: &State,
        settings: &ClientSettings,
        plan: &Plan,
        version: Version,
        updates: &Updates,
    ) -> Result<(), Option<DecidedBy>> {
        let mut after = before.clone();
        for step in &plan.steps {
            after.set(&step.key, step.name, Data::dword(step.number), None);
        }
        let effective = effective(&after, self.windows, updates, "");
        let same =
            |other: &&ClientSettings| (&other.component, other.bits) == (&settings.component, settings.bits);
        let record = effective.settings.iter().find(same);
        match record {
            Some(record) if [SettingState::On, SettingState::Unknown].contains(&record.state(version)) => {
                Ok(())
            }
            record => Err(record.and_then(|record| record.decided_by(version).cloned())),
        }
    }
}

/// What a component offers of which only a record is at hand.
pub(super) fn of_record<'a>(
    settings: &ClientSettings,
    catalogue: &'a Catalogue,
    plans: &mut Plans,
    names_in: &Texts,
) -> Subject<'a> {
    of_settings(catalogue, settings, &helped_by_plan, plans, names_in)
}

/// Whether a plan switches a version on for a component, with these updates or those of the machine; if not, what keeps it off.
type Helped<'h> =
    &'h dyn Fn(&ClientSettings, &Plan, Version, Option<&Updates>) -> Result<(), Option<DecidedBy>>;

/// That of a record whose registry is not at hand: what kept a version off must be among what the command writes.
fn helped_by_plan(
    settings: &ClientSettings,
    plan: &Plan,
    version: Version,
    _: Option<&Updates>,
) -> Result<(), Option<DecidedBy>> {
    let Some(by) = settings.decided_by(version) else { return Ok(()) };
    let is_written = plan.steps.iter().any(|step| {
        step.name.eq_ignore_ascii_case(&by.value) && step.key.to_string().eq_ignore_ascii_case(&by.key)
    });
    if is_written { Ok(()) } else { Err(Some(by.clone())) }
}

fn of_settings<'a>(
    catalogue: &'a Catalogue,
    settings: &ClientSettings,
    helped: Helped<'_>,
    plans: &mut Plans,
    texts: &Texts,
) -> Subject<'a> {
    let (offer, basis) = catalogue.offer_of_settings(settings);
    let bits = settings.bits.map(|bits| format!("-{bits}")).unwrap_or_default();
    let windows = Windows::named(&settings.windows);
    let windows_name = windows.map_or(settings.windows.as_str(), |windows| texts.windows_name(windows));
    let name =
        [("component", Value::from(component_name(settings, texts))), ("windows", Value::from(windows_name))];
    // .NET comes in several generations, whose values are set together.
    let of = |component: &Component| settings.component.starts_with(component.name());
    let component = Component::ALL.iter().copied().find(of);
    let known = match (windows, component) {
        (Some(windows), Some(component)) => {
            let (mut versions, mut kept_off_by) = (Vec::new(), Vec::new());
            for version in SWITCHES.into_iter().filter(|version| settings.state(*version) != SettingState::On)
            {
                let mut kept_off = None;
                // Where Schannel has it off as well, both are set up.
                for components in [vec![component], vec![component, Component::SchannelClient]] {
                    let Some(plan) = plans.plan(windows, &components, version) else { continue };
                    match helped(settings, plan, version, Some(&Updates::All)) {
                        Ok(()) => {
                            kept_off = None;
                            let needs_updates = helped(settings, plan, version, None).is_err();
                            let components = components.iter().map(|c| c.name()).collect();
                            versions.push((version, components, needs_updates));
                            break;
                        }
                        Err(by) => kept_off = by,
                    }
                }
                kept_off_by.extend(kept_off.map(|by| (version, by.value, by.key)));
            }
            KnownClient::Component { windows: &windows.id, versions, kept_off_by }
        }
        _ => KnownClient::Offer,
    };
    Subject {
        id: format!("{}{bits}", settings.component),
        name: texts.with("settings-name", &name).into(),
        offer,
        basis,
        known,
        confidence: settings.confidence.clone(),
        recorded: None,
    }
}
