//! In which order do the elements of one place stand? The rule of Yjs, carried out on a plain list.

use pact_wire::update::Id;

use super::shadow::Objection;

/// Elements of one struct that stand side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) id: Id,
    /// The clock after its last element.
    pub(super) end: u32,
    pub(super) origin: Option<Id>,
    pub(super) right_origin: Option<Id>,
}

impl Stretch {
    fn contains(&self, (client, clock): Id) -> bool {
        self.id.0 == client && self.id.1 <= clock && clock < self.end
    }
}

/// Everything that ever stood in a place, deleted or not, from left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Order(Vec<Stretch>);

impl Order {
    /// Puts a stretch between its neighbours, among those that others put there at the same time.
    pub(super) fn insert(&mut self, new: Stretch) -> Result<(), Objection> {
        if let Some(origin) = new.origin {
            self.cut((origin.0, origin.1 + 1));
        }
        if let Some(right) = new.right_origin {
            self.cut(right);
        }
        let first = new.origin.and_then(|id| self.position(id)).map_or(0, |at| at + 1);
        let right = new.right_origin.and_then(|id| self.position(id));
        if right.is_some_and(|right| right < first) {
            return Err(Objection::NeighboursCrossed);
        }
        // Where it goes, and from where on those stand that might still be in its way.
        let (mut goal, mut conflicts) = (first, first);
        for at in first..right.unwrap_or(self.0.len()) {
            let other = self.0[at];
            if other.origin == new.origin {
                if other.id.0 < new.id.0 {
                    (goal, conflicts) = (at + 1, at + 1);
                } else if other.right_origin == new.right_origin {
                    break;
                }
                continue;
            }
            match other.origin.and_then(|id| self.position(id)) {
                Some(origin) if (first..=at).contains(&origin) => {
                    if origin < conflicts {
                        (goal, conflicts) = (at + 1, at + 1);
                    }
                }
                _ => break,
            }
        }
        self.0.insert(goal, new);
        Ok(())
    }

    fn position(&self, id: Id) -> Option<usize> {
        self.0.iter().position(|stretch| stretch.contains(id))
    }

    /// Lets a stretch begin with this element.
    fn cut(&mut self, id: Id) {
        let Some(at) = self.position(id).filter(|&at| self.0[at].id.1 < id.1) else { return };
        let behind = Stretch { id, origin: Some((id.0, id.1 - 1)), ..self.0[at] };
        self.0[at].end = id.1;
        self.0.insert(at + 1, behind);
    }
}
