//! Is the chain whole: numbers without gaps, each version linked to the one before by its hash?

use pact_model::version::chain_hash;
use pact_store::VersionRow;

use super::Disagreement;
use crate::versions::read::short;

/// Chains up to this length are searched for where a line out of place came from: its square is what that costs.
const SEARCHED: usize = 2_000;

/// The first number that is not there.
pub(super) fn gap(lines: &[VersionRow]) -> Option<Disagreement> {
    let missing = (1..).zip(lines).find(|(expected, line)| line.number != *expected);
    missing.map(|(expected, line)| {
        let what = format!("version {expected} is missing: the next one that is there is {}", line.number);
        Disagreement::new(expected, "order", what)
    })
}

/// What is wrong with the link of a version to the one before it, if anything.
pub(super) fn broken(lines: &[VersionRow], index: usize) -> Option<Disagreement> {
    let line = &lines[index];
    let before = index.checked_sub(1).map(|before| &lines[before].chain_hash);
    let expected = link(line, before, line.number);
    if line.chain_hash == expected {
        return None;
    }
    let number = line.number;
    if let Some(other) = place_of(lines, index) {
        let what = format!("version {number} was made as version {other}");
        return Some(Disagreement::new(number, "order", what));
    }
    // The next link tells which of the two was changed: it was made with the hash as it was.
    let next = lines.get(index + 1);
    if next.is_some_and(|next| next.chain_hash == link(next, Some(&expected), next.number)) {
        let what = "the chain hash is not the one that was made: the next version is linked to another";
        return Some(Disagreement::new(number, "chain_hash", what));
    }
    let what = "message or time are not those of which the chain hash was made";
    Some(Disagreement::new(number, "message", what))
}

/// The number under which a line's chain hash was made, if it was another one or followed another version.
fn place_of(lines: &[VersionRow], index: usize) -> Option<i64> {
    if lines.len() > SEARCHED {
        return None;
    }
    let line = &lines[index];
    let hashes = lines.iter().map(|line| Some(&line.chain_hash));
    std::iter::once(None).chain(hashes).find_map(|before| {
        (1..).take(lines.len()).find(|number| link(line, before, *number) == line.chain_hash)
    })
}

fn link(line: &VersionRow, before: Option<&[u8; 32]>, number: i64) -> [u8; 32] {
    chain_hash(before, &line.content_hash, short(number), line.created_at, &line.message)
}

#[cfg(test)]
mod tests {
    use pact_model::ids::DocumentId;
    use pact_model::time::Timestamp;
    use pact_model::version::{VersionChanges, VersionReason};
    use pact_store::LogPlace;

    use super::*;

    fn chain() -> Vec<VersionRow> {
        let doc = DocumentId::from_uuid(uuid::Uuid::from_u128(1));
        let mut lines: Vec<VersionRow> = Vec::new();
        for number in 1..=5_u8 {
            let mut line = VersionRow {
                place: LogPlace { doc, epoch: 1, seq: i64::from(number) },
                number: i64::from(number),
                register: None,
                reason: VersionReason::Manual,
                message: format!("Versione {number}"),
                meeting: None,
                person: None,
                actor: None,
                contributors: Vec::new(),
                changed: VersionChanges::default(),
                content_hash: [number; 32],
                chain_hash: [0; 32],
                created_at: Timestamp::from_micros(i64::from(number)),
                redacted_at: None,
            };
            line.chain_hash = link(&line, lines.last().map(|line| &line.chain_hash), line.number);
            lines.push(line);
        }
        lines
    }

    fn first(lines: &[VersionRow]) -> Option<(i64, &'static str)> {
        let found = gap(lines).or_else(|| (0..lines.len()).find_map(|index| broken(lines, index)));
        found.and_then(|found| Some((found.version?, found.kind)))
    }

    #[test]
    fn a_whole_chain_agrees() {
        assert_eq!(first(&chain()), None);
    }

    #[test]
    fn a_number_that_is_missing_is_named() {
        let mut lines = chain();
        lines.remove(2);
        assert_eq!(first(&lines), Some((3, "order")));
        lines = chain();
        lines.remove(0);
        assert_eq!(first(&lines), Some((1, "order")));
    }

    #[test]
    fn a_changed_message_or_time_is_told_from_a_changed_hash() {
        for at in [0, 2, 4] {
            let mut lines = chain();
            lines[at].message.push('!');
            assert_eq!(first(&lines), Some((lines[at].number, "message")));
            lines = chain();
            lines[at].created_at = Timestamp::from_micros(99);
            assert_eq!(first(&lines), Some((lines[at].number, "message")));
        }
        let mut lines = chain();
        lines[2].chain_hash[0] ^= 1;
        assert_eq!(first(&lines), Some((3, "chain_hash")));
    }

    #[test]
    fn lines_that_changed_places_are_named() {
        for (one, other) in [(1, 2), (0, 4), (3, 4)] {
            let mut lines = chain();
            lines.swap(one, other);
            for (number, line) in (1..).zip(&mut lines) {
                line.number = number;
            }
            assert_eq!(first(&lines).unwrap().1, "order");
        }
    }
}
