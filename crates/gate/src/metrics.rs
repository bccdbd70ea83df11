//! Metrics in the text format of Prometheus (`OpenMetrics` 1.0).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cutover_evidence::is_deceptive;
use jiff::Timestamp;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::watch::Watch;

pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Everything that was counted, now.
pub(crate) fn text(watch: &Watch) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(All(watch.clone())));
    let mut text = String::new();
    // Into memory: it cannot fail.
    let _ = encode(&mut text, &registry);
    text
}

struct All(Watch);

impl fmt::Debug for All {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("All")
    }
}

impl Collector for All {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let listeners = self.0.listeners();
        counters(
            &mut encoder,
            "cutover_gate_connections",
            "Connections taken",
            listeners.iter().map(|(name, counts)| ([("listener", &**name)], counts.totals()[0])),
        )?;
        let open = listeners.iter().map(|(name, counts)| ([("listener", &**name)], counts.totals()[1]));
        let mut descriptor = encoder.encode_descriptor(
            "cutover_gate_open_connections",
            "Connections that are open",
            None,
            MetricType::Gauge,
        )?;
        for ([(label, name)], value) in open {
            let labels = [(label, harmless(name))];
            let value = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            value.encode(descriptor.encode_family(&labels)?)?;
        }
        let decisions: Vec<_> = listeners
            .iter()
            .flat_map(|(name, counts)| counts.decisions().map(move |decided| (name, decided)))
            .collect();
        counters(
            &mut encoder,
            "cutover_gate_decisions",
            "Hellos decided on, by the newest version that they offer",
            decisions.iter().map(|(name, (decision, version, count))| {
                let labels = [("listener", &***name), ("decision", decision.name()), ("offered", &**version)];
                (labels, *count)
            }),
        )?;
        let faults: Vec<_> = listeners
            .iter()
            .flat_map(|(name, counts)| counts.faults().map(move |fault| (name, fault)))
            .collect();
        counters(
            &mut encoder,
            "cutover_gate_faults",
            "Connections that began with no hello that can be judged",
            faults.iter().map(|(name, (fault, passed, count))| {
                let what = if *passed { "passed" } else { "refused" };
                ([("listener", &***name), ("fault", fault.name()), ("decision", what)], *count)
            }),
        )?;
        let bytes: Vec<_> = listeners
            .iter()
            .flat_map(|(name, counts)| {
                let [.., up, down] = counts.totals();
                [(name, "client", up), (name, "upstream", down)]
            })
            .collect();
        counters(
            &mut encoder,
            "cutover_gate_bytes",
            "Bytes passed on, by who sent them",
            bytes.iter().map(|(name, from, count)| ([("listener", &***name), ("from", *from)], *count)),
        )?;
        counters(
            &mut encoder,
            "cutover_gate_failures",
            "What went wrong",
            self.0.counts().failures().map(|(failure, count)| ([("kind", failure.name())], count)),
        )?;
        let descriptor = encoder.encode_descriptor(
            "cutover_gate_kill_switch",
            "1 while nobody is refused",
            None,
            MetricType::Gauge,
        )?;
        ConstGauge::new(i64::from(self.0.kill_switch())).encode(descriptor)?;
        self.settings(&mut encoder)
    }
}

impl All {
    /// What the settings do now and will do, and what became of them.
    fn settings(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let (settings, now) = (self.0.settings(), Timestamp::now());
        let (succeeded, changed) = self.0.reloaded();
        let version = env!("CARGO_PKG_VERSION").to_owned();
        gauges(encoder, "cutover_gate_build_info", "The program, as labels", [([("version", version)], 1)])?;
        gauges(
            encoder,
            "cutover_gate_reload_success",
            "1 where the last change of settings was taken over, or there was none",
            [([], i64::from(succeeded))],
        )?;
        gauges(
            encoder,
            "cutover_gate_reload_timestamp_seconds",
            "When settings were changed last, or should have been",
            [([], changed.as_second())],
        )?;
        let mut seen = BTreeSet::new();
        let upstreams = settings.listeners.iter().flat_map(|listener| {
            let rules = listener.rules.iter();
            let upstreams =
                rules.flat_map(|rule| std::iter::once(&rule.upstream).chain(&rule.legacy_upstream));
            upstreams.flat_map(|upstream| upstream.states()).map(|state| (listener.name.clone(), state))
        });
        let upstreams = upstreams.filter(|(name, (address, _))| seen.insert((name.clone(), *address)));
        gauges(
            encoder,
            "cutover_gate_upstream_up",
            "1 where a server took a connection when it was asked last, or was never asked",
            upstreams.map(|(name, (address, up))| {
                ([("listener", name), ("upstream", address.to_string())], i64::from(up))
            }),
        )?;
        let brownouts = || settings.brownouts.iter().map(|b| ([("brownout", b.name.clone())], b));
        gauges(
            encoder,
            "cutover_gate_brownout_percent",
            "Of how many clients those that are too old are refused now",
            brownouts().map(|(name, brownout)| (name, brownout.share_at(now).round() as i64)),
        )?;
        gauges(
            encoder,
            "cutover_gate_brownout_next_timestamp_seconds",
            "When a brownout refuses next whom it does not now; 0: never",
            brownouts().map(|(name, b)| (name, b.next_on(now).map_or(0, Timestamp::as_second))),
        )?;
        gauges(
            encoder,
            "cutover_gate_exemption_days",
            "Whole days until an exemption ends; below 0: it has ended",
            settings.exemptions().iter().map(|exemption| {
                let left = exemption.until.as_second() - now.as_second();
                ([("owner", exemption.owner.clone())], left.div_euclid(24 * 3600))
            }),
        )
    }
}

/// Where several have the same labels, the smallest value stands.
fn gauges<const N: usize>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    values: impl IntoIterator<Item = ([(&'static str, String); N], i64)>,
) -> Result<(), fmt::Error> {
    let mut all: BTreeMap<[(&str, String); N], i64> = BTreeMap::new();
    for (labels, value) in values {
        let labels = labels.map(|(name, value)| (name, harmless(&value)));
        all.entry(labels).and_modify(|known| *known = value.min(*known)).or_insert(value);
    }
    let mut descriptor = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    for (labels, value) in all {
        if N == 0 {
            return ConstGauge::new(value).encode(descriptor);
        }
        ConstGauge::new(value).encode(descriptor.encode_family(&labels)?)?;
    }
    Ok(())
}

/// A name of the settings as a terminal may show it, too.
fn harmless(name: &str) -> String {
    let escaped = |c: char| c.escape_unicode().to_string();
    name.chars().map(|c| if is_deceptive(c) { escaped(c) } else { c.to_string() }).collect()
}

fn counters<'a, const N: usize>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    values: impl Iterator<Item = ([(&'a str, &'a str); N], u64)>,
) -> Result<(), fmt::Error> {
    let mut descriptor = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (labels, value) in values {
        let shown = labels.map(|(name, value)| (name, harmless(value)));
        ConstCounter::new(value).encode(descriptor.encode_family(&shown)?)?;
    }
    Ok(())
}
