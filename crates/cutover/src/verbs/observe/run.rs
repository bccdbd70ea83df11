//! `cutover observe`: captures to a verdict, or to evidence.

use super::Observe;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::judging::judged_and_told;
use crate::sources::{Expected, Sources};

/// Reads the captures and judges what is in them.
pub(super) fn observe(options: &Observe, environment: &Environment) -> Result<Exit, Failure> {
    let policy = crate::policies::chosen(&options.judging, environment)?;
    let inputs = environment.inputs(&[&options.captures])?;
    let named = std::slice::from_ref(&options.judging.policy);
    let output = environment.open_output_of(options.judging.output.as_deref(), &inputs, named)?;
    let sources = Sources::of(inputs, Expected::Captures, environment);
    judged_and_told(&sources, options.unpack_limit, &policy, &options.judging, output, environment)
}
