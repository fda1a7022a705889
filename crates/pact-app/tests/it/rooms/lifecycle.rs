//! The room table: opened once, closed when nobody is left, never two for one document.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pact_app::rooms::{Author, RoomError, SectionEdit, read_log};
use pact_model::ids::DocumentId;
use uuid::Uuid;

use super::support::{House, Typist, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_people_who_knock_at_once_meet_in_one_room() {
    let house = Arc::new(House::new().await);
    let document = house.document().await;
    let knocking: Vec<_> = (0..50)
        .map(|_| {
            let house = house.clone();
            tokio::spawn(async move { house.join(document).await })
        })
        .collect();
    let mut peers = Vec::new();
    for peer in knocking {
        peers.push(peer.await.unwrap());
    }
    eventually(|| house.rooms.counts().attachments == 50).await;
    assert_eq!((house.rooms.counts().rooms, house.rooms.present(document).len()), (1, 50));
    peers[0].sends(&Typist::new(5).types("ciao")).await;
    for peer in &mut peers[1..] {
        peer.hears(|frames| !frames.is_empty()).await;
    }
}

#[tokio::test]
async fn a_room_nobody_is_in_leaves_the_table_and_opens_again_with_its_text() {
    let house = House::evicting_after(Duration::from_millis(50)).await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    anna.sends(&Typist::new(5).types("ciao")).await;
    anna.hears_stored(1).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(house.rooms.counts().rooms, 1, "somebody is in it");
    drop(anna);
    house.wait_until_no_room_is_open().await;
    assert_eq!(house.text(document).await, "ciao");
    house.wait_until_no_room_is_open().await;
}

/// I5: whoever knocks while the room closes waits, and finds everything that was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coming_and_going_at_the_moment_of_closing_loses_nothing() {
    let house = Arc::new(House::evicting_after(Duration::from_millis(1)).await);
    let document = house.document().await;
    let writers = (0..4u64).map(|number| {
        let house = house.clone();
        tokio::spawn(async move {
            let mut typist = Typist::new(10 + number);
            for round in 0..40u64 {
                let mut peer = house.join(document).await;
                peer.sends(&typist.types("x")).await;
                peer.hears_stored(1).await;
                drop(peer);
                tokio::time::sleep(Duration::from_micros(round * 173 % 3_000)).await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    house.wait_until_no_room_is_open().await;
    assert_eq!(house.stored_text(document).await.len(), 160);
    assert_eq!(house.text(document).await.len(), 160);
}

#[tokio::test]
async fn dropping_the_handle_leaves_the_room() {
    let house = House::new().await;
    let document = house.document().await;
    let (anna, bruno) = (house.join(document).await, house.join(document).await);
    assert_eq!(house.rooms.present(document)[0].name, "Pro Loco");
    drop(anna);
    eventually(|| house.rooms.counts().attachments == 1).await;
    drop(bruno);
    eventually(|| house.rooms.present(document).is_empty()).await;
}

/// A page that goes away while it joins leaves no ghost that would keep the room open for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_stops_waiting_while_joining_leaves_no_ghost() {
    let house = Arc::new(House::evicting_after(Duration::from_millis(1)).await);
    let document = house.document().await;
    for delay in 0..150u64 {
        let joining = tokio::spawn({
            let house = house.clone();
            async move { house.join(document).await }
        });
        tokio::time::sleep(Duration::from_micros(delay * 17)).await;
        joining.abort();
        drop(joining.await);
    }
    house.wait_until_no_room_is_open().await;
}

/// I10: what does not exist is not opened empty.
#[tokio::test]
async fn an_unknown_document_is_not_found() {
    let house = House::new().await;
    let unknown = DocumentId::from_uuid(Uuid::from_u128(7));
    assert!(matches!(house.try_join(unknown).await, Err(RoomError::NotFound)));
    assert!(matches!(house.rooms.content(unknown).await, Err(RoomError::NotFound)));
    assert_eq!(house.rooms.counts().rooms, 0);
}

/// I1: also for the server's own edits.
#[tokio::test]
async fn a_change_of_the_section_list_is_answered_when_it_is_on_disk() {
    let house = House::committing_after(Duration::from_millis(100)).await;
    let document = house.document().await;
    let edit = SectionEdit::SetTitle { id: "art-1".parse().unwrap(), title: "Oggetto".to_owned() };
    let began = Instant::now();
    house.rooms.edit(document, Author::default(), edit.clone()).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(100));
    assert_eq!(house.stored_text(document).await, "Oggetto");
    house.rooms.edit(document, Author::default(), edit).await.unwrap();
    assert_eq!(read_log(&house.database, document).await.unwrap().seq, 2, "nothing changed, nothing written");
    let unknown = SectionEdit::SetTitle { id: "art-9".parse().unwrap(), title: "?".to_owned() };
    assert!(matches!(house.rooms.edit(document, Author::default(), unknown).await, Err(RoomError::Edit(_))));
}

/// I1, I5.
#[tokio::test]
async fn shutting_down_leaves_everything_on_disk_and_says_so() {
    let house = House::committing_after(Duration::from_millis(100)).await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    anna.sends(&Typist::new(5).types("ciao")).await;
    house.rooms.shutdown().await;
    assert_eq!(house.stored_text(document).await, "ciao");
    anna.hears_close("restart").await;
    assert_eq!(anna.stored(), 1);
    assert!(anna.handle.is_closed());
    assert_eq!(house.rooms.counts().rooms, 0);
}
