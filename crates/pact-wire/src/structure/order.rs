//! In which order do the elements of a sequence stand? Yjs places an element between two neighbours, its origin and its
//! right origin, by a rule (YATA) that brings every replica to the same order as long as somebody could have seen the
//! two side by side. An update that names neighbours that nobody could have seen so is placed by whoever receives it
//! according to what else is there already: those who are present and those who come later read different texts, with
//! equal state vectors. So the index keeps the order itself, and refuses such neighbours.
//!
//! Two elements o and r could be neighbours when, in what o and r need to exist and no more, nothing stands between
//! them. That holds exactly when o stands before r, the origin of r does not stand behind o, and the right origin of o
//! does not stand before r: whatever else the two need lies outside, because it was held to the same rule.
//!
//! There is one exception that honest editors make. Undoing finds neighbours by following what was deleted and restored,
//! and now and then it names a right origin that stands before the origin, or the origin itself. Yjs then never meets
//! it, and acts as if the right origin were that of the origin. It is let in as that; but not where the right origin
//! lies inside the very item that ends with the origin. Where it splits that item Yjs takes the wrong half for the
//! origin, so that the place depends on how a reader has its items cut: two browsers differ without any server.
//!
//! Elements of one client that were written one behind the other are one piece until somebody writes between them.
//! Pieces of one sequence are a list; their labels rise, so that two places are compared without a walk.

use foldhash::HashMap;
use smallvec::SmallVec;

use super::containers::ContainerId;
use super::labels::{self, List};
use super::runs::{NONE, number_of};
use crate::update::{Id, Refusal, Rule};

/// Elements of a sequence that an update brings: each but the first stands behind the one before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewPiece {
    pub(super) client: u64,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) container: ContainerId,
    /// The byte of the update where its first struct starts.
    pub(super) at: u32,
    origin_clock: u32,
    right_clock: u32,
    origin_client: u64,
    right_client: u64,
}

impl NewPiece {
    pub(super) fn new(
        (client, start): Id,
        end: u32,
        container: ContainerId,
        neighbours: [Option<Id>; 2],
        at: u32,
    ) -> Self {
        // Clocks end below 2^31.
        let [origin, right] = neighbours.map(|id| id.unwrap_or((0, NONE)));
        Self {
            client,
            start,
            end,
            container,
            at,
            origin_clock: origin.1,
            right_clock: right.1,
            origin_client: origin.0,
            right_client: right.0,
        }
    }

    /// Takes in what was written behind it; `false` when that is a piece of its own.
    pub(super) fn lengthen(&mut self, next: &Self) -> bool {
        let goes_on = next.client == self.client
            && next.start == self.end
            && next.container == self.container
            && (next.origin_client, next.origin_clock) == (self.client, self.end - 1)
            && (next.right_client, next.right_clock) == (self.right_client, self.right_clock);
        if goes_on {
            self.end = next.end;
        }
        goes_on
    }
}

/// An element, by the number of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element {
    client: u32,
    clock: u32,
}

impl Element {
    const NONE: Self = Self { client: NONE, clock: NONE };

    fn is_none(self) -> bool {
        self.clock == NONE
    }
}

/// The number of a piece; [`NONE`] for none.
type PieceId = u32;

/// Elements that stand side by side.
#[derive(Clone, Copy, Debug)]
struct Piece {
    label: u64,
    client: u32,
    start: u32,
    end: u32,
    origin: Element,
    right: Element,
    before: PieceId,
    behind: PieceId,
}

/// What was done for an update, so that it can be taken back.
#[derive(Clone, Copy, Debug)]
enum Step {
    Lengthened { piece: PieceId, end: u32 },
    Cut { piece: PieceId },
    Inserted { container: ContainerId },
}

/// Every sequence of a document, deleted elements included.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pieces: Vec<Piece>,
    /// The first piece of each container.
    firsts: Vec<PieceId>,
    numbers: HashMap<u64, u32>,
    clients: Vec<Client>,
    steps: SmallVec<[Step; 4]>,
    /// How many concurrent pieces the present update may still pass by.
    patience: usize,
}

/// Concurrent pieces that an update may pass by on the way to its places, whatever it brings. Two who wrote for days
/// without a line pass by a handful for each piece, and a hundred put before ten thousand others by two scripts come to
/// this; made for it, an update of some hundred kilobytes would keep a room, and every reader, busy for minutes.
const MAX_PASSED: usize = 1_048_576;
/// And so many more for each of its own pieces.
const MAX_PASSED_BY_PIECE: usize = 64;

/// A client's pieces by their first clocks, rising.
#[derive(Clone, Debug)]
struct Client {
    id: u64,
    pieces: Vec<(u32, PieceId)>,
}

impl Order {
    /// Puts pieces in their places, each after those it hangs on.
    ///
    /// # Errors
    /// The first that has no place, and the byte where it starts; nothing was changed then.
    pub(super) fn arrange(&mut self, pieces: &[NewPiece]) -> Result<(), Refusal> {
        self.steps.clear();
        let clients = self.clients.len();
        self.patience = MAX_PASSED + MAX_PASSED_BY_PIECE * pieces.len();
        for piece in pieces {
            if let Err(rule) = self.place(piece, true) {
                self.take_back();
                self.forget_clients_from(clients);
                return Err(Refusal::new(piece.at as usize, rule));
            }
        }
        Ok(())
    }

    /// Puts pieces in their places, whoever may have seen them so: of a log that was written before.
    pub(super) fn arrange_what_is_stored(&mut self, pieces: &[NewPiece]) {
        for piece in pieces {
            self.patience = usize::MAX;
            // Nothing is refused.
            let _placed = self.place(piece, false);
            self.steps.clear();
        }
    }

    pub(super) fn weight(&self) -> usize {
        self.pieces.len() * (size_of::<Piece>() + size_of::<(u32, PieceId)>())
    }

    fn place(&mut self, new: &NewPiece, is_strict: bool) -> Result<(), Rule> {
        let client = self.number(new.client);
        let origin = self.neighbour(new, client, new.origin_client, new.origin_clock);
        let mut right = self.neighbour(new, client, new.right_client, new.right_clock);
        let written_on = self.written_on(new, client, origin, right);
        if let Some(piece) = written_on
            && self.is_alone_behind(piece, origin, right)
        {
            // What was right for the piece is right for this.
            self.lengthen(piece, new.end);
            return Ok(());
        }
        if self.is_crossed(origin, right) {
            if is_strict && self.may_be_one_item(right, origin) {
                return Err(Rule::NeverNeighbours);
            }
            right = self.pieces.get(self.find(origin) as usize).map_or(Element::NONE, |piece| piece.right);
        } else if is_strict && !self.could_be_neighbours(origin, right) {
            return Err(Rule::NeverNeighbours);
        }
        let left = if origin.is_none() { NONE } else { self.cut_behind(origin) };
        let until = if right.is_none() { NONE } else { self.cut_before(right) };
        let before = self.pass_by_concurrent(new, origin, right, left, until)?;
        if written_on == Some(before) {
            self.lengthen(before, new.end);
            return Ok(());
        }
        let piece =
            Piece { label: 0, client, start: new.start, end: new.end, origin, right, before, behind: NONE };
        self.insert(new.container, piece);
        Ok(())
    }

    /// The piece that would go on if nothing came between: the same client wrote its end, before the same right
    /// neighbour.
    fn written_on(&self, new: &NewPiece, client: u32, origin: Element, right: Element) -> Option<PieceId> {
        let before = Element { client, clock: new.start.wrapping_sub(1) };
        let id = if origin == before { self.find(origin) } else { NONE };
        let piece = self.pieces.get(id as usize)?;
        (piece.end == new.start && piece.right == right).then_some(id)
    }

    /// Whether nobody else put anything behind the same element.
    fn is_alone_behind(&self, piece: PieceId, origin: Element, right: Element) -> bool {
        let next = self.pieces.get(List::behind(self, piece) as usize);
        next.is_none_or(|next| next.origin != origin || first_of(next) == right)
    }

    fn lengthen(&mut self, id: PieceId, end: u32) {
        if let Some(piece) = self.pieces.get_mut(id as usize) {
            self.steps.push(Step::Lengthened { piece: id, end: piece.end });
            piece.end = end;
        }
    }

    fn is_crossed(&self, origin: Element, right: Element) -> bool {
        !origin.is_none() && !right.is_none() && self.position(right) <= self.position(origin)
    }

    /// Whether a reader may have an item in which `inner` is not the first element and `last` comes later or is the
    /// same: elements written one behind the other, before the same right neighbour.
    fn may_be_one_item(&self, inner: Element, last: Element) -> bool {
        if inner.client != last.client || inner.clock > last.clock {
            return false;
        }
        let mut piece = self.pieces.get(self.find(last) as usize);
        while let Some(&Piece { client, start, origin, right, .. }) = piece {
            if start < inner.clock {
                return true;
            }
            let before = Element { client, clock: start.wrapping_sub(1) };
            piece = self
                .pieces
                .get(self.find(before) as usize)
                .filter(|piece| origin == before && piece.right == right);
        }
        false
    }

    fn could_be_neighbours(&self, origin: Element, right: Element) -> bool {
        let origin_of_right = self.pieces.get(self.find(right) as usize).map_or(Element::NONE, |piece| {
            let before = Element { client: piece.client, clock: right.clock.wrapping_sub(1) };
            if right.clock == piece.start { piece.origin } else { before }
        });
        let right_of_origin =
            self.pieces.get(self.find(origin) as usize).map_or(Element::NONE, |piece| piece.right);
        let stands_before = |left: Element, right: Element| {
            !left.is_none() && !right.is_none() && self.position(left) < self.position(right)
        };
        (origin_of_right.is_none() || origin_of_right == origin || stands_before(origin_of_right, origin))
            && (right_of_origin.is_none()
                || right_of_origin == right
                || stands_before(right, right_of_origin))
    }

    /// The piece behind which the new one goes, among those that others put between the same neighbours: the rule of
    /// Yjs.
    fn pass_by_concurrent(
        &mut self,
        new: &NewPiece,
        origin: Element,
        right: Element,
        mut left: PieceId,
        until: PieceId,
    ) -> Result<PieceId, Rule> {
        let mut at = self.next(new.container, left);
        let first_label = self.label(at);
        // From here on stand those that the new one might still have to stand before.
        let mut conflicts_from = first_label;
        while at != NONE && at != until {
            let Some(other) = self.pieces.get(at as usize) else { break };
            self.patience = self.patience.checked_sub(1).ok_or(Rule::Crowded)?;
            let goes_before = if other.origin == origin {
                if self.id_of(other.client) >= new.client {
                    if other.right == right {
                        break;
                    }
                    false
                } else {
                    true
                }
            } else {
                let label = self.label(self.find(other.origin));
                if other.origin.is_none() || label < first_label || label > other.label {
                    break;
                }
                label < conflicts_from
            };
            if goes_before {
                left = at;
                conflicts_from = other.label + 1;
            }
            at = other.behind;
        }
        Ok(left)
    }

    fn insert(&mut self, container: ContainerId, piece: Piece) {
        let behind = self.next(container, piece.before);
        let label = labels::between(self, piece.before, behind);
        self.push(container, Piece { label, behind, ..piece });
        self.steps.push(Step::Inserted { container });
    }

    /// Takes in a piece that knows its neighbours.
    fn push(&mut self, container: ContainerId, piece: Piece) -> PieceId {
        let id = number_of(self.pieces.len());
        self.pieces.push(piece);
        self.link(container, id, piece);
        self.list(id, piece);
        id
    }

    /// Lets the neighbours of a piece point to it.
    fn link(&mut self, container: ContainerId, id: PieceId, Piece { before, behind, .. }: Piece) {
        if let Some(next) = self.pieces.get_mut(behind as usize) {
            next.before = id;
        }
        if let Some(last) = self.pieces.get_mut(before as usize) {
            last.behind = id;
        } else {
            let container = container as usize;
            if self.firsts.len() <= container {
                self.firsts.resize(container + 1, NONE);
            }
            self.firsts[container] = id;
        }
    }

    /// Enters a piece into the list of its client.
    fn list(&mut self, id: PieceId, Piece { client, start, .. }: Piece) {
        let Some(client) = self.clients.get_mut(client as usize) else { return };
        let at = match client.pieces.last() {
            Some((last, _)) if *last > start => client.pieces.partition_point(|(first, _)| *first < start),
            _ => client.pieces.len(),
        };
        client.pieces.insert(at, (start, id));
    }

    /// The piece that ends with an element; it is cut if it went on.
    fn cut_behind(&mut self, element: Element) -> PieceId {
        let id = self.find(element);
        if self.pieces.get(id as usize).is_some_and(|piece| piece.end > element.clock + 1) {
            self.cut(id, element.clock + 1);
        }
        id
    }

    /// The piece that begins with an element; it is cut if it began earlier.
    fn cut_before(&mut self, element: Element) -> PieceId {
        let id = self.find(element);
        match self.pieces.get(id as usize) {
            Some(piece) if piece.start < element.clock => self.cut(id, element.clock),
            _ => id,
        }
    }

    fn cut(&mut self, id: PieceId, clock: u32) -> PieceId {
        let Some(&piece) = self.pieces.get(id as usize) else { return NONE };
        let label = labels::between(self, id, piece.behind);
        if let Some(piece) = self.pieces.get_mut(id as usize) {
            piece.end = clock;
        }
        self.steps.push(Step::Cut { piece: id });
        let origin = Element { client: piece.client, clock: clock - 1 };
        // Its left neighbour is a piece, so no container is asked for its first.
        self.push(NONE, Piece { label, start: clock, origin, before: id, ..piece })
    }

    fn take_back(&mut self) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Lengthened { piece, end } => {
                    if let Some(piece) = self.pieces.get_mut(piece as usize) {
                        piece.end = end;
                    }
                }
                Step::Cut { piece } => {
                    let end = self.pieces.last().map(|rest| rest.end);
                    self.remove_last(NONE);
                    if let (Some(piece), Some(end)) = (self.pieces.get_mut(piece as usize), end) {
                        piece.end = end;
                    }
                }
                Step::Inserted { container } => self.remove_last(container),
            }
        }
    }

    /// Who was never let in leaves nothing behind: new ids cost whoever makes them up nothing.
    fn forget_clients_from(&mut self, first: usize) {
        for client in self.clients.drain(first..) {
            self.numbers.remove(&client.id);
        }
    }

    /// Removes the piece that was made last.
    fn remove_last(&mut self, container: ContainerId) {
        let Some(piece) = self.pieces.pop() else { return };
        if let Some(next) = self.pieces.get_mut(piece.behind as usize) {
            next.before = piece.before;
        }
        if let Some(last) = self.pieces.get_mut(piece.before as usize) {
            last.behind = piece.behind;
        } else if let Some(first) = self.firsts.get_mut(container as usize) {
            *first = piece.behind;
        }
        if let Some(client) = self.clients.get_mut(piece.client as usize)
            && let Ok(at) = client.pieces.binary_search_by_key(&piece.start, |(start, _)| *start)
        {
            client.pieces.remove(at);
        }
    }

    fn number(&mut self, id: u64) -> u32 {
        *self.numbers.entry(id).or_insert_with(|| {
            self.clients.push(Client { id, pieces: Vec::new() });
            number_of(self.clients.len() - 1)
        })
    }

    /// A neighbour of a new piece; its own client has this number.
    fn neighbour(&self, new: &NewPiece, own: u32, client: u64, clock: u32) -> Element {
        if clock == NONE {
            return Element::NONE;
        }
        if client == new.client {
            return Element { client: own, clock };
        }
        // What lies in a sequence was written by a client that is known.
        self.numbers.get(&client).map_or(Element::NONE, |client| Element { client: *client, clock })
    }

    fn id_of(&self, client: u32) -> u64 {
        self.clients.get(client as usize).map_or(0, |client| client.id)
    }

    fn find(&self, element: Element) -> PieceId {
        let Some(client) = self.clients.get(element.client as usize) else { return NONE };
        let pieces = &client.pieces;
        match pieces.last() {
            Some((start, id)) if *start <= element.clock => *id,
            _ => {
                let at = pieces.partition_point(|(start, _)| *start <= element.clock);
                at.checked_sub(1).and_then(|at| pieces.get(at)).map_or(NONE, |(_, id)| *id)
            }
        }
    }

    fn position(&self, element: Element) -> (u64, u32) {
        (self.label(self.find(element)), element.clock)
    }

    fn next(&self, container: ContainerId, left: PieceId) -> PieceId {
        match self.pieces.get(left as usize) {
            Some(piece) => piece.behind,
            None => self.firsts.get(container as usize).copied().unwrap_or(NONE),
        }
    }
}

fn first_of(piece: &Piece) -> Element {
    Element { client: piece.client, clock: piece.start }
}

impl List for Order {
    fn label(&self, id: u32) -> u64 {
        self.pieces.get(id as usize).map_or(0, |piece| piece.label)
    }

    fn set_label(&mut self, id: u32, label: u64) {
        if let Some(piece) = self.pieces.get_mut(id as usize) {
            piece.label = label;
        }
    }

    fn before(&self, id: u32) -> u32 {
        self.pieces.get(id as usize).map_or(NONE, |piece| piece.before)
    }

    fn behind(&self, id: u32) -> u32 {
        self.pieces.get(id as usize).map_or(NONE, |piece| piece.behind)
    }
}

#[cfg(test)]
mod tests;
