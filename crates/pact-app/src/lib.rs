//! Use cases, document owners, group commit, entry.
