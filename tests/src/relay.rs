//! A network that misbehaves on command: a TCP relay that cuts, swallows, delays, slows down, and drops after
//! a number of bytes.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// Bytes that may be on the way in one direction.
const WINDOW: usize = 256 * 1024;
/// Bytes the system keeps for the relay.
const RECEIVE_BUFFER: u32 = 32 * 1024;
/// Bytes read at once.
const CHUNK: usize = 16 * 1024;

/// How the network behaves now; every change holds at once, for open connections too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weather {
    /// New connections are closed at once, as if nobody listened.
    pub refuse: bool,
    /// Bytes are swallowed in both directions; connections stay open and silent.
    pub black_hole: bool,
    /// Each byte arrives this much later.
    pub delay_ms: u64,
    /// At most this many bytes a second to the client; 0 is no limit.
    pub to_client_per_second: u64,
}

#[derive(Debug)]
struct Shared {
    target: Mutex<SocketAddr>,
    weather: watch::Sender<Weather>,
    /// Raised to cut every connection opened before.
    generation: watch::Sender<u64>,
    /// Bytes that may still pass, in both directions together; `u64::MAX` is no limit.
    budget: AtomicU64,
    passed: AtomicU64,
}

/// The relay. It ends with its last clone; connections end with it.
#[derive(Clone, Debug)]
pub struct Relay {
    shared: Arc<Shared>,
    address: SocketAddr,
    _life: Arc<watch::Sender<()>>,
}

impl Relay {
    /// Relays a free port of loopback to `target`.
    pub async fn start(target: SocketAddr) -> Result<Self> {
        Self::listen("127.0.0.1:0".parse()?, target).await
    }

    /// Relays this address to `target`.
    pub async fn listen(address: SocketAddr, target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (life, mut alive) = watch::channel(());
        let shared = Arc::new(Shared {
            target: Mutex::new(target),
            weather: watch::Sender::new(Weather::default()),
            generation: watch::Sender::new(0),
            budget: AtomicU64::new(u64::MAX),
            passed: AtomicU64::new(0),
        });
        let accepting = shared.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        let Ok((client, _)) = accepted else { continue };
                        tokio::spawn(carry(client, accepting.clone()));
                    }
                    // Only ever ends: nobody sends.
                    _ = alive.changed() => break,
                }
            }
            accepting.generation.send_modify(|generation| *generation += 1);
        });
        Ok(Self { shared, address, _life: Arc::new(life) })
    }

    /// `host:port` of the relay.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Address of the native endpoint through the relay.
    #[must_use]
    pub fn collab(&self) -> String {
        format!("ws://{}/collab", self.address)
    }

    /// Address of the y-websocket endpoint through the relay.
    #[must_use]
    pub fn y(&self) -> String {
        format!("ws://{}/y", self.address)
    }

    /// Where new connections go.
    pub fn aim(&self, target: SocketAddr) {
        *self.shared.target.lock() = target;
    }

    /// Changes the weather.
    pub fn set(&self, weather: Weather) {
        self.shared.weather.send_replace(weather);
    }

    /// Fair weather, no budget.
    pub fn heal(&self) {
        self.shared.budget.store(u64::MAX, Ordering::SeqCst);
        self.set(Weather::default());
    }

    /// Cuts every open connection (with a reset where the system sends one).
    pub fn cut(&self) {
        self.shared.generation.send_modify(|generation| *generation += 1);
    }

    /// Lets this many bytes pass, then cuts; what comes later finds a closed door until [`Self::heal`].
    pub fn drop_after(&self, bytes: u64) {
        self.shared.budget.store(bytes, Ordering::SeqCst);
    }

    /// Bytes carried so far.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::SeqCst)
    }
}

async fn carry(client: TcpStream, shared: Arc<Shared>) {
    if shared.weather.borrow().refuse || shared.budget.load(Ordering::SeqCst) == 0 {
        return;
    }
    let target = *shared.target.lock();
    let Ok(server) = reach(target).await else { return };
    // Small frames at once: the relay must not add a delay nobody asked for.
    drop(client.set_nodelay(true));
    drop(server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut generation = shared.generation.subscribe();
    tokio::select! {
        () = pump(from_client, to_server, &shared, false) => {}
        () = pump(from_server, to_client, &shared, true) => {}
        _ = generation.changed() => {}
    }
}

/// Connects with a small receive buffer: what a slow line does not take must be felt by the server, not be hidden
/// in megabytes of kernel memory.
async fn reach(target: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = if target.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.connect(target).await
}

/// One direction: reads at once, writes when each piece's time has come.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, shared: &Shared, is_to_client: bool) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let window = Semaphore::new(WINDOW);
    let reading = async {
        let mut buffer = vec![0; CHUNK];
        loop {
            // Nothing is read while the window is full.
            let Ok(permit) = window.acquire().await else { return };
            drop(permit);
            let Ok(count @ 1..) = from.read(&mut buffer).await else { return };
            if shared.weather.borrow().black_hole {
                continue;
            }
            let Ok(permit) = window.acquire_many(u32::try_from(count).unwrap_or(1)).await else { return };
            permit.forget();
            let due = Instant::now() + Duration::from_millis(shared.weather.borrow().delay_ms);
            if sender.send((due, buffer[..count].to_vec())).is_err() {
                return;
            }
        }
    };
    let writing = async {
        let mut pieces: VecDeque<Vec<u8>> = VecDeque::new();
        while let Some((due, bytes)) = receiver.recv().await {
            sleep_until(due).await;
            let length = bytes.len();
            pieces.push_back(bytes);
            while let Some(mut bytes) = pieces.pop_front() {
                let rate = if is_to_client { shared.weather.borrow().to_client_per_second } else { 0 };
                if rate > 0 {
                    // Twenty portions a second.
                    let portion = usize::try_from(rate / 20).unwrap_or(CHUNK).max(1);
                    if bytes.len() > portion {
                        pieces.push_front(bytes.split_off(portion));
                    }
                    sleep(Duration::from_millis(50)).await;
                }
                if !spend(shared, &mut bytes) {
                    drop(to.write_all(&bytes).await);
                    return;
                }
                if to.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            window.add_permits(length);
        }
    };
    tokio::select! {
        () = reading => {}
        () = writing => {}
    }
}

/// Takes bytes from the budget; cuts them short and returns `false` when it is used up.
fn spend(shared: &Shared, bytes: &mut Vec<u8>) -> bool {
    let mut allowed = bytes.len() as u64;
    let update = |budget: u64| {
        if budget == u64::MAX {
            return None;
        }
        allowed = budget.min(bytes.len() as u64);
        Some(budget - allowed)
    };
    let is_limited = shared.budget.fetch_update(Ordering::SeqCst, Ordering::SeqCst, update).is_ok();
    if is_limited && allowed < bytes.len() as u64 {
        bytes.truncate(usize::try_from(allowed).unwrap_or(0));
        shared.passed.fetch_add(allowed, Ordering::SeqCst);
        return false;
    }
    shared.passed.fetch_add(bytes.len() as u64, Ordering::SeqCst);
    true
}
