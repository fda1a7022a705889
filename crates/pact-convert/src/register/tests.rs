use serde_json::json;

use super::*;

pub(crate) fn register() -> Register {
    let fields = [
        ("actor/a1/name", json!("Circolo Il Pergolato")),
        ("actor/a2/name", json!("Biblioteca <b>")),
        ("actor/a3/name", json!("Bocciofila")),
        ("actor/a3/removed", json!("si è sciolta")),
        ("line/l1/name", json!("Relazioni")),
        ("action/x/name", json!("Il giovedì aperto")),
        ("action/x/line/l1", json!(true)),
        ("commitment/c1/actor", json!("a1")),
        ("commitment/c1/action", json!("x")),
        ("commitment/c1/from", json!("M1")),
        ("commitment/c1/to", json!("2027-06-30")),
        ("commitment/c1/ally/a2", json!("claimed")),
        ("commitment/c2/actor", json!("a3")),
        ("commitment/c2/state", json!("sciolto")),
        ("commitment/c2/reason", json!("non ci sono più")),
        ("commitment/c2/to", json!("M14")),
        ("commitment/c3/removed", json!("doppione")),
        ("resource/r1/commitment", json!("c1")),
        ("resource/r1/label", json!("volontari")),
        ("resource/r1/quantity", json!(2.5)),
        ("resource/r1/unit", json!("persone")),
        ("resource/r1/actor", json!("a2")),
        ("milestone/m1/kind", json!("verifica_collettiva")),
        ("milestone/m1/title", json!("Come va?")),
        ("milestone/m1/date", json!("M6")),
        ("milestone/m2/title", json!("Festa")),
        ("milestone/m3/removed", json!("spostata")),
        ("timeline/main/start", json!("2027-01-01")),
    ];
    let texts = [
        ("text:commitment/c1/what", "Apre la sala\nil giovedì"),
        ("text:commitment/c1/verification", "Il registro | delle presenze"),
    ];
    let fields =
        fields.iter().map(|(key, value)| (*key, serde_json::from_value(value.clone()).expect("a scalar")));
    Register::read(fields, texts.into_iter())
}

fn attributes(name: &str, value: &str) -> BTreeMap<String, Value> {
    BTreeMap::from([(name.to_owned(), Value::from(value))])
}

fn block(name: &str, attribute: &str, value: &str) -> Shown {
    let register = register();
    RegisterWords::of(Some(&register)).block(name, &attributes(attribute, value)).expect("shows the register")
}

#[test]
fn a_card_answers_the_questions_that_were_answered() {
    let Shown::Card(card) = block("commitmentCard", "id", "c1") else { panic!("a card") };
    assert_eq!((card.who.as_str(), card.what.as_str()), ("Circolo Il Pergolato", "Apre la sala\nil giovedì"));
    let answers: Vec<_> =
        card.answers.iter().map(|(question, answer)| (*question, answer.join(" / "))).collect();
    assert_eq!(
        answers,
        [
            ("Con che cosa", "volontari (2,5 persone), da Biblioteca <b>".to_owned()),
            ("Quando", "da M1 · gennaio 2027 al 30 giugno 2027".to_owned()),
            ("Come si vede che è fatto", "Il registro | delle presenze".to_owned()),
            ("Con chi", "Biblioteca <b> (da confermare)".to_owned()),
            ("A che punto è", "abbozzato".to_owned()),
        ]
    );
}

#[test]
fn what_was_taken_out_or_never_was_says_so() {
    assert_eq!(block("commitmentCard", "id", "c3"), Shown::Note("Impegno tolto: doppione".to_owned()));
    assert_eq!(
        block("commitmentCard", "id", "?"),
        Shown::Note("Questo impegno non è nel registro.".to_owned())
    );
    assert_eq!(block("commitmentCard", "other", "c1"), block("commitmentCard", "id", "?"));
    let register = register();
    let inline = |name, id| {
        RegisterWords::of(Some(&register)).inline(name, &attributes("id", id)).expect("shows the register")
    };
    assert_eq!(inline("actorName", "a1"), "Circolo Il Pergolato");
    assert_eq!(inline("actorName", "a3"), "Bocciofila (soggetto tolto: si è sciolta)");
    assert_eq!(inline("actorName", "?"), "[soggetto non trovato nel registro]");
    assert_eq!(inline("milestoneDate", "m1"), "M6 · giugno 2027");
    assert_eq!(inline("milestoneDate", "m2"), "data da fissare");
    assert_eq!(inline("milestoneDate", "m3"), "[tappa tolta: spostata]");
    assert_eq!(inline("milestoneDate", "?"), "[tappa non trovata nel registro]");
}

#[test]
fn a_table_shows_what_its_filter_admits() {
    let captions = |filter| {
        let Shown::Table(table) = block("commitmentTable", "filter", filter) else { panic!("a table") };
        (table.caption, table.rows.len())
    };
    assert_eq!(captions(""), ("Impegni".to_owned(), 2));
    assert_eq!(captions("line=l1&state=abbozzato"), ("Impegni · Relazioni · abbozzato".to_owned(), 1));
    assert_eq!(captions("actor=a2"), ("Impegni · Biblioteca <b>: ancora nessuno".to_owned(), 0));
    assert_eq!(captions("actor=?").1, 0);
}

#[test]
fn the_timeline_is_a_table_by_month() {
    let Shown::Table(table) = block("timelineView", "id", "main") else { panic!("a table") };
    assert_eq!(table.caption, "Cronoprogramma: 12 mesi, dal 1º gennaio 2027 al 31 dicembre 2027");
    assert_eq!(table.rows.len(), 13, "twelve months, and what lies outside");
    assert_eq!(table.rows.iter().filter(|row| row.is_early).count(), 6);
    assert_eq!(table.rows[0].cells[0], ["M1 · gennaio 2027"]);
    assert_eq!(table.rows[0].cells[1], ["Circolo Il Pergolato: Apre la sala\nil giovedì"]);
    assert_eq!(table.rows[5].cells[2].len(), 1);
    assert_eq!(table.rows[5].cells[3], ["Verifica collettiva: Come va?"]);
    assert!(table.rows[12].cells[2][0].ends_with("(M14 · febbraio 2028)"));
}

#[test]
fn without_a_register_each_thing_is_named_by_what_it_is() {
    let words = RegisterWords::of(None);
    let nothing = BTreeMap::new();
    assert_eq!(words.block("timelineView", &nothing), Some(Shown::Note("[cronoprogramma]".to_owned())));
    assert_eq!(words.inline("actorName", &nothing).as_deref(), Some("[soggetto]"));
    assert_eq!(words.block("block", &nothing), None);
    assert_eq!(words.inline("hardBreak", &nothing), None);
}
