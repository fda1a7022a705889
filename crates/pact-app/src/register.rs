//! The register of a process: read with its conflicts, and kept in step with the bodies that links and presence know.

use std::collections::{BTreeMap, HashMap};

use pact_model::ability::Ability;
use pact_model::document::DocumentKind;
use pact_model::ids::ProcessId;
use pact_model::process::{Actor, Process};
use pact_model::register::{ConflictValue, FieldConflict, Register};
use pact_model::version::VersionReason;
use pact_store::{DocumentRow, Tx};
use pact_sync::RegisterFields;
use serde::Deserialize;
use serde_json::Value;
use tracing::warn;

use crate::app::{App, Caller, visible_process};
use crate::error::{AppError, FieldError, FieldProblem, Thing};
use crate::projection::Projected;
use crate::records;
use crate::rooms::{self, Author, RegisterState};
use crate::versions::NewVersion;

/// Production lines that a process begins with. Their ids are fixed: whoever adds them twice adds them once.
const LINES: [(&str, &str); 3] = [
    ("relazioni", "Relazioni significative"),
    ("welfare", "Welfare personalizzato e comunitario"),
    ("solidarieta", "Solidarietà e collaborazione generativa"),
];

/// A register with where it belongs.
#[derive(Clone, Debug)]
pub struct ProcessRegister {
    /// The process.
    pub process: Process,
    /// The register's document.
    pub document: DocumentRow,
    /// The place in the log it reflects.
    pub seq: i64,
    /// Fields and long texts as they are stored.
    pub fields: RegisterFields,
    /// What they say.
    pub register: Register,
    /// Fields that were set by several people at the same time.
    pub conflicts: Vec<FieldConflict>,
}

impl App {
    /// The register of a process as it is now.
    pub async fn register(&self, by: Caller<'_>, slug: &str) -> Result<ProcessRegister, AppError> {
        by.require(Ability::Read)?;
        let (process, document) = {
            let mut tx = self.db.read().await?;
            let process = visible_process(&mut tx, by, slug).await?;
            let document = register_of(&mut tx, process.id).await?;
            (records::process(process), document)
        };
        let state = self.filled_register(process.id, &document).await?;
        let register = state.fields.to_register();
        let conflicts = self.conflicts(process.id, &register, &state).await?;
        Ok(ProcessRegister { process, document, seq: state.seq, fields: state.fields, register, conflicts })
    }

    /// What the register of a process says now, whoever asks.
    pub(crate) async fn register_now(&self, process: ProcessId) -> Result<Register, AppError> {
        let document = register_of(&mut self.db.read().await?, process).await?;
        Ok(self.rooms.register(document.id).await?.fields.to_register())
    }

    /// What the register of a process says, read from the store without opening it: also beside a running server.
    pub(crate) async fn stored_register(
        &self,
        process: ProcessId,
    ) -> Result<(RegisterFields, Register), AppError> {
        let document = register_of(&mut self.db.read().await?, process).await?;
        let log = rooms::read_log(&self.db, document.id).await?;
        let fields = pact_sync::register_of_log(log.snapshot.as_deref(), &log.updates)
            .map_err(rooms::RoomError::Corrupt)?;
        let register = fields.to_register();
        Ok((fields, register))
    }

    /// The register of a process as flat fields and long texts, from the store: also beside a running server.
    pub async fn export_register(&self, slug: &str) -> Result<Vec<u8>, AppError> {
        let process = visible_process(&mut self.db.read().await?, Caller::Operator, slug).await?.id;
        Ok(export(&self.stored_register(process).await?.0))
    }

    /// Takes in what [`App::export_register`] gave: sets what it names, leaves the rest. All of it or nothing, in one
    /// row of the log. Returns how many fields and texts it named.
    pub async fn import_register(&self, slug: &str, file: &[u8]) -> Result<usize, AppError> {
        let (process, document) = {
            let mut tx = self.db.read().await?;
            let process = visible_process(&mut tx, Caller::Operator, slug).await?.id;
            (process, register_of(&mut tx, process).await?)
        };
        let fields = import(file)?;
        let count = fields.fields.len() + fields.texts.len();
        self.edit_register(&document, fields).await?;
        let (reason, message) = (VersionReason::Import, String::new());
        let new = NewVersion { reason, message, meeting: None, author: Author::default() };
        self.record_versions(process, &new).await?;
        Ok(count)
    }

    /// Makes the rows of a register again from its log.
    pub async fn rebuild_register(&self, slug: &str) -> Result<i64, AppError> {
        let (process, document) = {
            let mut tx = self.db.read().await?;
            let process = visible_process(&mut tx, Caller::Operator, slug).await?.id;
            (process, register_of(&mut tx, process).await?.id)
        };
        let log = rooms::read_log(&self.db, document).await?;
        let fields = pact_sync::register_of_log(log.snapshot.as_deref(), &log.updates)
            .map_err(rooms::RoomError::Corrupt)?;
        let projected = Projected {
            document,
            process: Some(process),
            epoch: log.epoch,
            seq: log.seq,
            register: fields.to_register(),
            at: self.clock.now(),
        };
        projected.store(&self.db).await?;
        Ok(log.seq)
    }

    /// Changes the register, all of it at once.
    pub(crate) async fn edit_register(
        &self,
        document: &DocumentRow,
        edit: RegisterFields,
    ) -> Result<(), AppError> {
        Ok(self.rooms.edit_register(document.id, Author::default(), edit).await?)
    }

    /// Whoever has the register open sees a body that has just come in. Nobody is kept at the door for it: the next
    /// one who opens the register sees it in any case.
    pub(crate) async fn show_bodies(&self, process: ProcessId) {
        let shown = async {
            let document = register_of(&mut self.db.read().await?, process).await?;
            self.filled_register(process, &document).await.map(drop)
        };
        if let Err(error) = shown.await {
            warn!(error = %error, process.id = %process, "a body is not in the register yet");
        }
    }

    /// The register, with everybody in it whom the process knows: bodies come by links too, and processes are older
    /// than registers.
    pub(crate) async fn filled_register(
        &self,
        process: ProcessId,
        document: &DocumentRow,
    ) -> Result<RegisterState, AppError> {
        let state = self.rooms.register(document.id).await?;
        let actors = self.db.read().await?.actors(process).await?;
        let mut missing = RegisterFields::default();
        for row in actors {
            let actor = records::actor(row)?;
            if !state.fields.fields.contains_key(&format!("actor/{}/name", actor.id)) {
                missing.fields.extend(actor_fields(&actor));
            }
        }
        if state.fields.is_empty() {
            missing.fields.extend(default_lines());
        }
        if missing.is_empty() {
            return Ok(state);
        }
        self.edit_register(document, missing).await?;
        Ok(self.rooms.register(document.id).await?)
    }

    async fn conflicts(
        &self,
        process: ProcessId,
        register: &Register,
        state: &RegisterState,
    ) -> Result<Vec<FieldConflict>, AppError> {
        if state.conflicts.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.db.read().await?.actors(process).await?;
        let mut names: HashMap<String, String> =
            rows.into_iter().map(|row| (row.id.to_string(), row.name)).collect();
        // The register knows the name a body goes by now.
        let with_name = register.actors.iter().filter(|actor| !actor.name.is_empty());
        names.extend(with_name.map(|actor| (actor.id.clone(), actor.name.clone())));
        Ok(state.conflicts.iter().map(|it| conflict(it, &names)).collect())
    }
}

fn conflict(conflict: &rooms::FieldConflict, names: &HashMap<String, String>) -> FieldConflict {
    let mut parts = conflict.key.splitn(3, '/').map(str::to_owned);
    let values = conflict.rivals.iter().map(|rival| ConflictValue {
        // What was cleared counts as empty text.
        value: pact_sync::model_value(&rival.value).unwrap_or_else(|| "".into()),
        actor: rival.author.actor.and_then(|id| names.get(&id.to_string()).cloned()),
    });
    FieldConflict {
        values: values.collect(),
        entity: parts.next().unwrap_or_default(),
        id: parts.next().unwrap_or_default(),
        field: parts.next().unwrap_or_default(),
        key: conflict.key.clone(),
    }
}

/// The register's document.
pub(crate) async fn register_of(tx: &mut Tx, process: ProcessId) -> Result<DocumentRow, AppError> {
    let documents = tx.documents(process).await?;
    let register = documents.into_iter().find(|row| row.kind == DocumentKind::Register);
    register.ok_or(AppError::NotFound(Thing::Document))
}

/// What a new register knows from the start: the bodies, and the usual lines unless there are others.
pub(crate) fn first_fields(actors: &[Actor], known: RegisterFields) -> RegisterFields {
    let mut register = known;
    for actor in actors {
        for (key, value) in actor_fields(actor) {
            register.fields.entry(key).or_insert(value);
        }
    }
    if !register.fields.keys().any(|key| key.starts_with("line/")) {
        register.fields.extend(default_lines());
    }
    register
}

/// A body as the register writes it down.
pub(crate) fn actor_fields(actor: &Actor) -> Vec<(String, Value)> {
    let key = |field: &str| format!("actor/{}/{field}", actor.id);
    let mut fields = vec![
        (key("name"), Value::from(actor.name.as_str())),
        (key("kind"), Value::from(actor.kind.as_str())),
        (key("primary"), Value::from(actor.primary.as_str())),
    ];
    fields.extend(actor.secondary.iter().map(|it| (key(&format!("secondary/{it}")), Value::Bool(true))));
    if actor.level != actor.primary.proposed_level() {
        fields.push((key("level"), Value::from(actor.level.as_str())));
    }
    fields
}

fn default_lines() -> Vec<(String, Value)> {
    let orders = pact_sync::first_orders(LINES.len());
    LINES
        .iter()
        .zip(orders)
        .flat_map(|((id, name), order)| {
            [
                (format!("line/{id}/name"), Value::from(*name)),
                (format!("line/{id}/order"), Value::from(order)),
            ]
        })
        .collect()
}

/// Largest file that is taken in: some forty times the largest register known.
pub const MAX_IMPORT_BYTES: usize = 8 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exported {
    fields: BTreeMap<String, Value>,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

fn import(file: &[u8]) -> Result<RegisterFields, AppError> {
    let refuse = |why: String| AppError::from(FieldError::new("file", FieldProblem::Impossible(why)));
    if file.len() > MAX_IMPORT_BYTES {
        return Err(refuse(format!("has more than {MAX_IMPORT_BYTES} bytes")));
    }
    let Exported { mut fields, texts } =
        serde_json::from_slice(file).map_err(|error| refuse(error.to_string()))?;
    // What was cleared.
    fields.retain(|_, value| !value.is_null());
    let fields = RegisterFields { fields, texts };
    fields.check().map_err(|error| refuse(error.to_string()))?;
    Ok(fields)
}

/// Fields and long texts as JSON, one object each, in the order of their keys: what
/// [`App::import_register`] takes in.
#[must_use]
pub fn export(fields: &RegisterFields) -> Vec<u8> {
    let value = serde_json::json!({ "fields": fields.fields, "texts": fields.texts });
    serde_json::to_vec_pretty(&value).expect("texts, numbers and truth values are JSON")
}
