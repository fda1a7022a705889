//! The index says where things lie: each struct in the root in which a slow model of the document has it, now and when
//! the index is rebuilt from the log.

use pact_wire::structure::Structure;
use pact_wire::update::Limits;

use super::gate::{Gate, Verdict};
use super::sample;

/// A history as bytes: any number of updates for one document.
///
/// # Panics
/// The index and the model have something in different places.
pub fn places(input: &[u8]) {
    let mut gate = Gate::default();
    for update in sample::updates(input) {
        let verdict = gate.offer(update);
        if verdict == Verdict::Taken {
            compare(&gate, "live");
        }
    }
    let mut rebuilt = Structure::default();
    for update in gate.taken() {
        let examined = rebuilt.examine(update, &Limits::DOCUMENT, None).expect("it was taken before");
        let arranged = rebuilt.arrange(examined).expect("it was taken before");
        rebuilt.absorb(arranged);
    }
    for ((client, clock), root) in gate.shadow().places() {
        assert_eq!(rebuilt.root_of(client, clock), Some(root), "rebuilt: {client}/{clock}");
    }
}

fn compare(gate: &Gate, when: &str) {
    for ((client, clock), root) in gate.shadow().places() {
        assert_eq!(gate.structure().root_of(client, clock), Some(root), "{when}: {client}/{clock}");
    }
}
