//! Words in records: those that are known, and whatever else somebody wrote, which is kept.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use cutover_wire::Version;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString};

/// How sure a fact is. From the surest, as far as two kinds of facts can be compared at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Confidence {
    /// A rule or a client of the user's own
    Own,
    /// Decoded from a recorded hello
    Capture,
    /// A standard says so
    Standard,
    /// The draft of a standard says so
    Draft,
    /// Microsoft documents it
    Documented,
    /// The maker says so
    VendorDoc,
    /// Public documentation says so
    Docs,
    /// Measured by us
    Measured,
    /// Read by others in a program
    Decompiled,
    /// The maker says a part of it
    VendorDocPartial,
    /// The maker's pages contradict each other
    VendorDocAmbiguous,
    /// Somebody else says so
    Secondary,
    /// An estimate for a class of devices
    ClassEstimate,
    /// From memory, unverified
    Recall,
    /// General knowledge; no source was opened
    Unverified,
    /// Nothing is known
    Unknown,
    /// What somebody wrote
    #[strum(default)]
    Other(String),
}

impl Confidence {
    /// Every word that facts may use. Records may have others, which are kept as they are.
    pub const ALL: &'static [Self] = &[
        Self::Own,
        Self::Capture,
        Self::Standard,
        Self::Draft,
        Self::Documented,
        Self::VendorDoc,
        Self::Docs,
        Self::Measured,
        Self::Decompiled,
        Self::VendorDocPartial,
        Self::VendorDocAmbiguous,
        Self::Secondary,
        Self::ClassEstimate,
        Self::Recall,
        Self::Unverified,
        Self::Unknown,
    ];
}

/// How far a handshake was taken.
#[derive(Debug, Clone, PartialEq, Eq, EnumString, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Depth {
    /// To the ServerHello
    Hello,
    /// To its end
    Finished,
    /// To what the application said
    Application,
    /// Of another version of this program
    #[strum(default)]
    Other(String),
}

/// Why a target could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EnumString, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum NotAsked {
    /// The name has no address, or nobody could say
    NotResolved,
    /// Nothing listens there
    ConnectionRefused,
    /// It does not answer
    ConnectionTimeout,
    /// There is no way to it
    ConnectionUnreachable,
    /// This machine has no socket left
    ConnectionExhausted,
    /// The server has no TLS to begin
    StarttlsNotOffered,
    /// The server is busy
    StarttlsBusy,
    /// The server speaks something else
    StarttlsOther,
    /// The server wants nothing of us, and will not until somebody acts
    StarttlsRejected,
    /// The server says nothing before TLS
    StarttlsSilent,
    /// The host said that it has enough of us, to another of its ports
    LeftAlone,
    /// It counts connections that end without a login, and was asked as often as it bears, by another name or before
    Budget,
    /// The time for it was over
    Deadline,
    /// It answers, and nothing clearly
    NothingClear,
    /// The name has no address of the kind that was asked for
    NoSuchAddress,
    /// Asking ended before its turn
    Stopped,
    /// Of another version of this program
    #[strum(default)]
    Other(String),
}

/// How a connection ended that no alert ended.
#[derive(Debug, Clone, PartialEq, Eq, EnumString, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum EndedBy {
    /// The server closed it
    Fin,
    /// The server reset it
    Rst,
    /// Nothing came
    Timeout,
    /// What came was no TLS
    NotTls,
    /// What came was half an answer
    CutOff,
    /// There was no connection any more
    NoConnection,
    /// In other words: `chose SSL 3.0`
    #[strum(default)]
    Other(String),
}

/// What else there is to say of a server's answer, and of which version, if of one: `unfinished:TLS 1.2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// Of which version.
    pub version: Option<Version>,
}

/// What there is to say of a server's answer.
#[derive(Debug, Clone, PartialEq, Eq, EnumString, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum NoteKind {
    /// It accepts and refuses the same
    Contradictory,
    /// It accepts the version only with a hello of one kind
    Particular,
    /// It answers one way and then another
    Unsteady,
    /// It does not answer large hellos
    LargeHelloFails,
    /// It refuses everything without a name, and nobody knows whether it has one
    WantsName,
    /// It refuses everything without a name
    NeedsName,
    /// There may be more suites
    SuitesIncomplete,
    /// There may be more groups
    GroupsIncomplete,
    /// There may be more signature schemes
    SignaturesIncomplete,
    /// Of what was asked for with the details not all was answered
    DetailsIncomplete,
    /// A version is accepted, and its handshake does not end
    Unfinished,
    /// The certificate cannot be read
    CertificateUnreadable,
    /// No certificate was shown in the clear, and none came of a whole handshake
    NoCertificate,
    /// It asks for the client's certificate
    AsksForCertificate,
    /// The host said that it has enough of us, and was left alone
    LeftAlone,
    /// It took connections, and then none any more
    StoppedAnswering,
    /// The time for the target was over before everything was asked
    Deadline,
    /// It counts connections that end without a login, and was asked no more than it bears
    Budget,
    /// It counts connections that end without a login, and has counted ours
    Counted,
    /// It speaks another protocol before TLS
    OtherProtocol,
    /// It refuses the version with whatever is offered, in a way that says that something else is wrong
    WantsMore,
    /// SSL is accepted; but its hellos name nobody, so that this says nothing of the name that is asked about
    AcceptedNameless,
    /// It accepts the version only with `extended_master_secret` (RFC 7627)
    NeedsExtendedMasterSecret,
    /// … with `encrypt_then_mac` (RFC 7366)
    NeedsEncryptThenMac,
    /// … with secure renegotiation (RFC 5746)
    NeedsSecureRenegotiation,
    /// … with `session_ticket` (RFC 5077)
    NeedsSessionTicket,
    /// … with ALPN (RFC 7301)
    NeedsAlpn,
    /// … with a share of a key in the first hello of TLS 1.3
    NeedsKeyShare,
    /// … with a signature scheme of ML-DSA or SLH-DSA
    NeedsPostQuantumSignature,
    /// … with a signature scheme of Brainpool
    NeedsBrainpoolSignature,
    /// … with a signature scheme of GOST
    NeedsGostSignature,
    /// … with another signature scheme that few clients have
    NeedsRareSignature,
    /// … with a group of ML-KEM
    NeedsPostQuantumGroup,
    /// … with a group of Brainpool
    NeedsBrainpoolGroup,
    /// … with another group that few clients have
    NeedsRareGroup,
    /// Of another version of this program
    #[strum(default)]
    Other(String),
}

impl Note {
    /// About a version.
    pub fn of_version(kind: NoteKind, version: Version) -> Self {
        Self { kind, version: Some(version) }
    }
}

impl From<NoteKind> for Note {
    fn from(kind: NoteKind) -> Self {
        Self { kind, version: None }
    }
}

impl FromStr for Note {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        if let Some((kind, version)) = text.split_once(':')
            && let Ok(version) = version.parse()
            && let kind = kind_of(kind)
            && !matches!(kind, NoteKind::Other(_))
        {
            return Ok(Self::of_version(kind, version));
        }
        Ok(kind_of(text).into())
    }
}

fn kind_of(text: &str) -> NoteKind {
    let Ok(kind) = text.parse();
    kind
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            Some(version) => write!(formatter, "{}:{version}", self.kind),
            None => self.kind.fmt(formatter),
        }
    }
}

/// In records all of them are text.
macro_rules! as_text {
    ($($type:ty),+) => {
        $(
            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let Ok(word) = String::deserialize(deserializer)?.parse();
                    Ok(word)
                }
            }
        )+
    };
}

as_text!(Confidence, Depth, NotAsked, EndedBy, Note);

#[test]
fn what_nobody_knows_is_kept_as_it_was_written() {
    for text in ["vendor-doc", "as my colleague says"] {
        let read: Confidence = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
    }
    for word in Confidence::ALL {
        assert_eq!(word.to_string().parse().as_ref(), Ok(word));
        assert!(!matches!(word, Confidence::Other(_)));
    }
    for (text, version) in
        [("unfinished:TLS 1.2", true), ("unsteady", false), ("so:what", false), ("unfinished:x", false)]
    {
        let note: Note = text.parse().unwrap();
        assert_eq!((note.to_string().as_str(), note.version.is_some()), (text, version));
    }
    assert_eq!(serde_json::to_string(&Ended::Otherwise(EndedBy::CutOff)).unwrap(), "\"cut-off\"");
}

#[cfg(test)]
use crate::Ended;
