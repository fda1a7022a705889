//! Over a limit there is a clear refusal, memory stays bounded, and other rooms go on.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use pact_tests::raw::{Protocol, RawClient, Received};
use pact_tests::typist::Typist;
use pact_tests::{Options, Server};
use pact_wire::message::{PeerMessage, ServerFrame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::table::Table;

/// How long an edit in an untouched room may take to its acknowledgement while another room is under attack, on
/// two busy cores with a debug build.
const NORMAL: Duration = Duration::from_millis(1500);
/// What an attack may add to the server's memory.
const MAX_GROWTH_KIB: u64 = 64 * 1024;

/// Somebody in another room, who types and is answered.
pub struct Bystander {
    client: RawClient,
    typist: Typist,
}

impl Bystander {
    pub async fn sit_down(table: &Table) -> Result<Self> {
        let document = table.open_document().await?;
        let client = table.server.raw(Protocol::Hocuspocus, &document, &table.neighbour).await?;
        Ok(Self { client, typist: Typist::new(31_337, "t") })
    }

    /// Types a character; the acknowledgement must come in normal time.
    pub async fn goes_on(&mut self, during: &str) -> Result<()> {
        let typed = Instant::now();
        let is_applied = self.client.update(self.typist.insert("x")).await.context(during.to_owned())?;
        assert!(is_applied, "{during}: another room's edit was refused");
        assert!(typed.elapsed() < NORMAL, "{during}: another room waited {:?}", typed.elapsed());
        Ok(())
    }
}

fn assert_bounded(server: &Server, before_kib: u64, during: &str) {
    let now = server.resident_kib();
    let growth = now.saturating_sub(before_kib);
    println!("limits: {during}: {before_kib} → {now} KiB resident");
    assert!(growth < MAX_GROWTH_KIB, "{during}: the server grew by {growth} KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversize_frame_closes_its_socket_with_1009() -> Result<()> {
    let table = Table::with(Options::default().set("MAX_FRAME_BYTES", 65_536)).await?;
    let mut bystander = Bystander::sit_down(&table).await?;
    let document = table.open_document().await?;
    for protocol in [Protocol::Hocuspocus, Protocol::YWebsocket] {
        let mut client = table.server.raw(protocol, &document, &table.member).await?;
        let frame = client.frame(&PeerMessage::Update(Typist::new(8, "t").insert(&"g".repeat(100_000))))?;
        // The server may hang up while this is still being written.
        drop(client.send_bytes(frame).await);
        let (code, reason, _) = client.closing(Duration::from_secs(5)).await?;
        assert_eq!(code, 1009, "{protocol:?}: «{reason}»");
        bystander.goes_on("after an oversize frame").await?;
    }
    let mut client = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    assert!(client.update(Typist::new(9, "t").insert("di misura")).await?, "the same room goes on");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_over_its_size_takes_no_more_and_says_so() -> Result<()> {
    let table = Table::with(Options::default().set("MAX_DOCUMENT_BYTES", 100_000)).await?;
    let mut bystander = Bystander::sit_down(&table).await?;
    let document = table.open_document().await?;
    let mut client = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    let mut typist = Typist::new(8, "t");
    let mut accepted = 0;
    loop {
        client.send(&PeerMessage::Update(typist.insert(&"g".repeat(20_000)))).await?;
        let mut told = None;
        let status = client
            .wait("an answer", |frame| match frame {
                ServerFrame::Stateless(text) if text.contains("refused") => {
                    told = Some(text.clone());
                    None
                }
                ServerFrame::SyncStatus(is_applied) => Some(*is_applied),
                _ => None,
            })
            .await?;
        if !status {
            let reason = match told {
                Some(reason) => reason,
                None => client.stateless("refused").await?.to_string(),
            };
            assert!(reason.contains("too_large"), "{reason}");
            break;
        }
        accepted += 1;
        assert!(accepted <= 6, "{accepted} × 20,000 characters were taken into a document of 100,000");
    }
    assert!(accepted >= 3, "refused after {accepted} × 20,000 characters already");
    // Readers still get what was accepted.
    let mut reader = RawClient::connect(&table.server.address(), Protocol::Hocuspocus, &document, "").await?;
    let text = reader.join(&table.community).await?;
    assert!(text.len() >= accepted * 20_000, "{} bytes", text.len());
    bystander.goes_on("beside a full document").await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_is_refused_and_a_free_place_is_given_again() -> Result<()> {
    let table = Table::with(Options::default().set("MAX_CONNECTIONS", 5)).await?;
    let document = table.open_document().await?;
    let mut seated = Vec::new();
    for _ in 0..5 {
        seated.push(table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?);
    }
    for protocol in [Protocol::Hocuspocus, Protocol::YWebsocket] {
        match RawClient::connect(&table.server.address(), protocol, &document, &table.member).await {
            Err(error) => {
                let text = format!("{error:#}");
                assert!(text.contains("503") || text.contains("429"), "{protocol:?}: {text}");
            }
            Ok(mut client) => {
                let (code, reason, _) = client.closing(Duration::from_secs(5)).await?;
                assert_eq!(code, 1013, "{protocol:?}: «{reason}»");
            }
        }
    }
    assert!(seated[4].update(Typist::new(8, "t").insert("seduti")).await?, "who sits is not disturbed");
    drop(seated.pop());
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        match table.server.raw(Protocol::Hocuspocus, &document, &table.member).await {
            Ok(_) => return Ok(()),
            Err(error) if Instant::now() > deadline => {
                return Err(error.context("the free place is not given again"));
            }
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_messages_a_second_are_refused_as_rate() -> Result<()> {
    let table = Table::with(Options::default().set("MESSAGES_PER_SECOND", 20)).await?;
    let mut bystander = Bystander::sit_down(&table).await?;
    let before = table.server.resident_kib();
    for protocol in [Protocol::Hocuspocus, Protocol::YWebsocket] {
        let document = table.open_document().await?;
        let mut client = table.server.raw(protocol, &document, &table.member).await?;
        let mut typist = Typist::new(8, "t");
        for _ in 0..2000 {
            let frame = client.frame(&PeerMessage::Update(typist.insert("g")))?;
            if client.feed_bytes(frame).await.is_err() {
                break;
            }
        }
        drop(client.flush().await);
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        let mut applied = 0;
        let refusal = loop {
            let received = tokio::time::timeout_at(deadline, client.receive())
                .await
                .with_context(|| format!("{protocol:?}: no refusal after {applied} acknowledgements"))?;
            match received {
                Received::Closed { code, reason } => break format!("{code} {reason}"),
                Received::Frame { frame: ServerFrame::Stateless(text), .. } if text.contains("refused") => {
                    break text;
                }
                Received::Frame { frame: ServerFrame::SyncStatus(true), .. } => applied += 1,
                Received::Frame { .. } => {}
            }
        };
        println!("limits: rate, {protocol:?}: {applied} applied, then {refusal}");
        assert!(refusal.contains("4429") || refusal.contains("rate"), "{protocol:?}: {refusal}");
        assert!(applied < 500, "{applied} messages were taken at 20 a second");
        sleep(Duration::from_millis(1100)).await;
        bystander.goes_on("beside a flood").await?;
    }
    assert_bounded(&table.server, before, "message flood");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_before_the_token_is_refused_and_kept_out_of_memory() -> Result<()> {
    let table = Table::lay().await?;
    let mut bystander = Bystander::sit_down(&table).await?;
    let document = table.open_document().await?;
    let before = table.server.resident_kib();
    // Large updates for one document, and small messages for ten thousand.
    for is_wide in [false, true] {
        let mut refusals = Vec::new();
        for _ in 0..4 {
            let address = table.server.address();
            let mut client = RawClient::connect(&address, Protocol::Hocuspocus, &document, "").await?;
            let mut typist = Typist::new(8, "t");
            for n in 0..10_000 {
                let message = if is_wide {
                    client.address(&format!("00000000-0000-7000-8000-{n:012}"));
                    PeerMessage::Step1(Bytes::from_static(&[0]))
                } else {
                    PeerMessage::Update(typist.insert(&"g".repeat(20_000)))
                };
                let frame = client.frame(&message)?;
                let is_written = timeout(Duration::from_secs(2), client.send_bytes(frame)).await;
                if !matches!(is_written, Ok(Ok(()))) || (!is_wide && n > 1500) {
                    break;
                }
            }
            match client.closing(Duration::from_secs(15)).await {
                Ok((code, reason, told)) => refusals.push(format!("{code} {reason} {told:?}")),
                Err(error) => bail!("a flood before the token was not refused: {error:#}"),
            }
        }
        println!("limits: before the token (wide: {is_wide}): {refusals:?}");
        // A reset in the middle of our writing hides the close frame; one of four must have shown it.
        let is_clear = |text: &String| {
            ["1008", "1009", "1013", "4401", "4408", "4429"].iter().any(|c| text.starts_with(c))
        };
        assert!(refusals.iter().any(is_clear), "no clear refusal among {refusals:?}");
        bystander.goes_on("beside a flood before the token").await?;
    }
    assert_bounded(&table.server, before, "flood before the token");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_never_ends_is_closed() -> Result<()> {
    let table = Table::lay().await?;
    let mut bystander = Bystander::sit_down(&table).await?;
    let document = table.open_document().await?;
    let before = table.server.resident_kib();
    let address = table.server.address();

    // Half a request, a byte at a time.
    let half = {
        let address = address.clone();
        tokio::spawn(async move {
            let mut streams = Vec::new();
            for _ in 0..200 {
                let mut stream = TcpStream::connect(&address).await?;
                stream.write_all(b"GET /collab HTTP/1.1\r\nHost: a\r\nUpgrade: web").await?;
                streams.push(stream);
            }
            let started = Instant::now();
            let mut slow = streams.pop().context("there are two hundred")?;
            let mut buffer = [0; 512];
            loop {
                let _ = slow.write_all(b"s").await;
                match timeout(Duration::from_secs(1), slow.read(&mut buffer)).await {
                    // The end, or an answer such as 408, or a reset.
                    Ok(_) => return anyhow::Ok(started.elapsed()),
                    Err(_) if started.elapsed() > Duration::from_secs(45) => {
                        bail!("half a request lives for 45 s")
                    }
                    Err(_) => {}
                }
            }
        })
    };
    // Upgraded, but silent; and with a question but no token.
    let mut silent = RawClient::connect(&address, Protocol::Hocuspocus, &document, "").await?;
    let mut tokenless = RawClient::connect(&address, Protocol::Hocuspocus, &document, "").await?;
    tokenless.send(&PeerMessage::Step1(Bytes::from_static(&[0]))).await?;
    for (name, client) in [("silent", &mut silent), ("without a token", &mut tokenless)] {
        let started = Instant::now();
        let (code, reason, _) = client.closing(Duration::from_secs(30)).await.context(name)?;
        println!("limits: {name}: {code} «{reason}» after {:?}", started.elapsed());
        assert_eq!(code, 4408, "{name}: «{reason}»");
    }
    bystander.goes_on("beside half handshakes").await?;
    let lived = half.await??;
    println!("limits: half a request lived {lived:?}");
    assert_bounded(&table.server, before, "half handshakes");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_reads_is_closed_and_costs_little() -> Result<()> {
    let table = Table::with(Options::default().set("MESSAGES_PER_SECOND", 100_000)).await?;
    let mut bystander = Bystander::sit_down(&table).await?;
    let document = table.open_document().await?;
    let mut author = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    let mut typist = Typist::new(8, "t");
    let mut deaf = Vec::new();
    for n in 0..4 {
        let protocol = if n % 2 == 0 { Protocol::Hocuspocus } else { Protocol::YWebsocket };
        deaf.push(table.server.raw(protocol, &document, &table.neighbour).await?);
    }
    let before = table.server.resident_kib();
    let started = Instant::now();
    let mut written = 0;
    // More than any socket buffer holds, then long enough for the server to notice.
    while started.elapsed() < Duration::from_secs(20) {
        let size = if written < 20_000_000 { 20_000 } else { 10 };
        assert!(author.update(typist.insert(&"g".repeat(size))).await?, "the room goes on");
        written += size;
        if written >= 20_000_000 {
            sleep(Duration::from_millis(200)).await;
        }
        if written % 2_000_000 == 0 {
            bystander.goes_on("beside deaf clients").await?;
        }
    }
    println!("limits: {written} bytes typed past four deaf clients");
    let growth = table.server.resident_kib().saturating_sub(before);
    println!("limits: deaf clients: +{growth} KiB for a document of {written} bytes");
    // The document itself is in memory a few times (replica, cached encoding, snapshot under way).
    assert!(growth < 250 * 1024, "+{growth} KiB");
    for mut client in deaf {
        let (code, reason, _) =
            client.closing(Duration::from_secs(10)).await.context("a deaf client is still open")?;
        println!("limits: a deaf client: {code} «{reason}»");
        assert!([1013, 1006].contains(&code), "{code} «{reason}»");
    }
    assert!(author.update(typist.insert("fine")).await?);
    Ok(())
}
