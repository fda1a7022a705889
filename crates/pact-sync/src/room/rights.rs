//! Who may write where? The policy of each section and the pause of the whole document, as the server wrote them
//! into it, and the short while in which words that were on their way still enter.

use std::collections::HashMap;
use std::time::Duration;

use pact_model::access::{Identity, Role};
use pact_model::document::{Policy, SectionId};
use pact_wire::structure::{EntryTouch, Touch};

use crate::names::{RootName, section_of_binding};

/// How long words that were on their way when a section was closed may still enter, when their author's page has
/// not said that it saw it.
pub const GRACE: Duration = Duration::from_secs(3);

/// Why an update may not enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// It writes where only the server does.
    ServerOnly,
    /// The section is closed to this body.
    Locked(SectionId),
    /// The whole document rests.
    Paused,
}

/// A right that became narrower, and what it was before.
#[derive(Clone, Debug)]
struct Narrowed<T> {
    before: T,
    at: Duration,
    seq: i64,
}

/// What a document says of who may write.
#[derive(Debug, Default)]
pub(super) struct Rights {
    sections: HashMap<SectionId, Policy>,
    is_paused: bool,
    narrowed: HashMap<SectionId, Narrowed<Policy>>,
    paused: Option<Narrowed<()>>,
}

/// Who asks, and what is known of what they have seen.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) identity: &'a Identity,
    /// The place in the log up to which the page has said that it saw the rights.
    pub(super) seen: i64,
    pub(super) now: Duration,
}

impl Rights {
    pub(super) fn new(sections: HashMap<SectionId, Policy>, is_paused: bool) -> Self {
        Self { sections, is_paused, ..Self::default() }
    }

    pub(super) fn sections(&self) -> &HashMap<SectionId, Policy> {
        &self.sections
    }

    /// Takes in what the document says after an edit of the server at `seq`. Returns whether a right changed.
    pub(super) fn update(&mut self, fresh: Self, now: Duration, seq: i64) -> bool {
        let mut has_changed = fresh.is_paused != self.is_paused;
        if fresh.is_paused && !self.is_paused {
            self.paused = Some(Narrowed { before: (), at: now, seq });
        }
        for (section, policy) in &fresh.sections {
            let Some(before) = self.sections.get(section).filter(|before| *before != policy) else {
                continue;
            };
            has_changed = true;
            let narrowed = Narrowed { before: before.clone(), at: now, seq };
            self.narrowed.insert(section.clone(), narrowed);
        }
        self.sections = fresh.sections;
        self.is_paused = fresh.is_paused;
        has_changed
    }

    /// Whether any update may enter.
    pub(super) fn judge_pause(&self, asking: Asking<'_>) -> Result<(), Denied> {
        let is_new = || self.paused.as_ref().is_some_and(|narrowed| narrowed.is_new(asking));
        if self.is_paused && !is_new() { Err(Denied::Paused) } else { Ok(()) }
    }

    /// Whether an update that does this may enter.
    pub(super) fn judge<'a>(
        &self,
        asking: Asking<'_>,
        touches: impl Iterator<Item = Touch<'a>>,
        entries: impl Iterator<Item = EntryTouch<'a>>,
    ) -> Result<(), Denied> {
        for touch in touches {
            self.judge_pause(asking)?;
            match RootName::of(touch.root) {
                RootName::Server => return Err(Denied::ServerOnly),
                RootName::Section(section) => self.judge_section(asking, section)?,
                RootName::Bindings | RootName::Other => {}
            }
        }
        for entry in entries {
            if RootName::of(entry.root) == RootName::Bindings {
                self.judge_section(asking, section_of_binding(entry.key))?;
            }
        }
        Ok(())
    }

    fn judge_section(&self, asking: Asking<'_>, section: &str) -> Result<(), Denied> {
        // What is no section has no policy; the schema refuses it where there must be one.
        let Some((id, policy)) = section.parse().ok().and_then(|id: SectionId| {
            let policy = self.sections.get(&id)?;
            Some((id, policy))
        }) else {
            return Ok(());
        };
        let was_allowed = || {
            self.narrowed
                .get(&id)
                .is_some_and(|narrowed| narrowed.is_new(asking) && allows(&narrowed.before, asking.identity))
        };
        if allows(policy, asking.identity) || was_allowed() { Ok(()) } else { Err(Denied::Locked(id)) }
    }
}

impl<T> Narrowed<T> {
    /// Whether the one who asks need not know yet.
    fn is_new(&self, asking: Asking<'_>) -> bool {
        asking.seen < self.seq && asking.now.saturating_sub(self.at) < GRACE
    }
}

fn allows(policy: &Policy, identity: &Identity) -> bool {
    match policy {
        Policy::Open => true,
        Policy::OneWriter(actor) => identity.actor == Some(*actor),
        Policy::Office => identity.role == Role::Coordinator,
        Policy::Locked => false,
    }
}
