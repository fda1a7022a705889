//! The binary `pattovivo`.

use std::process::ExitCode;

use clap::Parser as _;
use pact_server::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pact_server::cli::run(Cli::parse())
}
