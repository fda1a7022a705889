//! The history with stock clients on a real server: what was put back disturbs nobody, and erased words come back from
//! no old copy.

use std::path::Path;

use anyhow::{Context as _, Result};
use pact_tests::{Interop, http};
use serde_json::{Value, json};

use crate::table::Table;

const BODY: &str = "body:art-1";

async fn post(table: &Table, path: &str, body: Value, status: u16) -> Result<Value> {
    let path = format!("/api/v1/{path}");
    http::post(&table.server.url(), &path, Some(&table.coordinator), &body).await?.expect(status)
}

/// The body of the section as a version holds it, and as the document says it now.
async fn body(table: &Table, path: &str) -> Result<Value> {
    let answer = table.server.get(path, &table.coordinator).await?.expect(200)?;
    let content = if answer["content"].is_null() { &answer } else { &answer["content"]["document"] };
    let sections = content["sections"].as_array().context("no sections")?;
    let section = sections.iter().find(|section| section["id"] == "art-1").context("no section art-1")?;
    Ok(section["body"].clone())
}

fn block(at: u32, words: &str) -> Value {
    json!({ "op": "block", "root": BODY, "at": at, "insert": words })
}

fn typed(text: u32, index: u32, words: &str) -> Value {
    json!({ "op": "type", "root": BODY, "text": text, "index": index, "insert": words })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_disturbs_nobody() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.process.pact()?.id.clone();
    let node = Interop::start()?;
    node.hocuspocus("anna", &table.server.collab(), &document, &table.member).await?;
    node.ywebsocket("bruno", &table.server.y(), &document, &table.neighbour).await?;
    let first = json!([block(0, "La Pro Loco cura il parco."), block(1, "Il Comune paga gli attrezzi.")]);
    node.edit("anna", first).await?;
    node.wait("anna", "saved").await?;
    node.wait_text("bruno", "paga gli attrezzi").await?;
    let message = json!({ "message": "prima della pausa" });
    let version =
        post(&table, &format!("documents/{document}/versions"), message, 201).await?["number"].clone();
    let held = body(&table, &format!("documents/{document}/versions/{version}")).await?;

    node.call("offline", json!({ "client": "bruno" })).await?;
    node.edit("bruno", json!([typed(0, 11, " (tutta)"), typed(1, 9, " volentieri")])).await?;
    node.type_text("bruno", "title:art-1", "Da lontano. ").await?;
    node.edit("anna", json!([typed(0, 25, " e la piazza"), block(2, "Una frase di troppo.")])).await?;
    node.edit("anna", json!([{ "op": "format", "root": BODY, "text": 1, "index": 0, "length": 9, "marks": { "bold": {} } }]))
        .await?;
    node.wait("anna", "saved").await?;

    let order = json!({ "version": version, "section": "art-1", "message": "si torna indietro" });
    let path = format!("documents/{document}/restore");
    let made = post(&table, &path, order.clone(), 200).await?["version"].clone();
    let content = format!("documents/{document}/content");
    assert_eq!(body(&table, &content).await?, held, "the section says what it said");
    assert_eq!(body(&table, &format!("documents/{document}/versions/{made}")).await?, held);
    post(&table, &path, order, 409).await?;
    // Words of who was away come home, into the text as it is now.
    node.call("online", json!({ "client": "bruno" })).await?;
    node.wait_text("anna", "Da lontano. ").await?;
    let both = node.equal(&["anna", "bruno"]).await?.to_string();
    assert!(both.contains("La Pro Loco (tutta) cura il parco."), "{both}");
    assert!(both.contains("Il Comune volentieri paga gli attrezzi."), "{both}");
    assert!(!both.contains("di troppo") && !both.contains("la piazza"), "{both}");
    assert_eq!(table.server.check().await?["ok"], true);
    Ok(())
}

fn files_with(folder: &Path, words: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_with(&path, words, found)?;
        } else if std::fs::read(&path)?.windows(words.len()).any(|window| window == words.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_words_come_back_from_no_old_copy() -> Result<()> {
    const SECRET: &str = "Mario Rossi 340 1234567";
    let table = Table::lay().await?;
    let document = table.process.pact()?.id.clone();
    let node = Interop::start()?;
    node.hocuspocus("anna", &table.server.collab(), &document, &table.member).await?;
    node.ywebsocket("bruno", &table.server.y(), &document, &table.neighbour).await?;
    node.edit("anna", json!([block(0, "Si telefona a .")])).await?;
    for (at, letter) in (14..).zip(SECRET.chars()) {
        node.edit("anna", json!([typed(0, at, &letter.to_string())])).await?;
    }
    node.wait("anna", "saved").await?;
    node.wait_text("bruno", SECRET).await?;
    let message = json!({ "message": "con il numero" });
    post(&table, &format!("documents/{document}/versions"), message, 201).await?;
    let mut before = Vec::new();
    files_with(table.server.data(), "340 1234567", &mut before)?;
    node.call("offline", json!({ "client": "bruno" })).await?;
    node.edit("bruno", json!([typed(0, 11, " sempre"), block(1, "Scritto lontano.")])).await?;

    let order = json!({ "words": [SECRET], "reason": "un numero privato" });
    let report = post(&table, "processes/prova/redactions", order, 200).await?;
    assert_eq!((report["passages"].clone(), report["versions"].clone()), (json!(1), json!(1)), "{report}");
    let mut after = Vec::new();
    for words in [SECRET, "340 1234567"] {
        files_with(table.server.data(), words, &mut after)?;
    }
    assert!(after.is_empty(), "{after:#?}");

    // Both hold copies of before; a stock client knows of no epoch.
    node.call("online", json!({ "client": "bruno" })).await?;
    node.wait("anna", "connected").await?;
    node.wait_text("bruno", "[omissis]").await?;
    node.wait_text("anna", "Scritto lontano.").await?;
    let both = node.equal(&["anna", "bruno"]).await?.to_string();
    assert!(both.contains("Si telefona sempre a [omissis]."), "{both}");
    assert!(!both.contains("Rossi") && !both.contains("1234567"), "{both}");
    node.edit("anna", json!([typed(0, 0, "E poi? ")])).await?;
    node.wait("anna", "saved").await?;
    node.wait_text("bruno", "E poi? ").await?;
    for path in ["content", "versions/2", "compare?from=1&to=live", "authorship", "versions"] {
        let answer = table.server.get(&format!("documents/{document}/{path}"), &table.coordinator).await?;
        assert!(!answer.text().contains("Rossi"), "{path}");
    }
    files_with(table.server.data(), SECRET, &mut after)?;
    assert!(after.is_empty(), "{after:#?}");
    assert_eq!(table.server.check().await?["ok"], true);
    let verified = table.server.cli(&["version", "verify", "--json"]).await?;
    assert_eq!(verified["ok"], true, "{verified}");
    Ok(())
}
