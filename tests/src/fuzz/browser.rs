//! A stock browser for code that does not wait: one Node process with Yjs, asked in batches.

use anyhow::Result;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::Interop;
use crate::interop::Retold;

/// The Node process; ended when dropped.
pub struct Browser {
    // Before the runtime: dropping it ends the process that the runtime watches.
    node: Interop,
    runtime: Runtime,
}

/// What a stock document holds after some updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// This much.
    Document {
        /// What can be seen, as [`super::sight::everything`] tells it.
        content: Value,
        /// Encoded state vector.
        state_vector: Vec<u8>,
        /// Encoded delete set.
        delete_set: Vec<u8>,
        /// Whether it waits for something missing.
        is_pending: bool,
        /// Whether a newcomer, who gets its state, sees the same.
        is_same_for_a_newcomer: bool,
    },
    /// It threw, which a browser that opens the document would do for ever.
    Threw(String),
}

impl Browser {
    /// Starts it.
    pub fn start() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let node = runtime.block_on(async { Interop::start() })?;
        Ok(Self { node, runtime })
    }

    /// Histories of people who take back what they did, each update with whether Yjs itself reads it alike everywhere.
    pub fn undoing(&self, seed: u64, count: u64, steps: u64) -> Result<Vec<Retold>> {
        self.runtime.block_on(self.node.undoing(seed, count, steps))
    }

    /// What fresh documents hold, one for each list of updates.
    pub fn integrate(&self, cases: &[Vec<impl AsRef<[u8]>>]) -> Result<Vec<Seen>> {
        self.runtime.block_on(self.node.integrate(cases))?.into_iter().map(seen).collect()
    }
}

fn seen(mut answer: Value) -> Result<Seen> {
    if let Some(error) = answer["threw"].as_str() {
        return Ok(Seen::Threw(format!("{error}, at {}", answer["at"])));
    }
    let bytes = |key: &str| BASE64_STANDARD.decode(answer[key].as_str().unwrap_or_default());
    Ok(Seen::Document {
        state_vector: bytes("stateVector")?,
        delete_set: bytes("deleteSet")?,
        is_pending: answer["pending"] == true,
        is_same_for_a_newcomer: answer["same"] == true,
        content: answer["content"].take(),
    })
}
