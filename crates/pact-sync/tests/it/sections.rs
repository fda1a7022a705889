//! Changes of the section list.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::document::{DocumentKind, Policy, SectionId, SectionKind};
use pact_sync::{Author, Replica, RoomRules, SectionEdit, SyncError, seed_document};
use yrs::{GetString, ReadTxn, Text, WriteTxn};

use crate::peers::{Client, Heard, Table, attachment, rules};
use crate::seed::{section, template};

fn id(text: &str) -> SectionId {
    text.parse().unwrap()
}

fn table() -> (Table, Vec<u8>) {
    let template = template(vec![section("a", "Alfa"), section("b", "Beta"), section("c", "Gamma")]);
    let seed = seed_document(&template, "Patto", &BTreeMap::new());
    let replica = Replica::load(900, None, &[Bytes::from(seed.clone())]).unwrap();
    (Table::around(replica, pact()), seed)
}

pub fn pact() -> RoomRules {
    RoomRules { kind: DocumentKind::PattoCollaborazione, ..rules() }
}

impl Table {
    pub fn edit(&mut self, edit: &SectionEdit) -> Result<(Option<i64>, Heard), SyncError> {
        let mut effects = Vec::new();
        let seq = self.room.edit_sections(Author::default(), edit, self.now, &mut effects)?;
        Ok((seq, self.hear(effects)))
    }

    fn order(&self) -> String {
        self.room
            .content()
            .sections
            .iter()
            .map(|section| section.id.as_str().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn add(name: &str, after: Option<&str>) -> SectionEdit {
    SectionEdit::Add {
        id: id(name),
        kind: SectionKind::Annex,
        title: format!("Titolo {name}"),
        after: after.map(id),
    }
}

#[test]
fn a_section_is_added_first_in_between_and_last() {
    let (mut table, _) = table();
    table.edit(&add("first", None)).unwrap();
    table.edit(&add("middle", Some("a"))).unwrap();
    table.edit(&add("last", Some("c"))).unwrap();
    assert_eq!(table.order(), "first a middle b c last");
    let content = table.room.content();
    assert_eq!(
        (content.sections[2].title.as_str(), content.sections[2].kind),
        ("Titolo middle", SectionKind::Annex)
    );
    assert!(matches!(table.edit(&add("a", None)), Err(SyncError::InvalidEdit(_))), "it exists");
    assert!(matches!(table.edit(&add("x", Some("nowhere"))), Err(SyncError::UnknownSection(_))));
    assert_eq!(table.order(), "first a middle b c last");
}

/// The edit of the server goes to everybody, and to the log before it is answered.
#[test]
fn an_edit_is_told_to_everybody_and_has_a_place_in_the_log() {
    let (mut table, _) = table();
    let (seq, heard) = table.edit(&add("d", None)).unwrap();
    assert_eq!((seq, heard.told_all_but.as_slice(), heard.rows.len()), (Some(1), [None].as_slice(), 1));
}

#[test]
fn a_section_moves_without_counting_itself() {
    let (mut table, _) = table();
    let moved = |name: &str, after: Option<&str>| SectionEdit::Move { id: id(name), after: after.map(id) };
    table.edit(&moved("c", None)).unwrap();
    assert_eq!(table.order(), "c a b");
    table.edit(&moved("c", Some("b"))).unwrap();
    assert_eq!(table.order(), "a b c");
    table.edit(&moved("b", Some("a"))).unwrap();
    assert_eq!(table.order(), "a b c");
    assert!(table.edit(&moved("b", Some("b"))).is_err(), "not after itself");
}

#[test]
fn fields_are_set_and_taken_back_and_equal_values_make_no_update() {
    let (mut table, _) = table();
    let aside =
        |reason: Option<&str>| SectionEdit::SetAside { id: id("b"), reason: reason.map(str::to_owned) };
    let edits = [
        aside(Some("non serve più")),
        SectionEdit::SetNotApplicable { id: id("b"), reason: Some("non c’è bene".to_owned()) },
        SectionEdit::SetPolicy {
            id: id("b"),
            policy: Policy::Locked,
            reason: Some("firmato".to_owned()),
            writer: None,
        },
        SectionEdit::SetTitle { id: id("b"), title: "Nuovo".to_owned() },
    ];
    for edit in &edits {
        assert!(table.edit(edit).unwrap().0.is_some(), "{edit:?}");
    }
    let section = table.room.content().sections.remove(1);
    assert_eq!(section.aside.as_deref(), Some("non serve più"));
    assert_eq!(section.not_applicable.as_deref(), Some("non c’è bene"));
    assert_eq!((section.policy, section.title.as_str()), (Policy::Locked, "Nuovo"));
    assert_eq!(section.policy_reason.as_deref(), Some("firmato"));
    for edit in &edits {
        assert!(table.edit(edit).unwrap().0.is_none(), "{edit:?}");
    }
    table.edit(&aside(None)).unwrap();
    assert_eq!(table.room.content().sections[1].aside, None);
    let unknown = SectionEdit::SetAside { id: id("nowhere"), reason: None };
    assert!(matches!(table.edit(&unknown), Err(SyncError::UnknownSection(_))));
}

/// The page shows why a section is closed and for whom; neither outlives the policy it belongs to.
#[test]
fn a_policy_has_a_reason_and_a_writer_only_where_they_mean_something() {
    let (mut table, _) = table();
    let pro_loco = Policy::OneWriter("01900000-0000-7000-8000-000000000001".parse().unwrap());
    let expected = [
        (pro_loco, Some("scrive il proponente"), Some("Pro Loco")),
        (Policy::Office, Some("scrive il proponente"), None),
        (Policy::Open, None, None),
    ];
    for (policy, reason, writer) in expected {
        let edit = SectionEdit::SetPolicy {
            id: id("b"),
            policy: policy.clone(),
            reason: Some("scrive il proponente".to_owned()),
            writer: Some("Pro Loco".to_owned()),
        };
        assert!(table.edit(&edit).unwrap().0.is_some());
        assert!(table.edit(&edit).unwrap().0.is_none(), "said twice, written once");
        let section = table.room.content().sections.remove(1);
        assert_eq!(section.policy, policy);
        assert_eq!((section.policy_reason.as_deref(), section.policy_writer.as_deref()), (reason, writer));
    }
}

#[test]
fn a_document_is_paused_with_or_without_words_and_goes_on() {
    let (mut table, _) = table();
    let hash = table.room.content().hash();
    assert_eq!(table.room.content().paused, None);
    for reason in [Some("si vota"), Some(""), None] {
        let edit = SectionEdit::Pause { reason: reason.map(str::to_owned) };
        assert!(table.edit(&edit).unwrap().0.is_some());
        assert!(table.edit(&edit).unwrap().0.is_none(), "said twice, written once");
        assert_eq!(table.room.content().paused.as_deref(), reason);
        assert_eq!(table.room.content().hash(), hash, "a pause is no content");
    }
}

/// Somebody who types in the title keeps what was typed; pairs of surrogates stay whole.
#[test]
fn a_title_is_changed_where_it_differs() {
    let (mut table, seed) = table();
    let titles = ["Cura 😀 comune", "Cura 😁 comune", "Cura comune", "", "😀😀", "😀", "😁😀", "bb", "b"];
    let mut client = Client::new(5);
    client.learns(&seed);
    for title in titles {
        let edit = SectionEdit::SetTitle { id: id("a"), title: title.to_owned() };
        let (_, heard) = table.edit(&edit).unwrap();
        client.learns(&heard.rows[0].bytes);
        assert_eq!(table.room.content().sections[0].title, title);
        let txn = yrs::Transact::transact(&client.doc);
        assert_eq!(txn.get_text("title:a").unwrap().get_string(&txn), title);
    }
    let edit = SectionEdit::SetTitle { id: id("b"), title: "Beta e Delta".to_owned() };
    let anna = table.join(attachment());
    let typed = client.change(|txn| {
        let title = txn.get_or_insert_text("title:b");
        title.insert(txn, 4, " (bozza)");
    });
    table.edit(&edit).unwrap();
    table.update(anna, &typed);
    let title = table.room.content().sections[1].title.clone();
    assert!(title.contains("(bozza)") && title.contains("e Delta"), "{title}");
}

#[test]
fn two_hundred_sections_at_the_same_place_stay_in_order() {
    let (mut table, _) = table();
    for number in 0..200 {
        table.edit(&add(&format!("n{number}"), Some("a"))).unwrap();
    }
    let expected: Vec<String> = (0..200).rev().map(|number| format!("n{number}")).collect();
    assert_eq!(table.order(), format!("a {} b c", expected.join(" ")));
    for number in 0..200 {
        table.edit(&SectionEdit::Move { id: id(&format!("n{number}")), after: None }).unwrap();
    }
    assert_eq!(table.order(), format!("{} a b c", expected.join(" ")));
}

#[test]
fn a_document_without_sections_has_no_section_edits() {
    let mut table = Table::with(rules());
    assert!(matches!(table.edit(&add("a", None)), Err(SyncError::InvalidEdit(_))));
}
