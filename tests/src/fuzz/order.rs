//! In which order do the elements of one place stand? The rule of Yjs, carried out on a plain list.

use std::collections::HashSet;

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
    /// Before what it comes to stand: its right origin, or that of its origin where its own stands before that.
    pub(super) before: Option<Id>,
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
    pub(super) fn insert(&mut self, mut new: Stretch) -> Result<(), Objection> {
        if let (Some(origin), Some(right)) = (new.origin, new.right_origin)
            && self.rank(right) <= self.rank(origin)
        {
            if self.are_in_one_item(right, origin) {
                return Err(Objection::NeverNeighbours);
            }
            new.before = self.position(origin).and_then(|at| self.0[at].before);
        }
        if let Some(origin) = new.origin {
            self.cut((origin.0, origin.1 + 1));
        }
        if let Some(right) = new.right_origin {
            self.cut(right);
        }
        let first = new.origin.and_then(|id| self.position(id)).map_or(0, |at| at + 1);
        let right = new.right_origin.and_then(|id| self.position(id));
        let needed = self.needed(&new);
        let until = new.before.and_then(|id| self.position(id)).unwrap_or(self.0.len());
        if (first..until).any(|at| needed.contains(&at)) {
            return Err(Objection::NeverNeighbours);
        }
        // Where it goes, and from where on those stand that might still be in its way.
        let (mut goal, mut conflicts) = (first, first);
        for at in first..self.0.len() {
            let other = self.0[at];
            // A right origin that stands further left is never met.
            if Some(at) == right {
                break;
            }
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

    /// Everything here that the neighbours of a new stretch need to exist, themselves included. Of a stretch that is
    /// needed at all its first element is, with what that was put between.
    fn needed(&self, new: &Stretch) -> HashSet<usize> {
        let mut needed = HashSet::new();
        let mut open = vec![new.origin, new.before];
        while let Some(id) = open.pop() {
            if let Some(at) = id.and_then(|id| self.position(id))
                && needed.insert(at)
            {
                open.extend([self.0[at].origin, self.0[at].before]);
            }
        }
        needed
    }

    /// Whether both were written in a row, the first behind something of the same row.
    fn are_in_one_item(&self, first: Id, last: Id) -> bool {
        first.0 == last.0
            && first.1 <= last.1
            && (first.1..=last.1).rev().all(|clock| {
                let at = self.position((first.0, clock)).expect("it stands here");
                let Some(previous) = clock.checked_sub(1).and_then(|clock| self.position((first.0, clock)))
                else {
                    return false;
                };
                let origin =
                    if self.0[at].id.1 == clock { self.0[at].origin } else { Some((first.0, clock - 1)) };
                origin == Some((first.0, clock - 1)) && self.0[previous].before == self.0[at].before
            })
    }

    fn rank(&self, id: Id) -> (Option<usize>, u32) {
        (self.position(id), id.1)
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
