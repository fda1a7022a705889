//! A table that edits text and register: every edit is four numbers, so that a failing story becomes a short one.

use std::collections::BTreeMap;

use pact_model::content::{DocumentContent, Element, Node, SectionContent};
use pact_model::document::{Binding, BindingKind, DocumentKind, Policy, SectionKind};
use pact_model::register::{
    Action, Actor, Ally, Commitment, CommitmentState, Department, Entity, Line, Milestone, MilestoneKind,
    Register, Removed, Resource, ResourceKind,
};
use pact_model::version::VersionContent;
use serde_json::{Value, json};

/// What is done, and three numbers that say where and with what.
pub type Edit = (u8, u16, u16, u16);

const WORDS: [&str; 24] = [
    "il",
    "Tavolo",
    "riconosce",
    "che",
    "la",
    "piazza",
    "resta",
    "aperta",
    "ogni",
    "giovedì",
    "entro",
    "marzo",
    "con",
    "l'aiuto",
    "della",
    "Parrocchia",
    "e",
    "del",
    "Circolo",
    "perché",
    "così",
    "acqua",
    "cortile",
    "sera",
];

pub fn word(n: u16) -> &'static str {
    WORDS[usize::from(n) % WORDS.len()]
}

/// Words that follow from a number.
pub fn words(seed: u16, count: usize) -> String {
    let next =
        |n: usize| word(seed.wrapping_mul(31).wrapping_add(u16::try_from(n * 7 % 1000).unwrap() ^ seed));
    (0..count).map(next).collect::<Vec<_>>().join(" ")
}

pub fn paragraph(text: &str) -> Node {
    Node::block("p", vec![Node::text(text)])
}

pub fn section(id: &str, number: u32, body: Vec<Node>) -> SectionContent {
    SectionContent {
        id: id.parse().unwrap(),
        kind: SectionKind::Article,
        number: Some(number),
        title: format!("Articolo {number}"),
        guidance: String::new(),
        mandatory: false,
        policy: Policy::Open,
        policy_reason: None,
        policy_writer: None,
        aside: None,
        not_applicable: None,
        body,
        bindings: Vec::new(),
    }
}

pub fn version(sections: Vec<SectionContent>) -> VersionContent {
    VersionContent {
        document: DocumentContent {
            kind: DocumentKind::PattoCollaborazione,
            title: "Patto di Collaborazione".to_owned(),
            language: "it".to_owned(),
            paused: None,
            sections,
        },
        register: Register::default(),
    }
}

/// A first version with a little of everything.
pub fn beginning() -> VersionContent {
    let item = |text: &str| Node::element("listItem", vec![paragraph(text)]);
    let cell = |text: &str| Node::element("tableCell", vec![paragraph(text)]);
    let row = |cells: [&str; 2]| Node::element("tableRow", cells.map(cell).to_vec());
    let mut version = version(vec![
        section("a", 1, vec![paragraph(&words(1, 9)), paragraph(&words(2, 12)), paragraph("")]),
        section(
            "b",
            2,
            vec![paragraph(&words(3, 20)), Node::element("bulletList", vec![item("uno"), item("due")])],
        ),
        section(
            "c",
            3,
            vec![Node::element("table", vec![row(["Chi", "Che cosa"]), row(["Circolo", "la sala"])])],
        ),
        section("d", 4, Vec::new()),
    ]);
    for edit in [(20, 1, 1, 0), (20, 2, 2, 0), (21, 1, 4, 3), (22, 1, 2, 0)] {
        apply(&mut version, edit);
    }
    version
}

pub fn apply(version: &mut VersionContent, (what, a, b, c): Edit) {
    if what % 30 >= 20 {
        return register_edit(&mut version.register, (what, a, b, c));
    }
    let sections = &mut version.document.sections;
    let count = sections.len();
    let is_new = sections.iter().all(|known| known.id.as_str() != format!("s{b}"));
    let Some(section) = pick(sections, a) else {
        sections.push(self::section(&format!("s{b}"), 9, Vec::new()));
        return;
    };
    match what % 30 {
        0..=3 => change_words(&mut section.body, b, c),
        4 => section
            .body
            .insert(usize::from(b) % (section.body.len() + 1), paragraph(&words(c, usize::from(c) % 30))),
        5 => drop(take(&mut section.body, b)),
        6 => split(&mut section.body, b, c),
        7 => join(&mut section.body, b),
        8 => restyle(&mut section.body, b, c),
        9 => embolden(&mut section.body, b, c),
        10 => {
            if let Some(block) = take(&mut section.body, b) {
                let other = pick(sections, c).expect("there is one");
                other.body.insert(usize::from(b ^ c) % (other.body.len() + 1), block);
            }
        }
        11 => {
            let moving = sections.remove(usize::from(a) % count);
            sections.insert(usize::from(b) % count, moving);
        }
        12 => section.title = words(b, 3),
        13 => match b % 3 {
            0 => section.aside = (c % 2 == 0).then(|| words(c, 2)),
            1 => section.not_applicable = (c % 2 == 0).then(|| words(c, 2)),
            _ => (section.number, section.mandatory) = (Some(u32::from(c)), c % 2 == 0),
        },
        14 => list_edit(&mut section.body, b, c),
        15 => table_edit(&mut section.body, b, c),
        16 => {
            let binding = Binding { kind: BindingKind::ALL[usize::from(b) % 5], id: format!("k{}", c % 3) };
            match section.bindings.iter().position(|known| *known == binding) {
                Some(place) => drop(section.bindings.remove(place)),
                None => section.bindings.push(binding),
            }
        }
        17 if is_new => {
            let body = vec![paragraph(&words(b, 8)), paragraph(&words(c, 15))];
            sections.insert(usize::from(c) % (count + 1), self::section(&format!("s{b}"), 7, body));
        }
        18 => drop(take(sections, b)),
        19 => section.body.push(atom(b, c)),
        _ => version.document.title = words(b, 4),
    }
}

fn atom(b: u16, c: u16) -> Node {
    let inline = |name: &str| {
        let attributes = BTreeMap::from([("id".to_owned(), Value::from(format!("k{}", c % 3)))]);
        Node::Element(Element { name: name.to_owned(), attributes, children: Vec::new() })
    };
    match b % 3 {
        0 => inline("commitmentCard"),
        1 => Node::block("p", vec![Node::text(words(c, 4)), inline("actorName"), Node::text(words(b, 3))]),
        _ => Node::block("p", vec![Node::text(words(c, 3)), Node::element("hardBreak", Vec::new())]),
    }
}

fn pick<T>(things: &mut [T], n: u16) -> Option<&mut T> {
    let count = things.len();
    if count == 0 { None } else { things.get_mut(usize::from(n) % count) }
}

fn take<T>(things: &mut Vec<T>, n: u16) -> Option<T> {
    let count = things.len();
    (count > 0).then(|| things.remove(usize::from(n) % count))
}

/// A run of text somewhere in a body.
fn run(nodes: &mut [Node], n: u16) -> Option<&mut String> {
    match pick(nodes, n)? {
        Node::Text(text) => Some(&mut text.text),
        Node::Element(element) => run(&mut element.children, n / 3),
    }
}

fn change_words(body: &mut [Node], b: u16, c: u16) {
    let Some(text) = run(body, b) else { return };
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let place = usize::from(c) % words.len();
    match b % 3 {
        0 => word(c).clone_into(&mut words[place]),
        1 => words.insert(place, word(c).to_owned()),
        _ => drop(words.remove(place)),
    }
    *text = words.join(" ");
}

fn block(body: &mut [Node], n: u16) -> Option<&mut Element> {
    match pick(body, n)? {
        Node::Element(element) if element.name == "block" => Some(element),
        _ => None,
    }
}

fn split(body: &mut Vec<Node>, b: u16, c: u16) {
    let Some(element) = block(body, b) else { return };
    let Some(Node::Text(text)) = element.children.last_mut() else { return };
    let places: Vec<usize> = text.text.char_indices().map(|(place, _)| place).collect();
    let Some(place) = places.get(usize::from(c) % places.len().max(1)) else { return };
    let rest = text.text.split_off(*place);
    body.insert(usize::from(b) % body.len() + 1, paragraph(&rest));
}

fn join(body: &mut Vec<Node>, b: u16) {
    let Some(Node::Element(element)) = take(body, b) else { return };
    match body.len().checked_sub(1).and_then(|last| block(body, b.min(u16::try_from(last).unwrap_or(0)))) {
        Some(before) if element.name == "block" => before.children.extend(element.children),
        _ => body.push(Node::Element(element)),
    }
}

fn restyle(body: &mut [Node], b: u16, c: u16) {
    if let Some(element) = block(body, b) {
        let style = ["p", "h3", "h4", "quote"][usize::from(c) % 4];
        element.attributes.insert("style".to_owned(), style.into());
    }
}

fn embolden(body: &mut [Node], b: u16, c: u16) {
    let Some(element) = block(body, b) else { return };
    let Some(Node::Text(text)) = take(&mut element.children, 0) else { return };
    let middle = text.text.char_indices().map(|(place, _)| place).nth(usize::from(c) % 20).unwrap_or(0);
    let (first, second) = text.text.split_at(middle);
    let mark = [("bold", json!(true)), ("italic", json!(true)), ("link", json!({"href": "https://a.it"}))];
    let (name, value) = mark[usize::from(c) % 3].clone();
    let mut marks = text.marks.clone();
    marks.insert(name.to_owned(), value);
    element.children.splice(0..0, [Node::marked(first, marks), Node::marked(second, text.marks)]);
}

fn named<'a>(body: &'a mut [Node], names: &[&str]) -> Option<&'a mut Element> {
    body.iter_mut().find_map(|node| match node {
        Node::Element(element) if names.contains(&element.name.as_str()) => Some(element),
        _ => None,
    })
}

fn list_edit(body: &mut Vec<Node>, b: u16, c: u16) {
    let item = Node::element("listItem", vec![paragraph(&words(c, 4))]);
    let Some(list) = named(body, &["bulletList", "orderedList"]) else {
        body.push(Node::element("orderedList", vec![item]));
        return;
    };
    let count = list.children.len();
    match b % 4 {
        0 => list.children.insert(usize::from(c) % (count + 1), item),
        1 => drop(take(&mut list.children, c)),
        2 => {
            let name = if list.name == "bulletList" { "orderedList" } else { "bulletList" };
            name.clone_into(&mut list.name);
        }
        _ => list.children.push(Node::element("listItem", vec![Node::element("bulletList", vec![item])])),
    }
}

fn table_edit(body: &mut Vec<Node>, b: u16, c: u16) {
    let cell = |n: u16| Node::element("tableCell", vec![paragraph(&words(n, 2))]);
    let row = Node::element("tableRow", vec![cell(c), cell(b)]);
    let Some(table) = named(body, &["table"]) else {
        body.push(Node::element("table", vec![row]));
        return;
    };
    let count = table.children.len();
    match b % 4 {
        0 => table.children.insert(usize::from(c) % (count + 1), row),
        1 => drop(take(&mut table.children, c)),
        2 => {
            for row in &mut table.children {
                let Node::Element(row) = row else { continue };
                row.children.insert(usize::from(c) % (row.children.len() + 1), cell(c));
            }
        }
        _ => {
            if let Some(Node::Element(row)) = pick(&mut table.children, c) {
                row.children.iter_mut().for_each(|cell| {
                    if let Node::Element(cell) = cell {
                        let name = if b % 8 == 3 { "tableHeader" } else { "tableCell" };
                        name.clone_into(&mut cell.name);
                    }
                });
            }
        }
    }
}

fn register_edit(register: &mut Register, (what, a, b, c): Edit) {
    let id = format!("k{}", a % 4);
    let some = |n: u16| (!n.is_multiple_of(4)).then(|| format!("k{}", n % 3));
    match what % 30 {
        20 => put(
            &mut register.actors,
            Actor {
                name: words(b, 2),
                kind: None,
                primary: None,
                secondary: Vec::new(),
                level: None,
                departments: vec![Department { id: "s".to_owned(), name: words(c, 1) }],
                at_table: c.is_multiple_of(2),
                id,
            },
            |it| &it.id,
        ),
        21 => put(
            &mut register.commitments,
            Commitment {
                actor: some(b),
                department: None,
                what: words(b, 6),
                action: some(c),
                from: format!("M{}", b % 12 + 1).parse().ok(),
                to: "2027-05-01".parse().ok().filter(|_| c.is_multiple_of(2)),
                verification: words(c, 3),
                flexibility: String::new(),
                allies: some(c)
                    .map(|actor| Ally { actor, confirmed: b.is_multiple_of(2) })
                    .into_iter()
                    .collect(),
                state: CommitmentState::ALL[usize::from(c) % 9],
                reason: String::new(),
                life: Vec::new(),
                order: Some("a0".to_owned()),
                id,
            },
            |it| &it.id,
        ),
        22 => put(
            &mut register.resources,
            Resource {
                actor: some(b),
                commitment: some(c),
                kind: Some(ResourceKind::ALL[usize::from(b) % 6]),
                label: words(b, 1),
                quantity: Some(f64::from(c) / 2.0),
                unit: String::new(),
                conditions: String::new(),
                from: None,
                to: None,
                id,
            },
            |it| &it.id,
        ),
        23 => put(
            &mut register.milestones,
            Milestone {
                kind: Some(MilestoneKind::ALL[usize::from(b) % 3]),
                title: words(b, 2),
                date: "M3".parse().ok(),
                actor: some(c),
                commitments: some(b).into_iter().collect(),
                id,
            },
            |it| &it.id,
        ),
        24 => put(&mut register.lines, Line { name: words(b, 2), order: some(c), id }, |it| &it.id),
        25 => put(
            &mut register.actions,
            Action {
                name: words(b, 2),
                kind: words(c, 1),
                priority: String::new(),
                lines: some(b).into_iter().collect(),
                order: None,
                id,
            },
            |it| &it.id,
        ),
        26 => {
            register.timeline.months = u8::try_from(b % 24 + 1).unwrap();
            register.timeline.start = "2027-01-01".parse().ok().filter(|_| c.is_multiple_of(2));
        }
        27 => {
            if let Some(gone) = take(&mut register.commitments, a) {
                register.removed.push(Removed {
                    entity: Entity::Commitment,
                    id: gone.id,
                    label: gone.what,
                    reason: words(c, 2),
                    actor: gone.actor,
                    life: gone.life,
                });
            }
        }
        28 => drop(take(&mut register.removed, a)),
        _ => {
            drop(take(&mut register.actors, a));
            drop(take(&mut register.resources, b));
            drop(take(&mut register.milestones, c));
        }
    }
    let taken: Vec<String> = register.commitments.iter().map(|it| it.id.clone()).collect();
    register.removed.retain(|it| !taken.contains(&it.id));
}

fn put<T>(things: &mut Vec<T>, thing: T, id: fn(&T) -> &String) {
    match things.iter_mut().find(|known| id(known) == id(&thing)) {
        Some(known) => *known = thing,
        None => things.push(thing),
    }
}
