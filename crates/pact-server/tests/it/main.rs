//! The server from outside: every route's happy and error shapes, roles, pages, the command line.

mod api;
mod cli;
mod compare;
mod entry;
mod files;
mod history;
mod openapi;
mod problems;
mod public;
mod register;
mod roles;
mod versions;
mod world;
