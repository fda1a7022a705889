//! How does one say a part of a commitment? Who, with what, when, with whom: the same words in the text, in the table
//! and in the files.

use pact_model::register::{Actor, Commitment, Entity, Milestone, Register, Resource};

use super::labels;

/// The text, or other words when it is blank.
pub(crate) fn or_else(text: &str, otherwise: &str) -> String {
    if text.trim().is_empty() { otherwise.to_owned() } else { text.trim().to_owned() }
}

/// The name of a body, also of one that was taken out; empty when nobody knows it.
pub(crate) fn actor(register: &Register, id: Option<&str>) -> String {
    let Some(id) = id else { return String::new() };
    match (register.actor(id), register.removed(Entity::Actor, id)) {
        (Some(actor), _) => or_else(&actor.name, "soggetto senza nome"),
        (None, Some(removed)) => format!("{} (soggetto tolto)", removed.label),
        (None, None) => String::new(),
    }
}

/// The department of a body; empty when none is said.
pub(crate) fn department<'a>(actor: Option<&'a Actor>, commitment: &Commitment) -> &'a str {
    let department = actor.zip(commitment.department.as_deref()).and_then(|(actor, id)| actor.department(id));
    department.map_or("", |department| department.name.as_str())
}

/// Who promises: «Comune di Borgolieto · Cultura».
pub(crate) fn who(register: &Register, commitment: &Commitment) -> String {
    let name = or_else(&actor(register, commitment.actor.as_deref()), "soggetto da indicare");
    match department(register.actor_of(commitment), commitment) {
        "" => name,
        department => format!("{name} · {department}"),
    }
}

/// What is promised.
pub(crate) fn what(commitment: &Commitment) -> String {
    or_else(&commitment.what, "impegno ancora da scrivere")
}

/// When; empty when nothing is said.
pub(crate) fn when(register: &Register, commitment: &Commitment) -> String {
    register.timeline.period_label(commitment.from, commitment.to).unwrap_or_default()
}

/// With what, one thing a line.
pub(crate) fn with_what(register: &Register, commitment: &Commitment) -> Vec<String> {
    let resources = register.resources_of(&commitment.id).filter(|resource| resource.is_named());
    resources.map(|it| resource(register, it, commitment.actor.as_deref())).collect()
}

/// A resource: «volontari (2 persone), da Circolo Il Pergolato; solo il giovedì».
fn resource(register: &Register, resource: &Resource, owner: Option<&str>) -> String {
    let label = or_else(&resource.label, resource.kind.map_or("", labels::resource));
    let quantity = match (resource.quantity, resource.unit.trim()) {
        (Some(quantity), "") => format!(" ({})", number(quantity)),
        (Some(quantity), unit) => format!(" ({} {unit})", number(quantity)),
        (None, _) => String::new(),
    };
    let giver = match actor(register, resource.actor.as_deref().filter(|giver| Some(*giver) != owner)) {
        giver if giver.is_empty() => giver,
        giver => format!(", da {giver}"),
    };
    let conditions = match resource.conditions.trim() {
        "" => String::new(),
        conditions => format!("; {conditions}"),
    };
    [label, quantity, giver, conditions].concat()
}

/// A number as Italians write it: «2», «2,5».
pub(crate) fn number(number: f64) -> String {
    number.to_string().replace('.', ",")
}

/// With whom: the allies that confirmed, or those that have not yet.
pub(crate) fn allies(register: &Register, commitment: &Commitment, confirmed: bool) -> Vec<String> {
    let allies = commitment.allies.iter().filter(|ally| ally.confirmed == confirmed);
    allies.map(|ally| actor(register, Some(&ally.actor))).filter(|name| !name.is_empty()).collect()
}

/// With whom, all of them, with a word at those that have not confirmed.
pub(crate) fn with_whom(register: &Register, commitment: &Commitment) -> Vec<String> {
    let claimed =
        allies(register, commitment, false).into_iter().map(|name| format!("{name} (da confermare)"));
    allies(register, commitment, true).into_iter().chain(claimed).collect()
}

/// How far it is, with the reason where there is one.
pub(crate) fn state(commitment: &Commitment) -> String {
    let state = labels::state(commitment.state);
    if commitment.state.needs_reason() && !commitment.reason.trim().is_empty() {
        format!("{state}: {}", commitment.reason.trim())
    } else {
        state.to_owned()
    }
}

/// A milestone: «Verifica collettiva: Come va? (Biblioteca)».
pub(crate) fn milestone(register: &Register, milestone: &Milestone) -> String {
    let kind = labels::milestone(milestone.kind);
    let title = match milestone.title.trim() {
        "" => kind.to_owned(),
        title => format!("{kind}: {title}"),
    };
    match actor(register, milestone.actor.as_deref()) {
        actor if actor.is_empty() => title,
        actor => format!("{title} ({actor})"),
    }
}
