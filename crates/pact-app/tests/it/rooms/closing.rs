//! A room that is closed and held shut, and one that is told of something beside the text.

use std::time::Duration;

use pact_model::ids::DocumentId;
use pact_wire::message::{PeerMessage, ServerFrame};
use serde_json::json;
use uuid::Uuid;

use super::support::{House, Typist};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_that_is_held_shut_is_on_disk_and_nobody_comes_in() {
    let house = House::committing_after(Duration::from_millis(50)).await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    anna.sends(&Typist::new(5).types("detto")).await;
    let shut = house.rooms.close(document).await;
    assert_eq!(house.stored_text(document).await, "detto");
    assert_eq!(anna.stored(), 1, "it was acknowledged before the end");
    anna.hears_close("reload").await;
    assert!(anna.handle.is_closed());
    {
        let waiting = house.join(document);
        tokio::pin!(waiting);
        let early = tokio::time::timeout(Duration::from_millis(100), &mut waiting).await;
        assert!(early.is_err(), "it is shut");
        drop(shut);
        let mut again = waiting.await;
        again.syncs().await;
        assert_eq!(again.text(), "detto");
    }
    // One that nobody has open can be shut too, and two who want to take turns.
    let first = house.rooms.close(document).await;
    let rooms = house.rooms.clone();
    let second = tokio::spawn(async move { drop(rooms.close(document).await) });
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!second.is_finished());
    drop(first);
    second.await.unwrap();
    assert_eq!(house.text(document).await, "detto");
}

#[tokio::test]
async fn pages_of_ours_are_told_and_others_are_not() {
    let house = House::new().await;
    let document = house.document().await;
    let news = json!({ "v": 1, "t": "version", "number": 3 }).to_string();
    house.rooms.announce(DocumentId::from_uuid(Uuid::nil()), news.clone()).await;
    house.rooms.announce(document, news.clone()).await;
    assert_eq!(house.rooms.counts().rooms, 0, "where nobody is, nothing is opened");
    let (mut page, mut stock) = (house.join(document).await, house.join(document).await);
    let hello = json!({ "v": 1, "t": "hello", "caps": ["leased"], "schema": 1 }).to_string();
    page.handle.deliver(PeerMessage::Stateless(hello)).await.unwrap();
    house.rooms.announce(document, news.clone()).await;
    let told = ServerFrame::Stateless(news);
    page.hears(|frames| frames.contains(&told)).await;
    stock.syncs().await;
    assert!(!stock.heard().contains(&told));
}
