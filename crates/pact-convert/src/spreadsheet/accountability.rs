//! How does the register enter Decidim? Results of its Accountability component, as its import reads them: no byte
//! order mark, dates as in ISO 8601, descriptions in HTML.
//!
//! `id` stays empty: the importer takes a number there for one of its own results and writes over it. So do `status/id`
//! and `parent/id`, which only the platform knows. `external_id` keeps our key. `proposal_urls` is not written: the
//! importer reads only the last digit of each.

use maud::{Markup, html};
use pact_model::register::{Commitment, CommitmentState, Milestone, Register};

use super::plain_file;
use crate::register::{Card, phrases};

const HEADING: &[&str] = &[
    "id",
    "title/it",
    "description/it",
    "start_date",
    "end_date",
    "progress",
    "status/id",
    "parent/id",
    "external_id",
];
/// A title is a heading on their page, not the whole promise.
const MAX_TITLE_CHARS: usize = 150;

/// Commitments and milestones as results to import. What was released is no result to follow.
#[must_use]
pub fn accountability_csv(register: &Register) -> Vec<u8> {
    let followed = register.commitments.iter().filter(|it| it.state != CommitmentState::Released);
    let commitments = followed.map(|it| commitment(register, it));
    let milestones = register.milestones.iter().map(|it| milestone(register, it));
    plain_file(HEADING, commitments.chain(milestones))
}

fn commitment(register: &Register, commitment: &Commitment) -> Vec<String> {
    let card = Card::of(register, commitment);
    let description = html! {
        p { (card.what) }
        ul {
            @for (question, answer) in &card.answers { li { strong { (question) } ": " (answer.join("; ")) } }
        }
    };
    let timeline = &register.timeline;
    let start = commitment.from.and_then(|when| timeline.begins(when));
    let end = commitment.to.and_then(|when| timeline.ends(when));
    // How far something under way is, nobody has said.
    let progress = match commitment.state {
        CommitmentState::Kept => "100",
        CommitmentState::Underway | CommitmentState::Reshaped => "",
        _ => "0",
    };
    row(&format!("{}: {}", card.who, card.what), description, [start, end], progress, &commitment.id)
}

fn milestone(register: &Register, milestone: &Milestone) -> Vec<String> {
    let commitments = milestone.commitments.iter().filter_map(|id| register.commitment(id));
    let description = html! {
        p { (phrases::milestone(register, milestone)) }
        ul {
            @for commitment in commitments {
                li { (phrases::who(register, commitment)) ": " (phrases::what(commitment)) }
            }
        }
    };
    let day = milestone.date.and_then(|when| register.timeline.ends(when));
    row(&phrases::milestone(register, milestone), description, [day, day], "", &milestone.id)
}

fn row(
    title: &str,
    description: Markup,
    days: [Option<jiff::civil::Date>; 2],
    progress: &str,
    key: &str,
) -> Vec<String> {
    let iso = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    vec![
        String::new(),
        short(title),
        description.into_string(),
        iso(days[0]),
        iso(days[1]),
        progress.to_owned(),
        String::new(),
        String::new(),
        key.to_owned(),
    ]
}

fn short(title: &str) -> String {
    let line = title.lines().next().unwrap_or_default();
    if line.chars().count() <= MAX_TITLE_CHARS {
        return line.to_owned();
    }
    let kept: String = line.chars().take(MAX_TITLE_CHARS - 1).collect();
    format!("{}…", kept.trim_end())
}
