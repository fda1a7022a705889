//! What the network itself costs: two relays without any document, as limits to compare servers with.
//!
//! `bench_relay queue` is the plain way (tokio-tungstenite, a queue and a task per socket); `bench_relay raw` frames
//! once per room and makes one write per socket and turn. A room is a path. Loopback only, for benchmarks only.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Result, ensure};
use bytes::{Buf, Bytes, BytesMut};
use clap::{Parser, ValueEnum};
use futures_util::{SinkExt, StreamExt};
use pact_wire::websocket::server_frame_header;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// A reader that is further behind than this is let go.
const MAX_BEHIND: usize = 256 * 1024 * 1024;
/// The longest request of an upgrade.
const MAX_REQUEST: usize = 8 * 1024;

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    /// A queue and a task per socket.
    Queue,
    /// One frame per room, one write per socket and turn.
    Raw,
}

#[derive(Parser)]
#[command(about = "A relay of WebSocket frames, to know the limit")]
struct Arguments {
    mode: Mode,
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    ensure!(arguments.listen.ip().is_loopback(), "loopback only");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let listener = TcpListener::bind(arguments.listen).await?;
        println!(
            "{}",
            serde_json::json!({ "event": "ready", "url": format!("http://{}", listener.local_addr()?) })
        );
        match arguments.mode {
            Mode::Queue => queue::serve(listener).await,
            Mode::Raw => raw::serve(listener).await,
        }
    })
}

mod queue {
    use super::{
        ErrorResponse, HashMap, Message, Rc, RefCell, Request, Response, Result, SinkExt, StreamExt,
        TcpListener, TcpStream, WebSocketConfig, mpsc,
    };

    type Room = Rc<RefCell<HashMap<u64, mpsc::UnboundedSender<Message>>>>;
    type Rooms = Rc<RefCell<HashMap<String, Room>>>;

    pub async fn serve(listener: TcpListener) -> Result<()> {
        let rooms = Rooms::default();
        for id in 0.. {
            let (stream, _) = listener.accept().await?;
            tokio::task::spawn_local(socket(stream, id, rooms.clone()));
        }
        Ok(())
    }

    async fn socket(stream: TcpStream, id: u64, rooms: Rooms) {
        if stream.set_nodelay(true).is_err() {
            return;
        }
        let mut path = String::new();
        #[expect(clippy::result_large_err, reason = "the library's callback")]
        let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            request.uri().path().clone_into(&mut path);
            Ok(response)
        };
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(4096);
        let Ok(websocket) = tokio_tungstenite::accept_hdr_async_with_config(stream, note, Some(config)).await
        else {
            return;
        };
        let (mut write, mut read) = websocket.split();
        let (sender, mut queue) = mpsc::unbounded_channel();
        let room = rooms.borrow_mut().entry(path).or_default().clone();
        room.borrow_mut().insert(id, sender);
        let writer = tokio::task::spawn_local(async move {
            while let Some(message) = queue.recv().await {
                let mut is_well = write.feed(message).await.is_ok();
                while let Ok(message) = queue.try_recv() {
                    is_well &= write.feed(message).await.is_ok();
                }
                if !is_well || write.flush().await.is_err() {
                    return;
                }
            }
        });
        while let Some(Ok(message)) = read.next().await {
            if message.is_binary() {
                for (_, peer) in room.borrow().iter().filter(|(peer, _)| **peer != id) {
                    drop(peer.send(message.clone()));
                }
            }
        }
        room.borrow_mut().remove(&id);
        writer.abort();
    }
}

mod raw {
    use super::{
        AsyncReadExt, AsyncWriteExt, Buf, Bytes, BytesMut, HashMap, MAX_BEHIND, MAX_REQUEST, Notify, Rc,
        RefCell, Result, TcpListener, TcpStream, derive_accept_key, server_frame_header,
    };

    struct Peer {
        stream: Rc<TcpStream>,
        behind: RefCell<BytesMut>,
        blocked: Notify,
    }

    impl Peer {
        /// Writes what fits now; the rest waits for the peer's own task.
        fn write(&self, bytes: &[u8]) {
            let mut behind = self.behind.borrow_mut();
            let mut rest = bytes;
            if behind.is_empty() {
                while !rest.is_empty() {
                    match self.stream.try_write(rest) {
                        Ok(written) => rest = &rest[written..],
                        Err(_) => break,
                    }
                }
            }
            if !rest.is_empty() {
                if behind.len() < MAX_BEHIND {
                    behind.extend_from_slice(rest);
                }
                self.blocked.notify_one();
            }
        }

        fn catch_up(&self) {
            let mut behind = self.behind.borrow_mut();
            while !behind.is_empty() {
                match self.stream.try_write(&behind) {
                    Ok(written) => behind.advance(written),
                    Err(_) => return,
                }
            }
            *behind = BytesMut::new();
        }
    }

    type Room = Rc<RefCell<HashMap<u64, Rc<Peer>>>>;
    type Rooms = Rc<RefCell<HashMap<String, Room>>>;

    pub async fn serve(listener: TcpListener) -> Result<()> {
        let rooms = Rooms::default();
        for id in 0.. {
            let (stream, _) = listener.accept().await?;
            tokio::task::spawn_local(socket(stream, id, rooms.clone()));
        }
        Ok(())
    }

    /// Reads the request of the upgrade and answers it; the path is the room.
    async fn upgrade(stream: &mut TcpStream) -> Option<String> {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            if request.len() > MAX_REQUEST {
                return None;
            }
            request.push(stream.read_u8().await.ok()?);
        }
        let text = std::str::from_utf8(&request).ok()?;
        let path = text.split(' ').nth(1)?.split('?').next()?.to_owned();
        let key = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim())
        })?;
        let answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: {}\r\n\r\n",
            derive_accept_key(key.as_bytes())
        );
        stream.write_all(answer.as_bytes()).await.ok()?;
        Some(path)
    }

    async fn socket(mut stream: TcpStream, id: u64, rooms: Rooms) {
        if stream.set_nodelay(true).is_err() {
            return;
        }
        let Some(path) = upgrade(&mut stream).await else { return };
        let stream = Rc::new(stream);
        let peer =
            Rc::new(Peer { stream: stream.clone(), behind: RefCell::default(), blocked: Notify::new() });
        let room = rooms.borrow_mut().entry(path).or_default().clone();
        room.borrow_mut().insert(id, peer.clone());
        relay(&stream, id, &peer, &room).await;
        room.borrow_mut().remove(&id);
    }

    async fn relay(stream: &TcpStream, id: u64, peer: &Peer, room: &Room) {
        let mut read = BytesMut::new();
        let mut turn = BytesMut::new();
        loop {
            let is_behind = !peer.behind.borrow().is_empty();
            tokio::select! {
                readable = stream.readable() => if readable.is_err() { return },
                writable = stream.writable(), if is_behind => {
                    if writable.is_err() {
                        return;
                    }
                    peer.catch_up();
                    continue;
                }
                () = peer.blocked.notified() => continue,
            }
            loop {
                read.reserve(16 * 1024);
                match stream.try_read_buf(&mut read) {
                    Ok(0) => return,
                    Ok(_) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break,
                    Err(_) => return,
                }
            }
            while let Some((opcode, payload)) = frame(&mut read) {
                match opcode {
                    2 => {
                        server_frame_header(payload.len(), &mut turn);
                        turn.extend_from_slice(&payload);
                    }
                    8 => return,
                    _ => {}
                }
            }
            if !turn.is_empty() {
                let bytes = turn.split().freeze();
                for (_, other) in room.borrow().iter().filter(|(other, _)| **other != id) {
                    other.write(&bytes);
                }
            }
            if read.is_empty() {
                // Nothing is held while idle.
                read = BytesMut::new();
            }
        }
    }

    /// Takes one whole masked frame from the front.
    fn frame(read: &mut BytesMut) -> Option<(u8, Bytes)> {
        let (&first, &second) = (read.first()?, read.get(1)?);
        let (length, mut at) = match second & 0x7f {
            126 => (usize::from(u16::from_be_bytes(read.get(2..4)?.try_into().ok()?)), 4),
            127 => (usize::try_from(u64::from_be_bytes(read.get(2..10)?.try_into().ok()?)).ok()?, 10),
            short => (usize::from(short), 2),
        };
        let mask: [u8; 4] = read.get(at..at + 4)?.try_into().ok()?;
        at += 4;
        if read.len() < at + length {
            return None;
        }
        read.advance(at);
        let mut payload = read.split_to(length);
        for (index, byte) in payload.iter_mut().enumerate() {
            *byte ^= mask[index % 4];
        }
        Some((first & 0x0f, payload.freeze()))
    }
}
