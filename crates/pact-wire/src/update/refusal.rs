//! Why an update does not pass.

use crate::json::{JsonError, JsonFault};
use crate::varint::{DecodeError, DecodeErrorKind};

/// A refused update: the rule it breaks and the byte where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{rule} at byte {at}")]
pub struct Refusal {
    /// Offset in the update.
    pub at: usize,
    /// The rule.
    pub rule: Rule,
}

impl Refusal {
    pub(crate) const fn new(at: usize, rule: Rule) -> Self {
        Self { at, rule }
    }

    /// The rule's name, stable: for logs, metrics and answers.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.rule.code()
    }

    /// Whether the update breaks a bound (and might pass in smaller pieces) rather than the grammar.
    #[must_use]
    pub const fn is_too_large(&self) -> bool {
        matches!(self.rule, Rule::TooManyBytes | Rule::TooManyStructs)
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $text:literal;)+) => {
        /// The rules of the firewall. Those from [`Rule::ParentNotType`] on need a document
        /// ([`Structure`](crate::structure::Structure)); the others are about bytes alone.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ #[error($text)] $name,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name, stable.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

rules! {
    /// More bytes than the limit.
    TooManyBytes = "too_large", "update over the byte limit";
    /// More structs or delete ranges than the limit.
    TooManyStructs = "too_many_structs", "too many structs";
    /// The bytes end early.
    Truncated = "truncated", "truncated update";
    /// Bytes are left after the delete set: Yjs ignores them, so they would be stored as ballast.
    TrailingBytes = "trailing_bytes", "bytes after the end";
    /// A number longer than needed.
    NotCanonical = "not_canonical", "number not in canonical form";
    /// A number above 2^53 − 1: yrs wraps it, Yjs reads another one.
    NumberTooLarge = "number_too_large", "number above 2^53 - 1";
    /// A count larger than the bytes that are left could hold.
    CountTooLarge = "count_too_large", "count larger than the remaining bytes";
    /// A string that is not UTF-8.
    NotUtf8 = "not_utf8", "string is not UTF-8";
    /// Client id 0.
    ClientId = "client_id", "client id 0";
    /// A client with two blocks, or two entries in the delete set: yrs keeps one, Yjs both or the last.
    DuplicateClient = "duplicate_client", "client listed twice";
    /// A client without structs or delete ranges.
    EmptyBlock = "empty_block", "client without structs";
    /// A struct or delete range of length zero: either library throws on some of them.
    ZeroLength = "zero_length", "length zero";
    /// Clocks reach 2^31.
    ClockOverflow = "clock_overflow", "clock at or above 2^31";
    /// Delete ranges of a client that overlap or do not rise; yrs takes their order for granted.
    DeleteOrder = "delete_order", "delete ranges overlap or do not rise";
    /// A GC with flag bits: Yjs reads a GC, yrs an item.
    GcFlags = "gc_flags", "flag bits on a GC";
    /// Skip: a hole by construction.
    Skip = "skip", "Skip struct";
    /// `ContentJSON`, which yrs 0.28 misreads and then panics on.
    JsonContent = "json_content", "legacy JSON content";
    /// A subdocument.
    Subdocument = "subdocument", "subdocument";
    /// A content reference that Yjs does not know.
    UnknownContent = "unknown_content", "unknown content";
    /// `XmlHook`, whose key yrs takes for the next structs.
    XmlHook = "xml_hook", "XmlHook";
    /// A weak link, which Yjs does not know.
    WeakLink = "weak_link", "weak link";
    /// A type kind that Yjs does not know: every browser would throw on the whole document.
    UnknownType = "unknown_type", "unknown type kind";
    /// Binary content without permission.
    Binary = "binary", "binary content";
    /// A parent marker other than 0 and 1.
    ParentInfo = "parent_info", "parent marker is neither 0 nor 1";
    /// An item that refers to itself or to a later element of its own client; Yjs throws, yrs panics.
    ForwardReference = "forward_reference", "reference to a later element of the same client";
    /// Items of several clients that wait for each other in a ring.
    Cycle = "cycle", "items wait for each other";
    /// An entry of a map that holds text, a mark, an embed, or several values: of text, Yjs shows the last unit and
    /// yrs the whole; of several values, which one is shown depends on who looks.
    EntryContent = "entry_content", "entry that is not one value";
    /// A mark that Yjs keeps for itself: it takes it off the text in which it compares versions.
    ReservedMark = "reserved_mark", "mark of a reserved name";
    /// A value tag that lib0 does not know.
    UnknownValue = "unknown_value", "unknown value";
    /// A 64-bit integer: a `BigInt` in browsers, a plain number in yrs, and no JSON on either side.
    BigInt = "big_int", "64-bit integer value";
    /// Values or JSON nested too deep: both libraries recurse.
    TooDeep = "too_deep", "nested too deep";
    /// A name longer than the limit.
    KeyTooLong = "key_too_long", "name over its limit";
    /// `__proto__`, `constructor` or `prototype` as a key.
    ForbiddenKey = "forbidden_key", "key that reaches a prototype";
    /// Embed or Format text that is not JSON.
    JsonSyntax = "json_syntax", "text is not JSON";
    /// JSON with half a surrogate pair; an honest browser writes it for a cut emoji in an attribute.
    LoneSurrogate = "lone_surrogate", "lone surrogate in JSON";
    /// A JSON number that JavaScript and serde read differently.
    JsonNumber = "json_number", "JSON number out of range";
    /// A parent that is no type: Yjs ignores it, yrs stops halfway.
    ParentNotType = "parent_not_type", "parent is not a type";
    /// An origin and a right origin that lie in different places: each library follows another one.
    ParentsDiffer = "parents_differ", "origins lie in different types";
    /// An origin and a right origin that nobody could have seen side by side, or something to the right of a value of a
    /// key: where it lands depends on what a reader has already, or on how its items are cut.
    NeverNeighbours = "never_neighbours", "origins that were never side by side";
    /// More concurrent elements in one place than the time to pass them by allows.
    Crowded = "crowded", "too many concurrent elements in one place";
    /// A place or a deletion between the halves of a surrogate pair: replicas would differ for ever, and say they are
    /// equal.
    CutsPair = "cuts_pair", "place inside a surrogate pair";
    /// Types nested too deep in one another, also over many updates: both libraries recurse.
    TypesTooDeep = "types_too_deep", "types nested too deep";
    /// A root that documents of this kind do not have.
    UnknownRoot = "unknown_root", "unknown root";
    /// A root that only the server writes.
    ServerRoot = "server_root", "root written by the server only";
    /// An element whose name documents of this kind do not know.
    UnknownElement = "unknown_element", "unknown element";
    /// A mark whose name documents of this kind do not know.
    UnknownMark = "unknown_mark", "unknown mark";
    /// A map entry whose key documents of this kind do not know.
    UnknownKey = "unknown_key", "unknown key";
    /// Content of a kind that does not belong where it is put.
    Misplaced = "misplaced", "content that does not belong here";
    /// Known clocks of a client, brought again with other words: two replicas use one client id.
    ReusedClock = "reused_clock", "known clocks with other content";
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        let rule = match error.kind {
            DecodeErrorKind::NotCanonical => Rule::NotCanonical,
            DecodeErrorKind::TooLarge => Rule::NumberTooLarge,
            DecodeErrorKind::Trailing => Rule::TrailingBytes,
            DecodeErrorKind::Utf8 => Rule::NotUtf8,
            // The reader's primitives give no other kind.
            _ => Rule::Truncated,
        };
        Self::new(error.at, rule)
    }
}

/// `at` is where the text starts in the update; the text's own offset is added.
pub(super) fn json_refusal(at: usize, error: JsonError) -> Refusal {
    let rule = match error.fault {
        JsonFault::Syntax => Rule::JsonSyntax,
        JsonFault::LoneSurrogate => Rule::LoneSurrogate,
        JsonFault::Number => Rule::JsonNumber,
        JsonFault::ForbiddenKey => Rule::ForbiddenKey,
        JsonFault::TooDeep => Rule::TooDeep,
    };
    Refusal::new(at + error.at, rule)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_rule_has_a_code_of_its_own() {
        let codes: HashSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| code.chars().all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c)))
        );
    }
}
