//! Which body wrote which words? Inside the table only, and never a person.

use std::collections::{BTreeMap, HashMap};

use pact_model::ability::Ability;
use pact_model::document::SectionId;
use pact_model::ids::{ActorId, DocumentId};
use pact_model::palette;
use pact_store::LeaseRow;
use pact_sync::{ClientRun, SyncError};

use crate::app::{App, Caller};
use crate::error::AppError;
use crate::rooms::{RoomError, read_log};

/// For whom a Yjs client id writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A body.
    Actor(ActorId),
    /// The coordination, for nobody in particular.
    Coordination,
    /// The server: templates, restored words.
    Server,
}

/// Who wrote a document.
#[derive(Clone, Debug)]
pub struct Authorship {
    /// For whom each client id writes, also of what was deleted since.
    pub writers: BTreeMap<u64, Writer>,
    /// Names and colours of the bodies among them.
    pub actors: BTreeMap<ActorId, (String, String)>,
    /// The text of each section in runs, in reading order, as the log has it now: its title, then its body.
    pub sections: Vec<(SectionId, Vec<AuthoredRun>)>,
}

/// Words of one writer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoredRun {
    /// For whom they were written.
    pub writer: Writer,
    /// The words; a line feed ends the title and every block.
    pub text: String,
}

impl App {
    /// Who wrote a document as it is now on disk.
    pub async fn authorship(&self, by: Caller<'_>, document: DocumentId) -> Result<Authorship, AppError> {
        let row = self.visible_document(by, document).await?;
        by.require(Ability::ReadAuthorship)?;
        if !row.kind.has_sections() {
            return Err(AppError::NoSections(row.kind));
        }
        let log = read_log(&self.db, document).await?;
        // Long texts are work for the processor.
        let reading = tokio::task::spawn_blocking(move || {
            pact_sync::authored_runs(log.snapshot.as_deref(), &log.updates)
        });
        let runs = reading
            .await
            .map_err(|cause| SyncError::Integration(cause.to_string()))
            .and_then(|runs| runs)
            .map_err(RoomError::Corrupt)?;
        let mut tx = self.db.read().await?;
        // After the text: every client id in it is on disk before its first words are.
        let leases = tx.leases(document).await?;
        let known = match row.process {
            Some(process) => tx.actors(process).await?,
            None => Vec::new(),
        };
        drop(tx);
        let writers: BTreeMap<u64, Writer> = leases.iter().filter_map(writer_of).collect();
        let known: HashMap<ActorId, (String, String)> = known
            .into_iter()
            .map(|actor| {
                let color = usize::try_from(actor.position).map_or("", palette::color);
                (actor.id, (actor.name, color.to_owned()))
            })
            .collect();
        let named = writers.values().filter_map(|writer| match writer {
            Writer::Actor(id) => Some((*id, known.get(id)?.clone())),
            Writer::Coordination | Writer::Server => None,
        });
        let actors = named.collect();
        let sections = runs.into_iter().map(|(id, runs)| (id, by_writer(&writers, runs))).collect();
        Ok(Authorship { writers, actors, sections })
    }
}

fn writer_of(lease: &LeaseRow) -> Option<(u64, Writer)> {
    let writer = match (lease.person.as_uuid().is_nil(), lease.actor) {
        (true, _) => Writer::Server,
        (false, Some(actor)) => Writer::Actor(actor),
        (false, None) => Writer::Coordination,
    };
    Some((u64::try_from(lease.client_id).ok()?, writer))
}

/// Clients of one body are one writer. The skeleton's has no lease: the server's, as are all that nobody was given.
fn by_writer(writers: &BTreeMap<u64, Writer>, runs: Vec<ClientRun>) -> Vec<AuthoredRun> {
    let mut authored: Vec<AuthoredRun> = Vec::new();
    for run in runs {
        let writer = writers.get(&run.client).copied().unwrap_or(Writer::Server);
        match authored.last_mut() {
            Some(last) if last.writer == writer => last.text.push_str(&run.text),
            _ => authored.push(AuthoredRun { writer, text: run.text }),
        }
    }
    authored
}
