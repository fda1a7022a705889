//! Whatever is let in stands in the same order in every replica, whichever way it came there; and what somebody could
//! have seen is let in.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

const CLIENTS: u64 = 4;

/// Somebody writes something.
#[derive(Clone, Debug)]
struct Act {
    client: u64,
    len: u32,
    origin: Option<Index>,
    right: Option<Index>,
    /// Between neighbours in what stood there after so many of the acts so far; without it, between whatever comes.
    view: Option<Index>,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let index = || prop::option::weighted(0.8, any::<Index>());
    let view = prop::option::weighted(0.7, any::<Index>());
    let act = (1..=CLIENTS, 1..4_u32, index(), index(), view)
        .prop_map(|(client, len, origin, right, view)| Act { client, len, origin, right, view });
    prop::collection::vec(act, 1..30)
}

/// The elements from left to right.
fn standing(order: &Order) -> Vec<Id> {
    let mut elements = Vec::new();
    let mut at = order.firsts.first().copied().unwrap_or(NONE);
    let mut label = None;
    while let Some(piece) = order.pieces.get(at as usize) {
        assert!(label < Some(piece.label), "labels rise");
        label = Some(piece.label);
        elements.extend((piece.start..piece.end).map(|clock| (order.id_of(piece.client), clock)));
        at = piece.behind;
    }
    elements
}

/// The rule of Yjs, element by element on a plain list, with the neighbours as they were told.
fn as_yjs_does(pieces: &[NewPiece]) -> Vec<Id> {
    type Told = (Id, Option<Id>, Option<Id>);
    let mut list: Vec<Told> = Vec::new();
    for piece in pieces {
        let told = |client, clock| if clock == NONE { None } else { Some((client, clock)) };
        let right = told(piece.right_client, piece.right_clock);
        let mut origin = told(piece.origin_client, piece.origin_clock);
        for clock in piece.start..piece.end {
            let place = |list: &[Told], id| list.iter().position(|(known, ..)| Some(*known) == id);
            let first = place(&list, origin).map_or(0, |at| at + 1);
            let (mut goal, mut conflicts) = (first, first);
            for at in first..list.len() {
                let (id, its_origin, its_right) = list[at];
                if Some(id) == right {
                    break;
                }
                if its_origin == origin {
                    if id.0 < piece.client {
                        (goal, conflicts) = (at + 1, at + 1);
                    } else if its_right == right {
                        break;
                    }
                    continue;
                }
                match its_origin.and_then(|origin| place(&list, Some(origin))) {
                    Some(known) if known >= first => {
                        if known < conflicts {
                            (goal, conflicts) = (at + 1, at + 1);
                        }
                    }
                    _ => break,
                }
            }
            list.insert(goal, ((piece.client, clock), origin, right));
            origin = Some((piece.client, clock));
        }
    }
    list.into_iter().map(|(id, ..)| id).collect()
}

/// A history: what was let in, in the order in which it came.
#[derive(Default)]
struct History {
    order: Order,
    taken: Vec<NewPiece>,
    clocks: HashMap<u64, u32>,
}

impl History {
    fn take(&mut self, act: &Act) {
        let start = self.clocks.get(&act.client).copied().unwrap_or(0);
        let neighbours = match act.view {
            Some(view) => self.seen_side_by_side(view, act.origin),
            None => self.any_two(act),
        };
        let piece = NewPiece::new((act.client, start), start + act.len, 0, neighbours, 0);
        let before = standing(&self.order);
        match self.order.arrange(&[piece]) {
            Ok(()) => {
                self.clocks.insert(act.client, piece.end);
                self.taken.push(piece);
            }
            Err(refusal) => {
                assert_eq!(refusal.rule, Rule::NeverNeighbours);
                assert!(act.view.is_none(), "somebody saw them side by side");
                assert_eq!(standing(&self.order), before, "a refusal changes nothing");
            }
        }
    }

    /// Neighbours in what somebody knew who had the first acts only.
    fn seen_side_by_side(&self, view: Index, origin: Option<Index>) -> [Option<Id>; 2] {
        let known = &self.taken[..view.index(self.taken.len() + 1)];
        let is_known = |id: &Id| {
            known.iter().any(|piece| piece.client == id.0 && (piece.start..piece.end).contains(&id.1))
        };
        let seen: Vec<Id> = standing(&self.order).into_iter().filter(is_known).collect();
        let place = origin.map_or(0, |origin| origin.index(seen.len() + 1));
        [place.checked_sub(1).and_then(|left| seen.get(left)).copied(), seen.get(place).copied()]
    }

    fn any_two(&self, act: &Act) -> [Option<Id>; 2] {
        let elements = standing(&self.order);
        [act.origin, act.right].map(|index| {
            let index = index.filter(|_| !elements.is_empty())?;
            Some(*index.get(&elements))
        })
    }

    /// The same pieces in another order in which they can come: each after what it hangs on.
    fn otherwise(&self, mut lots: impl Iterator<Item = Index>) -> Vec<NewPiece> {
        let mut waiting = self.taken.clone();
        let mut clocks: HashMap<u64, u32> = HashMap::new();
        let mut sent = Vec::new();
        while !waiting.is_empty() {
            let knows =
                |client: u64, clock: u32| clock == NONE || clock < clocks.get(&client).copied().unwrap_or(0);
            let ready: Vec<usize> = (0..waiting.len())
                .filter(|at| {
                    let piece = &waiting[*at];
                    clocks.get(&piece.client).copied().unwrap_or(0) == piece.start
                        && knows(piece.origin_client, piece.origin_clock)
                        && knows(piece.right_client, piece.right_clock)
                })
                .collect();
            let lot = lots.next().map_or(0, |lot| lot.index(ready.len()));
            let piece = waiting.remove(ready[lot]);
            clocks.insert(piece.client, piece.end);
            sent.push(piece);
        }
        sent
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn what_is_let_in_stands_alike_whichever_way_it_came(
        acts in acts(),
        lots in prop::collection::vec(any::<Index>(), 120),
    ) {
        let mut history = History::default();
        for act in &acts {
            history.take(act);
        }
        let expected = standing(&history.order);
        for way in lots.chunks(30) {
            let pieces = history.otherwise(way.iter().copied());
            let mut one_by_one = Order::default();
            for piece in &pieces {
                prop_assert_eq!(one_by_one.arrange(std::slice::from_ref(piece)), Ok(()));
            }
            prop_assert_eq!(&standing(&one_by_one), &expected);
            prop_assert_eq!(&as_yjs_does(&pieces), &expected);
            let mut at_once = Order::default();
            prop_assert_eq!(at_once.arrange(&pieces), Ok(()));
            prop_assert_eq!(&standing(&at_once), &expected);
            let mut stored = Order::default();
            stored.arrange_what_is_stored(&pieces);
            prop_assert_eq!(&standing(&stored), &expected);
        }
    }

    #[test]
    fn what_is_refused_halfway_leaves_nothing_behind(acts in acts(), from in any::<Index>()) {
        let mut history = History::default();
        for act in &acts {
            history.take(act);
        }
        let from = from.index(history.taken.len() + 1);
        let (first, rest) = history.taken.split_at(from);
        let mut order = Order::default();
        prop_assert_eq!(order.arrange(first), Ok(()));
        let before = standing(&order);
        let sizes = |order: &Order| (order.pieces.len(), order.clients.len(), order.numbers.len());
        let sizes_before = sizes(&order);
        // Of three letters written in a row, the first and the last never stood side by side.
        let three = NewPiece::new((9, 0), 3, 0, [None, None], 6);
        let apart = NewPiece::new((9, 3), 4, 0, [Some((9, 0)), Some((9, 2))], 7);
        let update: Vec<NewPiece> = rest.iter().copied().chain([three, apart]).collect();
        prop_assert_eq!(order.arrange(&update).map_err(|refusal| refusal.at), Err(7));
        prop_assert_eq!(standing(&order), before);
        prop_assert_eq!(sizes(&order), sizes_before);
        prop_assert_eq!(order.arrange(rest), Ok(()));
        prop_assert_eq!(standing(&order), standing(&history.order));
    }
}

#[test]
fn an_hour_of_typing_is_one_piece() {
    let mut order = Order::default();
    for clock in 0..1_000 {
        let origin = if clock == 0 { None } else { Some((5, clock - 1)) };
        let piece = NewPiece::new((5, clock), clock + 1, 0, [origin, None], 0);
        assert_eq!(order.arrange(&[piece]), Ok(()));
    }
    assert_eq!(order.pieces.len(), 1);
}
