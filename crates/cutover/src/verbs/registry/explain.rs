//! `cutover registry explain`: a mask or a registry file in words.

use std::path::PathBuf;

use clap::ArgMatches;
use std::path::Path;

use cutover_registry::{CodePage, Mask, Windows};
use cutover_report::{FileExplained, ShellWords, Texts, explain_mask, explain_mask_json};

use super::arguments::{
    Out, file, one_file, out, page, page_option, verb, windows, windows_option, with_out,
};
use super::reading::{about, read_reg_file};
use super::writing::{open_output, shown_name};
use crate::command_line::options::{Format, format_option};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::Verb;

pub(crate) struct Explain {
    what: PathBuf,
    page: CodePage,
    windows: Option<&'static Windows>,
    out: Out,
}

impl Verb for Explain {
    const NAME: &'static str = "explain";

    fn command(texts: &Texts) -> clap::Command {
        let command = verb(Self::NAME, "command-registry-explain", texts)
            .arg(one_file("what", "FILE|MASK", texts.get("arg-file-or-mask"), texts))
            .arg(windows_option("arg-windows", texts))
            .arg(page_option(texts));
        with_out(command.arg(format_option("arg-format-explain", &[], texts)), texts)
    }

    fn meant(m: &ArgMatches) -> Option<Self> {
        Some(Self { what: file(m, "what"), page: page(m), windows: windows(m), out: out(m) })
    }

    fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        explain(&self.what, self.page, self.windows, &self.out, environment)
    }
}

/// Explains a file, or a mask if no file has that name.
fn explain(
    what: &Path,
    page: CodePage,
    windows: Option<&'static Windows>,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let output = open_output(out, &[what.to_path_buf()], environment)?;
    let texts = &environment.texts;
    let mask = what.to_str().filter(|_| !what.exists()).and_then(Mask::parse);
    let document = if let Some(mask) = mask {
        if out.format == Format::Json {
            environment.write(explain_mask_json(mask, windows).as_bytes(), output)?;
            return Ok(Exit::Fits);
        }
        explain_mask(mask, windows, texts)
    } else {
        let file = read_reg_file(what, page, environment)?;
        let explanation = cutover_registry::explain(&file);
        if let Some(about) = about(&file, what, environment) {
            environment.warning(about);
        }
        let name = shown_name(what, out, environment);
        let typed = what.to_str().and_then(ShellWords::path);
        let explained = FileExplained { name: &name, typed, explanation: &explanation, windows };
        if out.format == Format::Json {
            environment.write(explained.json().as_bytes(), output)?;
            return Ok(Exit::Fits);
        }
        explained.document(texts)
    };
    environment.write_document(&document, out.format, output)?;
    Ok(Exit::Fits)
}
