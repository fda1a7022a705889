//! Sections that are closed, and documents in which writing rests.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use pact_model::access::{Identity, Role};
use pact_model::document::{Policy, SectionId};
use pact_sync::{Attachment, AttachmentId, GRACE, Replica, SectionEdit, seed_document};
use pact_wire::message::PeerMessage;
use serde_json::{Value, json};
use yrs::{Map, Text, WriteTxn, XmlElementPrelim, XmlFragment, XmlTextPrelim};

use crate::leases::somebody;
use crate::peers::{Client, Heard, Table, attachment};
use crate::sections::pact;
use crate::seed::{section, template};

/// A pact with two sections, and its bytes.
fn table() -> (Table, Bytes) {
    let template = template(vec![section("a", "Alfa"), section("b", "Beta")]);
    let seed = Bytes::from(seed_document(&template, "Patto", &BTreeMap::new()));
    let replica = Replica::load(900, None, std::slice::from_ref(&seed)).unwrap();
    (Table::around(replica, pact()), seed)
}

fn coordinator() -> Attachment {
    let member = somebody(9);
    Attachment { identity: Identity { role: Role::Coordinator, actor: None, ..member.identity }, ..member }
}

struct Writer {
    id: AttachmentId,
    client: Client,
}

impl Writer {
    fn new(table: &mut Table, seed: &Bytes, attachment: Attachment, number: u64) -> Self {
        let mut client = Client::new(number);
        client.learns(seed);
        Self { id: table.join(attachment), client }
    }

    /// Adds a block of text to a section.
    fn block(&mut self, section: &str, words: &str) -> Bytes {
        self.client.change(|txn| {
            let body = txn.get_or_insert_xml_fragment(format!("body:{section}"));
            let block = body.push_back(txn, XmlElementPrelim::empty("block"));
            block.push_back(txn, XmlTextPrelim::new(words));
        })
    }

    fn title(&mut self, section: &str, words: &str) -> Bytes {
        self.client.change(|txn| {
            let title = txn.get_or_insert_text(format!("title:{section}"));
            title.insert(txn, 0, words);
        })
    }

    fn writes(&mut self, table: &mut Table, section: &str, words: &str) -> Heard {
        let update = self.block(section, words);
        table.update(self.id, &update)
    }
}

fn close(table: &mut Table, section: &str, policy: Policy) -> Heard {
    let edit = SectionEdit::SetPolicy { id: section.parse().unwrap(), policy, reason: None, writer: None };
    table.edit(&edit).unwrap().1
}

/// The policy is long known to everybody.
fn closed_long_ago(policy: Policy) -> (Table, Bytes) {
    let (mut table, seed) = table();
    let heard = close(&mut table, "a", policy);
    table.now += GRACE;
    let state = [seed, heard.rows[0].bytes.clone()];
    let mut client = Client::new(800);
    for update in &state {
        client.learns(update);
    }
    (table, client.whole())
}

#[test]
fn a_closed_section_takes_nothing_and_the_others_go_on() {
    let (mut table, seed) = closed_long_ago(Policy::Locked);
    let mut anna = Writer::new(&mut table, &seed, somebody(1), 5);
    assert_eq!(anna.writes(&mut table, "b", "qui si scrive").rows.len(), 1);
    let heard = anna.writes(&mut table, "a", "qui no\u{e8}");
    assert!(heard.rows.is_empty());
    let [refused] = heard.refused.as_slice() else { panic!("{heard:?}") };
    assert_eq!((refused.code, refused.section.as_ref().map(SectionId::as_str)), ("locked", Some("a")));
    let [words] = refused.words.as_slice() else { panic!("{refused:?}") };
    assert_eq!(
        (words.section.as_ref().map(SectionId::as_str), words.text.as_str()),
        (Some("a"), "qui no\u{e8}")
    );
    let told: Value = serde_json::from_str(
        heard
            .to(anna.id)
            .find_map(|message| match message {
                pact_sync::Outgoing::Stateless(text) => Some(text.as_str()),
                _ => None,
            })
            .unwrap(),
    )
    .unwrap();
    assert_eq!((&told["section"], &told["rescueId"]), (&json!("a"), &json!("rescue")));
}

/// What somebody typed before hearing of the refusal is kept too, and each word once.
#[test]
fn words_behind_a_refusal_are_kept_once() {
    let (mut table, seed) = closed_long_ago(Policy::Locked);
    let mut anna = Writer::new(&mut table, &seed, somebody(1), 5);
    let first = anna.title("a", "uno ");
    let second = anna.title("a", "due ");
    assert_eq!(table.update(anna.id, &first).refused[0].words[0].text, "uno ");
    assert!(table.update(anna.id, &second).refused.is_empty(), "held: it builds on what did not enter");
    // She is asked for the missing part, and brings it with all the rest.
    let heard = table.step2(anna.id, &anna.client.whole());
    let texts = |heard: &Heard| -> Vec<String> {
        let parts = heard.refused.iter().flat_map(|refused| &refused.words);
        parts.map(|part| format!("{}: {}", part.section.as_ref().unwrap(), part.text)).collect()
    };
    assert_eq!(texts(&heard), ["a: due "]);
    // The page goes; of what was held nothing is new by now.
    assert!(texts(&table.leave(anna.id)).is_empty());

    let mut bruno = Writer::new(&mut table, &seed, somebody(2), 6);
    let (first, second) = (bruno.title("a", "tre "), bruno.title("a", "quattro "));
    table.update(bruno.id, &first);
    table.update(bruno.id, &second);
    assert_eq!(texts(&table.leave(bruno.id)), ["a: quattro "]);
    // A stock client comes back with the same words, again and again.
    let again = table.join(somebody(2));
    let heard = table.step2(again, &bruno.client.whole());
    assert_eq!((heard.refused.len(), texts(&heard).len()), (1, 0));
}

type Attempt = (&'static str, fn(&mut Writer) -> Bytes);

/// Not by inserting, deleting, formatting, moving, binding, nor by the title.
#[test]
fn no_kind_of_change_enters_a_closed_section() {
    let (mut table, seed) = table();
    let mut owner = Writer::new(&mut table, &seed, somebody(1), 5);
    let first = owner.block("a", "testo concordato");
    table.update(owner.id, &first);
    close(&mut table, "a", Policy::Locked);
    table.now += GRACE;
    let attempts: [Attempt; 6] = [
        ("insert", |writer| writer.block("a", "di nascosto")),
        ("title", |writer| writer.title("a", "Altro ")),
        ("delete", |writer| {
            writer.client.change(|txn| {
                let body = txn.get_or_insert_xml_fragment("body:a");
                body.remove_range(txn, 0, 1);
            })
        }),
        ("format", |writer| {
            writer.client.change(|txn| {
                let text = the_text(txn);
                let bold = yrs::types::Attrs::from([("bold".into(), yrs::Any::from(true))]);
                text.format(txn, 0, 5, bold);
            })
        }),
        ("attribute", |writer| {
            writer.client.change(|txn| {
                use yrs::Xml;
                let body = txn.get_or_insert_xml_fragment("body:a");
                let Some(yrs::XmlOut::Element(block)) = body.get(txn, 0) else { panic!("no block") };
                block.insert_attribute(txn, "style", "h3");
            })
        }),
        ("bind", |writer| {
            writer.client.change(|txn| {
                let bindings = txn.get_or_insert_map("bindings");
                bindings.insert(txn, "a/commitment/7", true);
            })
        }),
    ];
    for (number, (what, attempt)) in attempts.into_iter().enumerate() {
        let mut anna = Writer::new(&mut table, &seed, somebody(2), 20 + number as u64);
        anna.client.learns(&first);
        let update = attempt(&mut anna);
        let heard = table.update(anna.id, &update);
        assert_eq!(heard.refusals(anna.id), ["locked"], "{what}");
        assert_eq!(heard.statuses(anna.id), [false], "{what}");
    }
}

fn the_text(txn: &mut yrs::TransactionMut<'_>) -> yrs::XmlTextRef {
    let body = txn.get_or_insert_xml_fragment("body:a");
    let Some(yrs::XmlOut::Element(block)) = body.get(txn, 0) else { panic!("no block") };
    let Some(yrs::XmlOut::Text(text)) = block.get(txn, 0) else { panic!("no text") };
    text
}

#[test]
fn one_body_writes_where_only_one_may() {
    let body = somebody(1).identity.actor.unwrap();
    let (mut table, seed) = closed_long_ago(Policy::OneWriter(body));
    for (attachment, number, enters) in
        [(somebody(1), 5, true), (somebody(2), 6, false), (coordinator(), 7, false)]
    {
        let mut writer = Writer::new(&mut table, &seed, attachment, number);
        assert_eq!(writer.writes(&mut table, "a", "x").rows.len(), usize::from(enters), "{number}");
    }
}

#[test]
fn the_office_writes_its_text() {
    let (mut table, seed) = closed_long_ago(Policy::Office);
    for (attachment, number, enters) in [(coordinator(), 5, true), (somebody(1), 6, false)] {
        let mut writer = Writer::new(&mut table, &seed, attachment, number);
        assert_eq!(writer.writes(&mut table, "a", "x").rows.len(), usize::from(enters), "{number}");
    }
}

/// Words that were on their way when the section was closed are honest: for three seconds, or until the page says
/// that it has seen it.
#[test]
fn honest_words_in_flight_enter_until_the_page_has_seen_the_lock() {
    let (mut table, seed) = table();
    let mut stock = Writer::new(&mut table, &seed, somebody(1), 5);
    let mut page = Writer::new(&mut table, &seed, somebody(2), 6);
    table.hello(page.id, Some(6));
    let heard = close(&mut table, "a", Policy::Locked);
    let [(lock, to)] = heard.announced.as_slice() else { panic!("{heard:?}") };
    assert_eq!(to, &[page.id], "only pages that asked are told so");
    assert_eq!(stock.writes(&mut table, "a", "in volo").rows.len(), 1);
    assert_eq!(page.writes(&mut table, "a", "in volo").rows.len(), 1);
    let seq = serde_json::from_str::<Value>(lock).unwrap()["seq"].clone();
    table.say(page.id, PeerMessage::Stateless(json!({ "v": 1, "t": "lockSeen", "seq": seq }).to_string()));
    assert_eq!(page.writes(&mut table, "a", "dopo").refusals(page.id), ["locked"]);
    table.now += GRACE.saturating_sub(Duration::from_millis(1));
    assert_eq!(stock.writes(&mut table, "a", "ancora").rows.len(), 1);
    table.now += Duration::from_millis(1);
    assert_eq!(stock.writes(&mut table, "a", "tardi").refusals(stock.id), ["locked"]);
}

/// Grace is for those who could write before, not for anybody.
#[test]
fn who_could_not_write_before_has_no_grace() {
    let body = somebody(1).identity.actor.unwrap();
    let (mut table, seed) = closed_long_ago(Policy::OneWriter(body));
    let mut other = Writer::new(&mut table, &seed, somebody(2), 6);
    close(&mut table, "a", Policy::Locked);
    assert_eq!(other.writes(&mut table, "a", "x").refusals(other.id), ["locked"]);
}

#[test]
fn while_writing_rests_nothing_enters_anywhere() {
    let (mut table, seed) = table();
    let mut anna = Writer::new(&mut table, &seed, somebody(1), 5);
    table.edit(&SectionEdit::Pause { reason: Some(String::new()) }).unwrap();
    assert_eq!(anna.writes(&mut table, "b", "in volo").rows.len(), 1);
    table.now += GRACE;
    assert_eq!(anna.writes(&mut table, "b", "x").refusals(anna.id), ["paused"]);
    table.edit(&SectionEdit::Pause { reason: None }).unwrap();
    // What was refused is missing in what builds on it; somebody else goes on at once.
    let mut bruno = Writer::new(&mut table, &seed, somebody(2), 6);
    assert_eq!(bruno.writes(&mut table, "b", "di nuovo").rows.len(), 1);
}

/// `sections` and `meta` are the server's: no client writes or deletes there.
#[test]
fn nobody_writes_what_is_the_servers() {
    let (mut table, seed) = table();
    let attempts: [fn(&mut yrs::TransactionMut<'_>); 4] = [
        |txn| {
            txn.get_or_insert_map("sections").insert(txn, "a/policy", "open");
        },
        |txn| {
            txn.get_or_insert_map("sections").remove(txn, "a/policy");
        },
        |txn| {
            txn.get_or_insert_map("meta").insert(txn, "schema", 9);
        },
        |txn| {
            txn.get_or_insert_map("meta").remove(txn, "kind");
        },
    ];
    for (number, attempt) in attempts.into_iter().enumerate() {
        let mut mallory = Writer::new(&mut table, &seed, coordinator(), 20 + number as u64);
        let update = mallory.client.change(attempt);
        let heard = table.update(mallory.id, &update);
        assert_eq!(heard.refusals(mallory.id), ["server_only"], "{number}");
        assert_eq!(heard.noted.len(), 1);
    }
    assert_eq!(table.room.content().sections[0].policy, Policy::Open);
}

/// Names that the document does not know do not enter: a `<script>`, a root of one's own, a mark.
#[test]
fn names_that_the_document_does_not_know_do_not_enter() {
    let (mut table, seed) = table();
    let attempts: [fn(&mut yrs::TransactionMut<'_>); 3] = [
        |txn| {
            txn.get_or_insert_xml_fragment("body:a").push_back(txn, XmlElementPrelim::empty("script"));
        },
        |txn| txn.get_or_insert_text("mio").insert(txn, 0, "x"),
        |txn| txn.get_or_insert_text("body:nuova").insert(txn, 0, "x"),
    ];
    for (number, attempt) in attempts.into_iter().enumerate() {
        let mut mallory = Writer::new(&mut table, &seed, attachment(), 20 + number as u64);
        let update = mallory.client.change(attempt);
        assert_eq!(table.update(mallory.id, &update).refusals(mallory.id), ["invalid"], "{number}");
    }
}
