//! One socket of the generator: small, quick, and no more polite than needed.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use pact_wire::message::PeerMessage;
use pact_wire::varint::{Reader, write_buf, write_var_string, write_var_uint};
use pact_wire::{hocuspocus, ywebsocket};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// A server that does not answer a join in this time does not answer.
const JOIN_PATIENCE: Duration = Duration::from_mins(1);

/// How the other side speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Hocuspocus v4.
    Hocuspocus,
    /// y-websocket.
    YWebsocket,
    /// Frames of y-websocket to a relay that answers nothing.
    Relay,
}

/// Where the load goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// A loopback address.
    pub address: SocketAddr,
    /// How it speaks.
    pub dialect: Dialect,
    path: String,
    token: String,
}

impl Target {
    /// Reads `ws://host:port`; anything but loopback is refused.
    pub fn new(url: &str, dialect: Dialect, path: &str, token: &str) -> Result<Self> {
        let host =
            url.strip_prefix("ws://").context("ws://127.0.0.1:PORT is expected")?.trim_end_matches('/');
        let host = host.replace("localhost", "127.0.0.1");
        let address: SocketAddr =
            host.parse().with_context(|| format!("{host} is no address with a port"))?;
        ensure!(address.ip().is_loopback(), "load is made on loopback only");
        Ok(Self { address, dialect, path: path.to_owned(), token: token.to_owned() })
    }
}

/// What a frame says, as far as the generator cares.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// A state vector: the server asks.
    Question,
    /// The text.
    Text(&'a [u8]),
    /// Somebody's update.
    Update(&'a [u8]),
    /// An acknowledgement.
    Status(bool),
    /// A refusal of any kind.
    Refused,
    /// Presence and the like.
    Other,
}

/// A client of one document.
pub struct Client {
    socket: WebSocketStream<TcpStream>,
    dialect: Dialect,
    document: String,
    token: String,
}

impl Client {
    /// Connects and upgrades.
    pub async fn connect(target: &Target, document: &str) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        let stream = timeout(JOIN_PATIENCE, socket.connect(target.address)).await??;
        stream.set_nodelay(true)?;
        let path = target.path.replace("{document}", document).replace("{token}", &target.token);
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(16 * 1024);
        let url = format!("ws://{}{path}", target.address);
        let upgrade = tokio_tungstenite::client_async_with_config(url, stream, Some(config));
        let (socket, _) = timeout(JOIN_PATIENCE, upgrade).await.context("no answer to the upgrade")??;
        Ok(Self {
            socket,
            dialect: target.dialect,
            document: document.to_owned(),
            token: target.token.clone(),
        })
    }

    /// Connects and waits for the text, which is returned; answers the server's own question.
    pub async fn join(target: &Target, document: &str) -> Result<(Self, Bytes)> {
        let mut client = Self::connect(target, document).await?;
        if client.dialect == Dialect::Relay {
            return Ok((client, Bytes::from_static(&[0, 0])));
        }
        if client.dialect == Dialect::Hocuspocus {
            let token = PeerMessage::Token { token: client.token.clone(), version: Some("4.8.0".to_owned()) };
            client.feed(client.encode(&token)).await?;
        }
        let question = client.encode(&PeerMessage::Step1(Bytes::from_static(&[0])));
        client.feed(question).await?;
        client.flush().await?;
        let text = timeout(JOIN_PATIENCE, client.handshake()).await.context("no text")??;
        Ok((client, text))
    }

    /// Until text and question were seen; the answer to our empty answer is left for later.
    async fn handshake(&mut self) -> Result<Bytes> {
        let mut text = None;
        let mut was_asked = false;
        while text.is_none() || !was_asked {
            let frame = self.next().await?;
            let dialect = self.dialect;
            let mut answers = 0;
            let mut refused = false;
            hear(dialect, &frame, |heard| match heard {
                Heard::Text(update) => text = Some(frame.slice_ref(update)),
                Heard::Question => answers += 1,
                Heard::Refused => refused = true,
                _ => {}
            });
            if refused {
                bail!("refused: {}", String::from_utf8_lossy(&frame));
            }
            for _ in 0..answers {
                was_asked = true;
                let answer = self.encode(&PeerMessage::Step2(Bytes::from_static(&[0, 0])));
                self.feed(answer).await?;
            }
            self.flush().await?;
        }
        Ok(text.unwrap_or_default())
    }

    /// The bytes of a message.
    pub fn encode(&self, message: &PeerMessage) -> Bytes {
        let mut out = BytesMut::new();
        // The generator says nothing that a protocol cannot carry.
        let _ = match self.dialect {
            Dialect::Hocuspocus => hocuspocus::encode_client(self.document.as_bytes(), message, &mut out),
            Dialect::YWebsocket | Dialect::Relay => ywebsocket::encode_client(message, &mut out),
        };
        out.freeze()
    }

    /// What every update frame of this client begins with; the update as a buffer follows.
    pub fn update_prefix(&self) -> Bytes {
        let mut out = BytesMut::new();
        if self.dialect == Dialect::Hocuspocus {
            write_var_string(&mut out, &self.document);
        }
        out.put_slice(&[0, 2]);
        out.freeze()
    }

    /// Queues a frame.
    pub async fn feed(&mut self, frame: Bytes) -> Result<()> {
        self.socket.feed(Message::Binary(frame)).await.map_err(Into::into)
    }

    /// Writes what is queued.
    pub async fn flush(&mut self) -> Result<()> {
        self.socket.flush().await.map_err(Into::into)
    }

    /// The next binary frame.
    pub async fn next(&mut self) -> Result<Bytes> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Binary(frame))) => return Ok(frame),
                Some(Ok(Message::Close(frame))) => bail!("closed by the server: {frame:?}"),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => bail!("closed by the server"),
            }
        }
    }
}

/// An update frame: the prefix and one buffer.
pub fn update_frame(prefix: &[u8], update: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(prefix.len() + update.len() + 4);
    out.put_slice(prefix);
    write_buf(&mut out, update);
    out.freeze()
}

/// Reads a frame; unreadable ones count as other.
pub fn hear<'a>(dialect: Dialect, frame: &'a [u8], mut take: impl FnMut(Heard<'a>)) {
    let mut reader = Reader::new(frame);
    if dialect == Dialect::Hocuspocus {
        if frame.len() > 1 && reader.read_buf().is_ok() {
            take(one(dialect, &mut reader).unwrap_or(Heard::Other));
        }
        return;
    }
    while !reader.is_empty() {
        match one(dialect, &mut reader) {
            Some(heard) => take(heard),
            None => return,
        }
    }
}

fn one<'a>(dialect: Dialect, reader: &mut Reader<'a>) -> Option<Heard<'a>> {
    match reader.read_var_uint().ok()? {
        // Servers of Hocuspocus answer a question under either type.
        tag if tag == 0 || (tag == 4 && dialect == Dialect::Hocuspocus) => {
            let sub = reader.read_var_uint().ok()?;
            let bytes = reader.read_buf().ok()?;
            Some(match sub {
                0 => Heard::Question,
                1 => Heard::Text(bytes),
                _ => Heard::Update(bytes),
            })
        }
        2 => {
            let is_granted = dialect == Dialect::Hocuspocus && reader.read_var_uint().ok()? == 2;
            reader.read_buf().ok()?;
            Some(if is_granted { Heard::Other } else { Heard::Refused })
        }
        8 if dialect == Dialect::Hocuspocus => Some(Heard::Status(reader.read_var_int().ok()? == 1)),
        7 if dialect == Dialect::Hocuspocus => Some(Heard::Refused),
        1 | 5 => {
            reader.read_buf().ok()?;
            Some(Heard::Other)
        }
        _ => Some(Heard::Other),
    }
}

/// Writes one insert of one character by hand into `out`, which is emptied first: 17 to 26 bytes.
pub fn keystroke(out: &mut BytesMut, client: u64, clock: u32, root: &str) {
    out.clear();
    out.put_slice(&[1, 1]);
    write_var_uint(out, client);
    write_var_uint(out, u64::from(clock));
    if clock == 0 {
        out.put_slice(&[4, 1]);
        write_var_string(out, root);
    } else {
        out.put_u8(0x84);
        write_var_uint(out, client);
        write_var_uint(out, u64::from(clock - 1));
    }
    out.put_slice(&[1, b'a', 0]);
}
