//! What the installation remembers about itself.

use crate::error::StoreError;
use crate::tx::{Tx, on_db};

impl Tx {
    /// The value of a setting.
    pub async fn setting(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(on_db!(self, |conn| {
            sqlx::query_scalar("select value from setting where key = $1")
                .bind(key)
                .fetch_optional(conn)
                .await?
        }))
    }

    /// Sets a setting.
    pub async fn put_setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into setting (key, value)
                values ($1, $2)
                on conflict (key) do update set value = excluded.value",
            )
            .bind(key)
            .bind(value)
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// Sets a setting that was not set yet. False when it was: somebody else did it first.
    pub async fn claim_setting(&mut self, key: &str, value: &str) -> Result<bool, StoreError> {
        let inserted = on_db!(self, |conn| {
            sqlx::query("insert into setting (key, value) values ($1, $2) on conflict (key) do nothing")
                .bind(key)
                .bind(value)
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(inserted == 1)
    }
}
