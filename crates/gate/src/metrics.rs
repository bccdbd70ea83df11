//! Metrics in the text format of Prometheus (`OpenMetrics` 1.0).

use std::fmt;

use cutover_evidence::is_deceptive;
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
            .filter(|(_, (.., count))| *count > 0)
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
            .filter(|(_, (.., count))| *count > 0)
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
        ConstGauge::new(i64::from(self.0.kill_switch())).encode(descriptor)
    }
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
