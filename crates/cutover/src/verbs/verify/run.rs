//! `cutover verify`: judges evidence as `observe` judges captures.

use cutover_observe::DEFAULT_UNPACK_LIMIT;

use super::Verify;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::judging::judged_and_told;
use crate::sources::{Expected, Sources};

/// Reads the evidence and judges it.
pub(super) fn verify(options: &Verify, environment: &Environment) -> Result<Exit, Failure> {
    let policy = crate::policies::chosen(&options.judging, environment)?;
    let inputs = environment.inputs(&[&options.evidence])?;
    let named = std::slice::from_ref(&options.judging.policy);
    let output = environment.open_output_of(options.judging.output.as_deref(), &inputs, named)?;
    let sources = Sources::of(inputs, Expected::Evidence, environment);
    judged_and_told(&sources, DEFAULT_UNPACK_LIMIT, &policy, &options.judging, output, environment)
}
