//! Is it the same register? Its canonical JSON (RFC 8785), the same on every machine.

use unicode_normalization::UnicodeNormalization;

use super::{Commitment, Register};

impl Register {
    /// The register with everything by id and texts in NFC: what a hash or a comparison looks at.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        self.actors.sort_by(|a, b| a.id.cmp(&b.id));
        self.lines.sort_by(|a, b| a.id.cmp(&b.id));
        self.actions.sort_by(|a, b| a.id.cmp(&b.id));
        self.commitments.sort_by(|a, b| a.id.cmp(&b.id));
        self.resources.sort_by(|a, b| a.id.cmp(&b.id));
        self.milestones.sort_by(|a, b| a.id.cmp(&b.id));
        self.removed.sort_by(|a, b| (a.entity, &a.id).cmp(&(b.entity, &b.id)));
        self.names_and_texts().for_each(|text| *text = text.nfc().collect());
        self
    }

    fn names_and_texts(&mut self) -> impl Iterator<Item = &mut String> {
        let actors = self.actors.iter_mut().flat_map(|actor| {
            std::iter::once(&mut actor.name)
                .chain(actor.departments.iter_mut().map(|department| &mut department.name))
        });
        let lines = self.lines.iter_mut().map(|line| &mut line.name);
        let actions = self.actions.iter_mut().flat_map(|it| [&mut it.name, &mut it.kind, &mut it.priority]);
        let commitments = self.commitments.iter_mut().flat_map(|commitment| {
            let Commitment { what, verification, flexibility, reason, .. } = commitment;
            [what, verification, flexibility, reason]
        });
        let resources =
            self.resources.iter_mut().flat_map(|it| [&mut it.label, &mut it.unit, &mut it.conditions]);
        let milestones = self.milestones.iter_mut().map(|milestone| &mut milestone.title);
        let removed = self.removed.iter_mut().flat_map(|it| [&mut it.label, &mut it.reason]);
        actors
            .chain(lines)
            .chain(actions)
            .chain(commitments)
            .chain(resources)
            .chain(milestones)
            .chain(removed)
    }

    /// Canonical JSON per RFC 8785 of the normal form. Same register, same bytes.
    #[must_use]
    pub fn canonical_json(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(&self.clone().normalised())
            .expect("the register holds only JSON values with string keys, and finite numbers")
    }
}
