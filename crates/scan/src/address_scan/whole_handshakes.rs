//! Handshakes of an address that are taken to their end.

use cutover_evidence::{Depth, Note, NoteKind, ServerAnswer, VersionAnswer};
use cutover_wire::Version;
use cutover_wire::starttls::Protocol;

use super::AddressScan;
use crate::certificate::shown;
use crate::finish::{Wants, can_finish, finish};
use crate::hellos::Alpn;
use crate::inventory::Whole;

impl AddressScan<'_> {
    /// Whole handshakes: of each version that was accepted, or of the newest alone where only a certificate is wanted
    /// that TLS 1.3 does not show before.
    pub(super) async fn finish(&self, answer: &mut ServerAnswer, server_name: Option<&str>) {
        let depth = self.shared.options.depth;
        // OpenSSL would have to speak through the packets of the protocol.
        if self.target.starttls.is_some_and(Protocol::wraps) {
            return;
        }
        let all = depth.whole != Whole::No;
        let host = self.host();
        let before = self.before(&host);
        // Only of a server that has nothing older, which would show it in the clear.
        let classic = |(version, answer): &(Version, _)| {
            let answer: &VersionAnswer = answer;
            can_finish(*version) && !version.is_tls_1_3_family() && answer.accepted > 0
        };
        let hides = !answer.versions.iter().any(classic);
        let hides_certificate = depth.certificate && hides;
        let asks_for_alpn = depth.details && hides && self.target.alpn == Alpn::Web;
        let mut knows_alpn = false;
        for index in (0..answer.versions.len()).rev() {
            let (version, accepted) = (answer.versions[index].0, answer.versions[index].1.accepted > 0);
            let wants_alpn = asks_for_alpn && !knows_alpn;
            let is_wanted = all || wants_alpn || hides_certificate && answer.certificate.is_none();
            if !(accepted && can_finish(version) && is_wanted) {
                continue;
            }
            let http_host = (depth.whole == Whole::Http && before.is_none()).then_some(host.as_str());
            let wants = Wants { http_host, offers_alpn: wants_alpn && http_host.is_none() };
            if self.permit.is_left_alone() || self.is_enough() {
                return;
            }
            let asked = async {
                let _place = self.permit.turn(self.is_silent).await;
                self.count();
                finish(self.address, before, version, server_name, wants, self.patience()).await
            };
            // No connection any more, or no time: what is known of the hello stays so.
            let Some(Ok(finished)) = self.in_time(asked).await else { continue };
            if finished.asks_for_certificate && !answer.has_note(&NoteKind::AsksForCertificate) {
                answer.notes.push(NoteKind::AsksForCertificate.into());
            }
            if wants.offers_alpn && finished.handshake {
                knows_alpn = true;
                answer.alpn = finished.alpn;
            }
            let of_version = &mut answer.versions[index].1;
            if finished.handshake && all {
                let depth = if finished.application { Depth::Application } else { Depth::Finished };
                of_version.depth = Some(depth);
                of_version.http_status = finished.http_status;
            } else if all {
                answer.notes.push(Note::of_version(NoteKind::Unfinished, version));
            }
            if answer.certificate.is_none() {
                answer.certificate = shown(&finished.certificates, server_name);
            }
        }
        if asks_for_alpn && !knows_alpn && !answer.has_note(&NoteKind::DetailsIncomplete) {
            answer.notes.push(NoteKind::DetailsIncomplete.into());
        }
    }
}
