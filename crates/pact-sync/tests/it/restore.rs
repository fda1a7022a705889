//! Sections and whole documents put back from what they said.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::document::{Binding, BindingKind, Policy, SectionId, SectionKind};
use pact_sync::{Author, Origin, Replica, RestorePlan, SectionEdit, SyncError, seed_bound_document};

use crate::peers::{Heard, Table, attachment, rules};
use crate::sections::pact;
use crate::seed::{section, template};

fn id(text: &str) -> SectionId {
    text.parse().unwrap()
}

fn binding(id: &str) -> Binding {
    Binding { kind: BindingKind::Commitment, id: id.to_owned() }
}

fn table() -> Table {
    let template = template(vec![section("a", "Alfa"), section("b", "Beta"), section("c", "Gamma")]);
    let bodies = BTreeMap::from([
        (id("a"), vec![Node::block("p", vec![Node::text("La cura del parco.")])]),
        (id("b"), vec![Node::block("p", vec![Node::text("Il Comune 😀 paga.")])]),
    ]);
    let seed = seed_bound_document(&template, "Patto", &bodies, &[(id("a"), binding("1"))]);
    Table::around(Replica::load(900, None, &[Bytes::from(seed)]).unwrap(), pact())
}

impl Table {
    fn restore(&mut self, plan: &RestorePlan) -> (Option<i64>, Heard) {
        let mut effects = Vec::new();
        let seq = self.room.restore(Author::default(), plan, self.now, &mut effects).unwrap();
        (seq, self.hear(effects))
    }

    fn section(&self, name: &str) -> SectionContent {
        let sections = self.room.content().normalised().sections;
        sections.into_iter().find(|section| section.id == id(name)).unwrap()
    }
}

fn whole(content: &DocumentContent) -> RestorePlan {
    RestorePlan::Whole {
        sections: content.sections.clone(),
        aside: "non presente nella versione 1".to_owned(),
    }
}

fn rework(table: &mut Table) {
    let edits = [
        SectionEdit::SetTitle { id: id("a"), title: "Alfa e altro".to_owned() },
        SectionEdit::SetAside { id: id("a"), reason: Some("per ora".to_owned()) },
        SectionEdit::SetNotApplicable { id: id("b"), reason: Some("non c’è bene".to_owned()) },
        SectionEdit::SetPolicy { id: id("a"), policy: Policy::Locked, reason: None, writer: None },
        SectionEdit::Move { id: id("c"), after: None },
        SectionEdit::Add {
            id: id("n"),
            kind: SectionKind::Annex,
            title: "Nuova".to_owned(),
            after: Some(id("a")),
        },
    ];
    for edit in edits {
        table.edit(&edit).unwrap();
    }
    let mut plan = table.section("a");
    plan.body = vec![Node::block("p", vec![Node::text("La gestione del parco, e la sua festa.")])];
    plan.bindings = vec![binding("2")];
    table.restore(&RestorePlan::Section(Box::new(plan)));
}

#[test]
fn a_section_is_put_back_whole_and_nothing_else_changes() {
    let mut table = table();
    let before = table.room.content().normalised();
    rework(&mut table);
    let reworked = table.room.content().normalised();
    let plan = RestorePlan::Section(Box::new(before.sections[0].clone()));
    assert!(!plan.is_fulfilled_by(&reworked));
    let (seq, heard) = table.restore(&plan);
    assert!(plan.is_fulfilled_by(&table.room.content()));
    assert_eq!(seq, Some(table.room.seq()));
    assert_eq!((heard.rows.len(), heard.rows[0].origin), (1, Origin::Restore));
    // Who may write where is a state of the table.
    let expected = SectionContent { policy: Policy::Locked, ..before.sections[0].clone() };
    assert_eq!(table.section("a"), expected);
    for name in ["b", "c", "n"] {
        let unchanged = reworked.sections.iter().find(|section| section.id == id(name)).unwrap();
        assert_eq!(&table.section(name), unchanged);
    }
    assert_eq!(table.restore(&plan).0, None, "said twice, written once");
}

#[test]
fn a_document_is_put_back_and_what_is_new_is_set_aside() {
    let mut table = table();
    let before = table.room.content().normalised();
    rework(&mut table);
    assert!(!whole(&before).is_fulfilled_by(&table.room.content()));
    table.restore(&whole(&before));
    assert!(whole(&before).is_fulfilled_by(&table.room.content()));
    let after = table.room.content().normalised();
    let names: Vec<&str> = after.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(names, ["a", "n", "b", "c"]);
    assert_eq!(after.sections[1].aside.as_deref(), Some("non presente nella versione 1"));
    for section in &before.sections {
        let policy = if section.id == id("a") { Policy::Locked } else { Policy::Open };
        assert_eq!(table.section(section.id.as_str()), SectionContent { policy, ..section.clone() });
    }
    assert_eq!(table.restore(&whole(&before)).0, None, "said twice, written once");
}

/// It cannot happen; if it does, what was put back is there, and may be written in.
#[test]
fn a_section_that_is_not_there_is_made() {
    let mut table = table();
    let lost = SectionContent {
        id: id("z"),
        title: "Ritrovata".to_owned(),
        number: Some(7),
        bindings: vec![binding("9")],
        ..table.room.content().sections[1].clone()
    };
    let mut content = table.room.content();
    content.sections.insert(1, lost.clone());
    table.restore(&whole(&content));
    assert_eq!(table.section("z"), lost);
    let names: Vec<String> =
        table.room.content().sections.iter().map(|section| section.id.to_string()).collect();
    assert_eq!(names, ["a", "z", "b", "c"]);
    let anna = table.join(attachment());
    let mut client = crate::peers::Client::new(5);
    client.learns(&table.room.snapshot().0);
    let typed = client.change(|txn| {
        let title = yrs::WriteTxn::get_or_insert_text(txn, "title:z");
        yrs::Text::insert(&title, txn, 0, "La ");
    });
    let heard = table.update(anna, &typed);
    assert!(heard.refused.is_empty(), "{heard:?}");
    assert_eq!(table.section("z").title, "La Ritrovata");
}

#[test]
fn a_document_without_sections_has_nothing_to_put_back() {
    let mut table = Table::with(rules());
    let plan = RestorePlan::Whole { sections: Vec::new(), aside: String::new() };
    let refused = table.room.restore(Author::default(), &plan, table.now, &mut Vec::new());
    assert!(matches!(refused, Err(SyncError::InvalidEdit(_))));
}
