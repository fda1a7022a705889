use super::super::testing::register;
use super::*;

const REGISTER: &str = "
    timeline/main/start = 2027-01-01
    actor/a1/name = Parrocchia San Michele
    actor/a2/name = Biblioteca comunale
    actor/a3/name = Circolo Il Pergolato
    actor/a4/name = Consulta dei giovani
    actor/a5/name = Bocciofila
    actor/a5/removed = si è sciolta
    commitment/c1/actor = a1
    commitment/c1/from = M1
    commitment/c1/to = M6
    commitment/c1/ally/a2 = claimed
    commitment/c1/life/1 = {\"at\":\"2026-11-01\",\"state\":\"dichiarato\",\"actor\":\"a1\",\"from_actor\":\"a3\"}
    resource/r1/commitment = c1
    resource/r1/label = volontari
    resource/r1/unit = persone
    resource/r1/quantity = 2
    resource/r2/commitment = c1
    resource/r2/label = sala
    resource/r2/unit = posti
    resource/r2/quantity = 30
    milestone/m1/title = Festa
    milestone/m1/date = 2027-09-10
    milestone/m1/commitment/c1 = true";

fn found(lines: &str, words: &str) -> Option<String> {
    let text = BoundText {
        document: "d1".to_owned(),
        section: "art-6".to_owned(),
        words: words.to_owned(),
        commitments: vec!["c1".to_owned()],
    };
    let mut out = Vec::new();
    says_something_else(&register(lines), &[text], &mut out);
    out.pop().map(|check| check.params["found"].clone())
}

#[test]
fn r10_a_deadline_typed_by_hand_that_is_not_the_register_s_is_named() {
    for (words, place) in [
        ("La sala apre entro marzo 2027.", "«marzo 2027»"),
        ("La sala apre entro la fine di marzo.", "«marzo»"),
        ("Fino al 15 marzo 2027 la sala è aperta.", "«15 marzo 2027»"),
        ("Da gennaio a maggio la sala è aperta.", "«maggio»"),
        ("Entro M5.", "«M5»"),
        ("Entro e non oltre il 15 marzo.", "«marzo»"),
        ("Entro il 1º marzo 2027.", "«1º marzo 2027»"),
        ("Entro il 31/08/2027.", "«31/08/2027»"),
    ] {
        assert_eq!(found(REGISTER, words).as_deref(), Some(place), "{words}");
    }
}

#[test]
fn r10_a_deadline_that_agrees_is_silent() {
    for words in [
        "Entro giugno 2027.",
        "Entro la fine di giugno.",
        "Entro il 30 giugno 2027, o prima: entro il 20 giugno 2027.",
        "Da gennaio a giugno 2027 la sala è aperta.",
        "Entro M6.",
        "Entro il 15 giugno.",
        "Entro il 10 settembre 2027 si fa festa.",
    ] {
        assert_eq!(found(REGISTER, words), None, "{words}");
    }
}

#[test]
fn r10_a_date_inside_the_pact_but_outside_every_period_is_named() {
    assert_eq!(found(REGISTER, "Si apre il 3 novembre 2027.").as_deref(), Some("«3 novembre 2027»"));
    assert_eq!(found(REGISTER, "In M11 si apre.").as_deref(), Some("«M11»"));
    assert_eq!(found(REGISTER, "Si apre il 1º marzo 2027, e nel maggio 2027 si chiude."), None);
}

#[test]
fn r10_a_number_before_the_name_of_a_resource_is_its_quantity() {
    assert_eq!(found(REGISTER, "Con 3 volontari.").as_deref(), Some("«3 volontari»"));
    assert_eq!(found(REGISTER, "Con tre nuovi volontari.").as_deref(), Some("«tre nuovi volontari»"));
    assert_eq!(found(REGISTER, "Con due volontari, in una sala da 30 posti."), None);
    assert_eq!(found(REGISTER, "In una sala da 40 posti.").as_deref(), Some("«40 posti»"));
    let two = format!(
        "{REGISTER}
        resource/r3/commitment = c1
        resource/r3/label = volontario
        resource/r3/quantity = 1"
    );
    assert_eq!(found(&two, "Con 3 volontari in tutto."), None, "the sum");
}

#[test]
fn r10_a_body_that_gave_the_commitment_away_is_named() {
    let words = "La sala è tenuta aperta dal Circolo Il Pergolato.";
    assert_eq!(found(REGISTER, words).as_deref(), Some("«Circolo Il Pergolato»"));
    assert_eq!(found(REGISTER, "Con la Bocciofila.").as_deref(), Some("«Bocciofila»"));
}

#[test]
fn r10_a_body_that_opens_a_sentence_has_a_part() {
    assert_eq!(
        found(REGISTER, "La Consulta dei giovani apre la sala.").as_deref(),
        Some("«Consulta dei giovani»")
    );
    assert_eq!(found(REGISTER, "La parrocchia San Michele apre la sala, con la Consulta dei giovani."), None);
    assert_eq!(found(REGISTER, "La Biblioteca comunale presta i libri."), None, "an ally");
}

#[test]
fn r10_laws_articles_years_and_lengths_of_time_are_no_alarm() {
    for words in [
        "Come da articolo 3 e art. 7, per 12 mesi dalla firma, 2 ore ogni giovedì.",
        "La legge regionale 22 ottobre 2018, n. 15, e la LR 15/2018.",
        "La delibera di Giunta n. 12 del 3 novembre 2027.",
        "Nella sessione del 20 novembre 2025 il Tavolo ha deciso.",
        "Il Patto dura dal 1º gennaio 2027 al 31 dicembre 2027.",
        "Si riprende ad agosto, se fa caldo.",
        "Costa 10.000 euro, circa 2,5 volontari al giorno.",
        "Con 20 persone del rione.",
        "Più di mille.",
        "",
        "M, M0, M99, 99/99/2027, 31 febbraio 2027, 2027",
    ] {
        assert_eq!(found(REGISTER, words), None, "{words}");
    }
}

#[test]
fn r10_nothing_is_held_against_a_register_that_does_not_know() {
    assert_eq!(found("commitment/c1/actor = a1", "Entro marzo 2027, con 3 volontari."), None);
    assert_eq!(found("actor/a1/name = Parrocchia", "La Parrocchia."), None, "the commitment is gone");
    let before_the_start = "commitment/c1/to = M6";
    assert_eq!(found(before_the_start, "Entro marzo 2027."), None, "nobody knows which month M6 is");
    assert_eq!(found(before_the_start, "Entro M5.").as_deref(), Some("«M5»"));
}

#[test]
fn r10_any_text_is_looked_at_without_a_panic() {
    for words in [
        "\u{301}\u{301}",
        "1º",
        "M1M2",
        "da a",
        "entro",
        "entro 1",
        "9999999999999",
        "🙂2🙂volontari",
        "1/1/",
    ] {
        let _ = found(REGISTER, words);
    }
}
