//! Which client wrote which letters.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::content::Node;
use pact_sync::{ClientRun, Replica, authored_runs, seed_document};
use yrs::types::Attrs;
use yrs::{
    Any, Text, TransactionMut, WriteTxn, XmlElementPrelim, XmlFragment, XmlOut, XmlTextPrelim, XmlTextRef,
};

use crate::peers::Client;
use crate::seed::{section, template};

fn first_text(txn: &mut TransactionMut<'_>) -> XmlTextRef {
    let body = txn.get_or_insert_xml_fragment("body:a");
    let Some(XmlOut::Element(block)) = body.get(txn, 0) else { panic!("a block") };
    let Some(XmlOut::Text(text)) = block.get(txn, 0) else { panic!("a text") };
    text
}

fn runs(parts: &[(u64, &str)]) -> Vec<ClientRun> {
    parts.iter().map(|(client, text)| ClientRun { client: *client, text: (*text).to_owned() }).collect()
}

/// Marks belong to nobody, and neither does a line without words; who deletes is not who wrote.
#[test]
fn letters_belong_to_who_wrote_them() {
    let template = template(vec![section("a", "Alfa"), section("b", "")]);
    let body = vec![Node::block("p", vec![Node::text("La casa sul fiume.")]), Node::block("p", Vec::new())];
    let seed = seed_document(&template, "Patto", &BTreeMap::from([("a".parse().unwrap(), body)]));
    let mut rows = vec![Bytes::from(seed)];
    let (mut anna, mut bruno) = (Client::new(5), Client::new(6));
    anna.learns(&rows[0]);
    bruno.learns(&rows[0]);
    rows.push(anna.change(|txn| {
        let text = first_text(txn);
        text.insert(txn, 3, "bella 😀 ");
        text.format(txn, 0, 8, Attrs::from([("bold".into(), Any::from_json("{}").unwrap())]));
        let title = txn.get_or_insert_text("title:a");
        title.insert(txn, 4, " e Beta");
    }));
    rows.push(bruno.change(|txn| {
        let text = first_text(txn);
        text.remove_range(txn, 7, 4);
        let body = txn.get_or_insert_xml_fragment("body:a");
        let list = body.push_back(txn, XmlElementPrelim::empty("bulletList"));
        let item = list.push_back(txn, XmlElementPrelim::empty("listItem"));
        let block = item.push_back(txn, XmlElementPrelim::empty("block"));
        block.push_back(txn, XmlTextPrelim::new("primo"));
        block.push_back(txn, XmlElementPrelim::empty("hardBreak"));
        block.push_back(txn, XmlTextPrelim::new("secondo"));
    }));
    let expected = runs(&[
        (1, "Alfa"),
        (5, " e Beta\n"),
        (1, "La "),
        (5, "bella 😀 "),
        (1, "casa fiume.\n"),
        (6, "primo\nsecondo\n"),
    ]);
    let read = authored_runs(None, &rows).unwrap();
    assert_eq!(read[0].1, expected);
    assert_eq!((read[1].0.as_str(), read[1].1.as_slice()), ("b", [].as_slice()));
    let state = Replica::load(1, None, &rows).unwrap().encoded();
    assert_eq!(authored_runs(Some(&state), &[]).unwrap(), read, "a snapshot says the same");
}
