//! A client that sends exactly what a test says: frames of either protocol over a plain WebSocket.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use pact_wire::message::{PeerMessage, ServerFrame};
use pact_wire::{hocuspocus, ywebsocket};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// How long a test waits for an expected frame.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Which of the two protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `/collab`.
    Hocuspocus,
    /// `/y/{document}`.
    YWebsocket,
}

/// What comes out of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A frame; `document` is the address, empty in y-websocket.
    Frame {
        /// Which document it is about.
        document: String,
        /// What it says.
        frame: ServerFrame,
    },
    /// The close frame, or the bare end of the stream as code 1006.
    Closed {
        /// Close code.
        code: u16,
        /// Its reason.
        reason: String,
    },
}

/// A socket with one document on it (more can be addressed by hand).
pub struct RawClient {
    socket: WebSocketStream<TcpStream>,
    protocol: Protocol,
    document: String,
    queue: std::collections::VecDeque<Received>,
}

impl RawClient {
    /// Connects and upgrades, nothing more.
    pub async fn connect(address: &str, protocol: Protocol, document: &str, token: &str) -> Result<Self> {
        let path = match protocol {
            Protocol::Hocuspocus => "/collab".to_owned(),
            Protocol::YWebsocket => format!("/y/{document}?token={token}"),
        };
        Self::connect_path(address, protocol, document, &path).await
    }

    /// Connects to a path of one's own choice, as peers have them.
    pub async fn connect_path(address: &str, protocol: Protocol, document: &str, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(16 * 1024).write_buffer_size(0);
        let url = format!("ws://{address}{path}");
        let upgrade = tokio_tungstenite::client_async_with_config(url, stream, Some(config));
        let (socket, _) =
            timeout(Duration::from_secs(30), upgrade).await.context("no answer to the upgrade")??;
        Ok(Self { socket, protocol, document: document.to_owned(), queue: std::collections::VecDeque::new() })
    }

    /// Connects, shows the token, asks for the text and waits for it. In the native protocol the answer to the
    /// server's own question is left to the caller; an empty one is sent here.
    pub async fn open(address: &str, protocol: Protocol, document: &str, token: &str) -> Result<Self> {
        let mut client = Self::connect(address, protocol, document, token).await?;
        client.join(token).await?;
        Ok(client)
    }

    /// Shows the token (native protocol), asks for the text and waits for it. Returns the text's update.
    pub async fn join(&mut self, token: &str) -> Result<Bytes> {
        if self.protocol == Protocol::Hocuspocus {
            self.send(&PeerMessage::Token { token: token.to_owned(), version: Some("4.8.0".to_owned()) })
                .await?;
        }
        self.send(&PeerMessage::Step1(Bytes::from_static(&[0]))).await?;
        let text = self
            .wait("the text", |frame| match frame {
                ServerFrame::Step2(update) => Some(update.clone()),
                _ => None,
            })
            .await?;
        self.send(&PeerMessage::Step2(Bytes::from_static(&[0, 0]))).await?;
        if self.protocol == Protocol::Hocuspocus {
            self.status().await?;
        }
        Ok(text)
    }

    /// Sends a message about its document.
    pub async fn send(&mut self, message: &PeerMessage) -> Result<()> {
        let frame = self.frame(message)?;
        self.send_bytes(frame).await
    }

    /// The bytes of a message about its document.
    pub fn frame(&self, message: &PeerMessage) -> Result<Bytes> {
        let mut out = BytesMut::new();
        let is_sayable = match self.protocol {
            Protocol::Hocuspocus => hocuspocus::encode_client(self.document.as_bytes(), message, &mut out),
            Protocol::YWebsocket => ywebsocket::encode_client(message, &mut out),
        };
        if !is_sayable {
            bail!("{message:?} cannot be said in this protocol");
        }
        Ok(out.freeze())
    }

    /// Sends bytes as one binary frame.
    pub async fn send_bytes(&mut self, bytes: Bytes) -> Result<()> {
        self.socket.send(Message::Binary(bytes)).await.map_err(Into::into)
    }

    /// Queues bytes without waiting until the kernel takes them; [`Self::flush`] follows.
    pub async fn feed_bytes(&mut self, bytes: Bytes) -> Result<()> {
        self.socket.feed(Message::Binary(bytes)).await.map_err(Into::into)
    }

    /// Writes what was queued.
    pub async fn flush(&mut self) -> Result<()> {
        self.socket.flush().await.map_err(Into::into)
    }

    /// Sends an update and waits for its acknowledgement or refusal (native protocol).
    pub async fn update(&mut self, update: Bytes) -> Result<bool> {
        self.send(&PeerMessage::Update(update)).await?;
        self.status().await
    }

    /// Waits for the next acknowledgement or refusal.
    pub async fn status(&mut self) -> Result<bool> {
        self.wait("an acknowledgement", |frame| match frame {
            ServerFrame::SyncStatus(is_applied) => Some(*is_applied),
            _ => None,
        })
        .await
    }

    /// Waits for the next of our JSON messages of this kind.
    pub async fn stateless(&mut self, kind: &str) -> Result<Value> {
        self.wait(&format!("a message `{kind}`"), |frame| match frame {
            ServerFrame::Stateless(text) => {
                serde_json::from_str::<Value>(text).ok().filter(|value| value["t"] == kind)
            }
            _ => None,
        })
        .await
    }

    /// Waits for the first frame that `pick` takes; others are passed over. The end of the socket is an error.
    pub async fn wait<T>(
        &mut self,
        what: &str,
        mut pick: impl FnMut(&ServerFrame) -> Option<T>,
    ) -> Result<T> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            let next = tokio::time::timeout_at(deadline, self.receive()).await;
            match next {
                Ok(Received::Frame { frame, .. }) => match pick(&frame) {
                    Some(found) => return Ok(found),
                    None => seen.push(short(&frame)),
                },
                Ok(Received::Closed { code, reason }) => {
                    bail!("waited for {what}, but it closed with {code} «{reason}» after {seen:?}")
                }
                Err(_) => bail!("waited for {what} in vain; there came {seen:?}"),
            }
        }
    }

    /// Reads on until the server closes; returns code and reason, and the JSON messages that came before.
    pub async fn closing(&mut self, patience: Duration) -> Result<(u16, String, Vec<String>)> {
        let mut told = Vec::new();
        let end = timeout(patience, async {
            loop {
                match self.receive().await {
                    Received::Closed { code, reason } => return (code, reason),
                    Received::Frame { frame: ServerFrame::Stateless(text), .. } => told.push(text),
                    Received::Frame { .. } => {}
                }
            }
        });
        let (code, reason) =
            end.await.with_context(|| format!("it did not close in {patience:?}; it said {told:?}"))?;
        Ok((code, reason, told))
    }

    /// The next thing that comes.
    pub async fn receive(&mut self) -> Received {
        loop {
            if let Some(received) = self.queue.pop_front() {
                return received;
            }
            match self.socket.next().await {
                Some(Ok(Message::Binary(bytes))) => self.take(&bytes),
                Some(Ok(Message::Close(frame))) => {
                    let (code, reason) = frame
                        .map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.to_string()));
                    return Received::Closed { code, reason };
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Received::Closed { code: 1006, reason: error.to_string() },
                None => return Received::Closed { code: 1006, reason: "end of stream".to_owned() },
            }
        }
    }

    fn take(&mut self, bytes: &Bytes) {
        match self.protocol {
            Protocol::Hocuspocus => {
                let (address, frame) =
                    hocuspocus::decode_server(bytes).expect("the server speaks its own protocol");
                self.queue.push_back(Received::Frame { document: address.document().to_owned(), frame });
            }
            Protocol::YWebsocket => {
                for frame in ywebsocket::decode_server(bytes).expect("the server speaks the protocol") {
                    self.queue.push_back(Received::Frame { document: String::new(), frame });
                }
            }
        }
    }

    /// Speaks about another document from now on.
    pub fn address(&mut self, document: &str) {
        document.clone_into(&mut self.document);
    }

    /// Everything that arrives within this time.
    pub async fn everything_within(&mut self, time: Duration) -> Vec<Received> {
        let mut all = Vec::new();
        let deadline = tokio::time::Instant::now() + time;
        while let Ok(received) = tokio::time::timeout_at(deadline, self.receive()).await {
            let is_end = matches!(received, Received::Closed { .. });
            all.push(received);
            if is_end {
                break;
            }
        }
        all
    }
}

fn short(frame: &ServerFrame) -> String {
    let text = format!("{frame:?}");
    text.chars().take(120).collect()
}
