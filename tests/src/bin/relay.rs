//! The misbehaving network as a program, for tests that are not written in Rust.
//!
//! `relay --target 127.0.0.1:8080 [--listen 127.0.0.1:0] [--control 127.0.0.1:0]` prints
//! `{"event":"ready","listen":"…","control":"…"}`. The control port takes `POST` requests:
//! `/weather` (JSON: `refuse`, `black_hole`, `delay_ms`, `to_client_per_second`; what is left out is fair),
//! `/cut`, `/drop-after?bytes=N`, `/heal`, `/aim?target=HOST:PORT`; `GET /` tells the weather and the bytes
//! passed. It ends when its standard input ends.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use clap::Parser;
use pact_tests::relay::{Relay, Weather};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The longest request the control port reads.
const MAX_REQUEST: usize = 16 * 1024;

#[derive(Parser)]
#[command(about = "A TCP relay that cuts, swallows, delays and drops on command")]
struct Arguments {
    /// Where connections go.
    #[arg(long)]
    target: SocketAddr,
    /// Where connections come in.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Where commands come in.
    #[arg(long, default_value = "127.0.0.1:0")]
    control: SocketAddr,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let relay = Relay::listen(arguments.listen, arguments.target).await?;
    let control = TcpListener::bind(arguments.control).await?;
    println!(
        "{}",
        json!({ "event": "ready", "listen": relay.address(), "control": control.local_addr()?.to_string() })
    );
    // On a thread of its own, which the end of the process does not wait for.
    let (ended, mut end) = tokio::sync::mpsc::channel::<()>(1);
    std::thread::spawn(move || {
        drop(std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        drop(ended);
    });
    loop {
        tokio::select! {
            accepted = control.accept() => {
                let (mut stream, _) = accepted?;
                let relay = relay.clone();
                tokio::spawn(async move {
                    let (status, body) = match answer(&mut stream, &relay).await {
                        Ok(body) => ("200 OK", body),
                        Err(error) => ("400 Bad Request", format!("{error:#}\n")),
                    };
                    let head = format!(
                        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    drop(stream.write_all(format!("{head}{body}").as_bytes()).await);
                });
            }
            _ = end.recv() => return Ok(()),
        }
    }
}

async fn answer(stream: &mut TcpStream, relay: &Relay) -> Result<String> {
    let mut request = Vec::new();
    let mut buffer = [0; 1024];
    let (head, body) = loop {
        let count = stream.read(&mut buffer).await?;
        anyhow::ensure!(count > 0 && request.len() < MAX_REQUEST, "truncated or too long");
        request.extend_from_slice(&buffer[..count]);
        let text = std::str::from_utf8(&request)?;
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= content_length(head)
        {
            break (head.to_owned(), body.to_owned());
        }
    };
    let target = head.split(' ').nth(1).context("no path")?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parameter = |name: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    };
    match path {
        "/weather" => relay.set(serde_json::from_str::<Weather>(&body)?),
        "/cut" => relay.cut(),
        "/heal" => relay.heal(),
        "/drop-after" => relay.drop_after(parameter("bytes").context("bytes=N is missing")?.parse()?),
        "/aim" => relay.aim(parameter("target").context("target=HOST:PORT is missing")?.parse()?),
        "/" => {}
        other => anyhow::bail!("no command {other}"),
    }
    Ok(json!({ "passed": relay.passed() }).to_string())
}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}
