//! What does a comparison cost? A text of 600 blocks with 40 edits and a move, and texts made to be hard:
//! `cargo bench -p pact-model`.

use std::time::{Duration, Instant};

use pact_model::comparison::compare;
use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::document::{DocumentKind, Policy, SectionKind};
use pact_model::register::Register;
use pact_model::version::VersionContent;

/// As many blocks as a side can have that is made to be hard.
const MANY: usize = 20_000;

fn main() {
    let (from, to) = edited();
    let mut times: Vec<Duration> = (0..51).map(|_| timed(&from, &to).0).collect();
    times.sort_unstable();
    let (_, answer) = timed(&from, &to);
    println!("600 blocks, 40 edits, a move: {:?}, {answer}", times[times.len() / 2]);
    let hard: [(&str, VersionContent, VersionContent); 7] = [
        ("nothing in common", numbered("a"), numbered("b")),
        ("all the same", repeated(MANY), repeated(MANY - 7)),
        ("two sorts in disorder", disorder(3), disorder(5)),
        ("a word changed in every block", changed("aperta"), changed("chiusa")),
        ("all blocks in another order", shuffled(1), shuffled(7_919)),
        ("two long paragraphs", long(1, 1), long(2, 1)),
        ("thirty long paragraphs", long(1, 30), long(2, 30)),
    ];
    for (name, from, to) in hard {
        let (time, answer) = timed(&from, &to);
        println!("{name}: {time:?}, {answer}");
    }
}

fn timed(from: &VersionContent, to: &VersionContent) -> (Duration, String) {
    let began = Instant::now();
    let answer = compare(from, to, None);
    let time = began.elapsed();
    let answer = match answer {
        Ok(comparison) => format!("{} changes", comparison.summary.changes),
        Err(error) => error.to_string(),
    };
    (time, answer)
}

/// Sixty sections of ten blocks; the second text has 40 words changed and a block in another section.
fn edited() -> (VersionContent, VersionContent) {
    let text =
        |n: usize| (0..40).map(|word| format!("parola{}", (n * 31 + word * word) % 997)).collect::<Vec<_>>();
    let mut blocks: Vec<Vec<String>> = (0..600).map(text).collect();
    let sections = |blocks: &[Vec<String>], moved: Option<usize>| {
        let mut bodies: Vec<Vec<Node>> = blocks
            .chunks(10)
            .map(|chunk| chunk.iter().map(|words| paragraph(&words.join(" "))).collect())
            .collect();
        if let Some(place) = moved {
            let block = bodies[place].remove(3);
            bodies[place / 2].push(block);
        }
        version(bodies)
    };
    let from = sections(&blocks, None);
    for n in 0..40 {
        "cambiata".clone_into(&mut blocks[n * 15][n]);
    }
    (from, sections(&blocks, Some(50)))
}

fn numbered(side: &str) -> VersionContent {
    one((0..MANY).map(|n| format!("{side}{n} dice {side}{} quello che {side}{}", n * 7, n * 13)))
}

fn repeated(count: usize) -> VersionContent {
    one((0..count).map(|_| "Idem come sopra, con le stesse parole.".to_owned()))
}

fn disorder(factor: usize) -> VersionContent {
    one((0..MANY).map(|n| if (n * n * factor) % 7 > 3 { "Uno." } else { "Due." }.to_owned()))
}

fn changed(word: &str) -> VersionContent {
    one((0..MANY).map(|n| format!("La sala numero {n} resta {word} ogni giovedì di sera, dalle {n} in poi.")))
}

fn shuffled(step: usize) -> VersionContent {
    one((0..MANY).map(|n| format!("La sala numero {} resta aperta ogni giovedì.", n * step % MANY)))
}

fn long(factor: usize, count: usize) -> VersionContent {
    let word = |n: usize| format!("p{}", n * n * factor % 9_973);
    one((0..count).map(|_| (0..40_000).map(word).collect::<Vec<_>>().join(" ")))
}

fn one(blocks: impl Iterator<Item = String>) -> VersionContent {
    version(vec![blocks.map(|text| paragraph(&text)).collect()])
}

fn paragraph(text: &str) -> Node {
    Node::block("p", vec![Node::text(text)])
}

fn version(bodies: Vec<Vec<Node>>) -> VersionContent {
    let section = |(number, body): (usize, Vec<Node>)| SectionContent {
        id: format!("s{number}").parse().expect("a section id"),
        kind: SectionKind::Article,
        number: None,
        title: String::new(),
        guidance: String::new(),
        mandatory: false,
        policy: Policy::Open,
        policy_reason: None,
        policy_writer: None,
        aside: None,
        not_applicable: None,
        body,
        bindings: Vec::new(),
    };
    VersionContent {
        document: DocumentContent {
            kind: DocumentKind::PattoCollaborazione,
            title: String::new(),
            language: "it".to_owned(),
            paused: None,
            sections: bodies.into_iter().enumerate().map(section).collect(),
        },
        register: Register::default(),
    }
}
