//! Many open what was just created: the skeleton is there once.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context, Result};
use pact_tests::raw::Protocol;
use pact_tests::{Interop, http};
use serde_json::{Value, json};

use crate::table::Table;

#[tokio::test(flavor = "multi_thread")]
async fn five_clients_open_a_just_created_document_and_find_each_section_once() -> Result<()> {
    let table = Table::lay().await?;
    let node = Interop::start()?;
    let kinds: Vec<String> = table.process.documents.iter().map(|document| document.kind.clone()).collect();
    let kind = kinds.iter().find(|kind| kind.starts_with("patto")).context("a pact in the template")?;
    let body = json!({ "kind": kind, "title": "Appena nato" });
    for round in 0..3 {
        let path = "/api/v1/processes/prova/documents";
        let created =
            http::post(&table.server.url(), path, Some(&table.coordinator), &body).await?.expect(201)?;
        let id = created["id"].as_str().context("an id")?.to_owned();
        let names: Vec<String> = (0..5).map(|n| format!("r{round}c{n}")).collect();
        // All at once, before the room exists; one of them in the other protocol, one who writes at once.
        for (n, name) in names.iter().enumerate() {
            let (kind, url) =
                if n == 4 { ("ywebsocket", table.server.y()) } else { ("hocuspocus", table.server.collab()) };
            let token = if n % 2 == 0 { &table.member } else { &table.neighbour };
            let options = json!({ "client": name, "kind": kind, "url": url, "document": id, "token": token });
            node.call("open", options).await?;
        }
        node.edit(&names[0], json!([{ "op": "block", "root": "body:art-1", "insert": "subito" }])).await?;
        for name in &names {
            node.wait(name, "connected").await?;
        }
        node.wait(&names[0], "saved").await?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let state = node.equal(&names).await?;
        let document = table.server.get(&format!("documents/{id}"), &table.member).await?.expect(200)?;
        each_section_once(&state["content"], &document)?;
    }
    Ok(())
}

fn each_section_once(content: &Value, document: &Value) -> Result<()> {
    let sections = document["sections"].as_array().context("sections")?;
    assert!(sections.len() >= 21, "a pact has 21 articles at least: {}", sections.len());
    let ids: HashSet<&str> = sections.iter().filter_map(|section| section["id"].as_str()).collect();
    assert_eq!(ids.len(), sections.len(), "ids are distinct");
    let titles: Vec<&str> = sections.iter().filter_map(|section| section["title"].as_str()).collect();
    let distinct: HashSet<&&str> = titles.iter().collect();
    assert_eq!(distinct.len(), titles.len(), "titles are distinct: {titles:?}");
    // What is in the document itself says the same.
    let map = content["sections"].as_object().context("the map of sections")?;
    let in_map: BTreeMap<&str, &Value> =
        map.iter().filter_map(|(key, value)| Some((key.strip_suffix("/kind")?, value))).collect();
    assert_eq!(in_map.keys().copied().collect::<HashSet<_>>(), ids);
    let orders: HashSet<String> =
        map.iter().filter(|(key, _)| key.ends_with("/order")).map(|(_, value)| value.to_string()).collect();
    assert_eq!(orders.len(), ids.len(), "each has a place of its own");
    for section in sections {
        let id = section["id"].as_str().context("an id")?;
        let stored: String = content[format!("title:{id}")]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|part| part["insert"].as_str())
            .collect();
        assert_eq!(Some(stored.as_str()), section["title"].as_str(), "the title of {id} is there once");
    }
    let written = content["body:art-1"].to_string();
    assert_eq!(written.matches("subito").count(), 1, "{written}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_joins_at_once_open_one_room() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let mut first = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    let mut typist = pact_tests::typist::Typist::new(17, "t");
    assert!(first.update(typist.insert(&"parole ".repeat(500))).await?);
    let address = table.server.address();
    let joins = (0..50).map(|n| {
        let (address, document, token) = (address.clone(), document.clone(), table.neighbour.clone());
        tokio::spawn(async move {
            let protocol = if n % 2 == 0 { Protocol::Hocuspocus } else { Protocol::YWebsocket };
            let mut client = pact_tests::RawClient::connect(&address, protocol, &document, &token).await?;
            client.join(&token).await
        })
    });
    let mut texts = HashSet::new();
    for join in joins.collect::<Vec<_>>() {
        texts.insert(join.await??);
    }
    assert_eq!(texts.len(), 1, "everybody gets the same bytes");
    Ok(())
}
