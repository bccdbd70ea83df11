//! Group policy preferences, `Registry.xml` ([MS-GPPREF] 2.2.1.10), as what they do to a registry.

use std::collections::HashMap;

use roxmltree::{Document, Node, NodeId};

use crate::data::{Data, ValueType};
use crate::key::{Key, Root};
use crate::scripts::{Numbered, ScriptLine};

/// What each item does, with its line; `None` where it is no XML.
pub(crate) fn lines(text: &str) -> Option<Vec<Numbered>> {
    let document = Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
    let text = document.input_text();
    // Elements come in their order, so lines are counted once, and what holds one was seen before it.
    let (mut at, mut line) = (0, 1);
    let mut numbered = Vec::new();
    let mut applied: HashMap<NodeId, Applied> = HashMap::new();
    for element in document.descendants().filter(Node::is_element) {
        let above = element.parent().and_then(|parent| applied.get(&parent.id()));
        let above = above.copied().unwrap_or_default();
        let here = above.within(&element);
        applied.insert(element.id(), here);
        if element.has_tag_name("Registry") {
            let start = element.range().start;
            line += text[at..start].matches('\n').count() as u32;
            at = start;
            numbered.push((line, 1, of_item(&element, here)));
        } else if !above.is_part && !KNOWN.contains(&element.tag_name().name()) {
            let start = element.range().start;
            line += text[at..start].matches('\n').count() as u32;
            at = start;
            numbered.push((line, 1, vec![ScriptLine::NotRead]));
        }
    }
    Some(numbered)
}

/// The elements that the format has beside its items and what they are made of.
const KNOWN: [&str; 3] = ["RegistrySettings", "Collection", "Filters"];

/// Where an item is applied.
#[derive(Clone, Copy, Default)]
struct Applied {
    /// Nowhere: it is turned off, or a collection that it is in.
    is_off: bool,
    /// Where a filter of its own or of a collection allows it.
    is_filtered: bool,
    /// Whether what is within is a part of an item or of a filter.
    is_part: bool,
}

impl Applied {
    fn within(self, element: &Node<'_, '_>) -> Self {
        let is_filter = |part: Node<'_, '_>| {
            part.has_tag_name("Filters") && part.children().any(|child| child.is_element())
        };
        Self {
            is_off: self.is_off || element.attribute("disabled") == Some("1"),
            is_filtered: self.is_filtered || element.children().any(is_filter),
            is_part: self.is_part || ["Registry", "Filters"].contains(&element.tag_name().name()),
        }
    }
}

fn of_item(item: &Node<'_, '_>, applied: Applied) -> Vec<ScriptLine> {
    if applied.is_off {
        return vec![ScriptLine::Nothing];
    }
    let Some(properties) = item.children().find(|node| node.has_tag_name("Properties")) else {
        return vec![ScriptLine::NotRead];
    };
    // Nobody knows here whether it does anything on a machine, for how long, or to which bits of what is there.
    let parts = |of: &Node<'_, '_>, known: &[&str]| {
        let mut odd =
            of.children().filter(|part| part.is_element() && !known.contains(&part.tag_name().name()));
        odd.next().is_some()
    };
    let is_odd = parts(item, &["Properties", "Filters"])
        || parts(&properties, &["Values"])
        || item.children().filter(|part| part.has_tag_name("Properties")).count() > 1
        || item.attribute("removePolicy") == Some("1")
        || properties.attribute("bitfield") == Some("1")
        || ["key", "name", "value"]
            .iter()
            .any(|part| properties.attribute(*part).is_some_and(|text| text.contains('%')));
    if applied.is_filtered || is_odd {
        return vec![ScriptLine::NotRead];
    }
    let of = |name: &str| properties.attribute(name).unwrap_or_default();
    let root = Root::named(of("hive"));
    let Some(root) = root else { return vec![ScriptLine::Bad] };
    let key = Key::new(root, of("key"));
    let name = if of("default") == "1" { "" } else { of("name") };
    let is_key = of("default") != "1" && name.is_empty();
    vec![match (of("action"), is_key) {
        ("D", true) => ScriptLine::DeleteKey(key),
        ("D", false) => ScriptLine::DeleteValue(key, name.to_owned()),
        // To replace is to delete and to make anew: what was in it goes.
        ("R", true) => return vec![ScriptLine::DeleteKey(key.clone()), ScriptLine::Key(key)],
        ("C" | "U", true) => ScriptLine::Key(key),
        ("C" | "R" | "U", false) => {
            let data = match of("type") {
                "REG_MULTI_SZ" => Some(list(&properties)),
                kind => data(kind, of("value")),
            };
            data.map_or(ScriptLine::Bad, |data| ScriptLine::Set(key, name.to_owned(), data))
        }
        _ => ScriptLine::NotRead,
    }]
}

/// The texts of a list stand in elements of their own; the attribute only shows them.
fn list(properties: &Node<'_, '_>) -> Data {
    let values = properties.descendants().filter(|node| node.has_tag_name("Value"));
    let texts: Vec<&str> = values.filter_map(|value| value.text()).collect();
    let units = texts.iter().flat_map(|text| text.encode_utf16().chain([0])).chain([0]);
    Data { value_type: ValueType::MULTI_SZ, bytes: units.flat_map(u16::to_le_bytes).collect() }
}

/// Numbers and bytes are digits in hexadecimal.
fn data(kind: &str, value: &str) -> Option<Data> {
    let text = |kind: ValueType| Data { value_type: kind, ..Data::text(value) };
    Some(match kind {
        "REG_SZ" => text(ValueType::SZ),
        "REG_EXPAND_SZ" => text(ValueType::EXPAND_SZ),
        "REG_DWORD" | "REG_QWORD" | "REG_BINARY" if !value.bytes().all(|b| b.is_ascii_hexdigit()) => {
            return None;
        }
        "REG_DWORD" => Data::dword(u32::from_str_radix(value, 16).ok()?),
        "REG_QWORD" => {
            let number = u64::from_str_radix(value, 16).ok()?;
            Data { value_type: ValueType::QWORD, bytes: number.to_le_bytes().to_vec() }
        }
        "REG_BINARY" => {
            let pairs = value.as_bytes().chunks(2);
            let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
            Data { value_type: ValueType::BINARY, bytes: bytes.collect::<Option<_>>()? }
        }
        _ => return None,
    })
}

#[test]
fn items_of_preferences() {
    let text = r#"<?xml version="1.0" encoding="utf-8"?>
<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">
  <Registry name="Enabled">
    <Properties action="U" default="0" hive="HKEY_LOCAL_MACHINE" key="K" name="Enabled" type="REG_DWORD" value="00000A00"/>
  </Registry>
  <Registry name="x" disabled="1"><Properties action="U" hive="HKEY_LOCAL_MACHINE" key="K" name="x" type="REG_SZ" value="y"/></Registry>
  <Registry name="x"><Properties action="D" hive="HKEY_CURRENT_USER" key="K" name="x"/></Registry>
  <Registry name="x"><Properties action="U" hive="HKEY_LOCAL_MACHINE" key="K" name="x" type="REG_DWORD" value="zz"/></Registry>
</RegistrySettings>"#;
    let machine = Key::new(Root::LocalMachine, "K");
    let one = |(number, line)| (number, 1, vec![line]);
    let expected = [
        (3, ScriptLine::Set(machine, "Enabled".into(), Data::dword(0xa00))),
        (6, ScriptLine::Nothing),
        (7, ScriptLine::DeleteValue(Key::new(Root::CurrentUser, "K"), "x".into())),
        (8, ScriptLine::Bad),
    ];
    assert_eq!(lines(text), Some(expected.map(one).to_vec()));
    let replaced = r#"<RegistrySettings><Registry><Properties action="R" hive="HKEY_LOCAL_MACHINE" key="K" name=""/></Registry></RegistrySettings>"#;
    let key = Key::new(Root::LocalMachine, "K");
    assert_eq!(
        lines(replaced),
        Some(vec![(1, 1, vec![ScriptLine::DeleteKey(key.clone()), ScriptLine::Key(key)])])
    );
    assert_eq!(lines("<RegistrySettings>"), None);
    let filtered = r#"<RegistrySettings><Collection><Filters><FilterOs version="WIN7"/></Filters>
  <Registry name="x"><Properties action="U" hive="HKEY_LOCAL_MACHINE" key="K" name="x" type="REG_DWORD" value="1"/></Registry>
</Collection></RegistrySettings>"#;
    assert_eq!(lines(filtered), Some(vec![(2, 1, vec![ScriptLine::NotRead])]));
    let other = "<RegistrySettings><Collection/>\n<RunOnce><Properties/></RunOnce></RegistrySettings>";
    assert_eq!(lines(other).unwrap()[0], (2, 1, vec![ScriptLine::NotRead]));
    let multi = r#"<RegistrySettings><Registry><Properties action="R" hive="HKEY_LOCAL_MACHINE" key="K" name="x"
 type="REG_MULTI_SZ" value="a b"><Values><Value>a</Value><Value>b</Value></Values></Properties></Registry></RegistrySettings>"#;
    let all = lines(multi).unwrap();
    let [(1, 1, line)] = &all[..] else { panic!("{all:?}") };
    let [ScriptLine::Set(_, _, data)] = &line[..] else { panic!("{line:?}") };
    assert_eq!(data.parts(), Some(vec!["a".to_owned(), "b".to_owned()]));
}
