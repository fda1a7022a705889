//! What is somebody told whose update does not enter, and what is kept of it? The words, so that nothing typed is
//! lost (invariant I7).

use std::collections::HashMap;

use bytes::Bytes;
use pact_model::document::SectionId;
use pact_model::ids::PersonId;
use pact_model::rescue::RescuedPart;
use pact_wire::Refusal;
use pact_wire::structure::{Examined, Structure};
use pact_wire::update::{ContentView, Limits, Rule, TypeKind, inspect_with};
use serde_json::{Value, json};

use super::peers::Ticket;
use super::{AttachmentId, Author, Counter};
use crate::names::RootName;

/// Why an update does not enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Stable, for pages, metrics and stored rescues.
    pub(super) code: &'static str,
    /// In English, for developers.
    pub(super) detail: String,
    /// The closed section.
    pub(super) section: Option<SectionId>,
    pub(super) counter: Counter,
}

impl Verdict {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), section: None, counter: Counter::Refused }
    }

    pub(super) fn by_firewall(refusal: &Refusal) -> Self {
        let code = match refusal.rule {
            _ if refusal.is_too_large() => "too_large",
            Rule::ReusedClock => "reused_clock",
            Rule::ServerRoot => "server_only",
            _ => "invalid",
        };
        Self::new(code, refusal.to_string())
    }

    /// Whether the client sends the same again by itself, with its next handshake.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.code, "gap" | "rate" | "degraded")
    }

    /// What should be noted of whoever sent it, if it is more than a mistake.
    pub(super) fn security_event(&self) -> Option<&'static str> {
        ["foreign_client", "reused_clock", "server_only"].into_iter().find(|code| *code == self.code)
    }
}

/// An update that does not enter. Its author is answered by [`Room::settle_refusal`](super::Room::settle_refusal),
/// once its words are kept.
#[derive(Clone, Debug)]
pub struct RefusedUpdate {
    /// Who sent it.
    pub to: AttachmentId,
    /// On whose behalf.
    pub author: Author,
    /// The Yjs client whose new structs it holds, when there is exactly one.
    pub client: Option<u64>,
    /// Code of the reason.
    pub code: &'static str,
    /// The reason in English, for developers.
    pub detail: String,
    /// The section that is closed, when that is the reason.
    pub section: Option<SectionId>,
    /// The new words in it, by section as far as that is known.
    pub words: Vec<RescuedPart>,
    /// As it came.
    pub bytes: Bytes,
    /// The frame that is still to be answered.
    pub(super) ticket: Option<Ticket>,
    /// Whether it must be told in the protocol's own words: the peer does not know our messages.
    pub(super) is_told_by_denial: bool,
}

impl RefusedUpdate {
    /// The message that tells it; `rescue` names the kept words.
    pub(super) fn message(&self, rescue: Option<&str>) -> String {
        let section = self.section.as_ref().map(SectionId::as_str);
        tell(self.code, &self.detail, &[("section", section), ("rescueId", rescue)])
    }
}

/// The JSON that tells a peer why something was not taken in.
#[must_use]
pub fn refused(code: &str, detail: &str) -> String {
    tell(code, detail, &[])
}

fn tell(code: &str, detail: &str, more: &[(&str, Option<&str>)]) -> String {
    let mut message = json!({ "v": 1, "t": "refused", "code": code, "detail": detail });
    for (name, value) in more {
        if let Some(value) = value {
            message[*name] = Value::from(*value);
        }
    }
    message.to_string()
}

/// People whose refused words are remembered; beyond, all are forgotten, and words brought again are kept twice.
const MAX_REMEMBERED: usize = 256;

/// What was kept of everybody's refused updates. A stock client that was refused comes back and brings the same
/// again, without end.
#[derive(Debug, Default)]
pub(super) struct KeptWords(HashMap<Option<PersonId>, Kept>);

impl KeptWords {
    pub(super) fn of(&mut self, person: Option<PersonId>) -> &mut Kept {
        if self.0.len() >= MAX_REMEMBERED && !self.0.contains_key(&person) {
            self.0.clear();
        }
        self.0.entry(person).or_default()
    }

    /// They could not be kept after all.
    pub(super) fn forget(&mut self, person: Option<PersonId>) {
        self.0.remove(&person);
    }
}

/// What was kept of one person's refused updates: the words are kept once, however often they are brought again.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The first clock of each client that was not.
    until: HashMap<u64, u32>,
    /// Where the last words were meant for. What is built on refused words has no other place that is known.
    section: Option<SectionId>,
}

impl Kept {
    /// The words of an update that neither the document has nor were kept before, by section. Of an update that
    /// breaks the grammar, those before the break.
    pub(super) fn take_words(
        &mut self,
        structure: &Structure,
        bytes: &[u8],
        limits: &Limits,
        examined: Option<&Examined>,
    ) -> Vec<RescuedPart> {
        let mut words: Vec<RescuedPart> = Vec::new();
        let mut begins_block = false;
        let before = self.clone();
        let mut collect = |item: pact_wire::update::ItemView<'_>| {
            let (client, start) = item.id;
            let known = before.until.get(&client).copied().unwrap_or(0).max(structure.clock(client));
            if start + item.len <= known {
                return;
            }
            self.until.insert(client, start + item.len);
            match item.content {
                ContentView::Type { kind: TypeKind::XmlElement, .. } => begins_block = true,
                ContentView::String(text) => {
                    let root = examined.and_then(|examined| structure.root_of_new(examined, item.id));
                    let section = match root.map(RootName::of) {
                        Some(RootName::Section(section)) => section.parse().ok(),
                        Some(_) => None,
                        None => before.section.clone(),
                    };
                    let text = after_units(text, known.saturating_sub(start));
                    add_words(&mut words, section, std::mem::take(&mut begins_block), text);
                }
                _ => {}
            }
        };
        // What breaks the grammar was refused for that; its words are read as far as it goes.
        let _ = inspect_with(bytes, limits, &mut collect);
        if let Some(last) = words.last() {
            self.section.clone_from(&last.section);
        }
        words
    }
}

fn add_words(words: &mut Vec<RescuedPart>, section: Option<SectionId>, begins_block: bool, text: &str) {
    match words.last_mut() {
        Some(last) if last.section == section => {
            if begins_block {
                last.text.push('\n');
            }
            last.text.push_str(text);
        }
        _ => words.push(RescuedPart { section, text: text.to_owned() }),
    }
}

/// What of a text lies behind so many UTF-16 units.
fn after_units(text: &str, units: u32) -> &str {
    let mut left = units as usize;
    let start = text.char_indices().find_map(|(at, character)| {
        let is_behind = left == 0;
        left = left.saturating_sub(character.len_utf16());
        is_behind.then_some(at)
    });
    start.and_then(|start| text.get(start..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_javascript_would_cut_it() {
        assert_eq!(after_units("caffè 😀!", 0), "caffè 😀!");
        assert_eq!(after_units("caffè 😀!", 6), "😀!");
        assert_eq!(after_units("caffè 😀!", 8), "!");
        assert_eq!(after_units("caffè 😀!", 9), "");
    }
}
