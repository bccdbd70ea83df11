//! The command line: arguments to what is meant, inputs to judgement, text to where it goes. The only room
//! that prints, reads the environment or ends the process. One file a verb.
#![forbid(unsafe_code)]

mod arguments;
mod clients;
mod environment;
mod evidence_files;
mod evidence_lines;
mod exit;
mod explain;
#[cfg(target_os = "linux")]
mod gate;
mod observe;
mod output;
mod policies;
mod problems;
mod registry;
mod scan;
mod simulate;
mod verdict;
mod verify;
mod writing;

use std::process::ExitCode;

use arguments::Command;
use arguments::scan::ScanCommand;
use environment::Environment;
use exit::Exit;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let is_for_a_monitor = arguments.iter().any(|argument| argument == "--nagios");
    let mut environment = Environment::of_process(&arguments);
    let exit = match arguments::parse(arguments, &mut environment) {
        Ok(command) => run(command, &environment),
        // A monitor takes 2 for critical, and nothing is known to be.
        Err(Exit::Usage) if is_for_a_monitor => {
            let told = "TLS UNKNOWN - wrong usage; see what cutover says on standard error\n";
            writing::print(told, &environment.texts);
            Exit::CannotSay
        }
        Err(exit) => exit,
    };
    exit.into()
}

fn run(command: Command, environment: &Environment) -> Exit {
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
        Command::Gate(_) => {
            let texts = &environment.texts;
            problems::error(&texts.get("gate-only-linux"), texts);
            Exit::Usage
        }
        Command::Simulate(options) => simulate::simulate(&options, environment),
        Command::Clients(command) => clients::run(&command, environment),
    }
}
