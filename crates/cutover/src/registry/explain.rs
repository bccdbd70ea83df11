//! `cutover registry explain`: a mask or a registry file in words.

use std::path::Path;

use cutover_registry::{CodePage, Mask, Windows};
use cutover_report::{FileExplained, explain_mask, explain_mask_json, explain_mask_markdown};

use super::sources::about;
use super::{open_output, read_reg_file, shown_name, style, write};
use crate::arguments::Format;
use crate::arguments::registry::Out;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems;

/// Explains a file, or a mask if no file has that name.
pub(crate) fn explain(
    what: &Path,
    page: CodePage,
    windows: Option<&'static Windows>,
    out: &Out,
    environment: &Environment,
) -> Exit {
    let output = match open_output(out, &[what], environment) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let texts = &environment.texts;
    let mask = what.to_str().filter(|_| !what.exists()).and_then(Mask::parse);
    let text = if let Some(mask) = mask {
        match out.format {
            Format::Json => explain_mask_json(mask, windows),
            Format::Markdown => explain_mask_markdown(mask, windows, texts),
            _ => explain_mask(mask, windows, texts, style(out, environment)),
        }
    } else {
        let file = match read_reg_file(what, page, environment) {
            Ok(file) => file,
            Err(exit) => return exit,
        };
        let explanation = cutover_registry::explain(&file);
        if let Some(about) = about(&file, what, environment) {
            problems::warning(&about, texts);
        }
        let name = shown_name(what, out, environment);
        let explained = FileExplained { name: &name, explanation: &explanation, windows };
        match out.format {
            Format::Json => explained.json(),
            Format::Markdown => explained.markdown(texts),
            _ => explained.table(texts, style(out, environment)),
        }
    };
    write(&text, output, environment, Exit::Fits)
}
