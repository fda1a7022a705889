//! The tables: every file under `migrations/`, embedded. One list for both engines, so a file that one of
//! them lacks does not compile.

use std::borrow::Cow;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

macro_rules! migrations {
    ($($version:literal $description:literal $file:literal,)+) => {
        /// Number, description, SQL for SQLite, SQL for PostgreSQL.
        const MIGRATIONS: &[(i64, &str, &str, &str)] = &[$((
            $version,
            $description,
            include_str!(concat!("../../../migrations/sqlite/", $file)),
            include_str!(concat!("../../../migrations/postgres/", $file)),
        )),+];

        #[cfg(test)]
        const FILES: &[&str] = &[$($file),+];
    };
}

// Files are never edited after a release; a change is a new file in both folders.
migrations! {
    1 "process" "0001_process.sql",
    2 "access" "0002_access.sql",
    3 "document" "0003_document.sql",
    4 "operation" "0004_operation.sql",
    5 "compaction" "0005_compaction.sql",
    6 "integrity" "0006_integrity.sql",
    7 "register" "0007_register.sql",
    8 "versions" "0008_versions.sql",
}

pub(crate) fn sqlite() -> Migrator {
    migrator(|&(version, description, sqlite, _)| (version, description, sqlite))
}

pub(crate) fn postgres() -> Migrator {
    migrator(|&(version, description, _, postgres)| (version, description, postgres))
}

fn migrator(
    choose: impl Fn(&(i64, &'static str, &'static str, &'static str)) -> (i64, &'static str, &'static str),
) -> Migrator {
    let migrations = MIGRATIONS
        .iter()
        .map(|migration| {
            let (version, description, sql) = choose(migration);
            let description = Cow::Borrowed(description);
            Migration::new(version, description, MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::FILES;

    #[test]
    fn every_migration_file_is_embedded() {
        for engine in ["sqlite", "postgres"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(engine);
            let mut found: Vec<_> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            found.sort();
            assert_eq!(found, FILES, "{}", folder.display());
        }
    }
}
