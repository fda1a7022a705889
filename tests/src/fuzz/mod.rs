//! What must hold for any bytes whatever? The bodies of the fuzz targets: `crates/pact-wire/fuzz` runs them under
//! libFuzzer, `tests/it/fuzz.rs` for a bounded number of cases in every test run.
//!
//! A body panics when its claim does not hold. [`gate`] is the one place that knows which updates a document
//! takes: what a room learns to refuse is added there.

pub mod browser;
pub mod draft;
pub mod frame;
pub mod gate;
pub mod history;
pub mod mutation;
pub mod sample;
pub mod shadow;
pub mod shrink;
pub mod sight;

mod apply;
mod differential;
mod firewall;
mod order;
mod places;

pub use apply::update_apply;
pub use differential::differential;
pub use firewall::{Meter, firewall};
pub use frame::frame;
pub use places::places;
