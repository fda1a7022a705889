//! What is somebody told whose update does not enter, and what is kept of it? The words, so that nothing typed is
//! lost (invariant I7).

use bytes::Bytes;
use pact_model::document::SectionId;
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

/// The new words of an update, by section. Of an update that breaks the grammar, those before the break.
pub(super) fn words(
    structure: &Structure,
    bytes: &[u8],
    limits: &Limits,
    examined: Option<&Examined>,
) -> Vec<RescuedPart> {
    let mut words: Vec<RescuedPart> = Vec::new();
    let mut begins_block = false;
    let mut collect = |item: pact_wire::update::ItemView<'_>| match item.content {
        ContentView::Type { kind: TypeKind::XmlElement, .. } => begins_block = true,
        ContentView::String(text) if item.id.1 + item.len > structure.clock(item.id.0) => {
            let root = examined.and_then(|examined| structure.root_of_new(examined, item.id));
            let section = root.and_then(|root| match RootName::of(root) {
                RootName::Section(section) => section.parse().ok(),
                _ => None,
            });
            match words.last_mut() {
                Some(last) if last.section == section => {
                    if std::mem::take(&mut begins_block) {
                        last.text.push('\n');
                    }
                    last.text.push_str(text);
                }
                _ => {
                    begins_block = false;
                    words.push(RescuedPart { section, text: text.to_owned() });
                }
            }
        }
        _ => {}
    };
    // What breaks the grammar was refused for that; its words are read as far as it goes.
    let _ = inspect_with(bytes, limits, &mut collect);
    words
}
