//! Compaction: the log gets fewer rows and says the same, at every moment.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use pact_app::rooms::{Author, Compacted, SectionEdit, compact, read_log};
use pact_model::document::{DocumentKind, Policy, SectionId};
use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_store::{OriginKind, SnapshotRow, UpdateRow};
use pact_sync::{Effect, Quarantine, Replica, Room, RoomRules, content_of_log};
use uuid::Uuid;

use crate::world::{NOW, SLUG, World, world};

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

fn person(number: usize) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number as u128 + 1))
}

fn author(number: usize) -> Author {
    let actor = (number > 0).then(|| ActorId::from_uuid(Uuid::from_u128(100 + number as u128)));
    Author { person: Some(person(number)), actor }
}

/// A log of many rows by three people who take turns, and what a snapshot at each place would be.
struct History {
    rows: Vec<UpdateRow>,
    states: HashMap<i64, Bytes>,
}

fn edit(dice: &mut Dice, sections: &[SectionId]) -> SectionEdit {
    let id = sections[dice.below(sections.len())].clone();
    let words = format!("Parole {}", dice.below(1000));
    match dice.below(6) {
        0 => SectionEdit::SetAside { id, reason: (dice.below(2) == 0).then_some(words) },
        1 => SectionEdit::SetPolicy {
            id,
            policy: if dice.below(2) == 0 { Policy::Open } else { Policy::Office },
            reason: (dice.below(2) == 0).then_some(words),
            writer: None,
        },
        2 => SectionEdit::Move { id, after: None },
        _ => SectionEdit::SetTitle { id, title: words },
    }
}

async fn history(world: &World, document: DocumentId, len: usize, seed: u64, places: &[i64]) -> History {
    let mut dice = Dice(seed);
    let stored = read_log(&world.app.db, document).await.unwrap();
    let sections: Vec<SectionId> = content_of_log(None, &stored.updates)
        .unwrap()
        .sections
        .into_iter()
        .map(|section| section.id)
        .collect();
    let mut state = stored.updates[0].clone();
    let mut history = History { rows: Vec::new(), states: HashMap::new() };
    let mut seconds = 0;
    while history.rows.len() < len {
        let who = dice.below(3);
        let replica = Replica::load(50 + who as u64, Some(&state), &[]).unwrap();
        let seq = stored.seq + i64::try_from(history.rows.len()).unwrap();
        let rules = RoomRules {
            kind: DocumentKind::PattoCollaborazione,
            schema: 1,
            max_document_bytes: 1 << 24,
            quarantine: Quarantine::default(),
            breaks_on: None,
        };
        let mut room = Room::new(replica, stored.epoch, seq, [], rules);
        seconds += i64::try_from(dice.below(90)).unwrap();
        for _ in 0..=dice.below(40) {
            seconds += i64::try_from(dice.below(4)).unwrap();
            let mut effects = Vec::new();
            room.edit_sections(author(who), &edit(&mut dice, &sections), Duration::ZERO, &mut effects)
                .unwrap();
            for effect in effects {
                let Effect::Append(entry) = effect else { continue };
                if places.contains(&entry.seq) {
                    history.states.insert(entry.seq, room.snapshot().0);
                }
                history.rows.push(UpdateRow {
                    seq: entry.seq,
                    person: entry.author.person,
                    actor: entry.author.actor,
                    client_id: Some(50 + i64::try_from(who).unwrap()),
                    origin_kind: OriginKind::Edit,
                    bytes: entry.bytes,
                    at: NOW.plus_seconds(seconds),
                });
            }
        }
        state = room.snapshot().0;
    }
    history
}

/// A document with that history on disk.
async fn store(world: &World, document: DocumentId, history: &History) {
    let mut tx = world.app.db.begin().await.unwrap();
    tx.append_updates(document, 1, &history.rows).await.unwrap();
    for (seq, state) in &history.states {
        let (epoch, seq, state) = (1, *seq, state.clone());
        let row = SnapshotRow { doc: document, epoch, seq, state, hash: [0; 32], verified_at: NOW };
        tx.insert_snapshot(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn rows(world: &World, document: DocumentId) -> Vec<UpdateRow> {
    let mut tx = world.app.db.read().await.unwrap();
    let tail = tx.updates_after(document, 1, 0, 10_000).await.unwrap();
    assert!(tail.is_complete());
    tail.into_rows()
}

async fn snapshots(world: &World, document: DocumentId) -> Vec<i64> {
    let mut tx = world.app.db.read().await.unwrap();
    tx.snapshots(document).await.unwrap().into_iter().map(|snapshot| snapshot.seq).collect()
}

/// What the rows say from the first to the last: state vector, deletions, words.
fn said(rows: &[UpdateRow]) -> ((Vec<u8>, Vec<u8>), [u8; 32]) {
    let bytes: Vec<Bytes> = rows.iter().map(|row| row.bytes.clone()).collect();
    let fingerprint = Replica::load(1, None, &bytes).unwrap().fingerprint();
    (fingerprint, content_of_log(None, &bytes).unwrap().hash())
}

async fn assert_in_order(world: &World) {
    let report = world.app.check().await.unwrap();
    assert_eq!(report.findings, []);
}

#[tokio::test]
async fn a_compacted_log_says_what_it_said() {
    for seed in [3, 141, 59_265] {
        let world = world().await;
        let document = world.process(SLUG).await.documents[0].id;
        let history = history(&world, document, 900, seed, &[200, 450, 700, 850]).await;
        store(&world, document, &history).await;
        let before = rows(&world, document).await;
        let done = compact(&world.app.db, document).await.unwrap();
        let after = rows(&world, document).await;

        assert_eq!(said(&after), said(&before), "seed {seed}");
        assert_eq!((done.left_alone, done.snapshots), (0, 2), "seed {seed}");
        assert_eq!(before.len() - after.len(), done.rows - done.merged, "seed {seed}");
        // The oldest snapshot marks what an earlier time has done.
        let untouched = |row: &&UpdateRow| row.seq <= 200 || row.seq > 700;
        assert!(before.iter().filter(untouched).eq(after.iter().filter(untouched)), "seed {seed}");
        let older = |rows: &[UpdateRow]| rows.iter().filter(|row| row.seq > 200 && row.seq <= 700).count();
        assert!(older(&after) * 4 < older(&before), "seed {seed}: {} of {}", older(&after), older(&before));
        // Who said it, and for whom, is still there for every place.
        for row in &before {
            let covering = &after[after.partition_point(|other| other.seq < row.seq)];
            assert_eq!(
                (row.person, row.actor, row.client_id, row.origin_kind),
                (covering.person, covering.actor, covering.client_id, covering.origin_kind)
            );
            let distance = row.at.as_micros() - covering.at.as_micros();
            assert!((0..=60_000_000).contains(&distance), "seed {seed}");
        }
        assert_eq!(snapshots(&world, document).await, [700, 850]);
        assert_in_order(&world).await;
        // With two snapshots nothing marks the place: it looks at the first rows too, and then finds no more.
        let done = compact(&world.app.db, document).await.unwrap();
        assert!(done.rows <= 200, "seed {seed}: {done:?}");
        assert_eq!(compact(&world.app.db, document).await.unwrap(), Compacted::default(), "seed {seed}");
        assert_eq!(said(&rows(&world, document).await), said(&before), "seed {seed}");
    }
}

/// I9: rows outlive a snapshot until a second verified one covers them.
#[tokio::test]
async fn one_snapshot_is_not_enough() {
    let world = world().await;
    let document = world.process(SLUG).await.documents[0].id;
    let history = history(&world, document, 300, 7, &[250]).await;
    store(&world, document, &history).await;
    let before = rows(&world, document).await;
    assert_eq!(compact(&world.app.db, document).await.unwrap(), Compacted::default());
    assert_eq!(rows(&world, document).await, before);
    assert_eq!(snapshots(&world, document).await, [250]);
}

/// With exactly two snapshots nothing was compacted before: it begins at the first row.
#[tokio::test]
async fn the_second_snapshot_lets_the_first_rows_go() {
    let world = world().await;
    let document = world.process(SLUG).await.documents[0].id;
    let history = history(&world, document, 300, 8, &[150, 250]).await;
    store(&world, document, &history).await;
    let before = rows(&world, document).await;
    let done = compact(&world.app.db, document).await.unwrap();
    assert!(done.rows > 100, "{done:?}");
    assert_eq!(snapshots(&world, document).await, [150, 250]);
    let after = rows(&world, document).await;
    assert_eq!(said(&after), said(&before));
    assert!(before[150..].iter().eq(after.iter().filter(|row| row.seq > 150)));
    assert_in_order(&world).await;
}

/// Lets `work` have that many turns of the processor and then drops it wherever it stands.
async fn cut_after<T>(turns: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = turns;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// A node that is killed leaves a whole log, wherever it was.
#[tokio::test]
async fn cut_off_at_any_moment_the_log_is_whole() {
    let world = world().await;
    let document = world.process(SLUG).await.documents[0].id;
    let history = history(&world, document, 1_700, 11, &[2, 1_600, 1_650]).await;
    store(&world, document, &history).await;
    let before = said(&rows(&world, document).await);
    let mut sizes = vec![rows(&world, document).await.len()];
    let mut turns = 0;
    let done = loop {
        // Counted in turns, not in time: a fast machine and a slow one cut at the same places.
        turns += 1;
        if let Some(done) = cut_after(turns, compact(&world.app.db, document)).await {
            break done.unwrap();
        }
        let rows = rows(&world, document).await;
        if sizes.last() != Some(&rows.len()) {
            assert_eq!(said(&rows), before, "cut after {turns} turns");
            sizes.push(rows.len());
        }
    };
    assert!(sizes.len() > 2, "it was never cut between two batches: {sizes:?}, {done:?}");
    assert!(sizes.is_sorted_by(|earlier, later| earlier > later), "{sizes:?}");
    assert_eq!(said(&rows(&world, document).await), before);
    assert_in_order(&world).await;
}

#[tokio::test]
async fn a_row_that_cannot_be_merged_stays_with_its_neighbours() {
    let world = world().await;
    let document = world.process(SLUG).await.documents[0].id;
    let mut history = history(&world, document, 300, 12, &[200, 250]).await;
    // Nothing says so, but the log must not get worse than it is.
    history.rows[20].bytes = Bytes::from_static(b"\x07broken");
    store(&world, document, &history).await;
    let done = compact(&world.app.db, document).await.unwrap();
    let after = rows(&world, document).await;
    assert_eq!(done.left_alone, 1);
    assert!(after.contains(&history.rows[20]));
    assert!(done.rows > 0);
}

#[tokio::test]
async fn a_document_that_is_not_there_is_not_compacted() {
    let world = world().await;
    let nowhere = DocumentId::from_uuid(Uuid::from_u128(9));
    assert_eq!(compact(&world.app.db, nowhere).await.unwrap(), Compacted::default());
}

/// The room starts it when its second snapshot is stored.
#[tokio::test]
async fn a_room_that_closes_twice_leaves_a_short_log() {
    let world = world().await;
    let document = world.process(SLUG).await.documents[0].id;
    let section = world.app.document(pact_app::Caller::Operator, document).await.unwrap().content.sections[0]
        .id
        .clone();
    let title =
        |number: usize| SectionEdit::SetTitle { id: section.clone(), title: format!("Titolo {number}") };
    for _ in 0..2 {
        for number in 0..70 {
            world.app.rooms.edit(document, author(1), title(number)).await.unwrap();
        }
        world.app.rooms.shutdown().await;
    }
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while rows(&world, document).await.len() > 80 {
        assert!(std::time::Instant::now() < deadline, "the log was not compacted");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_in_order(&world).await;
    assert_eq!(world.app.rooms.content(document).await.unwrap().sections[0].title, "Titolo 69");
}
