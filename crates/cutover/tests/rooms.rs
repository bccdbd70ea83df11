//! A room uses only rooms above it: an edge that points the wrong way fails here.

use std::process::Command;

use serde_json::Value;

/// Each room with the rooms it may use, as ARCHITECTURE.md says.
const ROOMS: &[(&str, &[&str])] = &[
    ("cutover-wire", &[]),
    ("cutover-evidence", &["cutover-wire"]),
    ("cutover-policy", &["cutover-evidence", "cutover-wire"]),
    ("cutover-catalogue", &["cutover-evidence", "cutover-policy", "cutover-wire"]),
    ("cutover-capture", &[]),
    ("cutover-handshake", &["cutover-evidence", "cutover-wire"]),
    ("cutover-observe", &["cutover-capture", "cutover-evidence", "cutover-handshake", "cutover-wire"]),
    ("cutover-scan", &["cutover-evidence", "cutover-wire"]),
    ("cutover-gate", &["cutover-evidence", "cutover-handshake", "cutover-policy", "cutover-wire"]),
    ("cutover-registry", &["cutover-evidence", "cutover-wire"]),
    (
        "cutover-report",
        &["cutover-catalogue", "cutover-evidence", "cutover-policy", "cutover-registry", "cutover-wire"],
    ),
    (
        "cutover-assess",
        &[
            "cutover-catalogue",
            "cutover-evidence",
            "cutover-policy",
            "cutover-registry",
            "cutover-report",
            "cutover-wire",
        ],
    ),
    ("cutover-testkit", &[]),
    (
        "cutover",
        &[
            "cutover-assess",
            "cutover-catalogue",
            "cutover-evidence",
            "cutover-gate",
            "cutover-observe",
            "cutover-policy",
            "cutover-registry",
            "cutover-report",
            "cutover-scan",
            "cutover-wire",
        ],
    ),
];

#[test]
fn no_edge_points_the_wrong_way() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path", manifest])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(packages.len(), ROOMS.len(), "every room stands in the list");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let (_, may) = ROOMS.iter().find(|(room, _)| *room == name).expect("a room that the list knows");
        for dependency in package["dependencies"].as_array().unwrap() {
            let (uses, kind) = (dependency["name"].as_str().unwrap(), &dependency["kind"]);
            // Tests may look into any room.
            if uses.starts_with("cutover") && kind != "dev" {
                assert!(may.contains(&uses), "{name} must not use {uses}");
            }
        }
    }
}

/// ARCHITECTURE.md names every room.
#[test]
fn the_picture_is_true() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md")).unwrap();
    for (room, _) in ROOMS {
        let folder = room.strip_prefix("cutover-").unwrap_or(room);
        assert!(text.contains(&format!("`crates/{folder}`")), "{folder}");
    }
}
