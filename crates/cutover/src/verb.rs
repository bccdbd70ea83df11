//! What a verb is: as it is typed, as it is meant, and what it does.

use clap::ArgMatches;
use cutover_report::Texts;

use crate::environment::Environment;
use crate::exit::Exit;
use crate::failure::Failure;

/// A verb: as it is typed, as it is meant, and what it does. What is missing of it does not compile.
pub(crate) trait Verb: Sized + 'static {
    /// How it is typed.
    const NAME: &'static str;

    /// Its arguments, with their help.
    fn command(texts: &Texts) -> clap::Command;

    /// What typed arguments mean; nothing, where one is missing without which there is no meaning.
    fn meant(matches: &ArgMatches) -> Option<Self>;

    /// Does it.
    fn run(self, environment: &Environment) -> Result<Exit, Failure>;
}

type Run = Box<dyn FnOnce(&Environment) -> Result<Exit, Failure>>;

/// A verb that was typed, with its arguments as they are meant.
pub(crate) struct Meant(Run);

impl Meant {
    /// A verb, where its arguments have a meaning.
    pub fn of<V: Verb>(matches: &ArgMatches) -> Option<Self> {
        let verb = V::meant(matches)?;
        Some(Self(Box::new(move |environment| verb.run(environment))))
    }

    /// Does what was meant.
    pub fn run(self, environment: &Environment) -> Result<Exit, Failure> {
        (self.0)(environment)
    }
}

/// Lists verbs: their commands, and which is meant by a name. A verb stands in one list, or its code is dead and does
/// not compile.
macro_rules! verbs {
    ($($(#[$only:meta])* $module:ident :: $verb:ident),+ $(,)?) => {
        /// The verbs as they are typed, in the order in which help lists them.
        // Which verbs there are differs between systems, and elements of a list cannot be left out.
        #[allow(clippy::vec_init_then_push)]
        pub(crate) fn commands(texts: &cutover_report::Texts) -> Vec<clap::Command> {
            let mut commands = Vec::new();
            $($(#[$only])* commands.push(<$module::$verb as $crate::verb::Verb>::command(texts));)+
            commands
        }

        /// What is meant by the verb that was typed; none, where none was.
        pub(crate) fn meant(matches: &clap::ArgMatches) -> Option<$crate::verb::Meant> {
            let (name, matches) = matches.subcommand()?;
            $($(#[$only])* if name == <$module::$verb as $crate::verb::Verb>::NAME {
                return $crate::verb::Meant::of::<$module::$verb>(matches);
            })+
            None
        }
    };
}

pub(crate) use verbs;
