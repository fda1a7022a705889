//! Shared parts of the system tests: the real binary under test, stock clients in Node, raw clients of both
//! protocols, a network that misbehaves, the figures of a process, and what must hold for any bytes.

pub mod corpus;
pub mod figures;
pub mod fuzz;
pub mod http;
pub mod interop;
pub mod raw;
pub mod relay;
pub mod server;
pub mod typist;

pub use interop::Interop;
pub use raw::{Protocol, RawClient};
pub use relay::Relay;
pub use server::{Options, Server};
