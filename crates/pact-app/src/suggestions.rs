//! What is worth a second look in a process? The rules of `pact-model` on its register and its texts, with the
//! thresholds that the process chose.

use pact_model::ability::Ability;
use pact_model::checks::{Check, CheckSettings, Material, Moment, check};
use pact_model::ids::ProcessId;
use pact_model::register::Register;
use pact_store::{StoreError, Tx};

use crate::app::{App, Caller, visible_process};
use crate::audit::{About, CHECK_SETTINGS};
use crate::error::AppError;
use crate::register::register_of;

impl App {
    /// What the rules say of a register and of the texts beside it.
    pub async fn checks(&self, process: ProcessId, register: &Register) -> Result<Vec<Check>, AppError> {
        let settings = stored(&mut self.db.read().await?, process).await?;
        let facts = self.facts(process).await?;
        let texts: Vec<_> = facts.iter().flat_map(|facts| facts.texts.iter().cloned()).collect();
        let sections: Vec<_> = facts.iter().flat_map(|facts| facts.sections.iter().cloned()).collect();
        let moment = Moment::Working;
        Ok(check(&Material { register, texts: &texts, sections: &sections, moment }, &settings))
    }

    /// The thresholds of a process.
    pub async fn check_settings(&self, by: Caller<'_>, slug: &str) -> Result<CheckSettings, AppError> {
        by.require(Ability::Read)?;
        let mut tx = self.db.read().await?;
        let process = visible_process(&mut tx, by, slug).await?;
        stored(&mut tx, process.id).await
    }

    /// Chooses the thresholds of a process; all of them.
    pub async fn set_check_settings(
        &self,
        by: Caller<'_>,
        slug: &str,
        settings: &CheckSettings,
    ) -> Result<(), AppError> {
        let mut tx = self.db.begin().await?;
        let process = visible_process(&mut tx, by, slug).await?;
        by.require(Ability::ManageChecks)?;
        let value = serde_json::to_string(settings).expect("plain numbers are JSON");
        tx.put_check_settings(process.id, &value).await?;
        let document = register_of(&mut tx, process.id).await?.id;
        let about = About { process: Some(process.id), document };
        self.note_in(&mut tx, by, &about, CHECK_SETTINGS, value).await?;
        Ok(tx.commit().await?)
    }
}

async fn stored(tx: &mut Tx, process: ProcessId) -> Result<CheckSettings, AppError> {
    let Some(value) = tx.check_settings(process).await? else { return Ok(CheckSettings::default()) };
    Ok(serde_json::from_str(&value).map_err(|error| StoreError::Corrupt {
        what: format!("check_settings {process}"),
        why: error.to_string(),
    })?)
}
