//! Containers: the roots of a document and every type that lies in it, each with the one it lies in, its root and
//! its depth.

use foldhash::HashMap;

use super::runs::NONE;
use crate::rare::Rare;
use crate::update::TypeKind;

/// Number of a container in one document.
pub(super) type ContainerId = u32;

/// A root or a nested type.
#[derive(Clone, Debug)]
pub(super) struct Container {
    pub(super) kind: Kind,
    /// What it lies in; [`NONE`] for a root, and for a type that was collected.
    pub(super) parent: ContainerId,
    /// The root it lies in, itself for a root; [`NONE`] when it lies nowhere.
    pub(super) root: ContainerId,
    /// How many types it lies in; 0 for a root.
    pub(super) depth: u16,
    /// The name of a root.
    pub(super) name: Option<Box<str>>,
}

impl Container {
    pub(super) fn root(id: ContainerId, name: &str) -> Self {
        Self { kind: Kind::Root, parent: NONE, root: id, depth: 0, name: Some(name.into()) }
    }

    /// A type whose place is told later.
    pub(super) const fn nested(kind: Kind) -> Self {
        Self { kind, parent: NONE, root: NONE, depth: UNNUMBERED, name: None }
    }
}

/// Depth of a container that was not numbered yet.
pub(super) const UNNUMBERED: u16 = u16::MAX;

/// What a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A root: what it holds is said by its name.
    Root,
    Array,
    Map,
    Text,
    XmlElement,
    XmlFragment,
    XmlText,
}

impl From<TypeKind> for Kind {
    fn from(kind: TypeKind) -> Self {
        match kind {
            TypeKind::Array => Self::Array,
            TypeKind::Map => Self::Map,
            TypeKind::Text => Self::Text,
            TypeKind::XmlElement => Self::XmlElement,
            TypeKind::XmlFragment => Self::XmlFragment,
            TypeKind::XmlText => Self::XmlText,
        }
    }
}

/// Names with numbers: keys of maps and attributes repeat in nearly every item.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    numbers: Rare<HashMap<Box<str>, u32>>,
    names: Vec<Box<str>>,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get()?.get(name).copied()
    }

    pub(super) fn name(&self, number: u32) -> Option<&str> {
        self.names.get(number as usize).map(AsRef::as_ref)
    }

    pub(super) fn add(&mut self, name: &str) {
        let number = u32::try_from(self.names.len()).unwrap_or(NONE);
        self.numbers.make().insert(name.into(), number);
        self.names.push(name.into());
    }
}
