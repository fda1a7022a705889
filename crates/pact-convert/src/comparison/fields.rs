//! How does a field of the register read? Its name and its value as people say them, on the side it stands on.

use pact_model::comparison::FieldChange;
use pact_model::process::{ActorCategory, ActorKind, EngagementLevel};
use pact_model::register::{
    Ally, Basis, CommitmentState, Department, Entity, LifeStep, MilestoneKind, Register, ResourceKind, When,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::register::{labels, phrases};

/// The fields in the order a card asks for them; the others come after.
const ORDER: [&str; 12] = [
    "actor",
    "department",
    "name",
    "title",
    "label",
    "what",
    "kind",
    "from",
    "to",
    "verification",
    "allies",
    "state",
];

/// Where a field comes among the others.
pub(super) fn rank(field: &str) -> usize {
    ORDER.iter().position(|known| *known == field).unwrap_or(ORDER.len())
}

/// What a field is called; `None` for one nobody sees.
pub(super) fn label(entity: Entity, field: &str) -> Option<&'static str> {
    Some(match (entity, field) {
        (Entity::Commitment, "actor") => "chi",
        (Entity::Commitment, "department") => "settore",
        (Entity::Commitment, "what") | (Entity::Resource, "label") => "che cosa",
        (Entity::Commitment, "action") => "azione",
        (Entity::Commitment | Entity::Resource, "from") => "da quando",
        (Entity::Commitment, "to") => "scadenza",
        (Entity::Commitment, "verification") => "come si vede che è fatto",
        (Entity::Commitment, "flexibility") => "margine",
        (Entity::Commitment, "allies") => "con chi",
        (Entity::Commitment, "state") => "a che punto è",
        (Entity::Commitment, "reason") => "motivo",
        (Entity::Commitment, "life") => "storia",
        (Entity::Resource, "actor") => "di chi",
        (Entity::Resource, "commitment") => "per quale impegno",
        (Entity::Resource, "quantity") => "quanto",
        (Entity::Resource, "unit") => "unità",
        (Entity::Resource, "conditions") => "a quali condizioni",
        (Entity::Resource, "to") => "fino a quando",
        (Entity::Milestone, "title") => "titolo",
        (Entity::Milestone, "date") => "data",
        (Entity::Milestone, "actor") => "chi se ne occupa",
        (Entity::Milestone, "commitments") => "impegni",
        (Entity::Actor, "primary") => "categoria",
        (Entity::Actor, "secondary") => "anche in queste categorie",
        (Entity::Actor, "level") => "livello di ingaggio",
        (Entity::Actor, "departments") => "settori",
        (Entity::Actor, "at_table") => "siede al Tavolo",
        (Entity::Action, "priority") => "priorità",
        (Entity::Action, "lines") => "linee produttive",
        (Entity::Timeline, "start") => "inizio",
        (Entity::Timeline, "months") => "mesi",
        (Entity::Timeline, "basis") => "da che cosa si conta",
        (_, "name") => "nome",
        (_, "kind") => "tipo",
        (_, "order") => "posto nell'elenco",
        _ => return None,
    })
}

/// A field's value in words; empty for nothing.
pub(super) fn value(entity: Entity, change: &FieldChange, is_after: bool, register: &Register) -> String {
    let value = if is_after { &change.after } else { &change.before };
    let text = value.as_str().unwrap_or_default();
    match (entity, change.field.as_str()) {
        // A place in a list is a code: it is enough that it is another.
        (_, "order") => if is_after { "cambiato" } else { "" }.to_owned(),
        (_, "actor") => actor(register, text),
        (Entity::Commitment, "department") => {
            let departments = register.actors.iter().filter_map(|actor| actor.department(text));
            departments.map(|it| it.name.clone()).next().unwrap_or_default()
        }
        (Entity::Commitment, "action") => register.action(text).map(|it| it.name.clone()).unwrap_or_default(),
        (Entity::Resource, "commitment") => commitment(register, text),
        (Entity::Commitment | Entity::Resource, "from" | "to")
        | (Entity::Milestone, "date")
        | (Entity::Timeline, "start") => {
            text.parse::<When>().map(|when| register.timeline.label(when)).unwrap_or_default()
        }
        (Entity::Commitment, "state") => one(value, |it: CommitmentState| labels::state(it).to_owned()),
        (Entity::Resource, "kind") => one(value, |it: ResourceKind| labels::resource(it).to_owned()),
        (Entity::Milestone, "kind") => {
            one(value, |it: MilestoneKind| labels::milestone(Some(it)).to_lowercase())
        }
        (Entity::Actor, "kind") => one(value, |it: ActorKind| labels::actor_kind(it).to_owned()),
        (Entity::Actor, "primary") => one(value, |it: ActorCategory| labels::category(it).to_owned()),
        (Entity::Actor, "level") => one(value, |it: EngagementLevel| labels::level(it).to_owned()),
        (Entity::Timeline, "basis") => one(value, |it: Basis| labels::basis(it).to_owned()),
        (Entity::Commitment, "allies") => list(value, |it: Ally| {
            let name = actor(register, &it.actor);
            if it.confirmed { name } else { format!("{name} (da confermare)") }
        }),
        (Entity::Commitment, "life") => list(value, |step: LifeStep| {
            format!("{}: {}", register.timeline.label(When::Day(step.at)), labels::state(step.state))
        }),
        (Entity::Actor, "secondary") => list(value, |it: ActorCategory| labels::category(it).to_owned()),
        (Entity::Actor, "departments") => list(value, |it: Department| it.name),
        (Entity::Action, "lines") => {
            list(value, |id: String| register.line(&id).map(|it| it.name.clone()).unwrap_or_default())
        }
        (Entity::Milestone, "commitments") => list(value, |id: String| commitment(register, &id)),
        _ => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(yes) => if *yes { "sì" } else { "no" }.to_owned(),
        Value::Number(number) => number.as_f64().map(phrases::number).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Of a body nobody knows any more, that.
fn actor(register: &Register, id: &str) -> String {
    if id.is_empty() {
        return String::new();
    }
    phrases::or_else(&phrases::actor(register, Some(id)), "soggetto non più nel registro")
}

fn commitment(register: &Register, id: &str) -> String {
    match register.commitment(id) {
        Some(it) => phrases::what(it),
        None if id.is_empty() => String::new(),
        None => "impegno non più nel registro".to_owned(),
    }
}

/// A value that has a name.
fn one<T: DeserializeOwned>(value: &Value, words: impl Fn(T) -> String) -> String {
    serde_json::from_value(value.clone()).map(words).unwrap_or_default()
}

/// Several, with commas.
fn list<T: DeserializeOwned>(value: &Value, words: impl Fn(T) -> String) -> String {
    let values: Vec<T> = serde_json::from_value(value.clone()).unwrap_or_default();
    let words = values.into_iter().map(words).filter(|words| !words.is_empty());
    words.collect::<Vec<_>>().join(", ")
}
