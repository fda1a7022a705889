//! A comparison is all there is between two versions, and nothing more.

mod editor;
mod laws;
mod limits;
mod shown;
