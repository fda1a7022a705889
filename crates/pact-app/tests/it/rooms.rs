//! Rooms over a real database: opened once, closed late, never wrong about what is on disk.

mod closing;
mod durability;
mod lifecycle;
mod slow;
pub mod support;
