//! Group policy preferences, `Registry.xml` ([MS-GPPREF] 2.2.1.10), as what they do to a registry.

use roxmltree::{Document, Node};

use crate::data::{Data, ValueType};
use crate::key::{Key, Root};
use crate::reg_commands::Line;

/// What each item does, with its line; `None` where it is no XML.
pub(crate) fn lines(text: &str) -> Option<Vec<(u32, Line)>> {
    let document = Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
    let items = document.descendants().filter(|node| node.has_tag_name("Registry"));
    let line = |node: &Node<'_, '_>| document.text_pos_at(node.range().start).row;
    Some(items.map(|item| (line(&item), of_item(&item))).collect())
}

fn of_item(item: &Node<'_, '_>) -> Line {
    // What is turned off does nothing; what hangs on a filter may do nothing on this machine.
    let is_off = item.ancestors().any(|node| node.attribute("disabled") == Some("1"));
    if is_off {
        return Line::Nothing;
    }
    let mut parts = item.children().filter(Node::is_element);
    let Some(properties) = item.children().find(|node| node.has_tag_name("Properties")) else {
        return Line::Bad;
    };
    if parts.any(|part| part.has_tag_name("Filters") && part.has_children()) {
        return Line::NotRead;
    }
    let of = |name: &str| properties.attribute(name).unwrap_or_default();
    let root = Root::named(of("hive"));
    let Some(root) = root else { return Line::Bad };
    let key = Key::new(root, of("key"));
    let name = if of("default") == "1" { "" } else { of("name") };
    let is_key = of("default") != "1" && name.is_empty();
    match (of("action"), is_key) {
        ("D", true) => Line::DeleteKey(key),
        ("D", false) => Line::DeleteValue(key, name.to_owned()),
        (_, true) => Line::Key(key),
        _ => data(of("type"), of("value")).map_or(Line::Bad, |data| Line::Set(key, name.to_owned(), data)),
    }
}

/// Numbers and bytes are digits in hexadecimal.
fn data(kind: &str, value: &str) -> Option<Data> {
    let text = |kind: ValueType| Data { value_type: kind, ..Data::text(value) };
    Some(match kind {
        "REG_SZ" => text(ValueType::SZ),
        "REG_EXPAND_SZ" => text(ValueType::EXPAND_SZ),
        "REG_MULTI_SZ" => text(ValueType::MULTI_SZ),
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
    let expected = [
        (3, Line::Set(machine, "Enabled".into(), Data::dword(0xa00))),
        (6, Line::Nothing),
        (7, Line::DeleteValue(Key::new(Root::CurrentUser, "K"), "x".into())),
        (8, Line::Bad),
    ];
    assert_eq!(lines(text), Some(expected.to_vec()));
    assert_eq!(lines("<RegistrySettings>"), None);
}
