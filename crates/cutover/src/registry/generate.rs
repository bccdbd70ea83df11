//! `cutover registry generate`: the file that a Windows needs.

use cutover_registry::{Plan, Refusal, plan, versions};
use cutover_report::{Words, advise, export_lines, refusal};

use super::open_output;
use crate::arguments::registry::{Generate, GenerateForm};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

/// Writes the file, or says why it cannot be.
pub(crate) fn generate(request: &Generate, environment: &Environment) -> Result<Exit, Failure> {
    let texts = &environment.texts;
    let planned = versions(&request.protocols)
        .and_then(|versions| plan(request.windows, &request.components, &versions, request.others))
        .and_then(|plan| Ok((bytes(&plan, request, environment)?, plan)));
    let (bytes, plan) =
        planned.map_err(|refused| Failure::arguments(refusal(&refused, request.windows, texts)))?;
    let output = open_output(&request.out, &[], environment)?;
    environment.write(&bytes, output)?;
    if request.out.path.is_some() {
        // They are in the file as well, where nobody looks who has not opened it.
        for sentence in plan.advice.iter().flat_map(|advice| advise(advice, &plan, texts)) {
            environment.tell(&sentence);
        }
        if request.form != GenerateForm::GppXml {
            environment.tell(&texts.get("generate-export"));
            for line in export_lines(&plan) {
                environment.tell(&format!("  {line}").into());
            }
        }
    }
    // A copy from the terminal is not the file.
    if request.form == GenerateForm::Reg && request.out.path.is_none() && environment.io.terminal.out {
        environment.tell(&texts.get("generate-shown"));
    }
    Ok(Exit::Fits)
}

fn bytes(plan: &Plan, request: &Generate, environment: &Environment) -> Result<Vec<u8>, Refusal> {
    let preferences = request.form == GenerateForm::GppXml;
    let words = Words { texts: &environment.texts, preferences };
    Ok(match request.form {
        GenerateForm::Reg => {
            let text = plan.to_reg(&words);
            // UTF-16 in a terminal could not be read.
            if request.out.path.is_none() && environment.io.terminal.out {
                text.shown().into_bytes()
            } else {
                text.to_bytes()
            }
        }
        GenerateForm::PowerShell => plan.to_powershell(&words),
        GenerateForm::GppXml => plan.to_gpp_xml(&words)?,
    })
}
