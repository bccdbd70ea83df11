//! What somebody else can put into a folder decides neither where is written nor who may read it. As root the tests play
//! both: what is planted belongs to another user then, and what may be done is tried as that user too.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Somebody who has no rights here ("nobody").
const SOMEBODY: u32 = 65534;

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

/// A folder that only its owner writes to, with one in it that everybody may write to, but remove only what is theirs.
struct Folders {
    ours: TempDir,
    shared: PathBuf,
}

fn folders() -> Folders {
    let ours = TempDir::new().unwrap();
    fs::set_permissions(ours.path(), Permissions::from_mode(0o755)).unwrap();
    let shared = ours.path().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, Permissions::from_mode(0o1777)).unwrap();
    Folders { ours, shared }
}

/// The example's roll-up, written to a place.
fn write_to(path: &Path, arguments: &[&str]) -> Output {
    command(path, arguments).output().unwrap()
}

fn command(path: &Path, arguments: &[&str]) -> Command {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/office365.pcapng");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["observe", example, "--fail-on", "never", "-o"]).arg(path).args(arguments);
    command.env("LC_ALL", "C");
    command
}

fn refused(output: &Output, why: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(why), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

fn written(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Nothing that was begun is left.
fn nothing_else(folder: &Path, names: &[&str]) {
    let mut there: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    assert_eq!(there, names);
}

#[test]
fn a_link_in_a_shared_folder_is_not_followed() {
    let Folders { ours, shared } = folders();
    let victim = ours.path().join("victim");
    fs::write(&victim, "theirs").unwrap();
    symlink(&victim, shared.join("out")).unwrap();
    refused(&write_to(&shared.join("out"), &[]), "is a link in a folder that others can write to");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "theirs");
    nothing_else(&shared, &["out"]);
}

#[test]
fn nor_one_on_the_way() {
    let Folders { ours, shared } = folders();
    let target = ours.path().join("target");
    fs::create_dir(&target).unwrap();
    symlink(&target, shared.join("results")).unwrap();
    refused(&write_to(&shared.join("results/out"), &[]), "is a link in a folder that others can write to");
    nothing_else(&target, &[]);
}

#[test]
fn nor_one_in_the_folder_of_somebody_else() {
    let Folders { ours, shared: _ } = folders();
    if !is_root() {
        eprintln!("skipped: only root can give a folder to somebody else");
        return;
    }
    let (theirs, victim) = (ours.path().join("theirs"), ours.path().join("victim"));
    fs::create_dir(&theirs).unwrap();
    fs::write(&victim, "ours").unwrap();
    symlink(&victim, theirs.join("out")).unwrap();
    chown(&theirs, Some(SOMEBODY), None).unwrap();
    refused(&write_to(&theirs.join("out"), &[]), "is a link in a folder that others can write to");
    // The link of somebody else, in a folder of ours.
    symlink(&victim, ours.path().join("link")).unwrap();
    std::os::unix::fs::lchown(ours.path().join("link"), Some(SOMEBODY), None).unwrap();
    refused(&write_to(&ours.path().join("link"), &[]), "is a link in a folder that others can write to");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "ours");
}

#[test]
fn our_own_link_in_our_own_folder_is_followed() {
    let Folders { ours, shared: _ } = folders();
    let target = ours.path().join("target");
    // To nothing, to a file, and by way of another.
    symlink("target", ours.path().join("link")).unwrap();
    symlink(ours.path().join("link"), ours.path().join("link-to-link")).unwrap();
    written(&write_to(&ours.path().join("link"), &[]));
    written(&write_to(&ours.path().join("link-to-link"), &[]));
    assert!(fs::read_to_string(&target).unwrap().contains("outlook.office365.com"));
    assert!(ours.path().join("link").is_symlink());
    symlink("circle", ours.path().join("circle")).unwrap();
    let told = write_to(&ours.path().join("circle"), &[]);
    assert_eq!(told.status.code(), Some(2));
}

#[test]
fn what_is_new_is_for_its_owner_alone_and_what_is_replaced_keeps_who_may_read_it() {
    let Folders { ours, shared } = folders();
    written(&write_to(&shared.join("new"), &[]));
    assert_eq!(mode(&shared.join("new")), 0o600);
    written(&write_to(&shared.join("wider"), &["--mode", "0644"]));
    assert_eq!(mode(&shared.join("wider")), 0o644);
    let there = ours.path().join("there");
    fs::write(&there, "before").unwrap();
    // Who may run it, or become somebody by it, is none of it.
    fs::set_permissions(&there, Permissions::from_mode(0o6755)).unwrap();
    written(&write_to(&there, &[]));
    assert_eq!(mode(&there), 0o644);
    for wrong in ["4755", "0755", "rw", "0044", ""] {
        let output = write_to(&there, &["--mode", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let Folders { ours: _ours, shared } = folders();
    if !is_root() {
        eprintln!("skipped: only root can give a file to somebody else");
        return;
    }
    let out = shared.join("out");
    fs::write(&out, "planted").unwrap();
    chown(&out, Some(SOMEBODY), None).unwrap();
    fs::set_permissions(&out, Permissions::from_mode(0o6777)).unwrap();
    refused(&write_to(&out, &[]), "belongs to another user");
    assert_eq!(fs::read_to_string(&out).unwrap(), "planted");
    nothing_else(&shared, &["out"]);
}

#[test]
fn our_own_file_that_others_can_have_put_there_gives_no_rights() {
    let Folders { ours: _ours, shared } = folders();
    // Who may write to the folder may have given it this name.
    fs::write(shared.join("out"), "readable by all").unwrap();
    fs::set_permissions(shared.join("out"), Permissions::from_mode(0o666)).unwrap();
    written(&write_to(&shared.join("out"), &[]));
    assert_eq!(mode(&shared.join("out")), 0o600);
}

#[test]
fn another_group_gets_no_rights_and_what_the_shell_opened_stays() {
    let Folders { ours, shared: _ } = folders();
    if is_root() {
        fs::write(ours.path().join("out"), "of a group").unwrap();
        fs::set_permissions(ours.path().join("out"), Permissions::from_mode(0o640)).unwrap();
        chown(ours.path().join("out"), None, Some(1234)).unwrap();
        written(&write_to(&ours.path().join("out"), &[]));
        assert_eq!(mode(&ours.path().join("out")), 0o600);
    } else {
        eprintln!("skipped: only root can give a file to any group");
    }
    let log = ours.path().join("log");
    fs::write(&log, "before\n").unwrap();
    let opened = fs::OpenOptions::new().append(true).open(&log).unwrap();
    assert!(command(Path::new("/dev/stdout"), &[]).stdout(opened).status().unwrap().success());
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.starts_with("before\n") && text.contains("outlook.office365.com"), "{text}");
}

#[test]
fn a_long_name_is_written_too() {
    let Folders { ours, shared: _ } = folders();
    let out = ours.path().join("名".repeat(84));
    written(&write_to(&out, &[]));
    nothing_else(ours.path(), &["shared", out.file_name().unwrap().to_str().unwrap()]);
}

#[test]
fn nobody_waits_for_a_pipe() {
    let Folders { ours, shared } = folders();
    let make = |path: &Path| {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    make(&ours.path().join("pipe"));
    refused(&write_to(&ours.path().join("pipe"), &[]), "is a pipe that nobody reads");
    if !is_root() {
        eprintln!("skipped: only root can give a pipe to somebody else");
        return;
    }
    make(&shared.join("pipe"));
    chown(shared.join("pipe"), Some(SOMEBODY), None).unwrap();
    refused(&write_to(&shared.join("pipe"), &[]), "is no file, and others may have put it there");
}

#[test]
fn a_pipe_that_is_read_and_what_the_shell_makes_are_written_to() {
    let Folders { ours, shared: _ } = folders();
    let pipe = ours.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = Command::new("cat").arg(&pipe).stdout(std::process::Stdio::piped()).spawn().unwrap();
    written(&write_to(&pipe, &[]));
    let read = reader.wait_with_output().unwrap();
    assert!(String::from_utf8(read.stdout).unwrap().contains("outlook.office365.com"));
    let output = write_to(Path::new("/dev/stdout"), &[]);
    written(&output);
    assert!(String::from_utf8(output.stdout).unwrap().contains("outlook.office365.com"));
    written(&write_to(Path::new("/dev/null"), &[]));
}

#[test]
fn a_second_name_in_a_shared_folder_is_not_added_to() {
    let Folders { ours, shared } = folders();
    let victim = ours.path().join("victim");
    fs::write(&victim, "").unwrap();
    fs::hard_link(&victim, shared.join("journal")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["scan", "127.0.0.1:1", "--journal"]).arg(shared.join("journal")).env("LC_ALL", "C");
    refused(&command.output().unwrap(), "is another name of a file that lies elsewhere");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "");
    // A link is not followed either, and what is new is for its owner alone.
    symlink(&victim, shared.join("link")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["scan", "127.0.0.1:1", "--journal"]).arg(shared.join("link")).env("LC_ALL", "C");
    refused(&command.output().unwrap(), "is a link in a folder that others can write to");
    let new = ours.path().join("new");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["scan", "127.0.0.1:1", "--journal"]).arg(&new).output().unwrap();
    assert_eq!(mode(&new), 0o600);
}

/// A gate that writes its evidence there.
fn gate(log: &Path, language: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["gate", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:9", "--lang", language]);
    command.arg("--log").arg(log).stderr(std::process::Stdio::piped());
    command
}

#[cfg(target_os = "linux")]
#[test]
fn a_gate_does_not_begin_with_a_log_that_was_planted() {
    let Folders { ours, shared } = folders();
    let victim = ours.path().join("victim");
    fs::write(&victim, "").unwrap();
    symlink(&victim, shared.join("link")).unwrap();
    fs::hard_link(&victim, shared.join("name")).unwrap();
    assert!(Command::new("mkfifo").arg(shared.join("pipe")).status().unwrap().success());
    let refused = |name: &str, language: &str, why: &str| {
        refused(&gate(&shared.join(name), language).output().unwrap(), why);
    };
    refused("link", "en", "is a link in a folder that others can write to");
    refused("link", "ja", "リンクです");
    refused("name", "en", "is another name of a file that lies elsewhere");
    refused("pipe", "en", "nobody reads");
    if is_root() {
        let theirs = shared.join("theirs");
        fs::write(&theirs, "").unwrap();
        chown(&theirs, Some(SOMEBODY), None).unwrap();
        refused("theirs", "en", "belongs to another user");
    }
    assert_eq!(fs::read_to_string(&victim).unwrap(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_gate_begins_a_log_that_is_for_its_owner_alone() {
    let Folders { ours, shared: _ } = folders();
    let log = ours.path().join("gate.jsonl");
    let mut child = gate(&log, "en").spawn().unwrap();
    while !log.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(mode(&log), 0o600);
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    child.wait().unwrap();
}

#[test]
fn a_plain_user_is_as_safe_as_root() {
    let Folders { ours, shared } = folders();
    if !is_root() {
        eprintln!("skipped: only root can become somebody else");
        return;
    }
    // The program, where somebody else can run it.
    let (program, example) = (ours.path().join("cutover"), ours.path().join("example.pcapng"));
    fs::copy(env!("CARGO_BIN_EXE_cutover"), &program).unwrap();
    let of_project = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/office365.pcapng");
    fs::copy(of_project, &example).unwrap();
    fs::set_permissions(&example, Permissions::from_mode(0o644)).unwrap();
    let write_to = |path: &Path| {
        let mut command = Command::new(&program);
        command.arg("observe").arg(&example).args(["--fail-on", "never", "-o"]).arg(path);
        command.uid(SOMEBODY).gid(SOMEBODY).env("LC_ALL", "C").current_dir("/");
        // What another test starts at this moment may still hold the copy open for writing, until it is another program.
        loop {
            match command.output() {
                Err(problem) if problem.kind() == ErrorKind::ExecutableFileBusy => {}
                ran => return ran.unwrap(),
            }
        }
    };
    let home = ours.path().join("home");
    fs::create_dir(&home).unwrap();
    chown(&home, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    let victim = home.join("victim");
    fs::write(&victim, "theirs").unwrap();
    chown(&victim, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    symlink(&victim, shared.join("out")).unwrap();
    refused(&write_to(&shared.join("out")), "is a link in a folder that others can write to");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "theirs");
    fs::write(shared.join("of root"), "planted").unwrap();
    fs::set_permissions(shared.join("of root"), Permissions::from_mode(0o666)).unwrap();
    refused(&write_to(&shared.join("of root")), "belongs to another user");
    written(&write_to(&home.join("out")));
    assert_eq!(mode(&home.join("out")), 0o600);
    // What cannot be looked at is not "not there".
    let closed = ours.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    refused(&write_to(&closed.join("out")), "cannot be written");
}

#[test]
fn who_has_nothing_to_keep_ends_at_the_first_signal_and_leaves_nothing_behind() {
    let Folders { ours, shared: _ } = folders();
    let pipe = ours.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command
        .args(["registry", "effective"])
        .arg(&pipe)
        .args(["--windows", "7", "-o"])
        .arg(ours.path().join("out"));
    let mut child = command.spawn().unwrap();
    let names = || fs::read_dir(ours.path()).unwrap().count();
    while names() < 3 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    nothing_else(ours.path(), &["pipe", "shared"]);
}

#[test]
fn the_second_signal_leaves_nothing_behind() {
    let Folders { ours, shared: _ } = folders();
    let out = ours.path().join("out");
    // Standard input that never ends.
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["observe", "-", "-o"]).arg(&out).stdin(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    let parts = || {
        fs::read_dir(ours.path())
            .unwrap()
            .filter(|e| e.as_ref().unwrap().path() != ours.path().join("shared"))
            .count()
    };
    while parts() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let id = rustix::process::Pid::from_child(&child);
    // Two at once may be one.
    while child.try_wait().unwrap().is_none() {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::INT);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let _ = child.wait();
    assert_eq!(parts() - usize::from(out.exists()), 0);
}
