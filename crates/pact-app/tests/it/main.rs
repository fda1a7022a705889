//! Use cases over a real database.

mod authorship;
mod compaction;
mod demo;
mod documents;
mod entry;
mod people;
mod processes;
mod register;
mod rescues;
mod rooms;
mod sections;
mod versions;
mod world;
