//! Do the logs, read from their first rows, say at each version what the version says?

use pact_model::register::Register;
use pact_model::version::{VersionContent, content_hash};
use pact_store::{UpdateRow, VersionRow};
use pact_sync::Replay;

use super::Disagreement;

/// A log that is read up to one place after another.
struct Reader<'a> {
    rows: &'a [UpdateRow],
    replay: Replay,
    seq: i64,
}

impl<'a> Reader<'a> {
    fn new(rows: &'a [UpdateRow]) -> Result<Self, String> {
        let replay = Replay::start(None).map_err(|error| error.to_string())?;
        Ok(Self { rows, replay, seq: 0 })
    }

    /// Reads on to the row that ends here.
    fn go_to(&mut self, seq: i64) -> Result<(), String> {
        while self.seq < seq {
            let Some((row, rest)) = self.rows.split_first() else {
                return Err(format!("the log ends at seq {}", self.seq));
            };
            self.replay.take(&row.bytes).map_err(|error| format!("the row at seq {}: {error}", row.seq))?;
            (self.rows, self.seq) = (rest, row.seq);
        }
        if self.seq == seq { Ok(()) } else { Err(format!("no row ends at seq {seq}")) }
    }
}

/// The first thing in which logs and versions differ.
pub(super) enum Difference {
    /// A log cannot be read up to a version.
    Unreadable(Disagreement),
    /// The logs say something else than this version does.
    Says(i64, Box<VersionContent>),
}

/// How many versions were computed from the logs, and the first difference. Work for a thread that may block.
pub(super) fn differs(
    lines: &[VersionRow],
    document: &[UpdateRow],
    register: &[UpdateRow],
) -> (usize, Option<Difference>) {
    let (mut document, mut register) = match (Reader::new(document), Reader::new(register)) {
        (Ok(document), Ok(register)) => (document, register),
        (Err(what), _) | (_, Err(what)) => {
            return (0, Some(Difference::Unreadable(Disagreement { version: None, kind: "log", what })));
        }
    };
    for (computed, line) in lines.iter().enumerate() {
        if let Some(found) = differs_at(line, &mut document, &mut register) {
            return (computed, Some(found));
        }
    }
    (lines.len(), None)
}

/// Which of the two logs it is that says something else than the version.
pub(super) fn blame(number: i64, logs: &VersionContent, version: &VersionContent) -> Disagreement {
    let (kind, which) = if logs.document.canonical_json() == version.document.canonical_json() {
        ("register_log", "the register's log")
    } else {
        ("log", "the log")
    };
    Disagreement::new(number, kind, format!("{which} does not say what the version says"))
}

fn differs_at(line: &VersionRow, document: &mut Reader<'_>, register: &mut Reader<'_>) -> Option<Difference> {
    let disagree =
        |kind, what: String| Some(Difference::Unreadable(Disagreement::new(line.number, kind, what)));
    if let Err(what) = document.go_to(line.place.seq) {
        return disagree("log", what);
    }
    if let Some(place) = line.register
        && let Err(what) = register.go_to(place.seq)
    {
        return disagree("register_log", what);
    }
    let said = VersionContent {
        document: document.replay.document(),
        register: line.register.map_or_else(Register::default, |_| register.replay.register().to_register()),
    };
    if content_hash(&said.canonical_json()) == line.content_hash {
        return None;
    }
    Some(Difference::Says(line.number, Box::new(said)))
}
