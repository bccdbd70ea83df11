//! Policies as TOML: those that are compiled in, and a user's own.

mod problem;
mod reader;
mod tables;

use cutover_toml::Mistakes;

pub use problem::{PolicyError, Problem};
use reader::Reader;

use crate::policy::Policy;

/// The policy that is meant when none is named.
pub const DEFAULT_POLICY: &str = "tls12-plus";

const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

impl Policy {
    /// A built-in policy.
    pub fn built_in(id: &str) -> Option<Self> {
        // A test reads every built-in policy, so this cannot fail in a build that passed it.
        Self::parse(Self::built_in_text(id)?).ok()
    }

    /// The file of a built-in policy.
    pub fn built_in_text(id: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
    }

    /// The names of the built-in policies, sorted.
    pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(id, _)| *id)
    }

    /// Reads a policy file; all that is wrong with it is told, from the first line to the last.
    pub fn parse(text: &str) -> Result<Self, Vec<PolicyError>> {
        let (file, mistakes) = Mistakes::read(text);
        let reader = Reader(mistakes);
        let policy = file.and_then(|file| reader.policy(file));
        reader.0.finish(policy)
    }
}

#[cfg(test)]
mod tests {
    use cutover_evidence::Confidence;
    use cutover_toml::Form;
    use cutover_wire::Version;

    use super::*;

    #[test]
    fn every_built_in_policy_can_be_read_and_is_named_as_its_file() {
        assert!(Policy::built_in_ids().count() >= 45);
        for (id, text) in BUILT_IN {
            let policy = Policy::parse(text).unwrap_or_else(|e| panic!("{id}.toml: {e:?}"));
            assert_eq!(policy.id, *id);
            assert!(!policy.source.is_empty() && !matches!(policy.confidence, Confidence::Other(_)), "{id}");
            assert_eq!(policy.not_judged.len(), policy.not_judged_ja.len(), "{id}");
            assert_eq!(policy.scope.is_some(), policy.scope_ja.is_some(), "{id}");
            assert_eq!(policy.note.is_some(), policy.note_ja.is_some(), "{id}");
            for date in &policy.dates {
                assert!(date.what_ja.is_some() && !date.source.is_empty(), "{id}: {}", date.on);
            }
        }
    }

    const GOOD: &str = "id = \"mine\"\nname = \"Mine\"\nside = \"server\"\nversions = [\"TLS 1.2\"]\nsource = \"me\"\nconfidence = \"own\"\n";

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_would_be_right() {
        assert_eq!(Policy::parse(GOOD).unwrap().versions, [Version::TLS_1_2]);
        let problem = |text: &str| {
            let mut errors = Policy::parse(text).unwrap_err();
            assert_eq!(errors.len(), 1, "{errors:?}");
            errors.remove(0)
        };
        let unknown_key = problem(&format!("{GOOD}refused_form = \"2020\"\n"));
        assert_eq!(unknown_key.line, 7);
        assert!(
            matches!(unknown_key.problem, Problem::Form(Form::UnknownKey { nearest: Some(n), .. }) if n == "refused_from")
        );
        let suite = problem(&format!("{GOOD}[suites]\nallowed = [\n  \"TLS_RSA_WITH_AES_128_CBC_SHA1\"]\n"));
        assert_eq!(suite.line, 9);
        assert!(
            matches!(suite.problem, Problem::Suite { nearest: Some(n), .. } if n == "TLS_RSA_WITH_AES_128_CBC_SHA")
        );
        let version = problem(&GOOD.replace("TLS 1.2", "TLSv1.2"));
        assert_eq!((version.line, version.problem), (4, Problem::Version("TLSv1.2".into())));
        let date = problem(&format!("{GOOD}refused_from = \"2020-10-32\"\n"));
        assert_eq!((date.line, date.problem), (7, Problem::Date("2020-10-32".into())));
        assert_eq!(problem(&GOOD.replace("[\"TLS 1.2\"]", "[]")).problem, Problem::NoVersion);
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = GOOD
            .replace("name = \"Mine\"", "nmae = \"Mine\"")
            .replace("\"server\"", "\"middle\"")
            .replace("[\"TLS 1.2\"]", "[\"TLSv1.2\", \"SSLv3\"]")
            .replace("\"own\"", "\"onw\"");
        let text = format!(
            "{text}refused_from = \"soon\"\n[suites]\nallowed = [\"TLS_NONE\"]\ndenied = [\"RC4\", \"DES\"]\n\
             [[dates]]\non = \"never\"\nwhat = \"x\"\n"
        );
        let told = Policy::parse(&text).unwrap_err();
        let lines: Vec<usize> = told.iter().map(|mistake| mistake.line).collect();
        assert_eq!(lines, [2, 3, 4, 4, 6, 7, 9, 10, 10, 12], "{told:?}");
        let nothing = Policy::parse("").unwrap_err();
        assert_eq!(nothing.len(), 6, "what every policy has: {nothing:?}");
    }
}
