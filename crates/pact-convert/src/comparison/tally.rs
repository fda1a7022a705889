//! How much changed in a section, in one line? «3 parole cambiate, 1 paragrafo aggiunto».

use std::collections::BTreeMap;

use pact_model::comparison::{
    BlockChange, ContentChange, ElementChange, Fate, Piece, SectionChange, Summary,
};
use pact_model::content::Node;

/// What can be counted, in the order it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Word,
    Paragraph,
    List,
    Item,
    Table,
    Row,
    Cell,
    Other,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Changed,
    Added,
    Gone,
    MovedHere,
    MovedAway,
    Formatted,
}

impl Thing {
    fn of(node: &Node) -> Self {
        match node {
            Node::Text(_) => Self::Paragraph,
            Node::Element(element) => Self::named(&element.name),
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "block" => Self::Paragraph,
            "bulletList" | "orderedList" => Self::List,
            "listItem" => Self::Item,
            "table" => Self::Table,
            "tableRow" => Self::Row,
            "tableCell" | "tableHeader" => Self::Cell,
            _ => Self::Other,
        }
    }

    /// One, several, and whether it is feminine.
    fn words(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Word => ("parola", "parole", true),
            Self::Paragraph => ("paragrafo", "paragrafi", false),
            Self::List => ("elenco", "elenchi", false),
            Self::Item => ("voce", "voci", true),
            Self::Table => ("tabella", "tabelle", true),
            Self::Row => ("riga", "righe", true),
            Self::Cell => ("cella", "celle", true),
            Self::Other => ("elemento", "elementi", false),
        }
    }
}

/// «3 parole cambiate».
fn phrase(thing: Thing, verb: Verb, count: usize) -> String {
    let (one, several, is_feminine) = thing.words();
    let ending = match (is_feminine, count == 1) {
        (true, true) => "a",
        (true, false) => "e",
        (false, true) => "o",
        (false, false) => "i",
    };
    let noun = if count == 1 { one } else { several };
    let (stem, rest) = match verb {
        Verb::Changed if thing == Thing::Word => ("cambiat", ""),
        Verb::Changed => ("riscritt", ""),
        Verb::Added => ("aggiunt", ""),
        Verb::Gone => ("tolt", ""),
        Verb::MovedHere => ("spostat", " qui"),
        Verb::MovedAway => ("spostat", " altrove"),
        Verb::Formatted => return format!("formattazione cambiata in {count} {noun}"),
    };
    format!("{count} {noun} {stem}{ending}{rest}")
}

type Counts = BTreeMap<(Thing, Verb), usize>;

/// What happened to a section, in one line.
pub(super) fn section(change: &SectionChange) -> String {
    let mut parts: Vec<String> = Vec::new();
    match change.fate {
        Fate::Added => return "sezione nuova".to_owned(),
        Fate::Gone => return "sezione tolta".to_owned(),
        Fate::Changed => {}
    }
    if change.moved {
        parts.push("spostata".to_owned());
    }
    if change.renamed_from.is_some() {
        parts.push("rinominata".to_owned());
    }
    if let Some(aside) = change.field("aside") {
        parts.push(decided(&aside.before, &aside.after, ["messa da parte", "non più messa da parte"]));
    }
    if let Some(it) = change.field("not_applicable") {
        parts.push(decided(&it.before, &it.after, ["dichiarata non applicabile", "di nuovo applicabile"]));
    }
    if ["kind", "number", "mandatory"].iter().any(|name| change.field(name).is_some()) {
        parts.push("dati della sezione cambiati".to_owned());
    }
    let mut counts = Counts::new();
    blocks(&change.body, &mut counts);
    parts.extend(counts.into_iter().map(|((thing, verb), count)| phrase(thing, verb, count)));
    if !change.bound.is_empty() || !change.unbound.is_empty() {
        parts.push("collegamenti cambiati".to_owned());
    }
    parts.join(", ")
}

fn decided(before: &serde_json::Value, after: &serde_json::Value, words: [&str; 2]) -> String {
    match (before.is_null(), after.is_null()) {
        (true, _) => words[0].to_owned(),
        (_, true) => words[1].to_owned(),
        _ => "motivo cambiato".to_owned(),
    }
}

fn add(counts: &mut Counts, thing: Thing, verb: Verb, number: usize) {
    if number > 0 {
        *counts.entry((thing, verb)).or_default() += number;
    }
}

fn blocks(changes: &[BlockChange], counts: &mut Counts) {
    let mut against = Against::default();
    for change in changes {
        match change {
            BlockChange::Gone { node, moved_to: Some(_), .. } => {
                add(counts, Thing::of(node), Verb::MovedAway, 1);
            }
            BlockChange::Added { node, moved_from: Some(_), .. } => {
                add(counts, Thing::of(node), Verb::MovedHere, 1);
            }
            BlockChange::Gone { node, .. } => against.0.entry(Thing::of(node)).or_default().0 += 1,
            BlockChange::Added { node, .. } => against.0.entry(Thing::of(node)).or_default().1 += 1,
            BlockChange::Kept { .. } => against.settle(counts),
            BlockChange::Changed { element, .. } => {
                against.settle(counts);
                self::element(element, counts);
            }
        }
    }
    against.settle(counts);
}

/// What stands against each other, by what it is: how many gone, how many new.
#[derive(Debug, Default)]
struct Against(BTreeMap<Thing, (usize, usize)>);

impl Against {
    fn settle(&mut self, counts: &mut Counts) {
        for (thing, (gone, added)) in std::mem::take(&mut self.0) {
            let rewritten = gone.min(added);
            add(counts, thing, Verb::Changed, rewritten);
            add(counts, thing, Verb::Added, added - rewritten);
            add(counts, thing, Verb::Gone, gone - rewritten);
        }
    }
}

fn element(change: &ElementChange, counts: &mut Counts) {
    if change.name_before.is_some() || !change.attributes.is_empty() {
        add(counts, Thing::named(&change.name), Verb::Formatted, 1);
    }
    match &change.content {
        ContentChange::Same => {}
        ContentChange::Text(pieces) => line(pieces, counts),
        ContentChange::Blocks(changes) => blocks(changes, counts),
    }
}

fn line(pieces: &[Piece], counts: &mut Counts) {
    let mut count = |verb, number| add(counts, Thing::Word, verb, number);
    let mut gone = 0;
    for piece in pieces {
        match piece {
            Piece::Gone { content } => gone = words(content),
            Piece::Added { content } if gone > 0 => {
                count(Verb::Changed, words(content).max(std::mem::take(&mut gone)));
            }
            Piece::Added { content } => count(Verb::Added, words(content)),
            Piece::Kept { .. } => count(Verb::Gone, std::mem::take(&mut gone)),
            Piece::Formatting { after, .. } => {
                count(Verb::Gone, std::mem::take(&mut gone));
                count(Verb::Formatted, words(after));
            }
        }
    }
    count(Verb::Gone, gone);
}

/// At least one: a comma is something as well.
fn words(content: &[Node]) -> usize {
    let text: String = content.iter().map(Node::plain_text).collect();
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count().max(1)
}

/// «12 modifiche in 4 sezioni, 2 impegni e altre 3 voci del registro».
pub(super) fn summary(summary: &Summary) -> String {
    if summary.identical {
        return "Nessuna modifica".to_owned();
    }
    let counted = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {several}")),
    };
    let places: Vec<String> = [
        counted(summary.sections.len(), "sezione", "sezioni"),
        counted(summary.commitments.len(), "impegno", "impegni"),
        counted(summary.others, "altra voce del registro", "altre voci del registro"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let changes = counted(summary.changes, "modifica", "modifiche").unwrap_or_else(|| "Modifiche".to_owned());
    match places.split_last() {
        None => changes,
        Some((only, [])) => format!("{changes} in {only}"),
        Some((last, others)) => format!("{changes} in {} e {last}", others.join(", ")),
    }
}
