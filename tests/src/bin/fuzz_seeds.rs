//! What the fuzz targets begin with: the corpus of hostile updates and a few honest histories, as files in the
//! folder that is named, one folder for each target.

use std::path::Path;

use anyhow::{Context, Result};
use bytes::BytesMut;
use pact_tests::corpus;
use pact_tests::fuzz::{history, sample};
use pact_wire::message::PeerMessage;
use pact_wire::{hocuspocus, ywebsocket};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Longer inputs teach a fuzzer little and cost it much.
const MAX_BYTES: usize = 16 * 1024;
/// Honest histories, of one to forty steps.
const HISTORIES: u64 = 40;

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).context("the folder for the seeds is missing")?;
    let folder = Path::new(&folder);
    let rows = corpus::rows().iter().map(|row| {
        let mut updates = row.before.clone();
        updates.push(row.bytes.clone());
        updates
    });
    let honest = (1..=HISTORIES).map(|seed| {
        let steps = usize::try_from(seed).expect("small");
        let updates = history::history(&mut StdRng::seed_from_u64(seed), steps);
        updates.iter().map(|update| update.to_vec()).collect()
    });
    for (number, updates) in rows.chain(honest).enumerate() {
        let history = sample::input(&updates);
        let last: bytes::Bytes = updates.last().cloned().unwrap_or_default().into();
        let mut frames = BytesMut::new();
        ywebsocket::encode_client(&PeerMessage::Update(last.clone()), &mut frames);
        ywebsocket::encode_client(&PeerMessage::QueryAwareness, &mut frames);
        let mut collab = BytesMut::new();
        hocuspocus::encode_client(b"documento", &PeerMessage::Step2(last.clone()), &mut collab);
        for (target, name, bytes) in [
            ("frame", "y", &frames[..]),
            ("frame", "collab", &collab[..]),
            ("firewall", "update", &last[..]),
            ("update_apply", "history", &history[..]),
            ("differential", "history", &history[..]),
            ("places", "history", &history[..]),
        ] {
            if bytes.len() <= MAX_BYTES {
                std::fs::create_dir_all(folder.join(target))?;
                std::fs::write(folder.join(target).join(format!("{name}-{number}")), bytes)?;
            }
        }
    }
    Ok(())
}
