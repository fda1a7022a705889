//! A process with people at its table, as most tests need it.

use anyhow::Result;
use pact_tests::server::Process;
use pact_tests::{Options, Server};

/// A server with one process and one link for each role.
pub struct Table {
    pub server: Server,
    pub process: Process,
    pub coordinator: String,
    pub member: String,
    pub neighbour: String,
    pub community: String,
}

impl Table {
    pub async fn lay() -> Result<Self> {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Result<Self> {
        let server = Server::with(options).await?;
        let process = server.create_process("prova").await?;
        Ok(Self {
            coordinator: server.link("prova", "coordinator", None).await?,
            member: server.link("prova", "member", Some("Biblioteca di quartiere")).await?,
            neighbour: server.link("prova", "member", Some("Circolo degli ortisti")).await?,
            community: server.link("prova", "community", None).await?,
            process,
            server,
        })
    }

    /// A fresh document of kind `open`.
    pub async fn open_document(&self) -> Result<String> {
        self.server.open_document("prova", "Documento di prova").await
    }
}
