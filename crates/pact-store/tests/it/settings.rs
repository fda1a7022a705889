//! Settings.

use crate::support::{TestDatabase, on_both_engines};

on_both_engines! {
    a_setting_is_set_and_set_again,
    a_setting_is_claimed_once,
    text_comes_back_sign_by_sign,
}

async fn a_setting_is_set_and_set_again(db: &TestDatabase) {
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.setting("demo").await.unwrap(), None);
    tx.put_setting("demo", "uno").await.unwrap();
    tx.put_setting("demo", "due").await.unwrap();
    assert_eq!(tx.setting("demo").await.unwrap().as_deref(), Some("due"));
}

async fn a_setting_is_claimed_once(db: &TestDatabase) {
    let other = db.open_again().await.unwrap();
    let claim = async |database: &pact_store::Database, value: &str| {
        let mut tx = database.begin().await.unwrap();
        let claimed = tx.claim_setting("demo", value).await.unwrap();
        tx.commit().await.unwrap();
        claimed
    };
    let (one, two) = tokio::join!(claim(&db.database, "uno"), claim(&other, "due"));
    assert!(one ^ two);
    let mut tx = other.read().await.unwrap();
    assert_eq!(tx.setting("demo").await.unwrap().as_deref(), Some(if one { "uno" } else { "due" }));
    drop(tx);
    other.close().await;
}

async fn text_comes_back_sign_by_sign(db: &TestDatabase) {
    let mut tx = db.database.begin().await.unwrap();
    for text in [
        "",
        " ",
        "perché è così",
        "e\u{301}",
        "«’»…",
        "👩‍👩‍👧‍👦🏛️",
        "नमस्ते",
        "\u{202e}rtl",
        "a\tb\r\nc",
        "%_'\"\\;--",
    ] {
        tx.put_setting(text, text).await.unwrap();
        assert_eq!(tx.setting(text).await.unwrap().as_deref(), Some(text));
    }
    // Composed and decomposed are two texts here; making one of them is the model's work.
    assert_eq!(tx.setting("é").await.unwrap(), None);
}
