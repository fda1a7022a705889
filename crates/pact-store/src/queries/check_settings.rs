//! Thresholds that a process chose for its checks.

use pact_model::ids::ProcessId;

use crate::error::StoreError;
use crate::tx::{Tx, on_db};

impl Tx {
    /// The thresholds a process chose, as JSON.
    pub async fn check_settings(&mut self, process: ProcessId) -> Result<Option<String>, StoreError> {
        Ok(on_db!(self, |conn| {
            sqlx::query_scalar("select value from check_settings where process = $1")
                .bind(*process.as_uuid())
                .fetch_optional(conn)
                .await?
        }))
    }

    /// Stores the thresholds a process chose.
    pub async fn put_check_settings(&mut self, process: ProcessId, value: &str) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into check_settings (process, value)
                values ($1, $2)
                on conflict (process) do update set value = excluded.value",
            )
            .bind(*process.as_uuid())
            .bind(value)
            .execute(conn)
            .await?;
        });
        Ok(())
    }
}
