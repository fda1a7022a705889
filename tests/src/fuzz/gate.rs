//! Which updates does a document take? Everything the fuzz targets know about that is here: the firewall with the
//! index of the document, and beside it a slow model of the document that says the same.

use bytes::Bytes;
use pact_sync::Replica;
use pact_wire::structure::{Arranged, Structure};
use pact_wire::update::{Limits, Rule};

use super::shadow::{Objection, Shadow};
use crate::interop::hex;

/// A document under test, with the updates it took.
pub struct Gate {
    replica: Replica,
    shadow: Shadow,
    taken: Vec<Bytes>,
}

/// An update on its way in.
struct Accepted {
    arranged: Arranged,
    /// The part that is not known yet.
    fresh: Bytes,
    /// The document after it.
    shadow: Shadow,
}

/// What became of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The firewall refuses it, by this rule.
    Refused(&'static str),
    /// It builds on something unknown.
    Held,
    /// It says nothing new.
    Known,
    /// It is in the document.
    Taken,
}

impl Default for Gate {
    fn default() -> Self {
        // The id of the server's own edits, of which there are none.
        Self { replica: Replica::new(1), shadow: Shadow::default(), taken: Vec::new() }
    }
}

impl Gate {
    /// Offers an update as a peer does; what is accepted must then go in.
    ///
    /// # Panics
    /// It was accepted and did not go in as announced, or the model of the document judges otherwise.
    pub fn offer(&mut self, bytes: &[u8]) -> Verdict {
        let accepted = match self.judge(bytes) {
            Ok(accepted) => accepted,
            Err(verdict) => return verdict,
        };
        self.replica.apply(&accepted.fresh, accepted.arranged).expect("what was accepted is taken in");
        self.shadow = accepted.shadow;
        self.taken.push(accepted.fresh);
        Verdict::Taken
    }

    fn judge(&mut self, bytes: &[u8]) -> Result<Accepted, Verdict> {
        let examined = self
            .replica
            .examine(bytes, &Limits::UPDATE, None)
            .map_err(|refusal| Verdict::Refused(refusal.code()))?;
        if self.replica.structure().covers(&examined.inspection) {
            return Err(Verdict::Known);
        }
        if examined.gap.is_some() {
            return Err(Verdict::Held);
        }
        let fresh = if self.replica.structure().overlaps(&examined.inspection) {
            self.replica.trim(bytes).expect("what was accepted can be trimmed")
        } else {
            Bytes::copy_from_slice(bytes)
        };
        let arranged = self.replica.arrange(examined);
        if let Err(refused) = &arranged
            && refused.0.rule == Rule::Crowded
        {
            // The model has all the time in the world.
            return Err(Verdict::Refused(refused.0.code()));
        }
        // What is new of a struct hangs on what is known at its first clock, which need not be what the update
        // says: so the rest is judged, not the whole.
        let mut shadow = self.shadow.clone();
        let objection = shadow.take(&fresh).err();
        match (arranged, objection) {
            (Ok(arranged), None) => Ok(Accepted { arranged, fresh, shadow }),
            (Err(refused), Some(Objection::NeverNeighbours)) => Err(Verdict::Refused(refused.0.code())),
            (Err((refusal, _)), _) => {
                panic!("the index refuses what is right, {refusal}: {}", self.told(bytes))
            }
            (Ok(_), Some(objection)) => {
                panic!("the index lets in what is {objection:?}: {}", self.told(bytes))
            }
        }
    }

    /// An update and the document it came to, for whoever has to find out.
    fn told(&self, bytes: &[u8]) -> String {
        let taken: Vec<String> = self.taken.iter().map(|update| hex(update)).collect();
        format!("{} after\n{}", hex(bytes), taken.join("\n"))
    }

    /// The document.
    pub fn replica(&mut self) -> &mut Replica {
        &mut self.replica
    }

    /// What the room knows of it.
    #[must_use]
    pub fn structure(&self) -> &Structure {
        self.replica.structure()
    }

    /// What it must hold.
    #[must_use]
    pub fn shadow(&self) -> &Shadow {
        &self.shadow
    }

    /// What it took, in order, as it would lie in the log.
    #[must_use]
    pub fn taken(&self) -> &[Bytes] {
        &self.taken
    }
}
