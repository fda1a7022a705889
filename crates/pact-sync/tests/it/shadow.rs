//! The structure index beside yrs: what it says of an update is what happens, on histories of several clients.

use std::collections::BTreeMap;

use pact_sync::Replica;
use pact_wire::structure::Structure;
use pact_wire::update::{Limits, inspect};
use proptest::prelude::*;
use yrs::{GetString, Map, ReadTxn};

use crate::replay::{History, histories};

/// What each root says, as text.
fn roots(replica: &Replica) -> BTreeMap<&'static str, String> {
    replica.read(|txn| {
        let text = txn.get_text(crate::peers::ROOT).map(|text| {
            let chunks = yrs::Text::diff(&text, txn, yrs::types::text::YChange::identity);
            let said: Vec<String> =
                chunks.iter().map(|chunk| format!("{:?} {:?}", chunk.insert, chunk.attributes)).collect();
            said.join(", ")
        });
        let body = txn.get_xml_fragment("body:a").map(|body| body.get_string(txn));
        [(crate::peers::ROOT, text), ("body:a", body), ("fields", Some(format!("{:?}", entries(replica))))]
            .into_iter()
            .map(|(root, content)| (root, content.unwrap_or_default()))
            .collect()
    })
}

fn entries(replica: &Replica) -> BTreeMap<String, String> {
    replica.read(|txn| {
        txn.get_map("fields")
            .map(|map| map.iter(txn).map(|(key, value)| (key.to_owned(), format!("{value:?}"))).collect())
            .unwrap_or_default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_index_says_what_happens((clients, steps) in histories()) {
        let mut history = History::new(clients);
        for step in steps {
            history.take(step);
        }
        for who in 0..clients {
            history.sync(who);
        }
        let mut replica = Replica::new(700);
        let mut structure = Structure::default();
        for row in &history.table.log {
            let examined = structure.examine(&row.bytes, &Limits::DOCUMENT, None).unwrap();
            prop_assert_eq!(examined.gap, None);
            let before = roots(&replica);
            let values_before = entries(&replica);
            let arranged = replica.arrange(replica.examine(&row.bytes, &Limits::DOCUMENT, None).unwrap()).unwrap();
            replica.apply(&row.bytes, arranged).unwrap();
            // Nothing changes where nothing was announced.
            let touched: Vec<&str> = structure.touches(&examined).map(|touch| touch.root).collect();
            for (root, content) in roots(&replica) {
                prop_assert!(before[root] == content || touched.contains(&root), "{} changed unannounced", root);
            }
            // A value that was not set beside another one is the one that counts.
            let values = entries(&replica);
            let written: Vec<_> = structure.entry_touches(&examined).collect();
            for (key, value) in &values {
                let was_written = written.iter().any(|entry| entry.key == key);
                prop_assert!(was_written || values_before.get(key) == Some(value), "{} unannounced", key);
            }
            let arranged = structure.arrange(examined).unwrap();
            structure.absorb(arranged);
            // What yrs deleted besides is told to the index by the replica; here by looking.
            let inspection = inspect(&replica.encoded(), &Limits::DOCUMENT).unwrap();
            for range in inspection.delete_set {
                structure.absorb_deletion(range.client, range.start..range.start + range.len);
            }
        }
        // Rebuilt from a snapshot it says the same of everything that is still somewhere.
        let state = replica.encoded();
        let mut rebuilt = Structure::default();
        let examined = rebuilt.examine(&state, &Limits::DOCUMENT, None).unwrap();
        let arranged = rebuilt.arrange(examined).unwrap();
        rebuilt.absorb(arranged);
        prop_assert_eq!(rebuilt.state_vector(), structure.state_vector());
        for (client, clock) in structure.state_vector().iter() {
            prop_assert!(rebuilt.deleted(client).eq(structure.deleted(client)));
            for clock in 0..clock {
                let (then, now) = (structure.root_of(client, clock), rebuilt.root_of(client, clock));
                let is_collected = now.is_none() && structure.is_deleted(client, clock);
                prop_assert!(then == now || is_collected, "{}/{}: {:?}, {:?}", client, clock, then, now);
            }
        }
    }

    /// A value that is set on top of the present one wins; one that is set beside it is told as such.
    #[test]
    fn a_value_set_beside_another_is_noticed(writes in prop::collection::vec((0..3usize, any::<bool>()), 1..20)) {
        let mut clients: Vec<crate::peers::Client> = (0..3).map(|n| crate::peers::Client::new(10 + n)).collect();
        let mut structure = Structure::default();
        let mut replica = Replica::new(700);
        for (number, (who, learns_first)) in writes.into_iter().enumerate() {
            if learns_first {
                clients[who].learns(&replica.encoded());
            }
            let update = clients[who].change(|txn| {
                let map = yrs::WriteTxn::get_or_insert_map(txn, "fields");
                map.insert(txn, "k", i64::try_from(number).unwrap());
            });
            let examined = structure.examine(&update, &Limits::DOCUMENT, None).unwrap();
            // Its own earlier value may be missing from a client that did not send: here everything is sent.
            prop_assert_eq!(examined.gap, None);
            let is_concurrent = structure.entry_touches(&examined).any(|entry| entry.is_concurrent);
            let arranged = replica.arrange(replica.examine(&update, &Limits::DOCUMENT, None).unwrap()).unwrap();
            replica.apply(&update, arranged).unwrap();
            let value = replica.read(|txn| txn.get_map("fields").unwrap().get(txn, "k").unwrap().to_string(txn));
            if learns_first {
                prop_assert!(!is_concurrent);
            }
            prop_assert!(is_concurrent || value == number.to_string(), "{} lost unnoticed to {}", number, value);
            let arranged = structure.arrange(examined).unwrap();
            structure.absorb(arranged);
        }
    }
}
