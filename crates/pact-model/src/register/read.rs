//! What do the flat fields say? The stored format, read into typed values: what is unknown or of the wrong kind is
//! left out, nothing is an error, and the same fields give the same register in whatever order they come.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::raw::{Fields, Raw};
use super::{
    Action, Actor, Ally, Commitment, CommitmentState, Department, Entity, LifeStep, Line, Milestone, Month,
    Register, Removed, Resource, Timeline, Value, When,
};
use crate::process::ActorCategory;

impl Register {
    /// The register the flat fields of the root map and the long texts stand for. Texts are named with their whole
    /// root name, `text:commitment/<id>/what`.
    #[must_use]
    pub fn read<'a>(
        fields: impl Iterator<Item = (&'a str, Value)>,
        texts: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let raw = Raw::group(fields, texts);
        let timeline = timeline(&raw);
        let mut register = Self {
            actors: present(&raw, Entity::Actor, actor),
            lines: present(&raw, Entity::Line, line),
            actions: present(&raw, Entity::Action, action),
            commitments: present(&raw, Entity::Commitment, commitment),
            resources: present(&raw, Entity::Resource, resource),
            milestones: present(&raw, Entity::Milestone, milestone),
            timeline,
            removed: removed(&raw),
        };
        register.sort();
        register
    }

    fn sort(&mut self) {
        self.actors.sort_by_cached_key(|actor| (name_key(&actor.name), actor.id.clone()));
        self.lines.sort_by_cached_key(|line| (order_key(line.order.as_deref()), line.id.clone()));
        self.actions.sort_by_cached_key(|action| (order_key(action.order.as_deref()), action.id.clone()));
        let places: HashMap<&str, usize> =
            (0..).zip(&self.actors).map(|(n, actor)| (actor.id.as_str(), n)).collect();
        self.commitments.sort_by_cached_key(|commitment| {
            let place = commitment.actor.as_deref().and_then(|actor| places.get(actor)).copied();
            (place.unwrap_or(usize::MAX), order_key(commitment.order.as_deref()), commitment.id.clone())
        });
        let timeline = &self.timeline;
        self.milestones
            .sort_by_cached_key(|milestone| (day_key(timeline, milestone.date), milestone.id.clone()));
    }
}

/// Names as in an Italian list: capitals and accents do not matter, then they do.
fn name_key(name: &str) -> (String, String) {
    let plain = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    (plain, name.to_owned())
}

/// What has no order comes last.
fn order_key(order: Option<&str>) -> (bool, String) {
    (order.is_none(), order.unwrap_or_default().to_owned())
}

/// By day where it is known; months that have no day yet come before days, what has no date at all comes last.
fn day_key(timeline: &Timeline, when: Option<When>) -> (u8, i64) {
    match when {
        None => (2, 0),
        Some(when) => match (timeline.ends(when), when) {
            (None, When::Month(month)) => (0, month.number().into()),
            (Some(date), _) | (None, When::Day(date)) => (1, day_number(date)),
        },
    }
}

fn day_number(date: jiff::civil::Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

fn present<T>(raw: &Raw, entity: Entity, read: impl Fn(&str, &Fields) -> T) -> Vec<T> {
    raw.of(entity)
        .filter(|(_, fields)| fields.removed().is_none())
        .map(|(id, fields)| read(id, fields))
        .collect()
}

fn actor(id: &str, fields: &Fields) -> Actor {
    let primary: Option<ActorCategory> = fields.parsed("primary");
    let mut departments: Vec<Department> = fields
        .members("department")
        .filter_map(|(id, name)| match name {
            Value::Text(name) if !name.is_empty() => {
                Some(Department { id: id.to_owned(), name: name.clone() })
            }
            _ => None,
        })
        .collect();
    departments.sort_by_cached_key(|department| (name_key(&department.name), department.id.clone()));
    let secondary: Vec<&str> = fields.chosen("secondary").collect();
    Actor {
        id: id.to_owned(),
        name: fields.words("name"),
        kind: fields.parsed("kind"),
        primary,
        secondary: ActorCategory::ALL
            .iter()
            .copied()
            .filter(|category| Some(*category) != primary && secondary.contains(&category.as_str()))
            .collect(),
        level: fields.parsed("level").or(primary.map(ActorCategory::proposed_level)),
        departments,
        at_table: fields.flag("at_table").unwrap_or(true),
    }
}

fn line(id: &str, fields: &Fields) -> Line {
    Line { id: id.to_owned(), name: fields.words("name"), order: fields.text("order") }
}

fn action(id: &str, fields: &Fields) -> Action {
    Action {
        id: id.to_owned(),
        name: fields.words("name"),
        kind: fields.words("kind"),
        priority: fields.words("priority"),
        lines: fields.chosen("line").map(str::to_owned).collect(),
        order: fields.text("order"),
    }
}

fn commitment(id: &str, fields: &Fields) -> Commitment {
    Commitment {
        id: id.to_owned(),
        actor: fields.text("actor"),
        department: fields.text("department"),
        what: fields.long_text("what"),
        action: fields.text("action"),
        from: fields.parsed("from"),
        to: fields.parsed("to"),
        verification: fields.long_text("verification"),
        flexibility: fields.long_text("flexibility"),
        allies: fields.members("ally").filter_map(|(actor, value)| ally(actor, value)).collect(),
        state: fields.parsed("state").unwrap_or(CommitmentState::Drafted),
        reason: fields.words("reason"),
        life: life(fields),
        order: fields.text("order"),
    }
}

fn ally(actor: &str, value: &Value) -> Option<Ally> {
    let confirmed = match value {
        Value::Text(text) if text == "claimed" => false,
        Value::Text(text) if text == "confirmed" => true,
        _ => return None,
    };
    Some(Ally { actor: actor.to_owned(), confirmed })
}

/// The life of a commitment. Ids are UUID v7: their order is that of time.
fn life(fields: &Fields) -> Vec<LifeStep> {
    let steps = fields.members("life").filter_map(|(id, value)| {
        let Value::Text(text) = value else { return None };
        let step: LifeStep = serde_json::from_str(text).ok()?;
        Some(LifeStep { id: id.to_owned(), ..step })
    });
    steps.collect()
}

fn resource(id: &str, fields: &Fields) -> Resource {
    Resource {
        id: id.to_owned(),
        actor: fields.text("actor"),
        commitment: fields.text("commitment"),
        kind: fields.parsed("kind"),
        label: fields.words("label"),
        quantity: fields.number("quantity").filter(|quantity| *quantity >= 0.0),
        unit: fields.words("unit"),
        conditions: fields.words("conditions"),
        from: fields.parsed("from"),
        to: fields.parsed("to"),
    }
}

fn milestone(id: &str, fields: &Fields) -> Milestone {
    Milestone {
        id: id.to_owned(),
        kind: fields.parsed("kind"),
        title: fields.words("title"),
        date: fields.parsed("date"),
        actor: fields.text("actor"),
        commitments: fields.chosen("commitment").map(str::to_owned).collect(),
    }
}

fn timeline(raw: &Raw) -> Timeline {
    let Some((_, fields)) = raw.of(Entity::Timeline).find(|(id, _)| *id == "main") else {
        return Timeline::default();
    };
    let start = match fields.parsed("start") {
        Some(When::Day(date)) => Some(date),
        _ => None,
    };
    let months = fields.number("months").and_then(months).unwrap_or(Timeline::DEFAULT_MONTHS);
    Timeline { start, months, basis: fields.parsed("basis") }
}

/// A whole number of months a pact can have.
fn months(number: f64) -> Option<u8> {
    let months = Month::LAST.up_to().map(Month::number);
    months.into_iter().find(|months| (f64::from(*months) - number).abs() < f64::EPSILON)
}

fn removed(raw: &Raw) -> Vec<Removed> {
    let mut out = Vec::new();
    for entity in Entity::ALL.iter().copied().filter(|entity| *entity != Entity::Timeline) {
        for (id, fields) in raw.of(entity) {
            let Some(reason) = fields.removed() else { continue };
            let label = match entity {
                Entity::Commitment => fields.long_text("what"),
                Entity::Resource => fields.words("label"),
                Entity::Milestone => fields.words("title"),
                _ => fields.words("name"),
            };
            let life = if entity == Entity::Commitment { life(fields) } else { Vec::new() };
            out.push(Removed { entity, id: id.to_owned(), label, reason, actor: fields.text("actor"), life });
        }
    }
    out
}

#[cfg(test)]
mod tests;
