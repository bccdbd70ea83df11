//! `cutover gate`: runs a gate until it is told to end.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use cutover_gate::{Gate, Notice, StartError, Status};
use cutover_report::Value;
use listenfd::ListenFd;

use super::arguments::GateOptions;
use super::kill_switch::watch_kill_switch;
use super::listeners::ready;
use super::settings::Source;
use super::signals::Asked;
use super::supervisor::Supervisor;
use super::{page, problems, settings};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs a gate.
pub(super) fn run(options: &GateOptions, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let asked = Asked::default();
    if let Err(problem) = asked.listen() {
        let values = [("problem", Value::of(problem))];
        return Err(Failure::environment(texts.with("gate-cannot-start", &values)));
    }
    let Source { settings, files } = settings::asked_for(options, environment);
    let settings = settings?;
    let ready = ready(&settings, texts);
    let notify = {
        let environment = environment.clone();
        Arc::new(move |notice| tell(&notice, &environment))
    };
    let failed = |problem: StartError| Failure::environment(problems::start_problem(&problem, texts));
    // Before anybody is taken: who is taken is cut off where something else fails.
    let status = settings.status.map(|address| {
        TcpListener::bind(address).map_err(|problem| failed(StartError::Listen { address, problem }))
    });
    let status = status.transpose()?;
    let mut gate = Gate::start(settings, inherited(), notify).map_err(failed)?;
    if let Some(status) = status
        && let Err(failure) = serve_status(status, &gate, environment)
    {
        gate.stop();
        return Err(failure);
    }
    environment.tell(&ready);
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    watch_kill_switch(gate.watch());
    let exit = Supervisor {
        gate: &mut gate,
        options,
        taken: files.clone(),
        known: files,
        environment,
        asked: &asked,
    }
    .watch();
    gate.stop();
    Ok(exit)
}

/// Serves metrics and the page.
fn serve_status(listener: TcpListener, gate: &Gate, environment: &Environment) -> Result<(), Failure> {
    let texts = Arc::clone(&environment.texts);
    let page = Arc::new(move |status: &Status| page::page(status, &texts));
    let texts = &environment.texts;
    match cutover_gate::serve(listener, &gate.settings().status_names, gate.watch(), page) {
        Ok(address) => {
            environment.tell(&texts.with("gate-status", &[("address", Value::of(address))]));
            Ok(())
        }
        Err(problem) => {
            Err(Failure::environment(problems::start_problem(&StartError::System(problem), texts)))
        }
    }
}

/// Sockets that listen already, of a systemd unit.
fn inherited() -> Vec<OwnedFd> {
    let mut from = ListenFd::from_env();
    (0..from.len())
        .filter_map(|index| from.take_tcp_listener(index).ok().flatten())
        .map(OwnedFd::from)
        .collect()
}

fn tell(notice: &Notice, environment: &Environment) {
    let texts = &environment.texts;
    match notice {
        Notice::Listens { name, address } => {
            let values = [("name", Value::from(name)), ("address", Value::of(address))];
            environment.tell(&texts.with("gate-listens", &values));
        }
        Notice::FewDescriptors { limit, connections, wanted } => {
            let values = [
                ("limit", Value::Count(*limit)),
                ("connections", Value::Count(*connections as u64)),
                ("wanted", Value::Count(*wanted as u64)),
            ];
            environment.warning(texts.with("gate-few-descriptors", &values));
        }
        Notice::LogFails { file, problem } => {
            let values = [("file", file.into()), ("problem", Value::of(problem))];
            environment.error(texts.with("gate-log-fails", &values));
        }
        Notice::LogNotRotated { file, problem } => {
            let values = [("file", file.into()), ("problem", Value::of(problem))];
            environment.error(texts.with("gate-log-not-rotated", &values));
        }
        Notice::LogGone { file } => {
            environment.warning(texts.with("gate-log-gone", &[("file", file.into())]));
        }
        Notice::UnusedSocket { address } => {
            environment.warning(texts.with("gate-unused-socket", &[("address", Value::of(address))]));
        }
        Notice::CannotListen { address, problem } => {
            let values = [("address", Value::of(address)), ("problem", Value::of(problem))];
            environment.error(texts.with("gate-cannot-listen", &values));
        }
        Notice::KillSwitch { file, on } => {
            let sentence = if *on { "gate-kill-switch-on" } else { "gate-kill-switch-off" };
            environment.tell(&texts.with(sentence, &[("file", file.into())]));
        }
        Notice::KillSwitchUnseen { file, problem } => {
            let values = [("file", file.into()), ("problem", Value::of(problem))];
            environment.warning(texts.with("gate-kill-switch-unseen", &values));
        }
        Notice::UpstreamTakes { address, takes } => {
            let sentence = if *takes { "gate-upstream-takes" } else { "gate-upstream-takes-nothing" };
            environment.warning(texts.with(sentence, &[("address", Value::of(address))]));
        }
        Notice::ShareGone { client, records } => {
            let values = [("client", Value::of(client)), ("records", Value::Count((*records).into()))];
            environment.warning(texts.with("gate-share-gone", &values));
        }
        Notice::CannotReset { problem } => {
            environment.warning(texts.with("gate-cannot-reset", &[("problem", Value::of(problem))]));
        }
        Notice::CannotSplice => environment.warning(texts.get("gate-cannot-splice")),
        Notice::LogWritesAgain { file } => {
            environment.tell(&texts.with("gate-log-writes", &[("file", file.into())]));
        }
        Notice::WorkerEnds { problem } => {
            environment.error(texts.with("gate-worker-ends", &[("problem", Value::of(problem))]));
        }
    }
}
