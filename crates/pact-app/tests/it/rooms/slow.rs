//! Sockets that do not take what they are sent (I6).

use pact_wire::message::ServerFrame;

use super::support::{House, Typist, eventually};

const PASTE: usize = 100 * 1024;

/// Past the soft limit updates are left out, and made up for when the socket has caught up.
#[tokio::test]
async fn a_slow_socket_gets_what_it_missed_when_it_has_caught_up() {
    let house = House::new().await;
    let document = house.document().await;
    let (mut anna, mut slow) = (house.join(document).await, house.join(document).await);
    slow.syncs().await;
    slow.block(true);
    let (mut typist, mut other) = (Typist::new(5), Typist::new(6));
    for round in 1..=8 {
        anna.sends(&typist.types(&"x".repeat(PASTE))).await;
        anna.sends(&other.types("y")).await;
        anna.hears_stored(2 * round).await;
    }
    assert!(slow.outbox.blocked_since().is_some() && !slow.outbox.overflowed());
    slow.block(false);
    assert!(slow.outbox.flush());
    let before = slow.updates().len();
    assert!(slow.text().len() < 8 * PASTE);
    slow.handle.caught_up().await;
    eventually(|| slow.updates().len() > before).await;
    assert_eq!(slow.updates().len(), before + 1, "one merged update");
    assert_eq!(slow.text(), house.text(document).await);
    assert_eq!(slow.text().len(), 8 * PASTE + 8);
}

/// A large paste in the same turn as an answer does not make a socket slow: it would never say that it has
/// caught up.
#[tokio::test]
async fn a_large_update_reaches_a_socket_that_is_not_blocked() {
    let house = House::new().await;
    let document = house.document().await;
    let (mut anna, bruno) = (house.join(document).await, house.join(document).await);
    anna.syncs().await;
    let known = Typist::new(5).types("noto");
    anna.sends(&known).await;
    anna.hears_stored(1).await;
    // One turn: an answer for Anna, then more for her than the soft limit.
    anna.sends(&known).await;
    bruno.sends(&Typist::new(6).types(&"x".repeat(400 * 1024))).await;
    anna.hears(|frames| frames.iter().any(|frame| matches!(frame, ServerFrame::Update(_)))).await;
    assert_eq!(anna.stored(), 2);
    drop(bruno);
}

/// Answers are never dropped; who takes none of them is closed by its socket.
#[tokio::test]
async fn a_socket_that_takes_no_answers_overflows() {
    let house = House::new().await;
    let document = house.document().await;
    let anna = house.join(document).await;
    anna.block(true);
    for _ in 0..12_000 {
        anna.sends(&bytes::Bytes::from_static(b"?")).await;
    }
    eventually(|| anna.outbox.overflowed()).await;
    let mut bruno = house.join(document).await;
    bruno.syncs().await;
}
