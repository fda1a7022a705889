//! A process to look around in.
