//! How a server is named, and why it has its verdict.

use std::net::SocketAddr;

use cutover_evidence::ServerAnswer;
use cutover_policy::ServerJudgement;

use crate::text::Text;
use crate::texts::{Texts, Value};

/// The address and port that were asked.
pub(crate) fn address(answer: &ServerAnswer) -> String {
    match answer.server_ip {
        Some(ip) => SocketAddr::new(ip, answer.port.unwrap_or_default()).to_string(),
        None => String::new(),
    }
}

/// The target, with its address where it is a name.
pub(super) fn who(answer: &ServerAnswer) -> Text {
    match answer.server_ip {
        Some(ip) if !answer.target.contains(&ip.to_string()) => {
            Text::of(format_args!("{} ({ip})", answer.target))
        }
        _ => (&answer.target).into(),
    }
}

/// Why a server has its verdict.
pub(crate) fn reason(judgement: &ServerJudgement, texts: &Texts) -> Text {
    let values = [("versions", texts.list(judgement.versions.iter().map(Text::of)).into())];
    texts.with(&format!("scan-reason-{}", judgement.reason.name()), &values)
}

/// What the server itself said before TLS, in its own words.
pub fn said(answer: &ServerAnswer, texts: &Texts) -> Option<Text> {
    let said = answer.said.as_ref()?;
    Some(texts.with("scan-said", &[("said", said.into())]))
}

/// What a server speaks where something else was asked, and how it is asked then.
pub fn speaks(answer: &ServerAnswer, texts: &Texts) -> Option<Text> {
    let speaks = answer.speaks.as_ref()?;
    let protocol = ("protocol", Value::from(speaks.to_uppercase()));
    // Behind a scheme that was given stands what another may stand before.
    let rest = answer.target.split_once("://").map_or(answer.target.as_str(), |(_, rest)| rest);
    Some(match speaks.as_str() {
        "ssh" | "vnc" => texts.with("scan-speaks-no-tls", &[protocol]),
        "http" => texts.with("scan-speaks-http", &[protocol]),
        scheme => {
            let form = format!("{scheme}://{rest}");
            texts.with("scan-speaks", &[protocol, ("form", form.into())])
        }
    })
}
