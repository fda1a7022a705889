//! Use cases over a real database.

mod authorship;
mod changes;
mod compaction;
mod demo;
mod documents;
mod entry;
mod people;
mod processes;
mod redaction;
mod register;
mod rescues;
mod restore;
mod rooms;
mod sections;
mod upgrade;
mod verify;
mod version_size;
mod versions;
mod world;
