//! Where facts are from, for people and programs.

use cutover_catalogue::{Source, source};
use serde::Serialize;
use serde_json::Value as Json;

/// An object and the sources that it names, in full.
pub(crate) fn with_sources(what: &impl Serialize, sources: &[String]) -> Json {
    let mut object = serde_json::to_value(what).unwrap_or_default();
    object["sources_in_full"] = sources.iter().map(|name| source(name)).collect();
    object
}

/// Where a source is, or what it is.
pub(crate) fn place_of(name: &str) -> String {
    let known = Source::named(name);
    known.map_or(name, |source| source.address.as_deref().unwrap_or(&source.what)).to_owned()
}
