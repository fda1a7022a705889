//! The words of the field, seen from outside.

mod content;
mod process;
mod register;
