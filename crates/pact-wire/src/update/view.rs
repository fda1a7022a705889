//! One struct of an update as the parser sees it, borrowed from the bytes.

/// The identity of one element: client and clock.
pub type Id = (u64, u32);

/// A struct, delivered by [`inspect_with`](super::inspect_with) in the order of the bytes.
///
/// Delivery does not mean acceptance: the walk may still end in a refusal, and what was collected until then
/// must be thrown away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemView<'a> {
    /// Its first element.
    pub id: Id,
    /// Number of elements (clocks) it holds; for text, UTF-16 units.
    pub len: u32,
    /// The element it was inserted after.
    pub origin: Option<Id>,
    /// The element it was inserted before.
    pub right_origin: Option<Id>,
    /// Where it lives.
    pub parent: Parent<'a>,
    /// Its key when it is an entry of a map or an attribute. Only known together with an explicit parent:
    /// otherwise it is inherited like the parent.
    pub key: Option<&'a str>,
    /// What it holds.
    pub content: ContentView<'a>,
}

/// Where an item lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent<'a> {
    /// In the root type of this name.
    Root(&'a str),
    /// In the type held by the item with this id.
    Item(Id),
    /// Where its origin lives, or else its right origin. A [`ContentView::GC`] has no parent and says this too.
    Inherited,
}

/// What a struct holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ContentView<'a> {
    /// Elements deleted before they were sent; their content is gone, their place remains.
    Deleted,
    /// This many bytes.
    Binary(usize),
    /// Text.
    String(&'a str),
    /// An embedded value, as JSON checked to be portable.
    Embed(&'a str),
    /// The start or, with value `null`, the end of a mark.
    Format {
        /// The mark.
        key: &'a str,
        /// Its value, as JSON checked to be portable.
        value: &'a str,
    },
    /// A nested type.
    Type {
        /// Its kind.
        kind: TypeKind,
        /// The element's name, of [`TypeKind::XmlElement`] only.
        name: Option<&'a str>,
    },
    /// Plain values.
    Any {
        /// How many.
        count: u32,
        /// The first of them.
        first: PlainValue<'a>,
    },
    /// Elements whose very place was collected.
    GC,
}

/// A plain value as it stands in the bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlainValue<'a> {
    /// Null, or undefined.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(&'a str),
    /// An object, a list, or bytes.
    Nested,
}

/// How content fits under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryFit {
    /// It is one value, or none any more.
    Fits,
    /// It is several values, as a document that keeps what was deleted writes the former ones: they must be deleted
    /// by the same update.
    OnlyDeleted,
    /// It stands in sequences only.
    Never,
}

impl ContentView<'_> {
    /// Whether it can stand under a map's key, as an entry or an attribute.
    #[must_use]
    pub const fn entry_fit(&self) -> EntryFit {
        match self {
            Self::Any { count: 1, .. } | Self::Type { .. } | Self::Binary(_) | Self::Deleted | Self::GC => {
                EntryFit::Fits
            }
            Self::Any { .. } => EntryFit::OnlyDeleted,
            Self::String(_) | Self::Embed(_) | Self::Format { .. } => EntryFit::Never,
        }
    }
}

/// The kinds of nested types an update may create.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// `Y.Array`
    Array,
    /// `Y.Map`
    Map,
    /// `Y.Text`
    Text,
    /// `Y.XmlElement`
    XmlElement,
    /// `Y.XmlFragment`
    XmlFragment,
    /// `Y.XmlText`
    XmlText,
}
