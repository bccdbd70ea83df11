//! `gate.toml`: settings as written, and as meant.

mod problem;
mod reader;
mod sense;
mod tables;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use cutover_files::OWN;
use cutover_toml::Mistakes;
use toml::Spanned;

pub use problem::{GateFileError, GateProblem, Nonsense, ValueKind};
pub use reader::FindPolicy;
use reader::Reader;

use crate::not_a_hello::NotAHelloRules;
use crate::settings::{Limits, Listener, Log, Mode, Rule, Settings, Timeouts};

/// The settings of a gate with one listener.
#[derive(Debug, Clone)]
pub struct OneListener<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it listens.
    pub listen: Vec<SocketAddr>,
    /// Where connections go: addresses, or `name:port`.
    pub upstream: Vec<String>,
    /// The policy's name or path.
    pub policy: &'a str,
    /// The mode.
    pub mode: Mode,
    /// How long a hello may take.
    pub hello_timeout: Option<Duration>,
    /// The evidence file.
    pub log: Option<PathBuf>,
    /// Where the status page is.
    pub status: Option<SocketAddr>,
}

impl Settings {
    /// A gate with one listener. The problems have no line.
    pub fn one_listener(one: OneListener<'_>, find_policy: FindPolicy<'_>) -> Result<Self, Vec<GateProblem>> {
        let reader = Reader::new(Mistakes::none(""), Path::new(""), find_policy);
        let spanned = |text: &String| Spanned::new(0..0, text.clone());
        let upstream = reader.upstream(&one.upstream.iter().map(spanned).collect::<Vec<_>>());
        let policy = reader.policy(&spanned(&one.policy.to_owned()));
        let (Some(upstream), Some(policy)) = (upstream, policy) else {
            return Err(reader.mistakes.all().into_iter().map(|mistake| mistake.problem).collect());
        };
        let rule = Rule {
            server_names: Vec::new(),
            clients: Vec::new(),
            mode: one.mode,
            policy: Arc::new(policy),
            brownout: None,
            upstream,
            legacy_upstream: None,
            send_proxy: None,
            faults: NotAHelloRules::all(one.mode == Mode::Report),
            faults_enforced: NotAHelloRules::all(false),
        };
        let defaults = Timeouts::default();
        let listener = Listener {
            name: one.name.to_owned(),
            addresses: one.listen,
            rules: vec![rule],
            exemptions: Vec::new(),
            starttls: None,
            server_speaks_first: false,
            proxy_from: Vec::new(),
            timeouts: Timeouts { hello: one.hello_timeout.unwrap_or(defaults.hello), ..defaults },
            retries: Listener::RETRIES,
        };
        let settings = Self {
            listeners: vec![Arc::new(listener)],
            brownouts: Vec::new(),
            kill_switch: None,
            status: one.status,
            status_names: Vec::new(),
            log: one.log.map(|file| Log {
                file,
                rotate_at: Log::ROTATE_AT,
                keep: Log::KEEP,
                per_client: Log::PER_CLIENT,
                mode: OWN,
            }),
            workers: None,
            limits: Limits::default(),
            check: None,
            drain: Timeouts::DRAIN,
        };
        settings.make_sense().map_err(|problem| vec![problem])?;
        Ok(settings)
    }

    /// Reads the settings of a file that lies in `folder`, to which its paths are relative. Names of upstreams are looked
    /// up here, once. All that is wrong is told, line by line.
    pub fn parse(text: &str, folder: &Path, find_policy: FindPolicy<'_>) -> Result<Self, Vec<GateFileError>> {
        let (file, mistakes) = Mistakes::read(text);
        let reader = Reader::new(mistakes, folder, find_policy);
        let settings = file.and_then(|file| reader.settings(file));
        reader.mistakes.finish(settings)
    }
}

#[cfg(test)]
mod tests {
    use cutover_policy::Policy;
    use cutover_toml::Form;

    use super::*;

    const GOOD: &str = r#"
[[listener]]
name = "web"
listen = ["127.0.0.1:8443", "[::1]:8443"]
upstream = ["127.0.0.1:443"]
policy = "tls12-plus"
mode = "brownout"
brownout = "december"

[[listener.rule]]
server_name = ["*.example.com"]
mode = "enforce"
not_tls = "pass"

[[brownout]]
name = "december"
[[brownout.phase]]
from = 2026-12-01
until = 2026-12-02T08:00:00+09:00
minutes = [0, 10]
share = 12.5

[[exemption]]
client = ["10.0.0.0/8", "192.0.2.1"]
owner = "mail team"
until = 2027-01-31T00:00:00Z

[limits]
connections = 1000

[timeouts]
hello = "3s"
"#;

    fn parse(text: &str) -> Result<Settings, Vec<GateFileError>> {
        Settings::parse(text, Path::new("/etc/cutover"), &|name| Policy::built_in(name))
    }

    #[test]
    fn a_port_alone_is_that_of_every_address_and_a_mode_may_be_written_as_a_name() {
        let text = GOOD
            .replace(r#""127.0.0.1:8443", "[::1]:8443""#, r#"":8443""#)
            .replace("\"enforce\"", "\"Enforce\"");
        let listener = &parse(&text).unwrap().listeners[0];
        assert_eq!(listener.addresses[0], "0.0.0.0:8443".parse().unwrap());
        assert!(listener.addresses[1..].iter().all(|address| *address == "[::]:8443".parse().unwrap()));
        assert_eq!(listener.rules[0].mode, Mode::Enforce);
        for bad in [":", ":http", ":65536"] {
            assert!(parse(&text.replace(":8443", bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn everything_has_its_place() {
        let settings = parse(GOOD).unwrap();
        let listener = &settings.listeners[0];
        assert_eq!(listener.addresses.len(), 2);
        let [strict, other] = &listener.rules[..] else { panic!() };
        assert_eq!((strict.mode, other.mode), (Mode::Enforce, Mode::Brownout));
        assert!(strict.faults.not_tls_passes && !strict.faults.malformed_passes);
        assert!(
            other.faults.malformed_passes,
            "outside enforce everything that is not understood goes through"
        );
        let phase = other.brownout.as_ref().unwrap().phases[0];
        assert_eq!(phase.from.unwrap().to_string(), "2026-12-01T00:00:00Z");
        assert_eq!(phase.until.unwrap().to_string(), "2026-12-01T23:00:00Z");
        assert_eq!((phase.minutes, phase.share), (Some((0, 10)), 12.5));
        assert_eq!(listener.timeouts.hello, Duration::from_secs(3));
        assert_eq!(listener.exemptions[0].owner, "mail team");
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let problem = |from: &str, to: &str| {
            assert!(GOOD.contains(from));
            let mut errors = parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert_eq!(errors.len(), 1, "{errors:?}");
            let error = errors.remove(0);
            (error.line, error.problem)
        };
        let value = |text: &str, kind| GateProblem::Value { text: text.to_owned(), kind };
        let (line, form) = problem("upstream =", "upsteam =");
        assert!(
            matches!(form, GateProblem::Form(Form::UnknownKey { nearest: Some(name), .. }) if name == "upstream")
        );
        assert_eq!(line, 5);
        assert_eq!(problem("127.0.0.1:8443", "127.0.0.1"), (4, value("127.0.0.1", ValueKind::Address)));
        assert_eq!(problem("127.0.0.1:443", "127.0.0.1"), (5, value("127.0.0.1", ValueKind::Server)));
        assert_eq!(problem("\"enforce\"", "\"strict\""), (12, value("strict", ValueKind::Mode)));
        assert_eq!(problem("[0, 10]", "[10, 0]"), (20, value("[10, 0]", ValueKind::Minutes)));
        assert_eq!(problem("12.5", "112.5"), (21, value("112.5", ValueKind::Share)));
        assert_eq!(problem("10.0.0.0/8", "10.0.0.0/33"), (24, value("10.0.0.0/33", ValueKind::Network)));
        let unknown = GateProblem::Sense(Nonsense::UnknownBrownout("dezember".into()));
        assert_eq!(problem("brownout = \"december\"", "brownout = \"dezember\""), (8, unknown));
        let (line, policy) = problem("tls12-plus", "tls12plus");
        assert!(matches!(policy, GateProblem::Policy { nearest: Some(name), .. } if name == "tls12-plus"));
        assert_eq!(line, 6);
        let loops = GateProblem::Sense(Nonsense::UpstreamIsGate("127.0.0.1:8443".parse().unwrap()));
        assert_eq!(problem("127.0.0.1:443", "127.0.0.1:8443").1, loops);
        assert_eq!(parse("").unwrap_err()[0].problem, GateProblem::Sense(Nonsense::NoListener));
        let all = GateProblem::Sense(Nonsense::ExemptsAll);
        assert_eq!(problem("client = [\"10.0.0.0/8\", \"192.0.2.1\"]", "").1, all);
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = GOOD
            .replace("\"enforce\"", "\"strict\"")
            .replace("12.5", "112.5")
            .replace("hello = \"3s\"", "helo = \"3s\"")
            .replace("key = ", "kye = ")
            .replace("connections = 1000", "connections = 1000\nconections_per_client = 5");
        let lines: Vec<usize> = parse(&text).unwrap_err().iter().map(|error| error.line).collect();
        assert_eq!(lines, [12, 21, 30, 33]);
        // Values of another kind, and a listener that lacks something, beside what is wrong in others.
        let forms = GOOD
            .replace("[0, 10]", "\"early\"")
            .replace("connections = 1000", "connections = \"many\"")
            .replace("policy = \"tls12-plus\"", "policy = \"tls12plus\"");
        let forms = format!("{forms}[[listener]]\nname = \"b\"\n");
        let told = parse(&forms).unwrap_err();
        let lines: Vec<usize> = told.iter().map(|error| error.line).collect();
        assert_eq!(lines, [6, 20, 29, 33], "{told:?}");
        let broken = "[[listener]\nname = \"a\"\n[log]\nfile = 'x\n";
        assert_eq!(parse(broken).unwrap_err().len(), 2);
    }

    #[test]
    fn an_address_and_every_address_cannot_both_be_listened_at() {
        let with = |listen: &str| parse(&GOOD.replace("\"127.0.0.1:8443\", \"[::1]:8443\"", listen));
        for pair in ["\"127.0.0.1:8443\", \"0.0.0.0:8443\"", "\":8443\", \"[::1]:8443\""] {
            let told = with(pair).unwrap_err();
            assert!(
                matches!(told[0].problem, GateProblem::Sense(Nonsense::AddressCovered(..))),
                "{pair}: {told:?}"
            );
        }
        assert!(with("\"0.0.0.0:8443\", \"[::1]:8443\"").is_ok());
    }

    #[test]
    fn times_of_a_brownout_are_those_of_its_zone() {
        let in_tokyo = GOOD.replace("name = \"december\"\n", "name = \"december\"\nzone = \"Asia/Tokyo\"\n");
        let brownout = parse(&in_tokyo).unwrap().brownouts[0].clone();
        let phase = brownout.phases[0];
        assert_eq!(phase.from.unwrap().to_string(), "2026-11-30T15:00:00Z");
        assert_eq!(phase.until.unwrap().to_string(), "2026-12-01T23:00:00Z", "it has an offset");
        let nowhere = parse(&in_tokyo.replace("Asia/Tokyo", "Asia/Nowhere")).unwrap_err();
        let kind = ValueKind::Zone;
        assert_eq!(nowhere[0].problem, GateProblem::Value { text: "Asia/Nowhere".into(), kind });
    }
}
