//! How much do two hundred versions of a text of sixty pages take? Less than three times what their canonical forms take
//! by themselves; and the list of them is read at once.

use std::time::Instant;

use bytes::Bytes;
use pact_app::Caller;
use pact_app::rooms::Author;
use pact_app::versions::{NewVersion, Reader};
use pact_model::document::DocumentKind;
use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_model::version::VersionReason;
use pact_store::{OriginKind, SnapshotRow, UpdateRow};
use uuid::Uuid;
use yrs::block::ClientID;
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, TransactionMut, Update,
    WriteTxn, Xml, XmlElementPrelim, XmlFragment, XmlOut, XmlTextPrelim, XmlTextRef,
};

use crate::world::{NOW, SLUG, World, world};

/// Characters of a page as the municipality prints it.
const PAGE: usize = 2_000;
const PAGES: usize = 60;
/// Characters of a paragraph, about.
const PARAGRAPH: usize = 420;

const WORDS: &str = "il la di che e un per con del dalla sono come anche più quando dove ogni chi nella alle degli \
    comunità spazio giovani parrocchia orto attrezzi assemblea impegno responsabilità cura quartiere volontari \
    apertura chiusura sera domenica primavera settembre entro almeno insieme garante consulta bilancio verifica \
    laboratorio cucina anziani famiglie scuola biblioteca cortile chiavi turno regolamento convenzione risorse \
    partecipazione ascolto tavolo incontro sessione Comune associazione cooperativa perché così già città qualità";
const SYLLABLES: [&str; 24] = [
    "ca", "re", "mi", "to", "su", "na", "li", "po", "ver", "tra", "con", "sta", "gio", "chi", "lle", "zio",
    "men", "te", "ra", "bi", "fo", "du", "ssa", "gno",
];

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    /// A common word, or one that hardly comes back.
    fn word(&mut self) -> String {
        let known: Vec<&str> = WORDS.split_whitespace().collect();
        if self.below(3) > 0 {
            return known[self.below(known.len())].to_owned();
        }
        (0..2 + self.below(3)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect()
    }

    fn sentence(&mut self, length: usize) -> String {
        let mut text = String::new();
        while text.chars().count() < length {
            let word = self.word();
            text.push_str(&word);
            text.push_str(if self.below(9) == 0 { ", " } else { " " });
        }
        text.truncate(text.trim_end_matches([' ', ',']).len());
        text + ". "
    }
}

/// One person at a page: everything they do goes to the log, a row for each key.
struct Writer<'a> {
    doc: Doc,
    number: u128,
    rows: &'a mut Vec<UpdateRow>,
    seq: &'a mut i64,
}

impl<'a> Writer<'a> {
    fn new(client: u64, number: u128, state: &[u8], rows: &'a mut Vec<UpdateRow>, seq: &'a mut i64) -> Self {
        let mut options = Options::with_client_id(ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        let doc = Doc::with_options(options);
        doc.transact_mut().apply_update(Update::decode_v1(state).unwrap()).unwrap();
        Self { doc, number, rows, seq }
    }

    fn change(&mut self, change: impl FnOnce(&mut TransactionMut<'_>)) {
        let mut txn = self.doc.transact_mut();
        change(&mut txn);
        txn.commit();
        let bytes = Bytes::from(txn.encode_update_v1());
        *self.seq += 1;
        self.rows.push(UpdateRow {
            seq: *self.seq,
            person: Some(PersonId::from_uuid(Uuid::from_u128(self.number))),
            actor: Some(ActorId::from_uuid(Uuid::from_u128(100 + self.number))),
            client_id: Some(1),
            origin_kind: OriginKind::Edit,
            bytes,
            at: NOW.plus_seconds(*self.seq),
        });
    }

    fn paragraph(&mut self, section: &str, words: &str) {
        self.change(|txn| {
            let body = txn.get_or_insert_xml_fragment(format!("body:{section}"));
            let block = body.push_back(txn, XmlElementPrelim::empty("block"));
            block.insert_attribute(txn, "style", "p");
            block.push_back(txn, XmlTextPrelim::new(words));
        });
    }

    /// Some paragraph of some section, with the length of its text.
    fn place(&mut self, dice: &mut Dice, sections: &[String]) -> Option<(XmlTextRef, u32)> {
        let txn = self.doc.transact();
        let section = &sections[dice.below(sections.len())];
        let body = txn.get_xml_fragment(format!("body:{section}").as_str())?;
        let number = dice.below(usize::try_from(body.len(&txn)).unwrap());
        let XmlOut::Element(block) = body.get(&txn, u32::try_from(number).unwrap())? else { return None };
        let XmlOut::Text(text) = block.get(&txn, 0)? else { return None };
        let length = u32::try_from(text.get_string(&txn).encode_utf16().count()).unwrap();
        (text.len(&txn) > 40).then_some((text, length.min(400)))
    }

    /// What somebody does to a text before they stop to look at it.
    fn edit(&mut self, dice: &mut Dice, sections: &[String]) {
        let Some((text, length)) = self.place(dice, sections) else { return };
        let at = u32::try_from(dice.below(usize::try_from(length).unwrap() - 20)).unwrap();
        match dice.below(6) {
            0..=2 => {
                let length = 40 + dice.below(50);
                for (offset, letter) in (0..).zip(dice.sentence(length).chars()) {
                    self.change(|txn| text.insert(txn, at + offset, &letter.to_string()));
                }
            }
            3 => self.change(|txn| text.remove_range(txn, at, 12)),
            4 => {
                let marks = Attrs::from([("bold".into(), Any::Map(std::sync::Arc::default()))]);
                self.change(|txn| text.format(txn, at, 9, marks));
            }
            _ => {
                let words = dice.sentence(PARAGRAPH / 3);
                self.paragraph(&sections[dice.below(sections.len())], &words);
            }
        }
    }

    fn state(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }
}

/// Appends the rows to the log, with a snapshot, as rooms leave them.
async fn store(world: &World, doc: DocumentId, rows: &[UpdateRow], seq: i64, state: &[u8]) {
    let mut tx = world.app.db.begin().await.unwrap();
    tx.append_updates(doc, 1, rows).await.unwrap();
    let state = Bytes::copy_from_slice(state);
    let snapshot = SnapshotRow { doc, epoch: 1, seq, state, hash: [0; 32], verified_at: NOW };
    tx.insert_snapshot(&snapshot).await.unwrap();
    tx.commit().await.unwrap();
}

async fn grow(world: &World, versions: u32) -> DocumentId {
    let mut dice = Dice(0x5eed_2026);
    let created = world.process(SLUG).await;
    let doc = created.documents.iter().find(|row| row.kind == DocumentKind::PattoCollaborazione).unwrap().id;
    let content = world.app.document(Caller::Operator, doc).await.unwrap().content;
    let sections: Vec<String> = content.sections.iter().map(|it| it.id.as_str().to_owned()).collect();
    world.app.rooms.shutdown().await;
    let log = pact_app::rooms::read_log(&world.app.db, doc).await.unwrap();
    let (mut state, mut seq) = (log.updates[0].to_vec(), log.seq);
    for number in 2..=versions {
        let mut rows = Vec::new();
        for person in 0..2_u32 {
            // Who comes back comes under another number.
            let client = u64::from(0x4000_0000 + number * 7_919 + person);
            let mut writer = Writer::new(client, 1 + u128::from(person), &state, &mut rows, &mut seq);
            if number == 2 && person == 0 {
                for paragraph in 0..PAGES * PAGE / PARAGRAPH {
                    writer.paragraph(&sections[paragraph % sections.len()], &dice.sentence(PARAGRAPH));
                }
            }
            for _ in 0..2 {
                writer.edit(&mut dice, &sections);
            }
            state = writer.state();
        }
        store(world, doc, &rows, seq, &state).await;
        world.clock.advance_seconds(3_600);
        let new = NewVersion {
            reason: VersionReason::Manual,
            message: format!("Dopo il passaggio {number}"),
            meeting: None,
            author: Author::default(),
        };
        assert!(world.app.record_version(doc, new).await.unwrap().is_some(), "version {number}");
    }
    doc
}

async fn measure(versions: u32) {
    let world = world().await;
    let started = Instant::now();
    let doc = grow(&world, versions).await;
    let grown = started.elapsed();
    let size =
        async |what: &str| world.number(&format!("select sum(length({what})) from version_content")).await;
    let (canonical, states) = (size("canonical").await, size("state").await);
    let registers = size("register_state").await;
    let stored = canonical + states + registers;
    let plain = world.app.version(Reader::Table(Caller::Operator), doc, versions).await.unwrap();
    let characters: usize = plain
        .content
        .document
        .sections
        .iter()
        .flat_map(|section| &section.body)
        .map(|node| node.plain_text().chars().count())
        .sum();
    let started = Instant::now();
    let history = world.app.versions(Reader::Table(Caller::Operator), doc).await.unwrap();
    let listed = started.elapsed();
    println!(
        "{versions} versions, {characters} characters: canonical {canonical}, states {states}, registers {registers} \
        bytes; {} % of the canonical forms; made in {grown:?}, listed in {listed:?}",
        stored * 100 / canonical
    );
    assert_eq!(history.versions.len(), versions as usize);
    assert!(characters > PAGES * PAGE * 9 / 10, "{characters}");
    assert!(stored < 3 * canonical, "{stored} of {canonical}");
    assert!(listed.as_millis() < 300, "{listed:?}");
}

#[tokio::test]
async fn versions_of_a_long_text_take_less_than_three_times_their_canonical_forms() {
    measure(12).await;
}

#[tokio::test]
#[ignore = "takes a minute: run with --ignored --nocapture for the figures"]
async fn two_hundred_versions_of_sixty_pages_take_less_than_three_times_their_canonical_forms() {
    measure(200).await;
}
