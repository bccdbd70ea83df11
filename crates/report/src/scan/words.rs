//! How a server is named, and why it has its verdict.

use std::net::SocketAddr;

use cutover_evidence::ServerAnswer;
use cutover_policy::ServerJudgement;

use crate::text::Text;
use crate::texts::Texts;

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
