//! The words of the field, seen from outside.

mod comparison;
mod content;
mod process;
mod register;
