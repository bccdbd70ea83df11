//! The words of generated files, of what is to be known of them, and of what is refused.

use cutover_registry::{
    Advice, Comments, Component, DotNet, Mask, NotExported, Plan, Purpose, Refusal, SchannelSide, Step, View,
    Windows,
};
use cutover_wire::Version;

use crate::text::Text;
use crate::texts::{Texts, Value};

/// Words for [`Comments`] in a language.
pub struct Words<'a> {
    /// The language.
    pub texts: &'a Texts,
    /// Whether the file is group policy preferences, which say where they are imported.
    pub preferences: bool,
}

impl Comments for Words<'_> {
    fn heading(&self, plan: &Plan) -> Vec<String> {
        let texts = self.texts;
        let names = plan.components.iter().map(|c| component(*c, texts));
        let heading = texts.with(
            "generate-heading",
            &[
                ("components", texts.list(names).into()),
                ("windows", texts.windows_name(plan.windows).into()),
                ("versions", versions(plan.versions.iter().copied(), texts).into()),
            ],
        );
        let how = match plan.components[..] {
            _ if !self.preferences => "generate-export",
            [Component::WinInet] => "generate-gpp-user",
            _ => "generate-gpp-machine",
        };
        let mut lines = vec![heading];
        lines.extend(plan.advice.iter().flat_map(|advice| advise(advice, plan, texts)));
        lines.push(texts.get(how));
        if !self.preferences {
            lines.extend(export_lines(plan).into_iter().map(Text::from));
        }
        lines.into_iter().map(String::from).collect()
    }

    fn step(&self, plan: &Plan, step: &Step) -> String {
        let texts = self.texts;
        let mask = |name: Text| {
            let mask = Mask(step.number);
            let values =
                [("component", name.into()), ("sum", sum(mask, texts).into()), ("mask", Value::of(mask))];
            texts.with("step-mask", &values)
        };
        let side = |name, version: Version, side: SchannelSide| {
            texts.with(name, &[("version", Value::of(version)), ("side", side.name().into())])
        };
        let dot_net = |name, runtime, view| {
            let component = match runtime {
                DotNet::V2 => texts.get("component-dotnet-2"),
                DotNet::V4 => ".NET 4".into(),
            };
            texts.with(name, &[("component", with_bits(component, view, texts).into())])
        };
        let _ = plan;
        let words = match step.purpose {
            Purpose::WinHttp(view) => mask(with_bits(texts.get("component-winhttp"), view, texts)),
            Purpose::WinInet => mask(texts.get("component-wininet")),
            Purpose::On(version, which) => side("step-on", version, which),
            Purpose::Off(version, which) => side("step-off", version, which),
            Purpose::StrongCrypto(DotNet::V2, view) => dot_net("step-strong-2", DotNet::V2, view),
            Purpose::StrongCrypto(DotNet::V4, view) => dot_net("step-strong", DotNet::V4, view),
            Purpose::SystemDefault(runtime, view) => dot_net("step-system", runtime, view),
        };
        words.into()
    }

    fn only_64_bit(&self) -> String {
        self.texts.get("generate-only-64-bit").into()
    }

    fn only_elevated(&self) -> String {
        self.texts.get("generate-only-elevated").into()
    }

    fn whose_user(&self) -> String {
        self.texts.get("generate-whose-user").into()
    }

    fn changed(&self) -> String {
        self.texts.get("generate-changed").into()
    }
}

/// The names of components as records have them, some with the bits of their programs: `winhttp:32`.
pub(crate) fn component_names(names: &[String], texts: &Texts) -> Text {
    let shown = |name: &String| {
        let (id, bits) =
            name.split_once(':').map_or((name.as_str(), None), |(id, bits)| (id, bits.parse().ok()));
        let component = texts.get(&format!("component-{}", id.replace('.', "")));
        let Some(bits) = bits else { return component };
        texts.with("component-bits", &[("component", component.into()), ("bits", Value::Number(bits))])
    };
    names.iter().map(shown).collect::<Vec<_>>().join(" / ").into()
}

/// The commands that export what a plan changes, each to a file of its own; `undo` takes them all.
pub fn export_lines(plan: &Plan) -> Vec<String> {
    let keys = plan.keys_to_export();
    keys.iter().enumerate().map(|(i, key)| format!("reg export \"{key}\" before-{}.reg /y", i + 1)).collect()
}

fn component(component: Component, texts: &Texts) -> Text {
    texts.get(&format!("component-{}", component.name()))
}

fn with_bits(component: Text, view: View, texts: &Texts) -> Text {
    texts.with("component-bits", &[("component", component.into()), ("bits", Value::Number(bits(view)))])
}

/// For programs of how many bits a view is, on a 64-bit Windows.
pub(crate) fn bits(view: View) -> u64 {
    match view {
        View::Native => 64,
        View::Wow64 => 32,
    }
}

/// Versions in words.
pub(crate) fn versions(versions: impl Iterator<Item = Version>, texts: &Texts) -> Text {
    texts.list(versions.map(Text::of))
}

/// A mask as the sum of its versions.
pub(crate) fn sum(mask: Mask, texts: &Texts) -> Text {
    let parts = Mask::BITS.into_iter().filter(|(bit, _)| mask.0 & bit != 0);
    let parts: Vec<_> = parts.map(|(bit, version)| format!("{version} ({bit:#x})")).collect();
    parts.join(&texts.get("list-plus")).into()
}

/// What should be known of a plan, a sentence each.
pub fn advise(advice: &Advice, plan: &Plan, texts: &Texts) -> Vec<Text> {
    let windows = || ("windows", Value::from(texts.windows_name(plan.windows)));
    vec![match advice {
        Advice::NeedsUpdate(of, update) => {
            let of = match of {
                Component::DotNet => texts.get("component-dotnet-2"),
                other => component(*other, texts),
            };
            texts.with("advice-needs-update", &[("update", update.into()), ("component", of.into())])
        }
        Advice::Unlisted => texts.with("advice-unlisted", &[windows()]),
        Advice::DotNetRollup => texts.get("advice-dotnet-2017"),
        Advice::DotNetUnlisted => texts.with("advice-dotnet-unlisted", &[windows()]),
        Advice::Loses(version) => {
            let server = plan.components.contains(&Component::SchannelServer);
            let client = plan.components.iter().any(|c| *c != Component::SchannelServer);
            return [(client, "advice-loses-servers"), (server, "advice-loses-clients")]
                .into_iter()
                .filter(|(said, _)| *said)
                .map(|(_, name)| texts.with(name, &[("version", Value::of(version))]))
                .collect();
        }
        Advice::Keeps(version) => texts.with("advice-keeps", &[("version", Value::of(version))]),
        Advice::WinHttpMask(mask) => {
            let left = plan.versions.iter().any(|version| mask.has(*version));
            let name = if left { "advice-winhttp-mask" } else { "advice-winhttp-mask-empty" };
            let values =
                [windows(), ("mask", Value::of(mask)), ("versions", versions(mask.versions(), texts).into())];
            texts.with(name, &values)
        }
        Advice::TurnsOff(off) => {
            texts.with("advice-turns-off", &[("versions", versions(off.iter().copied(), texts).into())])
        }
        Advice::Leaves(names, ssl) => {
            let left = if *ssl { "ssl" } else { "nothing" };
            let values =
                [windows(), ("components", component_names(names, texts).into()), ("left", left.into())];
            texts.with("advice-leaves", &values)
        }
        Advice::NoLonger(names, lost) => texts.with(
            "advice-no-longer",
            &[
                ("components", component_names(names, texts).into()),
                ("versions", versions(lost.iter().copied(), texts).into()),
            ],
        ),
        Advice::DotNetFollows => texts.get("advice-dotnet-follows"),
        Advice::DotNetKeeps => texts.get("advice-dotnet-keeps"),
        Advice::RemoteDesktop(update, now) => {
            let update_is = if update == "never" { "never" } else { update };
            let when = if *now { "now" } else { "later" };
            texts.with(
                "advice-remote-desktop",
                &[windows(), ("update", update_is.into()), ("when", when.into())],
            )
        }
        Advice::Restart => texts.get("advice-restart"),
    }]
}

/// Why a request cannot be met.
pub fn refusal(refusal: &Refusal, windows: &Windows, texts: &Texts) -> Text {
    let windows = || ("windows", Value::from(texts.windows_name(windows)));
    let mask = |mask: Mask| Value::of(mask);
    match refusal {
        Refusal::NoVersion(text) => texts.with("refusal-no-version", &[("text", text.into())]),
        Refusal::UnknownBits(found, None) => texts.with("refusal-unknown-bits", &[("mask", mask(*found))]),
        Refusal::UnknownBits(found, Some(meant)) => texts.with(
            "refusal-unknown-bits-meant",
            &[
                ("mask", mask(*found)),
                ("meant", mask(*meant)),
                ("versions", versions(meant.versions(), texts).into()),
            ],
        ),
        Refusal::NothingLeft => texts.get("refusal-nothing-left"),
        Refusal::Ssl(version) => texts.with("refusal-ssl", &[("version", Value::of(version))]),
        Refusal::Unsupported(version) => {
            texts.with("refusal-unsupported", &[windows(), ("version", Value::of(version))])
        }
        Refusal::NotRead => texts.with("refusal-not-read", &[windows()]),
        Refusal::OnlyBits(bits) => texts
            .with("refusal-only-bits", &[windows(), ("versions", versions(bits.versions(), texts).into())]),
        Refusal::Dtls => texts.get("refusal-dtls"),
        Refusal::MachineAndUser => texts.get("refusal-machine-and-user"),
    }
}

/// Why a file cannot be undone from an export.
pub fn not_exported(problem: &NotExported, file: &Text, export: &Text, texts: &Texts) -> Text {
    let values = [
        ("file", Value::from(file)),
        ("line", Value::Number(problem.line.into())),
        ("key", Value::of(&problem.key)),
        ("export", export.into()),
    ];
    texts.with("undo-not-exported", &values)
}
