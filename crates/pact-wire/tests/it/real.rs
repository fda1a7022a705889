//! What Yjs writes passes, fits together, and says what Yjs says of it.

use pact_wire::StateVector;
use pact_wire::update::{Limits, Rule, holes, inspect, inspect_with, is_known};

use crate::fixtures::{ALL, History};
use crate::hex;

fn vector(history: &History) -> StateVector {
    StateVector::decode(&hex(history.vector)).expect("state vector")
}

#[test]
fn every_update_passes_and_builds_on_the_ones_before() {
    for history in ALL {
        let mut known = StateVector::new();
        for (number, update) in history.updates.iter().enumerate() {
            let bytes = hex(update);
            let name = format!("{} update {number}", history.name);
            let inspection =
                inspect(&bytes, &Limits::UPDATE).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            assert_eq!(holes(&inspection, |client| known.get(client)), None, "{name}");
            for block in &inspection.blocks {
                known.advance(block.client, block.end);
            }
            assert!(is_known(&inspection, |client| known.get(client)), "{name}");
        }
        assert_eq!(known, vector(history), "{}", history.name);
    }
}

#[test]
fn whole_documents_and_merged_updates_need_nothing_else() {
    for history in ALL {
        for bytes in [hex(history.state), hex(history.merged)] {
            let mut elements = 0_u64;
            let inspection =
                inspect_with(&bytes, &Limits::STEP2, &mut |item| elements += u64::from(item.len))
                    .expect(history.name);
            assert_eq!(holes(&inspection, |_| 0), None, "{}", history.name);
            assert!(inspection.dependencies.is_empty(), "{}", history.name);
            let brought: StateVector =
                inspection.blocks.iter().map(|block| (block.client, block.end)).collect();
            assert_eq!(brought, vector(history), "{}", history.name);
            assert_eq!(elements, brought.iter().map(|(_, clock)| u64::from(clock)).sum::<u64>());
        }
    }
}

#[test]
fn an_update_without_the_one_before_it_is_a_hole() {
    for history in ALL {
        let holes_of_later = history.updates[1..].iter().filter(|update| {
            let inspection = inspect(&hex(update), &Limits::UPDATE).expect(history.name);
            holes(&inspection, |_| 0).is_some()
        });
        assert!(holes_of_later.count() > 0, "{}", history.name);
    }
}

#[test]
fn every_truncation_is_refused_and_so_is_every_tail() {
    for history in ALL {
        for update in history.updates.iter().chain([&history.state, &history.merged]) {
            let bytes = hex(update);
            for len in 0..bytes.len() {
                assert!(inspect(&bytes[..len], &Limits::UPDATE).is_err(), "{} cut at {len}", history.name);
            }
            let tail = [&bytes[..], &[0]].concat();
            let rule = inspect(&tail, &Limits::UPDATE).expect_err("tail").rule;
            assert_eq!(rule, Rule::TrailingBytes, "{}", history.name);
        }
    }
}

#[test]
fn state_vectors_are_written_as_yjs_writes_them() {
    for history in ALL {
        assert_eq!(vector(history).to_bytes(), hex(history.vector), "{}", history.name);
    }
}
