//! Where do the texts speak of the register? Which sections are bound to something of it, show it, or list it; kept by
//! the place in the log, so that a document is read again only when it has changed.

use std::collections::HashMap;
use std::sync::Arc;

use pact_model::ability::Ability;
use pact_model::checks::{BoundText, SectionFacts};
use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::document::BindingKind;
use pact_model::ids::{DocumentId, ProcessId};
use pact_model::register::{CommitmentFilter, Register};
use pact_store::DocumentRow;
use parking_lot::Mutex;
use serde_json::Value;
use tracing::warn;

use crate::app::{App, Caller};
use crate::error::AppError;

/// Nodes of a text that show something of the register.
const ATOMS: [&str; 5] = ["commitmentCard", "commitmentTable", "timelineView", "actorName", "milestoneDate"];

/// How a section speaks of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// It is bound to it.
    Bound,
    /// It shows it: a card, a name, a date, the timeline.
    Shown,
    /// It is one line of a table that the section shows.
    Listed,
}

impl Manner {
    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::Shown => "shown",
            Self::Listed => "listed",
        }
    }
}

/// A section that speaks of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What sort of thing.
    pub entity: String,
    /// Its identity.
    pub id: String,
    /// How.
    pub manner: Manner,
    /// The document.
    pub document: DocumentId,
    /// Its title.
    pub document_title: String,
    /// The section.
    pub section: String,
    /// Its title.
    pub section_title: String,
    /// Its number, if it has one.
    pub number: Option<u32>,
    /// Whether it was set aside.
    pub is_aside: bool,
}

/// What a document says of the register.
#[derive(Debug)]
pub(crate) struct DocumentFacts {
    pub(crate) texts: Vec<BoundText>,
    pub(crate) sections: Vec<SectionFacts>,
    mentions: Vec<Mention>,
    tables: Vec<Table>,
}

/// A table of commitments: what it lists depends on the register.
#[derive(Debug)]
struct Table {
    filter: CommitmentFilter,
    section: Mention,
}

/// What was read, with the place in the log of each document at that time.
#[derive(Debug, Default)]
pub struct FactsCache(Mutex<HashMap<DocumentId, (Place, Arc<DocumentFacts>)>>);

/// Epoch and seq: when words are erased, the seq begins anew.
type Place = (i64, i64);

impl App {
    /// Which sections speak of what, by thing, then in reading order.
    pub async fn mentions(&self, by: Caller<'_>, slug: &str) -> Result<Vec<Mention>, AppError> {
        by.require(Ability::Read)?;
        let found = self.register(by, slug).await?;
        let mut mentions = Vec::new();
        for facts in self.facts(found.process.id).await? {
            mentions.extend(facts.mentions.iter().cloned());
            mentions.extend(facts.tables.iter().flat_map(|table| table.mentions(&found.register)));
        }
        // Stable: within one thing and manner the order of reading stays.
        mentions.sort_by(|a, b| (&a.entity, &a.id, a.manner).cmp(&(&b.entity, &b.id, b.manner)));
        Ok(mentions)
    }

    /// What the documents of a process say of its register. One that cannot be read says nothing here: its own page
    /// says what is wrong with it.
    pub(crate) async fn facts(&self, process: ProcessId) -> Result<Vec<Arc<DocumentFacts>>, AppError> {
        let rows = self.db.read().await?.documents(process).await?;
        let mut all = Vec::new();
        for row in rows.into_iter().filter(|row| row.kind.has_sections()) {
            match self.facts_of(&row).await {
                Ok(facts) => all.push(facts),
                Err(error) => {
                    warn!(error = %error, document.id = %row.id, "a document is left out of the checks");
                }
            }
        }
        Ok(all)
    }

    async fn facts_of(&self, row: &DocumentRow) -> Result<Arc<DocumentFacts>, AppError> {
        // At least what is on disk is in the room; what comes later moves the place on.
        if let Some((place, facts)) = self.facts_cache.0.lock().get(&row.id)
            && *place == (row.epoch, row.head_seq)
        {
            return Ok(facts.clone());
        }
        let content = self.read_content(row).await?;
        let facts = Arc::new(DocumentFacts::of(row, &content));
        self.facts_cache.0.lock().insert(row.id, ((row.epoch, row.head_seq), facts.clone()));
        Ok(facts)
    }
}

impl DocumentFacts {
    fn of(row: &DocumentRow, content: &DocumentContent) -> Self {
        let document = row.id.to_string();
        let mut facts = Self {
            texts: content.sections.iter().filter_map(|it| BoundText::of(&document, it)).collect(),
            sections: content.sections.iter().map(|it| SectionFacts::of(&document, it)).collect(),
            mentions: Vec::new(),
            tables: Vec::new(),
        };
        for section in &content.sections {
            facts.add_section(row, section);
        }
        facts
    }

    fn add_section(&mut self, row: &DocumentRow, section: &SectionContent) {
        let mention = |entity: &str, id: &str, manner| Mention {
            entity: entity.to_owned(),
            id: id.to_owned(),
            manner,
            document: row.id,
            document_title: row.title.clone(),
            section: section.id.as_str().to_owned(),
            section_title: section.title.clone(),
            number: section.number,
            is_aside: section.aside.is_some(),
        };
        let bindings = section.bindings.iter().filter(|binding| binding.kind != BindingKind::Question);
        let mut mentions: Vec<Mention> =
            bindings.map(|binding| mention(binding.kind.as_str(), &binding.id, Manner::Bound)).collect();
        let mut stack: Vec<&Node> = section.body.iter().rev().collect();
        while let Some(node) = stack.pop() {
            let Node::Element(element) = node else { continue };
            let attribute = |name: &str| element.attributes.get(name).and_then(Value::as_str);
            let entity = match element.name.as_str() {
                "commitmentCard" => "commitment",
                "actorName" => "actor",
                "milestoneDate" => "milestone",
                "timelineView" => {
                    mentions.push(mention("timeline", "main", Manner::Shown));
                    continue;
                }
                "commitmentTable" => {
                    let filter = CommitmentFilter::read(attribute("filter").unwrap_or_default());
                    self.tables.push(Table { filter, section: mention("commitment", "", Manner::Listed) });
                    continue;
                }
                _ => {
                    stack.extend(element.children.iter().rev());
                    continue;
                }
            };
            if let Some(id) = attribute("id") {
                mentions.push(mention(entity, id, Manner::Shown));
            }
        }
        // A name that is said three times in one section is one mention.
        for mention in mentions {
            if !self.mentions.contains(&mention) {
                self.mentions.push(mention);
            }
        }
    }
}

/// Whether a text shows anything of the register.
pub(crate) fn shows_register(content: &DocumentContent) -> bool {
    let mut stack: Vec<&Node> = content.sections.iter().flat_map(|section| &section.body).collect();
    while let Some(node) = stack.pop() {
        let Node::Element(element) = node else { continue };
        if ATOMS.contains(&element.name.as_str()) {
            return true;
        }
        stack.extend(&element.children);
    }
    false
}

impl Table {
    fn mentions<'a>(&'a self, register: &'a Register) -> impl Iterator<Item = Mention> + 'a {
        let listed = register.commitments.iter().filter(|it| self.filter.admits(it, register));
        listed.map(|commitment| Mention { id: commitment.id.clone(), ..self.section.clone() })
    }
}
