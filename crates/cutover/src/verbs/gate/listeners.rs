//! What a gate listens for, in words.

use std::sync::Arc;

use cutover_gate::{Listener, Settings};
use cutover_report::{Text, Texts, Value};

/// What the gate is ready to do.
pub(super) fn ready(settings: &Settings, texts: &Texts) -> Text {
    texts.with("gate-ready", &[("listeners", listeners(settings, texts).into())])
}

/// Each listener with its policy and mode.
pub(super) fn listeners(settings: &Settings, texts: &Texts) -> Text {
    let one = |listener: &Arc<Listener>| {
        // The last rule is what holds where no other does.
        let rule = listener.rules.last();
        let policy = rule.map_or("", |rule| &rule.policy.id);
        let values = [
            ("name", Value::from(&listener.name)),
            ("policy", policy.into()),
            ("mode", rule.map_or("", |rule| rule.mode.name()).into()),
        ];
        texts.with("gate-listener", &values)
    };
    let listeners: Vec<Text> = settings.listeners.iter().map(one).collect();
    listeners.join("; ").into()
}
