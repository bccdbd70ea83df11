//! The command line: arguments to what is meant, inputs to judgement, documents to where they go. The only room
//! that prints, reads the environment or ends the process. A verb is a folder in `verbs`.
#![forbid(unsafe_code)]

mod captures;
mod command_line;
mod environment;
mod evidence_lines;
mod exit;
mod failure;
mod io;
mod judging;
mod output;
mod own_clients;
mod policies;
mod problems;
mod sources;
mod template;
mod verb;
mod verbs;
mod writing;

use std::ffi::OsString;
use std::process::ExitCode;

pub use cutover_files::Parts;
pub use io::{Io, Stop, Terminal, Writer};

use command_line::Parsed;
use environment::Environment;
use exit::Exit;
use failure::Fault;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    run(std::env::args_os().collect(), Io::of_process()).into()
}

/// Runs the program: arguments, the first of which is its name, and the ends that it has. Gives the exit code.
///
/// ```
/// use cutover::{Io, Writer};
///
/// let io = Io { out: Writer::new(std::io::sink()), ..Io::of_process() };
/// assert_eq!(cutover::run(["cutover", "policy", "list"].map(Into::into).to_vec(), io), 0);
/// ```
pub fn run(arguments: Vec<OsString>, io: Io) -> u8 {
    let typed = arguments.iter().take_while(|argument| *argument != "--");
    let is_for_a_monitor = typed.into_iter().any(|argument| argument == "--nagios");
    let mut environment = Environment::new(&arguments, io);
    let (result, verb) = match command_line::parse(arguments, &mut environment) {
        Ok(Parsed::Meant(meant, verb)) => (meant.run(&environment), verb),
        Ok(Parsed::Help(help)) => {
            (environment.print(&help.to_string()).map(|()| Exit::Fits), "cutover".to_owned())
        }
        Err((mistake, verb)) => (Err(mistake), verb),
    };
    let exit = result.unwrap_or_else(|failure| {
        environment.tell_failure(&failure, &verb);
        if !is_for_a_monitor || verb != "cutover scan" {
            return failure.exit;
        }
        // A monitor takes 2 for critical, and nothing is known to be.
        let why = if failure.fault == Fault::Arguments { "wrong usage" } else { "cutover could not ask" };
        let told = format!("TLS UNKNOWN - {why}; see what cutover says on standard error\n");
        environment.print(&told).map_or(failure.exit, |()| Exit::CannotSay)
    });
    exit.into()
}
