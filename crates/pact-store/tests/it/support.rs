//! A fresh database for each test, and rows to put in it.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use bytes::Bytes;
use pact_model::document::DocumentKind;
use pact_model::ids::{ActorId, DocumentId, PersonId, ProcessId};
use pact_model::time::Timestamp;
use pact_store::{
    ActorRow, Database, DocumentRow, Engine, Options, OriginKind, PersonRow, ProcessRow, StoreError,
    UpdateRow,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// Makes a test for SQLite and one for PostgreSQL of each story.
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $story() {
                let db = $crate::support::TestDatabase::new().await;
                super::$story(&db).await;
                db.remove().await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $story() {
                let db = $crate::support::TestDatabase::postgres().await;
                super::$story(&db).await;
                db.remove().await;
            })+
        }
    };
}
pub(crate) use on_both_engines;

static NEXT_SCHEMA: AtomicU32 = AtomicU32::new(0);
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// A database of one test.
pub struct TestDatabase {
    pub database: Database,
    url: String,
    schema: Option<String>,
    folder: Option<TempDir>,
}

impl TestDatabase {
    /// An SQLite file in a folder of its own.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let database = Database::connect(&url).await.unwrap();
        Self { database, url, schema: None, folder: Some(folder) }
    }

    /// A schema of its own in PostgreSQL. It stays behind when the test fails.
    pub async fn postgres() -> Self {
        let url = postgres_url();
        let number = NEXT_SCHEMA.fetch_add(1, Ordering::Relaxed);
        let schema = format!("pact_store_{}_{number}", std::process::id());
        let mut connection = PgConnection::connect(&url).await.unwrap_or_else(|error| {
            panic!("PostgreSQL is not reachable at {url}: start it with `make services` ({error})")
        });
        let sql = format!("drop schema if exists {schema} cascade");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        let options = Options { schema: Some(schema.clone()), ..Options::default() };
        let database = Database::connect_with(&url, options).await.unwrap();
        Self { database, url, schema: Some(schema), folder: None }
    }

    /// Opens the same database again, as another node or program would.
    pub async fn open_again(&self) -> Result<Database, StoreError> {
        self.open_with(Options::default()).await
    }

    pub async fn open_with(&self, options: Options) -> Result<Database, StoreError> {
        Database::connect_with(&self.url, Options { schema: self.schema.clone(), ..options }).await
    }

    /// Runs SQL behind the store's back.
    pub async fn execute(&self, sql: impl Into<String>) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.into()));
        match self.database.engine() {
            Engine::Sqlite => sql.execute(&mut self.sqlite_connection().await).await.map(|_| ()),
            Engine::Postgres => sql.execute(&mut self.postgres_connection().await).await.map(|_| ()),
        }
    }

    pub async fn sqlite_connection(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.url).await.unwrap()
    }

    pub async fn postgres_connection(&self) -> PgConnection {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let sql = format!("set search_path = {}", self.schema.as_ref().unwrap());
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        connection
    }

    /// An id as the engine's SQL writes it.
    pub fn literal(&self, id: &Uuid) -> String {
        match self.database.engine() {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        }
    }

    /// Where the files of an SQLite database are.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.as_ref().unwrap().path()
    }

    pub async fn remove(self) {
        self.database.close().await;
        if let Some(schema) = &self.schema {
            self.execute(format!("drop schema {schema} cascade")).await.unwrap();
        }
        drop(self.folder);
    }

    /// A stored process.
    pub async fn process(&self) -> ProcessRow {
        let row = process();
        let mut tx = self.database.begin().await.unwrap();
        tx.insert_process(&row).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// A stored body of a process.
    pub async fn actor(&self, process: ProcessId) -> ActorRow {
        let mut tx = self.database.begin().await.unwrap();
        let row = actor(process, tx.next_actor_position(process).await.unwrap());
        tx.insert_actor(&row).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// A stored person.
    pub async fn person(&self) -> PersonRow {
        let row = PersonRow { id: PersonId::from_uuid(id()), name: None, created_at: at(5) };
        let mut tx = self.database.begin().await.unwrap();
        tx.insert_person(&row).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// A stored document without a process.
    pub async fn document(&self) -> DocumentId {
        let row = document(None);
        let mut tx = self.database.begin().await.unwrap();
        tx.insert_document(&row).await.unwrap();
        tx.commit().await.unwrap();
        row.id
    }

    /// Appends updates with these seqs at epoch 1, in a transaction of their own.
    pub async fn append(
        &self,
        doc: DocumentId,
        seqs: std::ops::RangeInclusive<i64>,
    ) -> Result<(), StoreError> {
        append(&self.database, doc, seqs).await
    }
}

pub async fn append(
    database: &Database,
    doc: DocumentId,
    seqs: std::ops::RangeInclusive<i64>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = seqs.map(update).collect();
    let mut tx = database.begin().await?;
    tx.append_updates(doc, 1, &rows).await?;
    tx.commit().await
}

pub fn postgres_url() -> String {
    std::env::var("PATTOVIVO_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned())
}

/// An id no other row of this run has; later ones sort after earlier ones.
pub fn id() -> Uuid {
    Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(NEXT_ID.fetch_add(1, Ordering::Relaxed)),
    )
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_790_000_000_123_456).plus_seconds(seconds)
}

pub fn process() -> ProcessRow {
    let id = ProcessId::from_uuid(id());
    ProcessRow {
        id,
        slug: format!("opificio-{id}"),
        title: "Opificio di comunità".to_owned(),
        subtitle: "L’ex filanda — «casa» di tutti".to_owned(),
        reference: "PG 2026/0417".to_owned(),
        promoter: "Comune di Zürich-sul-Pò".to_owned(),
        decider: "Giunta 🏛️".to_owned(),
        law: "LR 15/2018".to_owned(),
        template: "opificio-di-comunita".to_owned(),
        created_at: at(0),
    }
}

pub fn actor(process: ProcessId, position: i64) -> ActorRow {
    let id = ActorId::from_uuid(id());
    ActorRow {
        id,
        process,
        position,
        name: format!("Parrocchia di San Nicolò {id}"),
        kind: "parish".to_owned(),
        primary: "faith".to_owned(),
        secondary: vec!["culture".to_owned(), "socialità \"diffusa\"".to_owned()],
        level: "co_design".to_owned(),
        created_at: at(1),
    }
}

pub fn document(process: Option<ProcessId>) -> DocumentRow {
    DocumentRow {
        id: DocumentId::from_uuid(id()),
        process,
        kind: DocumentKind::PattoCollaborazione,
        title: "Patto di collaborazione".to_owned(),
        reference: String::new(),
        epoch: 1,
        schema: 1,
        head_seq: 0,
        snapshot_seq: 0,
        published_at: None,
        public_from: None,
        created_at: at(2),
    }
}

/// An update whose bytes tell its seq.
pub fn update(seq: i64) -> UpdateRow {
    UpdateRow {
        seq,
        person: None,
        actor: None,
        client_id: None,
        origin_kind: OriginKind::Edit,
        bytes: Bytes::from(format!("update {seq}")),
        at: at(seq),
    }
}
