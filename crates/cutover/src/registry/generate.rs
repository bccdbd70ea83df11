//! `cutover registry generate`: the file that a Windows needs.

use std::io::{IsTerminal, stdout};

use cutover_registry::{Plan, Refusal, plan, versions};
use cutover_report::{Words, advise, export_lines, refusal};

use super::open_output;
use crate::arguments::registry::{Generate, GenerateForm};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems;
use crate::writing;

/// Writes the file, or says why it cannot be.
pub(crate) fn generate(request: &Generate, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let planned = versions(&request.protocols)
        .and_then(|versions| plan(request.windows, &request.components, &versions, request.others))
        .and_then(|plan| Ok((bytes(&plan, request, environment)?, plan)));
    let (bytes, plan) = match planned {
        Ok(planned) => planned,
        Err(refused) => {
            problems::error(&refusal(&refused, request.windows, texts), texts);
            return Exit::Usage;
        }
    };
    let output = match open_output(&request.out, &[], environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let exit = writing::write(&bytes, output, environment, Exit::Fits);
    if exit == Exit::Fits && request.out.path.is_some() {
        // They are in the file as well, where nobody looks who has not opened it.
        for advice in &plan.advice {
            for sentence in advise(advice, &plan, texts) {
                problems::plain(&sentence);
            }
        }
        if request.form != GenerateForm::GppXml {
            problems::plain(&texts.get("generate-export"));
            for line in export_lines(&plan) {
                problems::plain(&format!("  {line}"));
            }
        }
    }
    // A copy from the terminal is not the file.
    if request.form == GenerateForm::Reg && request.out.path.is_none() && stdout().is_terminal() {
        problems::plain(&texts.get("generate-shown"));
    }
    exit
}

fn bytes(plan: &Plan, request: &Generate, environment: &Environment) -> Result<Vec<u8>, Refusal> {
    let preferences = request.form == GenerateForm::GppXml;
    let words = Words { texts: &environment.texts, preferences };
    Ok(match request.form {
        GenerateForm::Reg => {
            let text = plan.to_reg(&words);
            // UTF-16 in a terminal could not be read.
            if request.out.path.is_none() && stdout().is_terminal() {
                text.shown().into_bytes()
            } else {
                text.to_bytes()
            }
        }
        GenerateForm::PowerShell => plan.to_powershell(&words),
        GenerateForm::GppXml => plan.to_gpp_xml(&words)?,
    })
}
