//! The shared document and its room, with yrs documents as clients. Each test names the invariant it holds.

mod acknowledgement;
mod authorship;
mod closed;
mod content;
mod contributions;
mod holes;
mod leases;
mod peers;
mod presence;
mod redact;
mod refusals;
mod register;
mod replay;
mod restore;
mod rights;
mod sections;
mod seed;
mod shadow;
