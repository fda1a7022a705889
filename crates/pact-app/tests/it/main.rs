//! Use cases over a real database.

mod demo;
mod documents;
mod entry;
mod processes;
mod sections;
mod world;
