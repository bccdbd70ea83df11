//! No circle of files inside a room: of two files, one can be read without the other.
//!
//! A file uses another where it names something of it, directly or through a `pub use`. Tests within a file do not count, nor
//! does it that a file declares the modules below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// A module's path within its room; the room itself is the empty one.
type Module = Vec<String>;

#[test]
fn no_files_of_a_room_use_each_other() {
    let rooms = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut seen = 0;
    for room in fs::read_dir(rooms).unwrap() {
        let source = room.unwrap().path().join("src");
        if source.is_dir() {
            let uses = uses(&source);
            seen += uses.values().map(BTreeSet::len).sum::<usize>();
            if let Some(circle) = circle(&uses) {
                panic!("{}: {}", source.display(), circle.join(" → "));
            }
        }
    }
    assert!(seen > 500, "only {seen} uses of one file by another were found");
}

#[test]
fn a_circle_is_found_through_a_name_that_is_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod a; mod b; pub use b::Inner as Outer;");
    write("a.rs", "pub struct A; fn f() -> crate::Outer { todo!() }");
    write("b.rs", "pub struct Inner(super::a::A);");
    assert_eq!(circle(&uses(folder.path())).unwrap(), ["a.rs", "b.rs", "a.rs"]);
    write("b.rs", "pub struct Inner; #[cfg(test)] mod tests { use super::super::a::A; }");
    assert_eq!(circle(&uses(folder.path())), None);
}

/// Which files of a room use which.
fn uses(source: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = BTreeMap::new();
    read(source, source, &mut files);
    let room = Room(files);
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, file) in &room.0 {
        let named = file.paths.iter().filter_map(|path| room.file_of(module, path, 0));
        uses.entry(file.name.clone()).or_default().extend(named.filter(|other| *other != file.name));
    }
    uses
}

fn read(source: &Path, folder: &Path, files: &mut BTreeMap<Module, File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(source, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let within = path.strip_prefix(source).unwrap();
            files.insert(module_of(within), File::read(&path, within));
        }
    }
}

fn module_of(file: &Path) -> Module {
    let parts: PathBuf = file.with_extension("");
    let module: Module = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module == ["lib"] || module == ["main"] { Module::new() } else { module }
}

/// What a file names.
struct File {
    name: String,
    paths: BTreeSet<Vec<String>>,
    /// What its `use` brings in, by the name that it has then.
    brought: BTreeMap<String, Vec<String>>,
}

impl File {
    fn read(path: &Path, within: &Path) -> Self {
        let parsed = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        let name = within.to_string_lossy().into_owned();
        let mut file = Self { name, paths: BTreeSet::new(), brought: BTreeMap::new() };
        file.visit_file(&parsed);
        file
    }

    fn bring(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let (path, name) = match tree {
            syn::UseTree::Path(path) => return self.bring(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.bring(tree, before));
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                (before.to_vec(), before.last().cloned().unwrap_or_default())
            }
            syn::UseTree::Name(name) => (with(&name.ident), name.ident.to_string()),
            syn::UseTree::Rename(renamed) => (with(&renamed.ident), renamed.rename.to_string()),
            // Only tests do that.
            syn::UseTree::Glob(_) => (before.to_vec(), "*".to_owned()),
        };
        self.paths.insert(path.clone());
        self.brought.insert(name, path);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|cfg| cfg.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for File {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.bring(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // A single name may be anything; what it is of, `use` says.
        if path.segments.len() > 1 {
            self.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}

struct Room(BTreeMap<Module, File>);

impl Room {
    /// The file in which something is that a module names by a path; `None` where it is of another room.
    fn file_of(&self, module: &Module, path: &[String], depth: usize) -> Option<String> {
        let mut at = module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => (at, rest) = (Module::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {}
            first => {
                let mut below = module.clone();
                below.push(first.to_owned());
                if !self.0.contains_key(&below) {
                    return None;
                }
            }
        }
        while rest.first().is_some_and(|part| part == "super") {
            at.pop();
            rest = &rest[1..];
        }
        while let Some(part) = rest.first() {
            let mut below = at.clone();
            below.push(part.clone());
            if !self.0.contains_key(&below) {
                break;
            }
            (at, rest) = (below, &rest[1..]);
        }
        let file = self.0.get(&at)?;
        // What is only handed on is of the file that has it.
        let handed_on = rest.first().and_then(|name| file.brought.get(name)).filter(|_| depth < 8);
        handed_on.and_then(|path| self.file_of(&at, path, depth + 1)).or_else(|| Some(file.name.clone()))
    }
}

/// A circle, from a file to itself, if there is one.
fn circle(uses: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut left: BTreeMap<_, _> = uses.clone();
    // What uses nothing that is left is in no circle.
    loop {
        let free = left.iter().find(|(_, used)| used.iter().all(|used| !left.contains_key(used)));
        let Some(free) = free.map(|(file, _)| file.clone()) else { break };
        left.remove(&free);
    }
    let mut way = vec![left.keys().next()?.clone()];
    loop {
        let next = left[way.last()?].iter().find(|used| left.contains_key(*used))?.clone();
        let known = way.iter().position(|file| *file == next);
        way.push(next);
        if let Some(start) = known {
            return Some(way.split_off(start));
        }
    }
}
