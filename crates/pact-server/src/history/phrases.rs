//! Sentences of the history that hold a number, a date or a name.

use maud::{Markup, html};
use pact_app::redaction::RedactionReport;
use pact_app::versions::Point;
use pact_model::comparison::Summary;
use pact_model::content::{DocumentContent, SectionContent};
use pact_model::document::{SectionId, SectionKind};
use pact_model::ids::MeetingId;
use pact_model::process::Meeting;
use pact_model::register::CommitmentState;
use pact_model::time::Timestamp;
use pact_model::version::{Contributor, Version, VersionChanges, VersionReason};

use super::words::HistoryWords;
use crate::dates;
use crate::language::Language;

/// «3 sezioni».
pub(super) fn count(
    language: Language,
    number: usize,
    italian: (&str, &str),
    english: (&str, &str),
) -> String {
    let (one, many) = language.choose(italian, english);
    format!("{number} {}", if number == 1 { one } else { many })
}

/// «3 sezioni, 2 impegni»; nothing when nothing of the kind changed.
pub(super) fn changed(language: Language, changes: &VersionChanges) -> Option<String> {
    let parts = [
        (changes.sections.len(), ("sezione", "sezioni"), ("section", "sections")),
        (changes.commitments.len(), ("impegno", "impegni"), ("commitment", "commitments")),
        (
            changes.others,
            ("altra voce del registro", "altre voci del registro"),
            ("other entry of the register", "other entries of the register"),
        ),
    ];
    let said: Vec<_> = parts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, italian, english)| count(language, number, italian, english))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// «12 modifiche in 4 sezioni».
pub(super) fn changes_in(language: Language, changes: usize, sections: usize) -> String {
    let changes = count(language, changes, ("modifica", "modifiche"), ("change", "changes"));
    if sections == 0 {
        return changes;
    }
    let sections = count(language, sections, ("sezione", "sezioni"), ("section", "sections"));
    format!("{changes} in {sections}")
}

/// Why a version was made, in words.
pub(super) fn reason(language: Language, version: &Version, meetings: &[Meeting]) -> String {
    let meeting = version.meeting.and_then(|id| title_of_meeting(meetings, id));
    let of = |italian: &str, english: &str, alone: (&str, &str)| match meeting {
        Some(title) => language.choose(format!("{italian} «{title}»"), format!("{english} “{title}”")),
        None => language.choose(alone.0, alone.1).to_owned(),
    };
    let say = |italian: &str, english: &str| language.choose(italian, english).to_owned();
    match version.reason {
        VersionReason::Created => say("Il documento nasce", "The document begins"),
        VersionReason::Manual => of(
            "Fatta dal coordinamento durante",
            "Made by the coordination during",
            ("Fatta dal coordinamento", "Made by the coordination"),
        ),
        VersionReason::MeetingOpened => of(
            "Inizio dell'incontro",
            "Beginning of the meeting",
            ("Inizio di un incontro", "Beginning of a meeting"),
        ),
        VersionReason::MeetingClosed => {
            of("Fine dell'incontro", "End of the meeting", ("Fine di un incontro", "End of a meeting"))
        }
        VersionReason::BeforeRestore => say("Prima di un ripristino", "Before a restore"),
        VersionReason::Restore => say("Dopo un ripristino", "After a restore"),
        VersionReason::Import => say("Caricamento di un file", "A file was taken in"),
        VersionReason::Published => say("Pubblicazione", "Publication"),
        VersionReason::Export => say("Scaricata come file", "Given out as a file"),
        VersionReason::Daily => say("Fine di una giornata di lavoro", "End of a day's work"),
        VersionReason::Redaction => say("Parole oscurate", "Words erased"),
    }
}

fn title_of_meeting(meetings: &[Meeting], id: MeetingId) -> Option<&str> {
    meetings.iter().find(|meeting| meeting.id == id).map(|meeting| meeting.title.as_str())
}

/// The bodies by name; the coordination by its own.
pub(super) fn bodies(words: &HistoryWords, contributors: &[Contributor]) -> String {
    let names: Vec<_> = contributors
        .iter()
        .map(
            |contributor| {
                if contributor.name.is_empty() { words.coordination } else { contributor.name.as_str() }
            },
        )
        .collect();
    names.join(", ")
}

/// Those of the contributors who wrote in a section.
pub(super) fn in_section(contributors: &[Contributor], section: &SectionId) -> Vec<Contributor> {
    contributors.iter().filter(|contributor| contributor.sections.contains(section)).cloned().collect()
}

/// `28 novembre 2026, ore 18.04`, for machines too.
pub(super) fn moment(language: Language, at: Timestamp) -> Markup {
    html! { time datetime=(at) { (dates::moment(at, language)) } }
}

/// «Art. 6 · Impegni», as a heading or a link says it.
pub(super) fn section_title(section: &SectionContent) -> String {
    match (section.kind, section.number) {
        (SectionKind::Article, Some(number)) => format!("Art. {number} · {}", section.title),
        (SectionKind::Part, Some(number)) => format!("{number}. {}", section.title),
        _ => section.title.clone(),
    }
}

/// The title of a section in the first of some contents that has it.
pub(super) fn title_in(section: &SectionId, contents: &[&DocumentContent]) -> Option<String> {
    let found = contents.iter().find_map(|content| section_of(content, section));
    found.map(section_title)
}

/// A section of a content.
pub(super) fn section_of<'a>(content: &'a DocumentContent, id: &SectionId) -> Option<&'a SectionContent> {
    content.sections.iter().find(|section| section.id == *id)
}

/// «Versione 4 (di 9)».
pub(super) fn numbered(language: Language, number: u32, total: u32) -> String {
    language.choose(format!("Versione {number} (di {total})"), format!("Version {number} (of {total})"))
}

/// «Versione 4».
pub(crate) fn number(language: Language, number: u32) -> String {
    format!("{} {number}", language.choose("Versione", "Version"))
}

/// That words were erased from a version, and what that did to it.
pub(super) fn erased(language: Language, at: Timestamp) -> String {
    let at = dates::moment(at, language);
    language.choose(
        format!("Alcune parole sono state oscurate il {at}: il numero è rimasto, l'impronta è cambiata."),
        format!("Some words were erased on {at}: the number stayed, the fingerprint changed."),
    )
}

/// «Dalla versione 3 al testo attuale».
pub(super) fn from_to(language: Language, (from, to): (Point, Point)) -> String {
    let from = match from {
        Point::Version(number) => {
            language.choose(format!("Dalla versione {number}"), format!("From version {number}"))
        }
        Point::Live => language.choose("Dal testo attuale", "From the current text").to_owned(),
    };
    let to = match to {
        Point::Version(number) => {
            language.choose(format!("alla versione {number}"), format!("to version {number}"))
        }
        Point::Live => language.choose("al testo attuale", "to the current text").to_owned(),
    };
    format!("{from} {to}")
}

/// «12 modifiche in 4 sezioni, 2 impegni».
pub(super) fn summary(language: Language, summary: &Summary) -> String {
    let text = changes_in(language, summary.changes, summary.sections.len());
    let register = VersionChanges {
        sections: Vec::new(),
        commitments: summary.commitments.clone(),
        others: summary.others,
    };
    match changed(language, &register) {
        Some(register) => format!("{text}, {register}"),
        None => text,
    }
}

/// «Ripristina «Art. 6 · Impegni» com'era nella versione 4».
pub(super) fn restore(language: Language, section: Option<&str>, number: u32) -> String {
    match section {
        Some(title) => language.choose(
            format!("Ripristina «{title}» com'era nella versione {number}"),
            format!("Restore “{title}” as it was in version {number}"),
        ),
        None => language.choose(
            format!("Ripristina tutto il testo com'era nella versione {number}"),
            format!("Restore the whole text as it was in version {number}"),
        ),
    }
}

/// «Dal 27 novembre 2026, ore 18.04».
pub(super) fn since(language: Language, at: Timestamp) -> String {
    let at = dates::moment(at, language);
    language.choose(format!("Dal {at}, fino a adesso."), format!("From {at} until now."))
}

/// «dal 27 novembre 2026, ore 18.04», to choose from.
pub(super) fn since_moment(language: Language, at: Timestamp) -> String {
    let at = dates::moment(at, language);
    language.choose(format!("dal {at}"), format!("since {at}"))
}

/// «dall'incontro «Terza sessione», 20 novembre 2026».
pub(super) fn since_meeting(language: Language, meeting: &Meeting) -> String {
    let title = &meeting.title;
    let since = language.choose(format!("dall'incontro «{title}»"), format!("since the meeting “{title}”"));
    match meeting.date {
        Some(date) => format!("{since}, {}", dates::long(date, language)),
        None => since,
    }
}

/// A state of a commitment by its stored name, as people say it.
pub(super) fn state(language: Language, name: &str) -> &'static str {
    let (italian, english) = match name.parse::<CommitmentState>() {
        Ok(CommitmentState::Drafted) => ("Abbozzato", "Drafted"),
        Ok(CommitmentState::Declared) => ("Dichiarato", "Declared"),
        Ok(CommitmentState::ToBeConfirmed) => ("Da confermare", "To be confirmed"),
        Ok(CommitmentState::Confirmed) => ("Confermato", "Confirmed"),
        Ok(CommitmentState::Signed) => ("Sottoscritto", "Signed"),
        Ok(CommitmentState::Underway) => ("In corso", "Underway"),
        Ok(CommitmentState::Kept) => ("Mantenuto", "Kept"),
        Ok(CommitmentState::Reshaped) => ("Rimodulato", "Reshaped"),
        Ok(CommitmentState::Released) => ("Sciolto", "Released"),
        Err(_) => ("Cambiato", "Changed"),
    };
    language.choose(italian, english)
}

/// «3 passi nei testi attuali, 5 versioni».
pub(super) fn erasure(language: Language, report: &RedactionReport) -> String {
    let passages = count(
        language,
        report.passages,
        ("passo nei testi di adesso", "passi nei testi di adesso"),
        ("passage in the present texts", "passages in the present texts"),
    );
    let versions = count(language, report.versions, ("versione", "versioni"), ("version", "versions"));
    format!("{passages}, {versions}")
}

/// The first digits of a hash: enough to be told apart by eye.
pub(super) fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_counted_in_words() {
        let mut changes = VersionChanges::default();
        assert_eq!(changed(Language::Italian, &changes), None);
        changes.sections = vec!["art-1".parse().unwrap()];
        changes.commitments = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(changed(Language::Italian, &changes).unwrap(), "1 sezione, 2 impegni");
        changes.others = 1;
        assert_eq!(
            changed(Language::English, &changes).unwrap(),
            "1 section, 2 commitments, 1 other entry of the register"
        );
        assert_eq!(changes_in(Language::Italian, 12, 4), "12 modifiche in 4 sezioni");
        assert_eq!(changes_in(Language::Italian, 1, 0), "1 modifica");
    }
}
