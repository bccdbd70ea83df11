//! What people call a Windows: `win7`, `Windows 10 22H2`, `10.0.17763`, `Server 2012 R2`.

use crate::windows::Windows;

/// A Windows by a name that somebody typed.
#[derive(Debug, Clone, Copy)]
pub struct NamedWindows {
    /// Which it is taken for.
    pub windows: &'static Windows,
    /// The release that was named, by its name: `22H2`.
    pub release: Option<&'static str>,
    /// The build that was named, with its revision if that was named, or that of the release.
    pub build: Option<Build>,
    /// The server with the same build, where a build alone was named.
    pub also: Option<&'static Windows>,
}

/// A build of Windows and its revision: 17763.3406.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Build {
    /// The number of the build, which is that of the release.
    pub number: u32,
    /// The number of the revision, which grows with each cumulative update.
    pub revision: Option<u32>,
}

impl Build {
    /// Reads `17763`, `17763.3406`, `10.0.17763` or `10.0.17763.3406`; also with `6.1.` and the like before it.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<u32> = text.trim().split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let parts = match parts[..] {
            [10, 0, ref rest @ ..] | [6, 0..=3, ref rest @ ..] => rest,
            ref all => all,
        };
        match *parts {
            [number, ref revision @ ..] if number >= FIRST_BUILD && revision.len() <= 1 => {
                Some(Self { number, revision: revision.first().copied() })
            }
            _ => None,
        }
    }
}

impl Build {
    /// Whether it is of a Windows that the table has.
    pub(crate) fn is_known(self) -> bool {
        Windows::all().iter().any(|windows| windows.builds.contains_key(&self.number.to_string()))
    }
}

/// Smaller numbers are those of versions and years.
const FIRST_BUILD: u32 = 6000;

/// Words that say nothing of which Windows it is.
const SAYS_NOTHING: [&str; 54] = [
    "microsoft",
    "windows",
    "win",
    "version",
    "release",
    "build",
    "os",
    "sp1",
    "sp2",
    "sp",
    "x64",
    "x86",
    "64bit",
    "32bit",
    "64",
    "32",
    "bit",
    "pro",
    "professional",
    "enterprise",
    "home",
    "education",
    "ultimate",
    "standard",
    "datacenter",
    "core",
    "essentials",
    "business",
    "foundation",
    "for",
    "workstations",
    "n",
    "kn",
    "single",
    "language",
    "azure",
    "edition",
    "evaluation",
    "original",
    "rtm",
    "premium",
    "basic",
    "starter",
    "storage",
    "hyper",
    "v",
    "desktop",
    "experience",
    "ビット",
    "評価版",
    "日本語版",
    "editions",
    "バージョン",
    "ビルド",
];

/// Names of releases beside those that the table has.
const OTHER_RELEASES: [(&str, &str); 3] = [("19h1", "1903"), ("19h2", "1909"), ("20h1", "2004")];

impl Windows {
    /// The Windows that somebody means. `None` where that is none, or more than one.
    pub fn called(text: &str) -> Option<NamedWindows> {
        let named = |windows| NamedWindows { windows, release: None, build: None, also: None };
        if let Some(windows) = Self::named(text.trim()) {
            return Some(named(windows));
        }
        let words = without_service_pack(words(text));
        let is_server = words.iter().any(|word| word == "server");
        if let Some(build) = words.iter().find_map(|word| Build::parse(word)) {
            return by_build(build, is_server);
        }
        let is_long_term = words.iter().any(|word| ["ltsc", "ltsb"].contains(&word.as_str()));
        let is_r2 = words.iter().any(|word| word == "r2");
        let left: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !SAYS_NOTHING.contains(word))
            .filter(|word| !["server", "ltsc", "ltsb", "iot", "r2"].contains(word))
            .collect();
        match left[..] {
            // The long-term releases are named by their year.
            [.., year] if is_long_term && !is_server => named_release(None, long_term(year)?),
            [year @ ("2008" | "2012")] => {
                Self::named(&format!("server-{year}{}", if is_r2 { "-r2" } else { "" })).map(named)
            }
            // A server's release says no more than its year, and a release alone says the server.
            [year, release] if is_server && year.starts_with("20") && !is_r2 => {
                Self::named(&format!("server-{year}"))
                    .filter(|windows| has_release(windows, release))
                    .map(named)
            }
            [release] if is_server && !is_r2 && server_of(release).is_some() => server_of(release).map(named),
            [year] if year.len() == 4 && !is_r2 && year.starts_with("20") => {
                Self::named(&format!("server-{year}")).map(named)
            }
            [name @ ("vista" | "7" | "8" | "8.1" | "10" | "11")] if !is_server && !is_r2 => {
                Self::named(name).map(named)
            }
            [name @ ("10" | "11"), release] if !is_server && !is_r2 => named_release(Some(name), release),
            ["8", "1"] if !is_server => Self::named("8.1").map(named),
            _ => None,
        }
    }
}

/// `Service Pack 1` is of every Windows here that has one.
fn without_service_pack(mut words: Vec<String>) -> Vec<String> {
    if let Some(at) = words.iter().position(|word| word == "service")
        && words.get(at + 1).is_some_and(|word| word == "pack")
    {
        let number = words.get(at + 2).is_some_and(|word| ["1", "2"].contains(&word.as_str()));
        words.drain(at..at + 2 + usize::from(number));
    }
    words
}

fn has_release(windows: &Windows, release: &str) -> bool {
    windows.builds.values().any(|name| name.eq_ignore_ascii_case(release))
}

fn server_of(release: &str) -> Option<&'static Windows> {
    let is_digits = release.len() == 4 && release.starts_with('1');
    Windows::all().iter().filter(|windows| is_digits && windows.is_server()).find(|w| has_release(w, release))
}

fn named_release(family: Option<&str>, release: &str) -> Option<NamedWindows> {
    let release =
        OTHER_RELEASES.iter().find(|(name, _)| *name == release).map_or(release, |(_, known)| known);
    Windows::all()
        .iter()
        .filter(|windows| !windows.is_server())
        .filter(|windows| family.is_none_or(|family| windows.id.split('-').next() == Some(family)))
        .find_map(|windows| {
            let mut builds = windows.builds.iter();
            let (number, known) = builds.find(|(_, name)| name.eq_ignore_ascii_case(release))?;
            let build = number.parse().ok().map(|number| Build { number, revision: None });
            Some(NamedWindows { windows, release: Some(known), build, also: None })
        })
}

/// The release that a long-term release is.
fn long_term(year: &str) -> Option<&'static str> {
    Some(match year {
        "2015" => "1507",
        "2016" => "1607",
        "2019" => "1809",
        "2021" => "21H2",
        "2024" => "24H2",
        _ => return None,
    })
}

fn by_build(build: Build, is_server: bool) -> Option<NamedWindows> {
    let of = |server: bool| {
        Windows::all()
            .iter()
            .filter(move |windows| windows.is_server() == server)
            .find_map(|windows| Some((windows, windows.builds.get(&build.number.to_string())?.as_str())))
    };
    let (windows, release) = if is_server { of(true)? } else { of(false).or_else(|| of(true))? };
    let also = of(true).map(|(server, _)| server).filter(|server| server.id != windows.id);
    Some(NamedWindows { windows, release: Some(release), build: Some(build), also })
}

/// The words of a name in small letters; `win7`, `ws2016` and `2008r2` are two words each.
fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let mut words = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '.') {
        let mut word = word.trim_matches('.');
        for (prefix, meant) in [
            ("windows", ""),
            ("win", ""),
            ("w", ""),
            ("バージョン", ""),
            ("ビルド", ""),
            ("ws", "server"),
            ("server", "server"),
            ("srv", "server"),
            ("v", ""),
        ] {
            if let Some(year) = word.strip_prefix("2k")
                && year.starts_with(|c: char| c.is_ascii_digit())
            {
                words.push("server".to_owned());
                words.extend(year.strip_suffix("r2").map(|_| "r2".to_owned()));
                words.push(format!("20{:0>2}", year.trim_end_matches("r2")));
                word = "";
            }
            if let Some(rest) = word.strip_prefix(prefix)
                && rest.starts_with(|c: char| c.is_ascii_digit() || rest.starts_with("server"))
            {
                words.extend((!meant.is_empty()).then(|| meant.to_owned()));
                word = rest;
            }
        }
        let r2 = word.strip_suffix("r2").filter(|year| year.ends_with(|c: char| c.is_ascii_digit()));
        words.extend([r2.unwrap_or(word)].into_iter().filter(|word| !word.is_empty()).map(str::to_owned));
        words.extend(r2.map(|_| "r2".to_owned()));
    }
    words
}

/// A full-width letter, as Japanese keyboards write it, as the usual one.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

#[test]
fn people_call_a_windows_by_many_names() {
    for (text, id) in [
        ("7", "7"),
        ("win7", "7"),
        ("Windows 7", "7"),
        ("Windows 7 SP1", "7"),
        ("windows 7 professional x64", "7"),
        ("6.1.7601", "7"),
        ("server 6.1.7601", "server-2008-r2"),
        ("2008r2", "server-2008-r2"),
        ("Windows Server 2008 R2 SP1", "server-2008-r2"),
        ("2008", "server-2008"),
        ("WS2008", "server-2008"),
        ("win8.1", "8.1"),
        ("Windows 8.1 Pro", "8.1"),
        ("8.1", "8.1"),
        ("2012 R2", "server-2012-r2"),
        ("WINDOWS SERVER 2012 R2", "server-2012-r2"),
        ("server2016", "server-2016"),
        ("Server 2019", "server-2019"),
        ("2022", "server-2022"),
        ("win10", "10"),
        ("Windows 10 22H2", "10"),
        ("Win10 v1809", "10"),
        ("Windows 10 1507", "10-1507"),
        ("Windows 10, version 1511", "10-1507"),
        ("10-22h2", "10"),
        ("10.0.17763", "10"),
        ("10.0.17763.3406", "10"),
        ("17763", "10"),
        ("server 17763", "server-2019"),
        ("10.0.20348", "server-2022"),
        ("11-23h2", "11"),
        ("Windows 11 24H2", "11-24h2"),
        ("win11", "11"),
        ("Windows 11 25H2", "11-24h2"),
        ("Windows 10 Enterprise LTSC 2019", "10"),
        ("LTSB 2015", "10-1507"),
        ("Ｗｉｎｄｏｗｓ　１０", "10"),
        ("Windows Server 2025 Datacenter", "server-2025"),
        ("Windows Vista", "vista"),
        ("Microsoft Windows 7 Professional Service Pack 1", "7"),
        ("Windows Server 2008 Service Pack 2", "server-2008"),
        ("w10", "10"),
        ("Windows 10 20H1", "10"),
        ("Windows 10 Pro N バージョン22H2", "10"),
        ("Windows 10 バージョン 1507", "10-1507"),
        ("Windows 8.1 Single Language", "8.1"),
        ("Windows Server 2022 Datacenter Azure Edition", "server-2022"),
        ("Windows Server 2016 Standard Evaluation", "server-2016"),
        ("Windows 10 Pro for Workstations", "10"),
        ("windows-server-2012-r2", "server-2012-r2"),
        ("WindowsServer2019", "server-2019"),
        ("Windows Server 2019 LTSC", "server-2019"),
        ("Windows 7 Home Premium", "7"),
        ("Windows 7 Starter", "7"),
        ("Windows Server 2016 (1607)", "server-2016"),
        ("Windows Server, version 1809", "server-2019"),
        ("Windows Server 2022 Datacenter (Desktop Experience)", "server-2022"),
        ("Windows Storage Server 2016", "server-2016"),
        ("Hyper-V Server 2019", "server-2019"),
        ("2k12r2", "server-2012-r2"),
        ("Windows 10 Pro 64 ビット", "10"),
        ("Windows Server 2019 評価版", "server-2019"),
    ] {
        let called = Windows::called(text);
        assert_eq!(called.map(|named| named.windows.id.as_str()), Some(id), "{text}");
    }
    for text in [
        "",
        "windows",
        "Windows 95",
        "xp",
        "10.0",
        "server",
        "r2",
        "2003",
        "10 99h9",
        "7 22h2",
        "2012 r3",
        "win",
        "sp1",
    ] {
        assert!(Windows::called(text).is_none(), "{text}");
    }
    let named = Windows::called("10.0.17763.3406").unwrap();
    assert_eq!(named.build, Some(Build { number: 17763, revision: Some(3406) }));
    assert_eq!(
        (named.release, named.also.map(|windows| windows.id.as_str())),
        (Some("1809"), Some("server-2019"))
    );
}
