//! From a hello to the clients that are known to say such a one.

use crate::catalogue::Catalogue;
use crate::client::{Client, HelloSignatures, HelloSuites, RecordedHello};
use crate::offer::{Offer, OfferedSignatures, OfferedSuites};
use crate::suite_class::{SignatureClass, SuiteClass};
use cutover_wire::Group;

impl Catalogue {
    /// The clients whose recorded hello is like this one in everything that is known of it: versions, suites, groups in their
    /// order, signature schemes. Others may say the same; so this is a guess, and never a fact.
    pub fn look_alikes<'a>(&'a self, offer: &Offer) -> Vec<&'a Client> {
        let is_like = |client: &&Client| {
            let hello = client.hello.as_ref().filter(|_| client.hello_format == offer.format);
            hello.is_some_and(|hello| is_like(hello, offer))
        };
        self.clients().iter().filter(is_like).collect()
    }
}

fn is_like(hello: &RecordedHello, offer: &Offer) -> bool {
    let mut versions = hello.supported_versions.clone();
    versions.sort_by_key(|version| version.age_rank());
    let are_versions = if offer.lists_versions { versions == offer.versions } else { versions.is_empty() };
    are_versions
        && hello.legacy_version == offer.legacy_version
        && offer.groups.as_ref().is_some_and(|offered| are_groups(hello, offered))
        && hello.key_shares.as_ref().is_none_or(|shares| offer.key_shares.as_ref() == Some(shares))
        && are_suites(hello, offer)
        && are_signatures(&hello.signatures, &offer.signatures)
}

fn are_groups(hello: &RecordedHello, offered: &[Group]) -> bool {
    match hello.suites {
        HelloSuites::Listed(_) => hello.groups == offered,
        // Of hellos that are known by their classes the groups in use are written down, and not the others.
        HelloSuites::Classes { .. } => {
            let in_use = |groups: &[Group]| -> Vec<Group> {
                groups.iter().copied().filter(|group| WRITTEN_DOWN.contains(&group.0)).collect()
            };
            in_use(offered) == in_use(&hello.groups)
        }
    }
}

/// secp256r1, secp384r1, secp521r1, x25519, x448, X25519MLKEM768 and its draft.
const WRITTEN_DOWN: [u16; 7] = [0x0017, 0x0018, 0x0019, 0x001d, 0x001e, 0x11ec, 0x6399];

fn are_suites(hello: &RecordedHello, offer: &Offer) -> bool {
    let OfferedSuites::Listed(offered) = &offer.suites else { return false };
    match &hello.suites {
        HelloSuites::Listed(suites) => suites == offered,
        HelloSuites::Classes { classes, known, .. } => {
            // Where the number of suites is not known the classes fit too many; or it was put together from what is told.
            hello.suite_count.map(usize::from) == Some(offered.len())
                && known.iter().all(|suite| offered.contains(suite))
                && SuiteClass::ALL.iter().all(|class| {
                    classes.contains(class) == class.members().iter().any(|suite| offered.contains(suite))
                })
        }
    }
}

fn are_signatures(recorded: &HelloSignatures, offered: &OfferedSignatures) -> bool {
    match (recorded, offered) {
        (HelloSignatures::Absent, OfferedSignatures::Absent) => true,
        (HelloSignatures::Listed(recorded), OfferedSignatures::Listed(offered)) => recorded == offered,
        (HelloSignatures::Classes(classes), OfferedSignatures::Listed(offered)) => SignatureClass::ALL
            .iter()
            .all(|class| classes.contains(class) == offered.iter().any(|scheme| class.has(*scheme))),
        _ => false,
    }
}
