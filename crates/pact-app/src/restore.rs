//! Putting back what a version said, as a forward edit: a section, or the whole text.

use pact_model::ability::Ability;
use pact_model::content::DocumentContent;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_model::version::{MAX_MESSAGE, VersionReason};

use crate::app::{App, Caller};
use crate::audit::{About, VERSION_RESTORED};
use crate::error::{AppError, Thing, line};
use crate::rooms::RestorePlan;
use crate::versions::{NewVersion, Reader};

/// What shall be put back.
#[derive(Clone, Debug)]
pub struct RestoreOrder {
    /// Number of the version.
    pub version: u32,
    /// One section; none for the whole text. The register stays as it is either way.
    pub section: Option<SectionId>,
    /// Why.
    pub message: String,
}

impl App {
    /// Puts back and returns the number of the version made after it. What the text said until then is a version too.
    pub async fn restore(
        &self,
        by: Caller<'_>,
        document: DocumentId,
        order: &RestoreOrder,
    ) -> Result<u32, AppError> {
        let row = self.visible_document(by, document).await?;
        by.require(Ability::ManageVersions)?;
        if !row.kind.has_sections() {
            return Err(AppError::NoSections(row.kind));
        }
        let message = line("message", &order.message, MAX_MESSAGE)?;
        let version = self.version(Reader::Table(by), document, order.version).await?;
        let plan = plan(version.content.document, order)?;
        if plan.is_fulfilled_by(&self.rooms.content(document).await?) {
            return Err(AppError::NothingChanged);
        }
        let new = |reason, message| NewVersion { reason, message, meeting: None, author: by.author() };
        self.record_version(document, new(VersionReason::BeforeRestore, String::new())).await?;
        self.rooms.restore(document, by.author(), plan).await?;
        let detail = match &order.section {
            Some(section) => format!("{} {section}", order.version),
            None => order.version.to_string(),
        };
        let about = About { process: row.process, document };
        self.note(by, &about, VERSION_RESTORED, detail).await?;
        match self.record_version(document, new(VersionReason::Restore, message)).await? {
            Some(made) => Ok(made.number),
            // Somebody made one of the same words in between.
            None => Ok(self.versions(Reader::Table(by), document).await?.total),
        }
    }
}

fn plan(content: DocumentContent, order: &RestoreOrder) -> Result<RestorePlan, AppError> {
    let Some(section) = &order.section else {
        let aside = format!("non presente nella versione {}", order.version);
        return Ok(RestorePlan::Whole { sections: content.sections, aside });
    };
    let found = content.sections.into_iter().find(|known| known.id == *section);
    Ok(RestorePlan::Section(Box::new(found.ok_or(AppError::NotFound(Thing::Section))?)))
}
