//! `cutover registry generate`: the file that a Windows needs.

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, ArgMatches};
use cutover_registry::{Component, Others, Plan, Refusal, Windows, plan, versions};
use cutover_report::{Texts, Words, advise, export_lines, refusal};

use super::arguments::{Out, out, verb, windows, windows_option, with_out};
use super::writing::open_output;
use crate::command_line::options::{flag, many, option, text};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

pub(crate) struct Generate {
    pub windows: &'static Windows,
    pub components: Vec<Component>,
    pub protocols: String,
    pub others: Others,
    pub form: GenerateForm,
    pub out: Out,
}

/// What a remedy is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GenerateForm {
    Reg,
    PowerShell,
    GppXml,
}

impl Verb for Generate {
    const NAME: &'static str = "generate";

    fn command(texts: &Texts) -> clap::Command {
        let names: Vec<_> = Component::ALL.iter().map(|component| component.name()).collect();
        let component = option(
            "component",
            "COMPONENT,…",
            texts.with("arg-component", &[("known", names.join(", ").into())]),
        );
        let command = verb(Self::NAME, "command-registry-generate", texts)
            .arg(windows_option("arg-windows", texts).required(true))
            .arg(
                component
                    .value_parser(PossibleValuesParser::new(names.into_iter().chain(["all"])))
                    .ignore_case(true)
                    .value_delimiter(',')
                    .action(ArgAction::Append)
                    .required(true),
            )
            .arg(option("protocols", "VERSION,…|MASK", texts.get("arg-protocols")).required(true))
            .arg(flag("only", texts.get("arg-only")).action(ArgAction::SetTrue))
            .arg(option("as", "FORM", texts.get("arg-as")).value_parser(PossibleValuesParser::new([
                "reg",
                "powershell",
                "gpp-xml",
            ])));
        with_out(command, texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self {
            windows: windows(m)?,
            components: components(&many::<String>(m, "component")),
            protocols: text(m, "protocols").unwrap_or_default().to_owned(),
            others: if m.get_flag("only") { Others::GoOff } else { Others::Stay },
            form: match text(m, "as") {
                Some("powershell") => GenerateForm::PowerShell,
                Some("gpp-xml") => GenerateForm::GppXml,
                _ => GenerateForm::Reg,
            },
            out: out(m),
        })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        generate(&self, environment)
    }
}

/// Writes the file, or says why it cannot be.
fn generate(request: &Generate, environment: &Environment) -> Result<Exit, Failure> {
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

fn components(names: &[String]) -> Vec<Component> {
    let is_named = |component: &Component| {
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case("all") || name.eq_ignore_ascii_case(component.name()))
    };
    Component::ALL.iter().copied().filter(is_named).collect()
}
