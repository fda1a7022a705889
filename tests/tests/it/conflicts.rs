//! Two people who set the same field of the register at the same time: both values stay until one is confirmed, told
//! to stock clients of both protocols, through a restart.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use pact_tests::Interop;
use serde_json::{Value, json};

use crate::table::Table;

const KEY: &str = "commitment/c1/state";

fn set(value: &str) -> Value {
    json!([{ "op": "set", "root": "fields", "key": KEY, "value": value }])
}

/// Values and bodies of the field in conflict, sorted; empty when there is none.
async fn conflict(table: &Table) -> Result<Vec<(String, String)>> {
    let found = table.server.get("processes/prova/register", &table.community).await?.expect(200)?;
    let conflicts = found["conflicts"].as_array().context("a list")?;
    let Some(conflict) = conflicts.iter().find(|conflict| conflict["key"] == KEY) else {
        return Ok(Vec::new());
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let values = conflict["values"].as_array().context("a list")?.iter();
    let mut values: Vec<_> = values.map(|it| (text(&it["value"]), text(&it["actor"]))).collect();
    values.sort();
    Ok(values)
}

async fn until_there_are(table: &Table, count: usize) -> Result<Vec<(String, String)>> {
    let began = Instant::now();
    loop {
        let found = conflict(table).await?;
        if found.len() == count {
            return Ok(found);
        }
        anyhow::ensure!(began.elapsed() < Duration::from_secs(10), "still {found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn both() -> Vec<(String, String)> {
    vec![
        ("confermato".to_owned(), "Circolo degli ortisti".to_owned()),
        ("in_corso".to_owned(), "Biblioteca di quartiere".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn both_values_of_stock_clients_stay_until_one_is_confirmed() -> Result<()> {
    let mut table = Table::lay().await?;
    let node = Interop::start()?;
    let register = table.process.register.clone();
    let open = |name: &'static str, kind: &'static str, token: &str, id: u64| {
        let url = if kind == "hocuspocus" { table.server.collab() } else { table.server.y() };
        json!({ "client": name, "kind": kind, "url": url, "document": register, "token": token, "clientId": id })
    };
    // Whichever of the two the map keeps, and whichever protocol the one who was away speaks.
    for (round, (here, away, kind)) in [
        (100, 200, "hocuspocus"),
        (200, 100, "hocuspocus"),
        (300, 400, "ywebsocket"),
        (400, 300, "ywebsocket"),
    ]
    .into_iter()
    .enumerate()
    {
        let (here, away) = (here + 1_000 * round as u64, away + 1_000 * round as u64);
        node.call("open", open("qui", "hocuspocus", &table.member, here)).await?;
        node.call("open", open("via", kind, &table.neighbour, away)).await?;
        node.wait("qui", "connected").await?;
        node.wait("via", "connected").await?;
        node.edit("qui", set("abbozzato")).await?;
        node.equal(&["qui", "via"]).await?;

        node.call("offline", json!({ "client": "via" })).await?;
        node.edit("via", set("dichiarato")).await?;
        node.edit("via", set("confermato")).await?;
        node.edit("qui", set("in_corso")).await?;
        node.wait("qui", "saved").await?;
        assert_eq!(conflict(&table).await?, []);
        node.call("online", json!({ "client": "via" })).await?;
        assert_eq!(until_there_are(&table, 2).await?, both(), "round {round}");
        node.wait_stateless("qui", r#""t":"conflict""#).await?;

        // The one who was here confirms what they set, knowing the other.
        node.equal(&["qui", "via"]).await?;
        node.edit("qui", set("in_corso")).await?;
        until_there_are(&table, 0).await?;
        node.close("qui").await?;
        node.close("via").await?;
    }

    // The last round once more, with a restart in the middle.
    node.call("open", open("qui", "hocuspocus", &table.member, 9_001)).await?;
    node.call("open", open("via", "hocuspocus", &table.neighbour, 9_002)).await?;
    node.wait("qui", "connected").await?;
    node.wait("via", "connected").await?;
    node.call("offline", json!({ "client": "via" })).await?;
    node.edit("via", set("confermato")).await?;
    node.edit("qui", set("in_corso")).await?;
    // Equal to the value before: set anew all the same.
    node.wait("qui", "saved").await?;
    node.call("online", json!({ "client": "via" })).await?;
    until_there_are(&table, 2).await?;
    table.server.kill().await?;
    table.server.restart().await?;
    assert_eq!(until_there_are(&table, 2).await?, both());
    node.equal(&["qui", "via"]).await?;
    node.edit("via", set("in_corso")).await?;
    until_there_are(&table, 0).await?;
    let end = node.equal(&["qui", "via"]).await?;
    assert_eq!(end["content"]["fields"][KEY], "in_corso");
    Ok(())
}
