//! Whether a chain of certificates leads to one that is trusted: by the system's list, where it has one, otherwise by
//! Mozilla's, which comes with the program.

use std::sync::OnceLock;

use cutover_evidence::Trust;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::{X509, X509PurposeId, X509StoreContext};

/// Trusted certificates, and whose list they are.
struct Roots {
    store: X509Store,
    name: &'static str,
}

/// Looks for a way to a trusted certificate. `None`: nobody could look.
pub(crate) fn of_chain(chain: &[Vec<u8>]) -> Option<Trust> {
    static ROOTS: OnceLock<Option<Roots>> = OnceLock::new();
    let roots = ROOTS.get_or_init(roots).as_ref()?;
    let parsed = |der: &Vec<u8>| X509::from_der(der).ok();
    let own = parsed(chain.first()?)?;
    let mut others = Stack::new().ok()?;
    for certificate in chain[1..].iter().filter_map(parsed) {
        others.push(certificate).ok()?;
    }
    let mut context = X509StoreContext::new().ok()?;
    let verified = context.init(&roots.store, &own, &others, |context| {
        let is_trusted = context.verify_cert()?;
        Ok((!is_trusted).then(|| context.error().error_string().to_owned()))
    });
    Some(Trust { roots: roots.name.to_owned(), problem: verified.ok()? })
}

fn roots() -> Option<Roots> {
    let of_system = rustls_native_certs::load_native_certs().certs;
    if let Some(store) = store(of_system.iter().map(AsRef::as_ref)) {
        return Some(Roots { store, name: "system" });
    }
    let of_mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref);
    Some(Roots { store: store(of_mozilla)?, name: "mozilla" })
}

/// A list of these; `None` where there is none that can be read.
fn store<'a>(certificates: impl Iterator<Item = &'a [u8]>) -> Option<X509Store> {
    let mut builder = X509StoreBuilder::new().ok()?;
    builder.set_purpose(X509PurposeId::SSL_SERVER).ok()?;
    let mut count = 0;
    for certificate in certificates {
        let added = X509::from_der(certificate).and_then(|certificate| builder.add_cert(certificate));
        count += u32::from(added.is_ok());
    }
    (count > 0).then(|| builder.build())
}
