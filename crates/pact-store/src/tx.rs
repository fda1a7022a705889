//! One transaction on one of two engines.

use sqlx::{Postgres, Sqlite, Transaction};

use crate::error::StoreError;

/// A transaction. Dropped without [`Tx::commit`] it is rolled back.
///
/// On SQLite there is one writer: a task that holds a `Tx` for writing and begins another waits for itself.
pub struct Tx(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match &self.0 {
            Inner::Sqlite(_) => "Tx(SQLite)",
            Inner::Postgres(_) => "Tx(PostgreSQL)",
        })
    }
}

impl Tx {
    /// Makes everything done in this transaction durable. Once this returns `Ok`, it survives kill and power
    /// loss; after an error nobody knows, and the caller reads again.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes everything done in this transaction, and waits until it is undone.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.0 {
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// Writes the body once and compiles it for both engines. Looks like a closure so that rustfmt formats it;
/// `?`, `return` and `.await` act on the function around it.
macro_rules! on_db {
    ($tx:expr, |$conn:ident| $body:expr) => {
        match &mut $tx.0 {
            $crate::tx::Inner::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::tx::Inner::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use on_db;
