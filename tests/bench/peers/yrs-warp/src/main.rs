//! What does a bare room cost on yrs-warp? Its documented broadcast group behind `ws://127.0.0.1:PORT/{document}`,
//! one room per document, made when somebody knocks. Nothing is checked, nothing is stored, no room is closed.
//!
//! The number of the port comes in `PORT`. `TCP_NODELAY` is on: warp sets it.

use std::collections::HashMap;
use std::env;
use std::sync::Arc;

use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::Mutex;
use warp::Filter;
use warp::ws::{WebSocket, Ws};
use yrs::Doc;
use yrs::sync::{Awareness, DefaultProtocol, Protocol};
use yrs::updates::encoder::{Encoder, EncoderV1};
use yrs_warp::broadcast::BroadcastGroup;
use yrs_warp::ws::{WarpSink, WarpStream};

/// Updates a reader may lag behind; who lags further hears nothing any more. The documentation of yrs-warp has 32,
/// at which a room falls silent in S2 at once; this is the least power of two above the 160 under way there.
const LAG: usize = 256;

#[derive(Clone, Default)]
struct Rooms(Arc<Mutex<HashMap<String, Arc<BroadcastGroup>>>>);

impl Rooms {
    async fn room(&self, document: String) -> Arc<BroadcastGroup> {
        let mut rooms = self.0.lock().await;
        if let Some(room) = rooms.get(&document) {
            return room.clone();
        }
        let awareness = Arc::new(Awareness::new(Doc::new()));
        let room = Arc::new(BroadcastGroup::new(awareness, LAG).await);
        rooms.insert(document, room.clone());
        room
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let port: u16 = env::var("PORT")?.parse()?;
    let rooms = Rooms::default();
    let open = move |document: String, upgrade: Ws| {
        let rooms = rooms.clone();
        upgrade.on_upgrade(move |socket| async move {
            let room = rooms.room(document).await;
            // A peer that leaves, or says what cannot be read, concerns nobody else.
            let _ = serve(&room, socket).await;
        })
    };
    let route = warp::path::param().and(warp::path::end()).and(warp::ws()).map(open);
    warp::serve(route).run(([127, 0, 0, 1], port)).await;
    Ok(())
}

async fn serve(room: &BroadcastGroup, socket: WebSocket) -> Result<()> {
    let (sink, stream) = socket.split();
    let mut sink = WarpSink::from(sink);
    // The group answers questions but asks none; a server of y-websocket asks first what the peer knows.
    let mut question = EncoderV1::new();
    DefaultProtocol.start(room.awareness(), &mut question)?;
    sink.send(question.to_vec()).await?;
    room.subscribe(Arc::new(Mutex::new(sink)), WarpStream::from(stream)).completed().await?;
    Ok(())
}
