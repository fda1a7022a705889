//! What is a comparison made of? One neutral structure: stable English names in its JSON, places counted from 0 in the
//! content as compared ([`super::comparable`]), what is kept told as ranges.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::Node;
use crate::document::{Binding, SectionId};
use crate::register::{Entity, Removed};

/// The difference between two versions: what has to be done to the one to get the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// How much changed.
    pub summary: Summary,
    /// The section it is limited to: of the others it says nothing, not even that they are the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<SectionId>,
    /// The document's own fields: `kind`, `title`, `language`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document: Vec<FieldChange>,
    /// Sections that differ, in the later one's reading order, gone ones where they stood. All others are kept, in
    /// their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionChange>,
    /// Things of the register that differ, by sort and id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub register: Vec<EntityChange>,
    /// What was taken out of the register or put back, or reads otherwise among the things taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<RemovedChange>,
}

/// How much changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Whether nothing did.
    pub identical: bool,
    /// Sections that differ, in the later one's reading order, gone ones where they stood.
    pub sections: Vec<SectionId>,
    /// Commitments that differ, by id.
    pub commitments: Vec<String>,
    /// Other things of the register that differ, how many.
    pub others: usize,
    /// How many single changes.
    pub changes: usize,
}

/// What became of something that has an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is new.
    Added,
    /// It is not there any more.
    Gone,
    /// It differs.
    Changed,
}

/// A field that differs. `null` stands for nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its stored name.
    pub field: String,
    /// What it held.
    pub before: Value,
    /// What it holds.
    pub after: Value,
}

/// What became of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionChange {
    /// Its identity.
    pub id: SectionId,
    /// What became of it.
    pub fate: Fate,
    /// Its place before; none for a new one.
    pub from: Option<usize>,
    /// Its place after; none for one that is gone.
    pub to: Option<usize>,
    /// Whether it was moved past others, and not they past it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub moved: bool,
    /// Its title: the later one, of a gone section the last.
    pub title: String,
    /// Its title before, when it was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// Other fields: `kind`, `number`, `mandatory`, `aside`, `not_applicable`. Of a new or a gone section all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// What it is bound to now and was not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bound: Vec<Binding>,
    /// What it was bound to and is not now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unbound: Vec<Binding>,
    /// Its text, block by block; empty when the text is the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<BlockChange>,
}

impl SectionChange {
    /// The change of one of its fields.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldChange> {
        self.fields.iter().find(|field| field.field == name)
    }
}

/// What became of a block, or of several that are kept. Blocks that are kept or changed never cross each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum BlockChange {
    /// Blocks that are the same.
    Kept {
        /// Place of the first before.
        from: usize,
        /// Place of the first after.
        to: usize,
        /// How many.
        count: usize,
    },
    /// A block that is not here any more.
    Gone {
        /// Its place before.
        from: usize,
        /// The block.
        node: Node,
        /// Where it stands now, when it was moved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved_to: Option<Place>,
    },
    /// A block that was not here.
    Added {
        /// Its place after.
        to: usize,
        /// The block.
        node: Node,
        /// Where it stood, when it was moved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved_from: Option<Place>,
    },
    /// A block that differs.
    Changed {
        /// Its place before.
        from: usize,
        /// Its place after.
        to: usize,
        /// How.
        element: ElementChange,
    },
}

/// Where a block stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Section.
    pub section: SectionId,
    /// Place in it.
    pub index: usize,
}

/// How an element differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElementChange {
    /// Its name after.
    pub name: String,
    /// Its name before, when it had another: a list that is numbered now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_before: Option<String>,
    /// Its attributes, for example `style`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<FieldChange>,
    /// What is in it.
    pub content: ContentChange,
}

/// How that which is in an element differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentChange {
    /// It does not.
    Same,
    /// A line of text: all of it, in pieces.
    Text(Vec<Piece>),
    /// Blocks, items, rows or cells.
    Blocks(Vec<BlockChange>),
}

/// A piece of a line of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Piece {
    /// The same words.
    Kept {
        /// The words.
        content: Vec<Node>,
    },
    /// Words that are not there any more.
    Gone {
        /// The words.
        content: Vec<Node>,
    },
    /// Words that were not there.
    Added {
        /// The words.
        content: Vec<Node>,
    },
    /// The same words, with other marks.
    Formatting {
        /// With their marks before.
        before: Vec<Node>,
        /// With their marks after.
        after: Vec<Node>,
    },
}

/// What became of a thing of the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityChange {
    /// What sort of thing.
    pub entity: Entity,
    /// Its identity; `main` for the timeline.
    pub id: String,
    /// What became of it.
    pub fate: Fate,
    /// What it is called now, of a gone one was: its name, its title, or what is promised. Empty for the timeline.
    pub label: String,
    /// Whether another body took the commitment over.
    #[serde(default, skip_serializing_if = "is_false")]
    pub taken_over: bool,
    /// Whether the commitment was released.
    #[serde(default, skip_serializing_if = "is_false")]
    pub released: bool,
    /// Its fields that differ; of a new or a gone one all that hold something.
    pub fields: Vec<FieldChange>,
}

impl EntityChange {
    /// The change of one of its fields.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldChange> {
        self.fields.iter().find(|field| field.field == name)
    }
}

/// What became of something among the things taken out of the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemovedChange {
    /// How it stood there; none when it was not taken out yet.
    pub before: Option<Removed>,
    /// How it stands there; none when it was put back.
    pub after: Option<Removed>,
}

impl RemovedChange {
    /// The later one of the two, else the earlier.
    #[must_use]
    pub fn thing(&self) -> Option<&Removed> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}
