//! Why a verb could not do what it was told, and whose fault that is.

use cutover_report::Text;

use crate::exit::Exit;

/// What kept a verb from doing what it was told. It is told once, at the end of the program, and by nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub fault: Fault,
    /// What is the matter, an error each.
    pub problems: Vec<Text>,
    /// What helps to mend it, a line each.
    pub hints: Vec<Text>,
    /// How the program ends.
    pub exit: Exit,
}

/// Whose fault something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// What was typed: the verb's help says more
    Arguments,
    /// What was to be read
    Input,
    /// What the machine has or lets do
    Environment,
    /// Ours
    Ours,
}

impl Failure {
    fn new(fault: Fault, problem: Text, exit: Exit) -> Self {
        Self { fault, problems: vec![problem], hints: Vec::new(), exit }
    }

    /// Something was typed that cannot be meant.
    pub fn arguments(problem: Text) -> Self {
        Self::new(Fault::Arguments, problem, Exit::Usage)
    }

    /// An input cannot be read.
    pub fn input(problem: Text) -> Self {
        Self::new(Fault::Input, problem, Exit::NotRead)
    }

    /// A file that says what is to be done cannot be read, or says nonsense.
    pub fn settings(problem: Text) -> Self {
        Self::new(Fault::Input, problem, Exit::Usage)
    }

    /// The same for several problems.
    pub fn settings_of(problems: Vec<Text>) -> Self {
        Self { problems, ..Self::settings(Text::default()) }
    }

    /// The machine does not have, or does not let do, what is needed.
    pub fn environment(problem: Text) -> Self {
        Self::new(Fault::Environment, problem, Exit::Usage)
    }

    /// Something that cannot be, was.
    pub fn ours(problem: Text) -> Self {
        Self::new(Fault::Ours, problem, Exit::NotRead)
    }

    /// With what helps to mend it.
    pub fn with_hints(self, hints: impl IntoIterator<Item = Text>) -> Self {
        Self { hints: hints.into_iter().collect(), ..self }
    }
}

/// Both of two things, or all that kept one of them from being had.
pub(crate) fn both<A, B>(one: Result<A, Failure>, other: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut failure), Err(more)) => {
            failure.problems.extend(more.problems);
            Err(failure)
        }
        (Err(failure), Ok(_)) | (Ok(_), Err(failure)) => Err(failure),
    }
}
