//! An application over a fresh database, with a clock that stands still.

use pact_app::clock::Clock;
use pact_app::ids::Ids;
use pact_app::links::NewLink;
use pact_app::processes::{CreatedProcess, NewProcess};
use pact_app::rooms::{RoomSettings, Rooms};
use pact_app::templates::Templates;
use pact_app::{App, Caller};
use pact_model::access::{Identity, Role};
use pact_model::time::Timestamp;
use pact_store::Database;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use tempfile::TempDir;

/// An autumn afternoon.
pub const NOW: Timestamp = Timestamp::from_micros(1_763_650_800_000_000);
/// The process of most tests.
pub const SLUG: &str = "opificio";

pub struct World {
    pub app: App,
    pub clock: Clock,
    pub folder: TempDir,
}

pub async fn world() -> World {
    World::in_folder(tempfile::tempdir().unwrap()).await
}

impl World {
    pub async fn in_folder(folder: TempDir) -> Self {
        let url = format!("sqlite://{}", folder.path().join("t.sqlite").display());
        let database = Database::connect(&url).await.unwrap();
        let clock = Clock::fixed(NOW);
        let ids = Ids::new(clock.clone());
        let rooms = Rooms::new(database.clone(), clock.clone(), ids.clone(), RoomSettings::default());
        let (templates, refused) = Templates::load(None);
        assert!(refused.is_empty(), "{refused:?}");
        let app = App::new(database, rooms, clock.clone(), ids, templates);
        Self { app, clock, folder }
    }

    /// The program stops and starts again.
    pub async fn restarted(self) -> Self {
        self.app.rooms.shutdown().await;
        self.app.db.close().await;
        Self::in_folder(self.folder).await
    }

    pub async fn process(&self, slug: &str) -> CreatedProcess {
        let new = NewProcess { template: "opificio-di-comunita".to_owned(), slug: slug.to_owned() };
        self.app.create_process(&new).await.unwrap()
    }

    pub async fn token(&self, slug: &str, role: Role, actor: Option<&str>) -> String {
        let new = NewLink { role, actor: actor.map(str::to_owned) };
        let link = self.app.create_link(Caller::Operator, slug, &new).await.unwrap();
        link.secret.expose().to_owned()
    }

    /// Runs SQL behind the application's back; returns how many rows it changed.
    pub async fn sql(&self, sql: &str) -> u64 {
        let mut connection = self.connection().await;
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }

    /// One cell of bytes.
    pub async fn blob(&self, sql: &str) -> Vec<u8> {
        let mut connection = self.connection().await;
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await.unwrap()
    }

    /// One number.
    pub async fn number(&self, sql: &str) -> i64 {
        let mut connection = self.connection().await;
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await.unwrap()
    }

    /// Runs a statement whose `$1` is bytes.
    pub async fn put_blob(&self, sql: &str, bytes: Vec<u8>) {
        let mut connection = self.connection().await;
        sqlx::query(AssertSqlSafe(sql.to_owned())).bind(bytes).execute(&mut connection).await.unwrap();
    }

    async fn connection(&self) -> SqliteConnection {
        let url = format!("sqlite://{}", self.folder.path().join("t.sqlite").display());
        SqliteConnection::connect(&url).await.unwrap()
    }

    /// As if the process were older than versions.
    pub async fn forget_versions(&self) {
        self.sql("delete from version_content; delete from version; update document set public_from = null")
            .await;
    }

    /// Acts, details and the role of every line of the audit, oldest first.
    pub async fn audit(&self) -> Vec<(String, String, Option<Role>)> {
        let mut tx = self.app.db.read().await.unwrap();
        let lines = tx.list_audit(None, None, 1_000).await.unwrap();
        lines.into_iter().rev().map(|line| (line.entry.act, line.entry.detail, line.entry.role)).collect()
    }

    pub async fn somebody(&self, slug: &str, role: Role) -> Identity {
        let token = self.token(slug, role, None).await;
        self.app.identify_token(&token).await.unwrap()
    }
}
