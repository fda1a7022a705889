//! The grammar of Yjs update v1, and the firewall written to it.
//!
//! ```text
//! update      := varUint nClients { clientBlock } deleteSet
//! clientBlock := varUint nStructs, varUint client, varUint startClock, { struct }
//! struct      := u8 info, body                    clock of the next struct = clock + length of this one
//! ```
//!
//! [`inspect`] walks the bytes once, without recursion, and either refuses them with a [`Refusal`] that names
//! the rule and the byte, or tells what they claim and build on. What it accepts, Yjs and yrs read alike:
//! refused is all that one of them rejects, wraps, rounds, or reads as something else. Only then may bytes be
//! given to a CRDT, stored or forwarded.
//!
//! What needs a document (whether a parent is a type, who may write where) is decided elsewhere, from the
//! [`ItemView`]s that [`inspect_with`] delivers on the same walk. Whether an update would leave a hole is
//! decided by [`holes`] from a state vector alone.

mod any;
mod causality;
mod clients;
mod holes;
mod inspection;
mod limits;
mod parse;
mod refusal;
mod view;

pub use holes::{Gap, holes, is_known};
pub use inspection::{Block, DeleteRange, Inspection};
pub use limits::Limits;
pub(crate) use parse::{Former, inspect_judging, item_at, undeleted};
pub use parse::{inspect, inspect_with};
pub use refusal::{Refusal, Rule};
pub use view::{ContentView, EntryFit, Id, ItemView, Parent, PlainValue, TypeKind};
