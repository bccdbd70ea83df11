//! A plan as a group policy preferences file, `Registry.xml` ([MS-GPPREF] 2.2.1.10).

use std::fmt::Write as _;

use super::{Comments, Plan, Purpose, Refusal};
use crate::key::Root;
use crate::meaning;

impl Plan {
    /// As `Registry.xml` for the computer's or the user's preferences; one file cannot be both.
    pub fn to_gpp_xml(&self, comments: &dyn Comments) -> Result<Vec<u8>, Refusal> {
        let user = self.steps.iter().filter(|step| step.key.root == Root::CurrentUser).count();
        if user > 0 && user < self.steps.len() {
            return Err(Refusal::MachineAndUser);
        }
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!--\n");
        for line in comments.heading(self) {
            // Two hyphens would end the comment.
            let _ = writeln!(xml, "  {}", line.replace("--", "- -"));
        }
        xml.push_str("-->\n<RegistrySettings clsid=\"{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}\">\n");
        for step in &self.steps {
            // The policy's copy beats what a user has set.
            let key = match step.purpose {
                Purpose::WinInet => meaning::wininet_policy_key(),
                _ => step.key.clone(),
            };
            let uid = uid(&format!("{key}\\{}", step.name));
            let description = escaped(&comments.step(self, step));
            let (hive, path) = (key.root.name(), escaped(&key.path));
            let _ = writeln!(
                xml,
                "  <Registry clsid=\"{{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}}\" name=\"{0}\" status=\"{0}\" \
                 image=\"12\" uid=\"{uid}\" desc=\"{description}\" bypassErrors=\"1\">\n    \
                 <Properties action=\"U\" displayDecimal=\"0\" default=\"0\" hive=\"{hive}\" key=\"{path}\" \
                 name=\"{0}\" type=\"REG_DWORD\" value=\"{1:08X}\"/>\n  </Registry>",
                step.name, step.number
            );
        }
        xml.push_str("</RegistrySettings>\n");
        Ok(xml.replace('\n', "\r\n").into_bytes())
    }
}

/// An id that is the same whenever the same value is written, so that a newer file replaces an older one's item.
fn uid(name: &str) -> String {
    // FNV-1a over 128 bits; nothing secret depends on it.
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in name.to_lowercase().bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    // Version 8, variant 1 (RFC 9562): made up by whoever writes it.
    hash = hash & !(0xf << 76) | (0x8 << 76);
    hash = hash & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{hash:032X}");
    format!("{{{}-{}-{}-{}-{}}}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn an_id_has_the_form_of_one() {
    let id = uid("HKEY_LOCAL_MACHINE\\SOFTWARE\\a");
    assert_eq!((id.len(), &id[15..16], id == uid("hkey_local_machine\\software\\A")), (38, "8", true));
}
