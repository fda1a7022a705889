use jiff::civil::date;

use super::*;
use crate::process::{ActorKind, EngagementLevel};
use crate::register::{MilestoneKind, ResourceKind};

fn read(fields: &[(&str, Value)]) -> Register {
    Register::read(fields.iter().map(|(key, value)| (*key, value.clone())), std::iter::empty())
}

fn text(value: &str) -> Value {
    Value::from(value)
}

#[test]
fn nothing_is_an_empty_register_of_twelve_months() {
    let register = read(&[]);
    assert_eq!(register, Register::default());
    assert_eq!(register.timeline.months, 12);
}

#[test]
fn a_whole_register_is_read() {
    let fields = [
        ("actor/a1/name", text("Comune di Borgolieto")),
        ("actor/a1/kind", text("ente_pubblico")),
        ("actor/a1/primary", text("attori_km2")),
        ("actor/a1/secondary/partner_progetto", Value::from(true)),
        ("actor/a1/secondary/reti_solidali", Value::from(false)),
        ("actor/a1/department/d1", text("Servizi sociali")),
        ("line/l1/name", text("Relazioni")),
        ("action/x/name", text("Il giovedì aperto")),
        ("action/x/line/l1", Value::from(true)),
        ("commitment/c1/actor", text("a1")),
        ("commitment/c1/department", text("d1")),
        ("commitment/c1/from", text("M1")),
        ("commitment/c1/to", text("2027-06-30")),
        ("commitment/c1/ally/a2", text("confirmed")),
        ("commitment/c1/ally/a3", text("claimed")),
        ("commitment/c1/ally/a4", text("")),
        (
            "commitment/c1/life/019",
            text(
                r#"{"at":"2026-11-28","state":"dichiarato","actor":"a1","from_actor":"a2","reason":"passa la mano"}"#,
            ),
        ),
        ("resource/r1/kind", text("tempo")),
        ("resource/r1/commitment", text("c1")),
        ("resource/r1/quantity", Value::from(2.0)),
        ("milestone/m1/kind", text("verifica_collettiva")),
        ("milestone/m1/commitment/c1", Value::from(true)),
        ("timeline/main/start", text("2027-01-01")),
        ("timeline/main/months", Value::from(18.0)),
    ];
    let texts = [("text:commitment/c1/what", "Apre la sala"), ("text:commitment/c9/what", "di nessuno")];
    let register = Register::read(fields.iter().map(|(key, value)| (*key, value.clone())), texts.into_iter());

    let actor = register.actor("a1").expect("the body");
    assert_eq!(actor.kind, Some(ActorKind::PublicBody));
    assert_eq!(actor.level, Some(EngagementLevel::FoundingCore));
    assert_eq!(actor.secondary, [ActorCategory::ProjectPartner]);
    assert!(actor.at_table && actor.works_by_department());
    let commitment = register.commitment("c1").expect("the commitment");
    assert_eq!(commitment.what, "Apre la sala");
    assert_eq!(commitment.to, Some(When::Day(date(2027, 6, 30))));
    assert_eq!(commitment.allies.iter().filter(|ally| ally.confirmed).count(), 1);
    assert_eq!(commitment.allies.len(), 2);
    assert_eq!(commitment.life.len(), 1);
    assert_eq!(commitment.life[0].from_actor.as_deref(), Some("a2"));
    assert_eq!(commitment.state, CommitmentState::Drafted);
    let resource = register.resources_of("c1").next().expect("the resource");
    assert_eq!((resource.kind, resource.quantity), (Some(ResourceKind::Time), Some(2.0)));
    assert_eq!(register.milestone("m1").expect("the milestone").kind, Some(MilestoneKind::Review));
    assert_eq!(register.timeline.months, 18);
    assert_eq!(register.commitments.len(), 1, "a text alone describes nothing");
}

#[test]
fn what_is_unknown_or_of_the_wrong_kind_is_left_out() {
    let long = format!("actor/{}/name", "x".repeat(65));
    let register = read(&[
        ("", text("x")),
        ("/", text("x")),
        ("actor", text("x")),
        ("actor/", text("x")),
        ("actor//name", text("x")),
        ("actor/a/", text("x")),
        ("planet/mars/name", text("x")),
        (long.as_str(), text("x")),
        ("actor/a1/name", Value::from(3.0)),
        ("actor/a1/kind", text("astronave")),
        ("actor/a1/at_table", text("no")),
        ("actor/a1/removed", Value::from(true)),
        ("actor/a1/department/", text("x")),
        ("commitment/c1/from", text("primavera")),
        ("commitment/c1/state", text("perso")),
        ("commitment/c1/life/1", text("{")),
        ("commitment/c1/life/2", text(r#"{"at":"ieri","state":"dichiarato"}"#)),
        ("commitment/c1/ally/a1", Value::from(true)),
        ("resource/r1/quantity", Value::from(f64::NAN)),
        ("resource/r2/quantity", Value::from(-1.0)),
        ("timeline/main/start", text("M3")),
        ("timeline/main/months", Value::from(61.0)),
        ("timeline/other/start", text("2027-01-01")),
    ]);
    assert_eq!(register.actors.len(), 1);
    let actor = &register.actors[0];
    assert_eq!((actor.name.as_str(), actor.kind, actor.at_table), ("", None, true));
    let commitment = &register.commitments[0];
    assert_eq!((commitment.from, commitment.state), (None, CommitmentState::Drafted));
    assert!(commitment.life.is_empty() && commitment.allies.is_empty());
    assert!(register.resources.iter().all(|resource| resource.quantity.is_none()));
    assert_eq!(register.timeline, Timeline::default());
}

#[test]
fn what_was_taken_out_is_kept_apart_with_its_reason_and_its_life() {
    let life = text(r#"{"at":"2026-11-28","state":"sciolto"}"#);
    let fields = [
        ("commitment/c1/actor", text("a1")),
        ("commitment/c1/removed", text("doppione")),
        ("commitment/c1/life/1", life),
        ("commitment/c2/removed", text("")),
    ];
    let texts = [("text:commitment/c1/what", "Apre la sala")];
    let register = Register::read(fields.iter().map(|(key, value)| (*key, value.clone())), texts.into_iter());
    assert_eq!(register.commitments.len(), 1, "put back");
    let removed = register.removed(Entity::Commitment, "c1").expect("kept");
    assert_eq!((removed.label.as_str(), removed.reason.as_str()), ("Apre la sala", "doppione"));
    assert_eq!(removed.life.len(), 1);
}

#[test]
fn order_does_not_depend_on_how_the_fields_come() {
    let mut fields = vec![
        ("actor/a1/name", text("èlite")),
        ("actor/a2/name", text("Alba")),
        ("actor/a3/name", text("Zattera")),
        ("line/l1/name", text("seconda")),
        ("line/l1/order", text("b")),
        ("line/l2/order", text("a")),
        ("line/l3/name", text("senza posto")),
        ("commitment/c1/actor", text("a3")),
        ("commitment/c2/actor", text("a2")),
        ("commitment/c2/order", text("z")),
        ("commitment/c3/actor", text("a2")),
        ("commitment/c3/order", text("m")),
        ("commitment/c4/actor", text("chi?")),
        ("milestone/m1/date", text("2027-05-01")),
        ("milestone/m2/date", text("M3")),
        ("milestone/m3/title", text("senza data")),
    ];
    let register = read(&fields);
    let ids = |ids: Vec<&String>| ids.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    assert_eq!(ids(register.actors.iter().map(|it| &it.id).collect()), "a2 a1 a3");
    assert_eq!(ids(register.lines.iter().map(|it| &it.id).collect()), "l2 l1 l3");
    assert_eq!(ids(register.commitments.iter().map(|it| &it.id).collect()), "c3 c2 c1 c4");
    assert_eq!(ids(register.milestones.iter().map(|it| &it.id).collect()), "m2 m1 m3");
    fields.reverse();
    assert_eq!(read(&fields), register);

    fields.push(("timeline/main/start", text("2027-06-01")));
    let started = read(&fields);
    assert_eq!(ids(started.milestones.iter().map(|it| &it.id).collect()), "m1 m2 m3", "M3 is August now");
}
