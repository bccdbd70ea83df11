//! What an answer means for the question that was asked.

use cutover_evidence::{Ended, EndedBy};
use cutover_wire::{CipherSuite, Group, Version, alert};

use crate::answer::Answer;

/// What an answer says of the version that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerMeaning {
    Accepted,
    /// The version itself is refused: by `protocol_version`, or by an older one that was chosen.
    Refused,
    /// This hello has nothing that the server wants, whatever that is.
    Declined,
    HungUp,
    /// It says neither: half an answer, no TLS, or what was not offered.
    Unclear,
    /// It says nothing: a timeout.
    Nothing,
}

impl AnswerMeaning {
    /// What the answer to a hello says, that offers only what `offers` says of a suite and a group.
    pub fn to_hello(
        answer: Answer,
        asked: Version,
        offers: impl Fn(Option<CipherSuite>, Option<Group>) -> bool,
    ) -> Self {
        match answer {
            // Nobody may choose what was not offered.
            Answer::Hello { version, cipher_suite, group }
                if version == asked && !offers(cipher_suite, group) =>
            {
                Self::Unclear
            }
            answer => Self::of(answer, asked),
        }
    }

    /// What the answer says, whatever hello it was an answer to.
    fn of(answer: Answer, asked: Version) -> Self {
        match answer {
            Answer::Hello { version, .. } if version.published() == asked => Self::Accepted,
            Answer::Hello { version, .. } if version.age_rank() < asked.age_rank() => Self::Refused,
            // Nobody may choose what was not offered.
            Answer::Hello { .. } | Answer::NotTls | Answer::CutOff => Self::Unclear,
            Answer::Alert(alert::PROTOCOL_VERSION) => Self::Refused,
            // unexpected_message, handshake_failure, illegal_parameter, decode_error, insufficient_security,
            // missing_extension, unsupported_extension, certificate_required, no_application_protocol
            Answer::Alert(10 | 40 | 47 | 50 | 71 | 109 | 110 | 116 | 120) => Self::Declined,
            // The others (internal_error, unrecognized_name) may have another reason.
            Answer::Alert(_) | Answer::Closed | Answer::Reset => Self::HungUp,
            Answer::Timeout => Self::Nothing,
        }
    }
}

/// Whether a server that answers so to the hello of a current client may have refused the version alone, and not something
/// else in it: by `handshake_failure` or `insufficient_security`, which say nothing closer, or by hanging up.
pub(crate) fn may_refuse_version(answer: Answer) -> bool {
    matches!(
        answer,
        Answer::Alert(alert::HANDSHAKE_FAILURE | alert::INSUFFICIENT_SECURITY)
            | Answer::Closed
            | Answer::Reset
    )
}

/// How a connection ended that was not accepted, as evidence.
pub(crate) fn ended(answer: Answer, accepted: bool) -> Option<Ended> {
    let by = match answer {
        _ if accepted => return None,
        Answer::Alert(code) => return Some(Ended::Alert(code)),
        Answer::Hello { version, .. } => {
            return Some(Ended::Otherwise(EndedBy::Other(format!("chose {version}"))));
        }
        Answer::NotTls => EndedBy::NotTls,
        Answer::CutOff => EndedBy::CutOff,
        Answer::Closed => EndedBy::Fin,
        Answer::Reset => EndedBy::Rst,
        Answer::Timeout => EndedBy::Timeout,
    };
    Some(Ended::Otherwise(by))
}
