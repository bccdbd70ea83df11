//! The command line: arguments to what is meant, inputs to judgement, documents to where they go. The only room
//! that prints, reads the environment or ends the process. One file a verb.
#![forbid(unsafe_code)]

mod arguments;
mod captures;
mod clients;
mod environment;
mod evidence_lines;
mod exit;
mod explain;
mod failure;
#[cfg(target_os = "linux")]
mod gate;
mod io;
mod judging;
mod observe;
mod output;
mod policies;
mod problems;
mod registry;
mod scan;
mod simulate;
mod sources;
mod verify;
mod writing;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

pub use io::{Io, Stop, Terminal, Writer};

use arguments::scan::ScanCommand;
use arguments::{Command, Parsed};
use environment::Environment;
use exit::Exit;
use failure::{Failure, Fault};

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
    let is_for_a_monitor = arguments.iter().any(|argument| argument == "--nagios");
    let mut environment = Environment::new(&arguments, io);
    let (result, verb) = match arguments::parse(arguments, &mut environment) {
        Ok(Parsed::Command(command, verb)) => (done(command, &environment), verb),
        Ok(Parsed::Help(help)) => {
            (environment.print(&help.to_string()).map(|()| Exit::Fits), "cutover".to_owned())
        }
        Ok(Parsed::HelpNeeded(help)) => {
            // Nobody can be told that standard error is closed.
            let _ = environment.io.err.write_all(help.to_string().as_bytes());
            return Exit::Usage.into();
        }
        Err((mistake, verb)) => (Err(mistake), verb),
    };
    let exit = result.unwrap_or_else(|failure| {
        environment.tell_failure(&failure, &verb);
        if !is_for_a_monitor {
            return failure.exit;
        }
        // A monitor takes 2 for critical, and nothing is known to be.
        let why = if failure.fault == Fault::Arguments { "wrong usage" } else { "cutover could not ask" };
        let told = format!("TLS UNKNOWN - {why}; see what cutover says on standard error\n");
        environment.print(&told).map_or(failure.exit, |()| Exit::CannotSay)
    });
    exit.into()
}

fn done(command: Command, environment: &Environment) -> Result<Exit, Failure> {
    match command {
        Command::Observe(options) => match options.explain {
            Some(frame) => explain::explain(&options, frame, environment),
            None => observe::observe(&options, environment),
        },
        Command::Verify(options) => verify::verify(&options, environment),
        Command::Registry(command) => registry::run(&command, environment),
        Command::PolicyList { format } => policies::list(format, environment),
        Command::PolicyShow { policies, format } => policies::show(&policies, format, environment),
        Command::PolicyCheck { files } => policies::check(&files, environment),
        Command::PolicyCalendar { policies, on, format } => {
            policies::calendar(&policies, on.as_ref(), format, environment)
        }
        Command::Scan(command) => match command {
            ScanCommand::Scan(mut options) => scan::scan(&mut options, environment),
            ScanCommand::Diff { files, judging } => scan::diff(&files, &judging, environment),
        },
        #[cfg(target_os = "linux")]
        Command::Gate(command) => gate::gate(&command, environment),
        #[cfg(not(target_os = "linux"))]
        Command::Gate(_) => Err(Failure::environment(environment.texts.get("gate-only-linux"))),
        Command::Simulate(options) => simulate::simulate(&options, environment),
        Command::Clients(command) => clients::run(&command, environment),
    }
}
