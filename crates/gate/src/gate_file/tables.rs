//! The tables of `gate.toml` as written; `examples/gate.toml` says what each key means.

use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GateFile {
    pub workers: Option<NonZeroU16>,
    pub kill_switch: Option<PathBuf>,
    #[serde(default)]
    pub status: StatusTable,
    #[serde(default)]
    pub limits: LimitsTable,
    #[serde(default)]
    pub upstreams: UpstreamsTable,
    #[serde(default)]
    pub timeouts: TimeoutsTable,
    pub log: Option<LogTable>,
    #[serde(default)]
    pub listener: Vec<Spanned<ListenerTable>>,
    #[serde(default)]
    pub brownout: Vec<Spanned<BrownoutTable>>,
    #[serde(default)]
    pub exemption: Vec<Spanned<ExemptionTable>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusTable {
    pub listen: Option<Spanned<String>>,
    #[serde(default)]
    pub names: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsTable {
    pub connections: Option<NonZeroU32>,
    pub connections_per_client: Option<NonZeroU32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct UpstreamsTable {
    pub retries: Option<u8>,
    pub check: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeoutsTable {
    pub hello: Option<Spanned<String>>,
    pub connect: Option<Spanned<String>>,
    pub idle: Option<Spanned<String>>,
    pub drain: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogTable {
    pub file: PathBuf,
    pub rotate_mib: Option<NonZeroU32>,
    pub keep: Option<u32>,
    pub per_client: Option<NonZeroU32>,
    pub mode: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListenerTable {
    pub name: String,
    pub listen: Vec<Spanned<String>>,
    pub starttls: Option<Spanned<String>>,
    #[serde(default)]
    pub server_speaks_first: bool,
    #[serde(default)]
    pub proxy_from: Vec<Spanned<String>>,
    pub upstream: Option<Vec<Spanned<String>>>,
    pub legacy_upstream: Option<Vec<Spanned<String>>>,
    pub policy: Option<Spanned<String>>,
    pub mode: Option<Spanned<String>>,
    pub brownout: Option<Spanned<String>>,
    pub send_proxy: Option<Spanned<String>>,
    pub not_tls: Option<Spanned<String>>,
    pub malformed: Option<Spanned<String>>,
    pub too_large: Option<Spanned<String>>,
    pub too_slow: Option<Spanned<String>>,
    #[serde(default)]
    pub rule: Vec<Spanned<RuleTable>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleTable {
    #[serde(default)]
    pub server_name: Vec<Spanned<String>>,
    #[serde(default)]
    pub client: Vec<Spanned<String>>,
    pub upstream: Option<Vec<Spanned<String>>>,
    pub legacy_upstream: Option<Vec<Spanned<String>>>,
    pub policy: Option<Spanned<String>>,
    pub mode: Option<Spanned<String>>,
    pub brownout: Option<Spanned<String>>,
    pub send_proxy: Option<Spanned<String>>,
    pub not_tls: Option<Spanned<String>>,
    pub malformed: Option<Spanned<String>>,
    pub too_large: Option<Spanned<String>>,
    pub too_slow: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BrownoutTable {
    pub name: String,
    pub key: Option<String>,
    pub zone: Option<Spanned<String>>,
    #[serde(default)]
    pub phase: Vec<PhaseTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhaseTable {
    pub from: Option<Spanned<Datetime>>,
    pub until: Option<Spanned<Datetime>>,
    pub minutes: Option<Spanned<Vec<i64>>>,
    pub share: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExemptionTable {
    #[serde(default)]
    pub client: Vec<Spanned<String>>,
    #[serde(default)]
    pub server_name: Vec<Spanned<String>>,
    #[serde(default)]
    pub ja4: Vec<String>,
    pub owner: String,
    pub reason: Option<String>,
    pub until: Spanned<Datetime>,
}
