//! Who may write.

use pact_sync::{Attachment, Counter, Writing};

use crate::peers::{Client, Table, attachment, reader};

/// I7: a reader's new text does not enter, and the reader is told.
#[test]
fn a_reader_cannot_write() {
    let mut table = Table::new();
    let anna = table.join(reader());
    let heard = table.update(anna, &Client::new(5).types(0, "ciao"));
    assert!(heard.rows.is_empty() && heard.told_all_but.is_empty());
    assert_eq!((heard.refusals(anna), heard.statuses(anna)), (vec!["read_only".to_owned()], vec![false]));
    assert_eq!(heard.counted, [Counter::ReadOnlyRefused]);
}

/// A reader's Step2 always carries the whole delete set; that is nothing new.
#[test]
fn a_reader_that_brings_nothing_new_is_in_order() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(reader()));
    let mut author = Client::new(5);
    table.update(anna, &author.types(0, "ciao mondo"));
    table.update(anna, &author.deletes(2, 4));
    table.commit();
    let mut client = Client::new(6);
    let heard = table.say(bruno, client.step1());
    client.learns(&heard.step2(bruno));
    let [question] = heard.questions(bruno).try_into().unwrap();
    let answer = client.answer(&question);
    assert_ne!(answer.as_ref(), [0, 0], "it holds the delete set");
    assert_eq!(table.step2(bruno, &answer).statuses(bruno), [true]);
}

/// Of two values set for one key at the same time one is deleted, though no update says so; the reader's delete
/// set does.
#[test]
fn a_deletion_that_follows_from_two_edits_is_known() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(reader()));
    for id in [11, 12] {
        let update = Client::new(id).change(|txn| {
            use yrs::{Map, WriteTxn};
            let fields = txn.get_or_insert_map("fields");
            fields.insert(txn, "k", id.to_string());
        });
        table.update(anna, &update);
    }
    table.commit();
    let mut client = Client::new(6);
    client.learns(&table.say(bruno, client.step1()).step2(bruno));
    let heard = table.step2(bruno, &client.whole());
    assert_eq!((heard.refusals(bruno), heard.statuses(bruno)), (vec![], vec![true]));
}

/// A page with another schema brings home what was written, and writes no more; it is not shown the text.
#[test]
fn an_old_page_brings_its_unsent_words_home_and_writes_no_more() {
    let mut table = Table::new();
    let old = Attachment { writing: Writing::FlushOnly, may_read: false, ..attachment() };
    let anna = table.join(old);
    let mut client = Client::new(5);
    client.types(0, "scritto prima");
    let heard = table.say(anna, client.step1());
    assert_eq!(heard.to(anna).count(), 1, "a question and no text");
    let [question] = heard.questions(anna).try_into().unwrap();
    assert_eq!(table.step2(anna, &client.answer(&question)).rows.len(), 1);
    assert_eq!(table.commit().statuses(anna), [true]);
    let heard = table.update(anna, &client.types(0, "poi "));
    assert_eq!((heard.refusals(anna), heard.statuses(anna)), (vec!["schema".to_owned()], vec![false]));
    assert_eq!(table.text(), "scritto prima");
}

/// The row says who wrote and for whom.
#[test]
fn a_row_names_person_body_and_client() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let heard = table.update(anna, &Client::new(5).types(0, "ciao"));
    let identity = crate::peers::identity();
    let row = &heard.rows[0];
    assert_eq!((row.author.person, row.author.actor), (Some(identity.person), identity.actor));
    assert_eq!((row.seq, row.client), (1, Some(5)));
    assert_eq!(heard.told_all_but, [Some(anna)], "everybody but the author");
}

/// Yjs removes redundant marks by itself, in the name of whoever reads: nobody wrote, and nobody is refused. Nothing
/// of it enters either: a reader cannot take away what somebody marked.
#[test]
fn a_browser_that_tidies_marks_is_not_refused() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(reader()));
    let mut author = Client::new(5);
    table.update(anna, &author.types(0, "ciao"));
    let bold = author.change(|txn| {
        use yrs::{Text, WriteTxn};
        let text = txn.get_or_insert_text(crate::peers::ROOT);
        text.format(txn, 0, 4, yrs::types::Attrs::from([("bold".into(), yrs::Any::from(true))]));
    });
    table.update(anna, &bold);
    table.commit();
    // The marks stand behind the four letters.
    let tidies = bytes::Bytes::from_static(&[0, 1, 5, 1, 4, 2]);
    let heard = table.update(bruno, &tidies);
    assert_eq!((heard.refusals(bruno), heard.statuses(bruno), heard.rows.len()), (vec![], vec![true], 0));
    // A letter is another matter.
    let deletes = bytes::Bytes::from_static(&[0, 1, 5, 1, 3, 2]);
    assert_eq!(table.update(bruno, &deletes).refusals(bruno), ["read_only"]);
}
