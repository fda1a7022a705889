//! The words of the field and their rules: pure values, no I/O, no clock, no CRDT.
