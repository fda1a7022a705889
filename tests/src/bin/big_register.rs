//! A large register as a file for `pattovivo register import`: 60 bodies, 200 commitments, 80 milestones, written to
//! standard output. The first argument, if there is one, is the seed.

use std::io::Write as _;

use anyhow::{Context, Result};
use pact_convert::demo::{RegisterSize, big_register};
use serde_json::{Map, Value, json};

fn main() -> Result<()> {
    let seed = match std::env::args().nth(1) {
        Some(text) => text.parse().context("the seed is a number")?,
        None => 1,
    };
    let flat = big_register(seed, RegisterSize::LARGE);
    let fields: Map<String, Value> =
        flat.fields.into_iter().map(|(key, value)| (key, json!(value))).collect();
    let texts: Map<String, Value> = flat.texts.into_iter().map(|(root, text)| (root, json!(text))).collect();
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &json!({ "fields": fields, "texts": texts }))?;
    Ok(out.write_all(b"\n")?)
}
