//! Why nobody reads what looks as if it were about TLS.

/// Why a key or value that looks as if it were about TLS is read by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// There is no such version, cipher, hash … below SCHANNEL; what was meant, if that can be told.
    UnknownName {
        /// The part of the path that nobody reads.
        name: String,
        /// The nearest that is read.
        nearest: Option<&'static str>,
    },
    /// A name that was read, or printed, once: the code of what to say, and the name that is read.
    OldName {
        /// The part of the path that nobody reads.
        name: String,
        /// The one that is read.
        meant: &'static str,
        /// The code of the finding.
        why: &'static str,
    },
    /// Read below another list of SCHANNEL.
    OtherList(&'static str),
    /// A name with characters that look like others.
    LookAlike {
        /// The name that it looks like.
        looks: String,
    },
    /// Blanks at the ends of names, which belong to them.
    Blanks {
        /// The name without them.
        right: String,
    },
    /// The name of a value, as a key.
    ValueAsKey {
        /// The value.
        value: &'static str,
        /// The key that it belongs to.
        key: String,
    },
    /// There is no value of that name here; what was meant.
    UnknownValue {
        /// The nearest that is read.
        nearest: Option<&'static str>,
    },
    /// On the key of the version, not on its `Client` or `Server`.
    OnVersionKey,
    /// The default value of a key, which nobody reads.
    DefaultValue,
    /// In the wrong tree; it is read there.
    WrongTree(&'static str),
    /// A key SCHANNEL at another place; it is read there.
    Misplaced(&'static str),
    /// The value of another key; it is read there.
    OtherKey(&'static str),
    /// .NET reads its values under two names only.
    DotNetVersion,
    /// Nobody reads a value of that name here.
    Nowhere,
}
