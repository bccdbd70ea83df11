//! `cutover registry explain`: a mask or a registry file in words.

use std::path::Path;

use cutover_registry::{CodePage, Mask, Windows};
use cutover_report::{FileExplained, explain_mask, explain_mask_json};

use super::sources::about;
use super::{open_output, read_reg_file, shown_name};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

/// Explains a file, or a mask if no file has that name.
pub(crate) fn explain(
    what: &Path,
    page: CodePage,
    windows: Option<&'static Windows>,
    out: &Out,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let output = open_output(out, &[what], environment)?;
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
        let explained = FileExplained { name: &name, explanation: &explanation, windows };
        if out.format == Format::Json {
            environment.write(explained.json().as_bytes(), output)?;
            return Ok(Exit::Fits);
        }
        explained.document(texts)
    };
    environment.write_document(&document, out.format, output)?;
    Ok(Exit::Fits)
}
