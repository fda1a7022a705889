//! Stock clients of both protocols on the same document: what one writes, the other reads.

use anyhow::Result;
use pact_tests::Interop;
use serde_json::{Value, json};

use crate::table::Table;

/// Blocks, styles, marks, a list, a table, emoji, a combining accent.
fn edits(root: &str) -> [Value; 2] {
    [
        json!([
            { "op": "block", "root": root, "style": "h3", "insert": "Gli spazi 🏠" },
            { "op": "block", "root": root, "insert": "La comunità è qui: 👩‍👧 e e\u{301}tà." },
            { "op": "format", "root": root, "text": 1, "index": 3, "length": 8, "marks": { "bold": {} } },
            { "op": "format", "root": root, "text": 1, "index": 6, "length": 9,
              "marks": { "link": { "href": "https://example.org/?a=«b»" } } },
            { "op": "block", "root": root, "insert": "apertura serale" },
            { "op": "wrap", "root": root, "at": 2, "list": "bulletList" },
        ]),
        json!([
            { "op": "table", "root": root, "rows": [["Chi", "Che cosa"], ["Biblioteca", "sala 📚"]] },
            { "op": "style", "root": root, "at": 0, "style": "h4" },
            { "op": "type", "root": root, "text": 1, "index": 0, "insert": "Insieme. ", "marks": { "italic": {} } },
        ]),
    ]
}

async fn both_write_and_read(table: &Table, document: &str, root: &str) -> Result<Value> {
    let node = Interop::start()?;
    let server = &table.server;
    node.hocuspocus("pagina", &server.collab(), document, &table.member).await?;
    node.ywebsocket("altro", &server.y(), document, &table.neighbour).await?;
    let [first, second] = edits(root);
    node.edit("pagina", first).await?;
    node.wait_text("altro", "apertura serale").await?;
    node.edit("altro", second).await?;
    node.wait_text("pagina", "sala 📚").await?;
    node.wait("pagina", "saved").await?;
    let end = node.equal(&["pagina", "altro"]).await?;
    // Somebody who comes later, in either protocol, finds the same.
    node.hocuspocus("dopo", &server.collab(), document, &table.community).await?;
    node.ywebsocket("poi", &server.y(), document, &table.community).await?;
    let later = node.equal(&["pagina", "altro", "dopo", "poi"]).await?;
    assert_eq!(end, later);
    Ok(end["content"][root].clone())
}

fn assert_holds_everything(body: &Value) {
    let text = body.to_string();
    for part in [
        r#""style":"h4""#,
        "Gli spazi 🏠",
        "👩‍👧",
        "e\u{301}tà",
        r#""bold""#,
        r#""italic""#,
        "https://example.org/?a=«b»",
        "bulletList",
        "listItem",
        "tableHeader",
        "tableCell",
        "sala 📚",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_clients_of_both_protocols_share_an_open_document() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let body = both_write_and_read(&table, &document, "body:qualunque").await?;
    assert_holds_everything(&body);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_clients_of_both_protocols_share_a_section_of_a_pact() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let body = both_write_and_read(&table, &pact, "body:art-1").await?;
    assert_holds_everything(&body);
    let content = table.server.get(&format!("documents/{pact}/content"), &table.member).await?.expect(200)?;
    let text = content.to_string();
    assert!(text.contains("Gli spazi 🏠") && text.contains("sala 📚"), "canonical content: {text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_documents_share_a_socket_and_a_refused_third_harms_neither() -> Result<()> {
    let table = Table::lay().await?;
    let (first, second) = (table.open_document().await?, table.open_document().await?);
    table.server.create_process("altrui").await?;
    let foreign = table.server.open_document("altrui", "Di altri").await?;
    let node = Interop::start()?;
    node.call("socket", json!({ "socket": "s", "url": table.server.collab() })).await?;
    let open = async |name: &str, document: &str| {
        let options = json!({
            "client": name, "kind": "hocuspocus", "socket": "s", "document": document, "token": table.member,
        });
        node.call("open", options).await
    };
    open("uno", &first).await?;
    open("straniero", &foreign).await?;
    open("ignoto", "00000000-0000-7000-8000-000000000000").await?;
    open("storto", "non è un documento").await?;
    open("due", &second).await?;
    for refused in ["straniero", "ignoto", "storto"] {
        let status = node.wait(refused, "denied").await?;
        assert_eq!(status["synced"], false, "{refused}: {status}");
    }
    node.wait("uno", "connected").await?;
    node.wait("due", "connected").await?;
    node.type_text("uno", "text:a", "primo").await?;
    node.type_text("due", "text:a", "secondo").await?;
    let uno = node.wait("uno", "saved").await?;
    node.wait("due", "saved").await?;
    // The socket may have opened before the client was there to see it; what counts is that it never closed.
    assert_eq!(uno["closes"], json!([]), "one socket, never closed: {uno}");
    node.hocuspocus("lettore", &table.server.collab(), &first, &table.neighbour).await?;
    let content = node.dump("lettore").await?["content"].to_string();
    assert!(content.contains("primo") && !content.contains("secondo"), "{content}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_document_can_be_opened_twice_on_one_socket() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.call("socket", json!({ "socket": "s", "url": table.server.collab() })).await?;
    for name in ["sinistra", "destra"] {
        let options = json!({
            "client": name, "kind": "hocuspocus", "socket": "s", "session": true,
            "document": document, "token": table.member,
        });
        node.call("open", options).await?;
        node.wait(name, "connected").await?;
    }
    node.type_text("sinistra", "text:a", "qui").await?;
    node.wait_text("destra", "qui").await?;
    node.wait("sinistra", "saved").await?;
    node.equal(&["sinistra", "destra"]).await?;
    Ok(())
}
