//! What does the firewall cost? Time to look an update through and to take it into the index, beside the time the
//! whole room takes for the same update, in one run: `cargo bench -p pact-sync`.
//!
//! Each update is one character typed by one of twenty clients into a document of 2,000 characters: the smallest
//! honest update there is, so the one of which the firewall takes the largest share.

use std::time::{Duration, Instant};

use bytes::Bytes;
use pact_model::access::{Identity, Role};
use pact_model::document::DocumentKind;
use pact_sync::{Attachment, AttachmentId, Quarantine, Replica, Room, RoomRules, Writing};
use pact_wire::message::PeerMessage;
use pact_wire::structure::Structure;
use pact_wire::update::{Limits, inspect};
use yrs::block::ClientID;
use yrs::{Doc, OffsetKind, Options, Text, Transact, WriteTxn};

/// The server's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CLIENTS: u64 = 20;
const UPDATES: usize = 20_000;
const ROUNDS: usize = 9;

fn main() {
    let updates = updates();
    let mut parse = Vec::new();
    let mut firewall = Vec::new();
    let mut room = Vec::new();
    // Interleaved, so that a busy moment of the machine hits all three alike.
    for _ in 0..ROUNDS {
        parse.push(timed(&updates, parser()));
        firewall.push(timed(&updates, indexer()));
        room.push(timed(&updates, whole_room()));
    }
    let [parse, firewall, room] = [parse, firewall, room].map(median);
    let share = firewall.as_secs_f64() / room.as_secs_f64() * 100.0;
    println!("one keystroke: grammar {parse:?}, firewall with index {firewall:?}, whole room {room:?}");
    println!("the firewall takes {share:.1} % of the room");
}

fn timed(updates: &[Bytes], mut take: impl FnMut(&Bytes)) -> Duration {
    let (first, rest) = updates.split_first().expect("there are updates");
    take(first);
    let began = Instant::now();
    rest.iter().for_each(take);
    began.elapsed() / u32::try_from(rest.len()).expect("few enough")
}

fn median(mut values: Vec<Duration>) -> Duration {
    values.sort_unstable();
    values[values.len() / 2]
}

fn parser() -> impl FnMut(&Bytes) {
    |update| drop(inspect(update, &Limits::UPDATE).expect("honest"))
}

fn indexer() -> impl FnMut(&Bytes) {
    let mut structure = Structure::default();
    move |update| {
        let examined = structure.examine(update, &Limits::UPDATE, None).expect("honest");
        let arranged = structure.arrange(examined).expect("honest");
        structure.absorb(arranged);
    }
}

fn whole_room() -> impl FnMut(&Bytes) {
    let rules = RoomRules {
        kind: DocumentKind::Open,
        schema: 1,
        max_document_bytes: 64 * 1024 * 1024,
        quarantine: Quarantine::default(),
        breaks_on: None,
    };
    let mut room = Room::new(Replica::new(u64::from(u32::MAX)), 1, 0, [], rules);
    let identity = Identity {
        person: "01900000-0000-7000-8000-000000000001".parse().expect("an identity"),
        role: Role::Member,
        actor: None,
        actor_name: None,
        color: "#1f6f5c",
        process: "01900000-0000-7000-8000-000000000003".parse().expect("an identity"),
    };
    let attachment = Attachment { identity, writing: Writing::Allowed, may_read: true, echo: false, lot: 2 };
    let mut effects = Vec::new();
    room.attach(AttachmentId(1), attachment, &mut effects);
    let mut now = Duration::ZERO;
    move |update| {
        // At the pace of a hall, so that nobody's purse runs dry.
        now += Duration::from_millis(5);
        effects.clear();
        room.handle(AttachmentId(1), PeerMessage::Update(update.clone()), now, &mut effects);
        assert!(effects.len() >= 2, "the update entered");
        room.committed(room.seq(), &mut effects);
    }
}

/// A text of 2,000 characters, and then one character at a time by each client in turn.
fn updates() -> Vec<Bytes> {
    let mut docs: Vec<Doc> = (0..CLIENTS)
        .map(|client| {
            let mut options = Options::with_client_id(ClientID::new(10 + client));
            options.offset_kind = OffsetKind::Utf16;
            options.cleanup_formatting = false;
            Doc::with_options(options)
        })
        .collect();
    let mut updates = vec![types(&mut docs[0], &"x".repeat(2_000), 0)];
    for doc in &docs[1..] {
        let update = <yrs::Update as yrs::updates::decoder::Decode>::decode_v1(&updates[0]).expect("our own");
        doc.transact_mut().apply_update(update).expect("our own");
    }
    for number in 0..UPDATES {
        let who = number % docs.len();
        // Each at the end of what it has typed itself: nobody hears of the others.
        let at = 2_000 + u32::try_from(number / docs.len()).expect("few enough");
        updates.push(types(&mut docs[who], "y", at));
    }
    updates
}

fn types(doc: &mut Doc, words: &str, at: u32) -> Bytes {
    let mut txn = doc.transact_mut();
    let text = txn.get_or_insert_text("t");
    text.insert(&mut txn, at, words);
    txn.commit();
    txn.encode_update_v1().into()
}
