//! A place in a folder, found step by step so that nothing planted on the way is followed.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use crate::refusal::Refusal;
use crate::rights::OWN;

/// How many links one name may lead through, as in Linux.
const MOST_LINKS: usize = 40;

/// How many bytes a name has at the most (Linux, macOS and the BSDs).
const LONGEST_NAME: usize = 255;

/// How long a pipe that nobody reads is waited for: who starts both ends at once starts one of them first.
const READER: Duration = Duration::from_secs(1);

/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// A name in a folder that is held open: whatever becomes of the way there, it stays the same folder.
#[derive(Debug, Clone)]
pub struct Place {
    folder: Arc<Folder>,
    name: OsString,
}

#[derive(Debug)]
struct Folder {
    opened: OwnedFd,
    path: PathBuf,
    /// Whether nobody else can put anything into it.
    is_ours: bool,
}

/// What is at a place.
#[derive(Debug)]
pub enum There {
    /// Nothing.
    Nothing,
    /// A file of this user.
    File {
        /// Its rights, of which never more than reading and writing; of one that others can have put there, this user's alone.
        mode: u32,
        /// Its group.
        group: u32,
    },
    /// A pipe, a terminal or another device that may be written to.
    Stream(Stream),
}

/// Something to write to that is no file.
#[derive(Debug)]
pub struct Stream {
    place: Place,
    /// It has no name but that of a link of the kernel, as `/proc/self/fd/63` has.
    by_link: bool,
}

impl Place {
    /// Finds a place, and what is there. Links are followed where nobody else can have put them.
    pub fn find(path: &Path) -> io::Result<(Self, There)> {
        if path.as_os_str().is_empty() {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        Walk::begin(path)?.go()
    }

    /// Another name in the same folder: this one with something behind it.
    #[must_use]
    pub fn beside(&self, behind: &str) -> Self {
        let mut name = self.name.clone();
        name.push(behind);
        Self { folder: Arc::clone(&self.folder), name }
    }

    /// The same for a name that nobody chooses: of one that would be too long, less stands before it.
    pub(crate) fn beside_cut(&self, behind: &str) -> Self {
        let mut name = self.name.as_bytes();
        let room = LONGEST_NAME - behind.len();
        if name.len() > room {
            let is_inside_a_letter = |byte: &u8| byte & 0xc0 == 0x80;
            let end = (0..=room).rev().find(|at| !name.get(*at).is_some_and(is_inside_a_letter)).unwrap_or(0);
            name = &name[..end];
        }
        let cut = Self { folder: Arc::clone(&self.folder), name: OsStr::from_bytes(name).to_owned() };
        cut.beside(behind)
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.path.join(&self.name)
    }

    /// Makes a file where nothing is, for this user alone.
    pub fn create(&self) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(self.open(flags, OWN)?.into())
    }

    /// Opens a file to read it and to add to it; makes it where nothing is. What is no file is opened for adding alone, and
    /// never waits.
    pub fn append(path: &Path, mode: u32) -> io::Result<(Self, File)> {
        let (place, there) = Self::find(path)?;
        let flags = OFlags::APPEND | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = match there {
            There::Nothing => {
                let new = flags | OFlags::RDWR | OFlags::CREATE | OFlags::EXCL;
                let file = File::from(place.open(new, OWN)?);
                set_mode(&file, mode)?;
                file
            }
            There::File { .. } => {
                let file = File::from(place.open(flags | OFlags::RDWR, 0)?);
                // It may be another by now.
                let opened = rustix::fs::fstat(&file)?;
                if opened.st_uid != this_user() {
                    return Err(Refusal::Foreign(place.path()).into());
                }
                // Who may write to the folder may have given a file of ours this name, or have put it here.
                if !place.folder.is_ours {
                    if opened.st_nlink > 1 {
                        return Err(Refusal::SecondName(place.path()).into());
                    }
                    set_mode(&file, mode)?;
                }
                file
            }
            There::Stream(stream) => stream.open(OFlags::APPEND)?,
        };
        Ok((place, file))
    }

    /// Gives what is here another name.
    pub fn rename(&self, to: &Self) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.folder.opened, &self.name, &to.folder.opened, &to.name)?)
    }

    /// Takes away what is here.
    pub fn remove(&self) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.folder.opened, &self.name, AtFlags::empty())?)
    }

    /// Whether something is here. What cannot be looked at is something.
    pub fn is_taken(&self) -> bool {
        !matches!(self.stat(), Err(Errno::NOENT))
    }

    fn stat(&self) -> rustix::io::Result<Stat> {
        rustix::fs::statat(&self.folder.opened, &self.name, AtFlags::SYMLINK_NOFOLLOW)
    }

    fn open(&self, flags: OFlags, mode: u32) -> rustix::io::Result<OwnedFd> {
        rustix::fs::openat(&self.folder.opened, &self.name, flags, Mode::from_raw_mode(mode))
    }

    /// What is at a place that has such a thing.
    fn judge(self, there: &Stat, by_link: bool) -> io::Result<(Self, There)> {
        let kind = FileType::from_raw_mode(there.st_mode);
        if kind == FileType::Directory {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if kind == FileType::RegularFile {
            if there.st_uid != this_user() {
                return Err(Refusal::Foreign(self.path()).into());
            }
            let mode = if self.folder.is_ours { there.st_mode & 0o666 } else { OWN };
            return Ok((self, There::File { mode, group: there.st_gid }));
        }
        // A terminal belongs to whoever sits there. What the shell has opened was not found by a name.
        let can_be_planted = matches!(kind, FileType::Fifo | FileType::Socket) && !by_link;
        if (!self.folder.is_ours || can_be_planted) && !is_trusted(there.st_uid) {
            return Err(Refusal::Stream(self.path()).into());
        }
        let stream = Stream { place: self.clone(), by_link };
        Ok((self, There::Stream(stream)))
    }
}

impl Stream {
    /// Opens it for writing.
    pub fn open_to_write(&self) -> io::Result<File> {
        let file = self.open(OFlags::empty())?;
        // Nobody was waited for when it was opened; from now on a slow reader is.
        rustix::fs::fcntl_setfl(&file, rustix::fs::fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
        Ok(file)
    }

    fn open(&self, flags: OFlags) -> io::Result<File> {
        let follow = if self.by_link { OFlags::empty() } else { OFlags::NOFOLLOW };
        let flags = flags | OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC | follow;
        let begun = Instant::now();
        loop {
            match self.place.open(flags, 0) {
                Ok(opened) => return Ok(opened.into()),
                Err(Errno::NXIO) if begun.elapsed() < READER => thread::sleep(LOOK),
                Err(Errno::NXIO) => return Err(Refusal::Unread(self.place.path()).into()),
                Err(problem) => return Err(problem.into()),
            }
        }
    }
}

/// The group of an open file.
pub(crate) fn group_of(file: &File) -> io::Result<u32> {
    Ok(rustix::fs::fstat(file)?.st_gid)
}

/// Gives an open file its rights.
pub(crate) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    Ok(rustix::fs::fchmod(file, Mode::from_raw_mode(mode & 0o777))?)
}

fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Whether whose that is may decide for this user.
fn is_trusted(user: u32) -> bool {
    user == 0 || user == this_user()
}

/// A way through folders.
struct Walk {
    folder: Folder,
    ahead: VecDeque<OsString>,
    links: usize,
}

impl Walk {
    fn begin(path: &Path) -> io::Result<Self> {
        let start = if path.is_absolute() { Path::new("/") } else { Path::new(".") };
        let opened = open_folder(CWD, start.as_os_str())?;
        let shown = if path.is_absolute() { PathBuf::from("/") } else { PathBuf::new() };
        let mut walk = Self { folder: Folder::of(opened, shown)?, ahead: VecDeque::new(), links: 0 };
        walk.go_on_with(path);
        Ok(walk)
    }

    /// Puts the steps of a path before what is ahead.
    fn go_on_with(&mut self, path: &Path) {
        for component in path.components().rev() {
            match component {
                Component::Normal(name) => self.ahead.push_front(name.to_owned()),
                Component::ParentDir => self.ahead.push_front("..".into()),
                Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
            }
        }
    }

    fn go(mut self) -> io::Result<(Place, There)> {
        while let Some(name) = self.ahead.pop_front() {
            let is_last = self.ahead.is_empty();
            if name == ".." {
                self.enter(&name)?;
                continue;
            }
            let there = rustix::fs::statat(&self.folder.opened, &name, AtFlags::SYMLINK_NOFOLLOW);
            let there = match there {
                Err(Errno::NOENT) if is_last => {
                    return Ok((self.at(name), There::Nothing));
                }
                there => there?,
            };
            match FileType::from_raw_mode(there.st_mode) {
                FileType::Symlink => {
                    let link = self.folder.path.join(&name);
                    if !self.folder.is_ours || !is_trusted(there.st_uid) {
                        return Err(Refusal::Link(link).into());
                    }
                    self.links += 1;
                    if self.links > MOST_LINKS {
                        return Err(Errno::LOOP.into());
                    }
                    // What the kernel shows of an open pipe leads to no name.
                    let behind = rustix::fs::statat(&self.folder.opened, &name, AtFlags::empty());
                    let is_stream = behind.is_ok_and(|behind| {
                        let kind = FileType::from_raw_mode(behind.st_mode);
                        kind != FileType::RegularFile && kind != FileType::Directory
                    });
                    let target = rustix::fs::readlinkat(&self.folder.opened, &name, Vec::new())?;
                    let target = PathBuf::from(OsString::from_vec(target.into_bytes()));
                    if is_last && is_stream && is_of_kernel(&target) {
                        let behind = rustix::fs::statat(&self.folder.opened, &name, AtFlags::empty())?;
                        return self.at(name).judge(&behind, true);
                    }
                    if target.is_absolute() {
                        self.folder = Folder::of(open_folder(CWD, OsStr::new("/"))?, PathBuf::from("/"))?;
                    }
                    self.go_on_with(&target);
                }
                _ if is_last => return self.at(name).judge(&there, false),
                _ => self.enter(&name)?,
            }
        }
        Err(io::ErrorKind::IsADirectory.into())
    }

    fn enter(&mut self, name: &OsStr) -> io::Result<()> {
        let opened = open_folder(&self.folder.opened, name)?;
        self.folder = Folder::of(opened, self.folder.path.join(name))?;
        Ok(())
    }

    fn at(self, name: OsString) -> Place {
        Place { folder: Arc::new(self.folder), name }
    }
}

/// Whether a link's words are those of `/proc/self/fd` for what has no name, such as `pipe:[1]`.
fn is_of_kernel(target: &Path) -> bool {
    let target = target.as_os_str().as_bytes();
    !target.starts_with(b"/") && target.ends_with(b"]") && target.windows(2).any(|two| two == b":[")
}

fn open_folder(from: impl rustix::fd::AsFd, name: &OsStr) -> io::Result<OwnedFd> {
    // A folder that may be passed through need not be readable.
    #[cfg(target_os = "linux")]
    let passing = OFlags::PATH;
    #[cfg(not(target_os = "linux"))]
    let passing = OFlags::RDONLY;
    let flags = passing | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(rustix::fs::openat(from, name, flags, Mode::empty())?)
}

impl Folder {
    fn of(opened: OwnedFd, path: PathBuf) -> io::Result<Self> {
        let there = rustix::fs::fstat(&opened)?;
        let others = Mode::WOTH.bits() | Mode::SVTX.bits();
        let is_ours = is_trusted(there.st_uid) && there.st_mode & others == 0;
        Ok(Self { opened, path, is_ours })
    }
}
