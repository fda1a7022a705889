//! What changed since I was last here, or since a meeting I missed?

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};
use pact_app::changes::{CommitmentChangeKind, Decision, DocumentChanges, ProcessChanges, Since, Waiting};
use pact_app::versions::Point;
use pact_convert::comparison::Layout;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_model::process::Meeting;
use serde::Deserialize;

use super::addresses::Addresses;
use super::parts::{asked, breadcrumb};
use super::phrases;
use super::visitor::{Visitor, shown};
use crate::dates;
use crate::problem::{Code, Problem};
use crate::since;
use crate::state::ServerState;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    dal: Option<String>,
}

pub(super) async fn show(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    uri: Uri,
) -> Response {
    let page = async {
        let asked: Asked = asked(&uri)?;
        let since = match asked.dal.as_deref().filter(|text| !text.is_empty()) {
            None => Since::Visit,
            Some(text) => since::read(text).ok_or(Problem::new(Code::NoSuchAddress))?,
        };
        let caller = visitor.caller()?;
        let news = News {
            changes: state.app.changes(caller, &slug, since).await?,
            meetings: state.app.process(caller, &slug).await?.meetings,
            commitments: commitments(&state, &visitor).await?,
            since,
            today: dates::day_of(state.app.clock.now()),
        };
        let page = visitor.page(&state, &news.changes.process, visitor.words().news);
        Ok(page.answer(StatusCode::OK, &news.markup(&visitor)))
    };
    shown(visitor.language, page.await)
}

/// What every commitment promises, by identity: decisions and reminders name it by that.
async fn commitments(
    state: &ServerState,
    visitor: &Visitor,
) -> Result<BTreeMap<String, (String, String)>, Problem> {
    let register = state.app.register(visitor.caller()?, &visitor.slug).await?.register;
    let name = |id: &Option<String>| {
        id.as_deref().and_then(|id| register.actor(id)).map(|actor| actor.name.clone()).unwrap_or_default()
    };
    let said = register
        .commitments
        .iter()
        .map(|commitment| (commitment.id.clone(), (name(&commitment.actor), commitment.what.clone())));
    Ok(said.collect())
}

/// The page about to be shown.
struct News {
    changes: ProcessChanges,
    meetings: Vec<Meeting>,
    commitments: BTreeMap<String, (String, String)>,
    since: Since,
    today: jiff::civil::Date,
}

impl News {
    fn markup(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            (breadcrumb(visitor, &[], words.news))
            div .sheet.history.news {
                h1 { (words.news) }
                @if let Some(since) = self.changes.since {
                    p .lead { (phrases::since(visitor.language, since)) }
                }
                (self.chooser(visitor))
                @if self.changes.since.is_none() {
                    div .nothing {
                        h2 { (words.first_visit) }
                        p { (words.first_visit_text) }
                        p { a href=(visitor.home()) { (words.back_home) } }
                    }
                } @else if self.is_empty() {
                    div .nothing { h2 { (words.nothing_since) } p { (words.nothing_since_text) } }
                }
                (self.waiting(visitor))
                (self.naming_us(visitor))
                (self.texts(visitor))
                (self.changed_commitments(visitor))
                (self.decisions(visitor))
            }
        }
    }

    fn is_empty(&self) -> bool {
        let changes = &self.changes;
        changes.documents.is_empty()
            && changes.commitments.is_empty()
            && changes.decisions.is_empty()
            && changes.naming_me.is_empty()
            && changes.waiting.is_empty()
    }

    /// The visit before, or a meeting that was held.
    fn chooser(&self, visitor: &Visitor) -> Markup {
        let (words, language) = (visitor.words(), visitor.language);
        let chosen = |meeting: &Meeting| self.since == Since::Meeting(meeting.id);
        let was_held =
            |meeting: &&Meeting| chosen(meeting) || meeting.date.is_some_and(|date| date <= self.today);
        html! {
            form .since.form-only method="get" action={ (visitor.home()) "/novita" } {
                div .field {
                    label for="_dal" { (words.since) }
                    select id="_dal" name="dal" {
                        option value="visita" { (words.since_visit) }
                        @if let Since::Time(moment) = self.since {
                            option value=(moment) selected { (phrases::since_moment(language, moment)) }
                        }
                        @for meeting in self.meetings.iter().filter(was_held) {
                            option value={ "incontro:" (meeting.id) } selected[chosen(meeting)] {
                                (phrases::since_meeting(language, meeting))
                            }
                        }
                    }
                }
                button .secondary type="submit" { (words.show) }
            }
        }
    }

    fn texts(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            @if !self.changes.documents.is_empty() {
                section aria-labelledby="_testi" {
                    h2 #_testi { (words.texts) }
                    @for document in &self.changes.documents { (document_news(visitor, document)) }
                }
            }
        }
    }

    fn changed_commitments(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            @if !self.changes.commitments.is_empty() {
                section aria-labelledby="_impegni" {
                    h2 #_impegni { (words.commitments) }
                    ul {
                        @for change in &self.changes.commitments {
                            li {
                                span .label {
                                    (match change.kind {
                                        CommitmentChangeKind::New => words.commitment_new,
                                        CommitmentChangeKind::Changed => words.commitment_changed,
                                        CommitmentChangeKind::Gone => words.commitment_gone,
                                    })
                                }
                                " " (promise(&change.actor, &change.what))
                            }
                        }
                    }
                    p { a href={ (visitor.home()) "/registro" } { (words.open_register) } }
                }
            }
        }
    }

    fn decisions(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            @if !self.changes.decisions.is_empty() {
                section aria-labelledby="_decisioni" {
                    h2 #_decisioni { (words.decisions) }
                    ul { @for decision in &self.changes.decisions { li { (self.decision(visitor, decision)) } } }
                }
            }
        }
    }

    fn decision(&self, visitor: &Visitor, decision: &Decision) -> Markup {
        let (words, language) = (visitor.words(), visitor.language);
        html! {
            @match decision {
                Decision::State(commitment, state) => {
                    span .label { (phrases::state(language, state)) } " " (self.commitment(commitment))
                }
                Decision::Aside(document, section, is_aside) => {
                    span .label { (if *is_aside { words.set_aside } else { words.back_in }) } " "
                    a href={ (Addresses::of(visitor, *document).text()) "#section-" (section) } {
                        (self.section_title(*document, section))
                    }
                }
                Decision::Version(document, number, message) => {
                    a href=(Addresses::of(visitor, *document).version(*number, None)) {
                        (phrases::number(language, *number))
                    }
                    @if let Some(title) = self.document_title(*document) { " · " (title) }
                    ": " (message)
                }
            }
        }
    }

    fn naming_us(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            @if !self.changes.naming_me.is_empty() {
                section aria-labelledby="_noi" {
                    h2 #_noi { (words.naming_us) }
                    ul {
                        @for (document, section) in &self.changes.naming_me {
                            li {
                                a href=(self.section_address(visitor, *document, section)) {
                                    (self.section_title(*document, section))
                                }
                                @if let Some(title) = self.document_title(*document) {
                                    span .meta { " · " (title) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn waiting(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            @if !self.changes.waiting.is_empty() {
                section .where aria-labelledby="_aspetta" {
                    h2 #_aspetta { (words.waiting_for_us) }
                    ul {
                        @for waiting in &self.changes.waiting {
                            @let (what, commitment) = match waiting {
                                Waiting::Confirmation(id) => (words.to_confirm, id),
                                Waiting::Alliance(id) => (words.to_ally, id),
                                Waiting::Conflict(id) => (words.to_settle, id),
                            };
                            li { span .label { (what) } " " (self.commitment(commitment)) }
                        }
                    }
                    p { a href={ (visitor.home()) "/registro" } { (words.open_register) } }
                }
            }
        }
    }

    /// A commitment in words: as it is now, or as it was when it is gone.
    fn commitment(&self, id: &str) -> Markup {
        if let Some((actor, what)) = self.commitments.get(id) {
            return promise(actor, what);
        }
        let gone = self.changes.commitments.iter().find(|change| change.id == id);
        gone.map_or_else(|| html! { (id) }, |change| promise(&change.actor, &change.what))
    }

    /// Where one sees how a section changed, or the text when there is nothing to compare with.
    fn section_address(&self, visitor: &Visitor, document: DocumentId, section: &SectionId) -> String {
        let addresses = Addresses::of(visitor, document);
        let changes = self.changes.documents.iter().find(|changes| changes.document == document);
        match changes.and_then(|changes| changes.version) {
            Some(version) => since_version(&addresses, version, Some(section)),
            None => format!("{}#section-{section}", addresses.text()),
        }
    }

    fn document_title(&self, id: DocumentId) -> Option<&str> {
        self.changes.documents.iter().find(|changes| changes.document == id).map(|changes| &*changes.title)
    }

    fn section_title<'a>(&'a self, document: DocumentId, section: &'a SectionId) -> &'a str {
        let of_document = self.changes.documents.iter().find(|changes| changes.document == document);
        let found = of_document.and_then(|changes| changes.sections.iter().find(|(id, _)| id == section));
        found.map_or(section.as_str(), |(_, title)| title)
    }
}

/// From a version to the text as it is now.
fn since_version(addresses: &Addresses, version: u32, section: Option<&SectionId>) -> String {
    addresses.comparison(Point::Version(version), Point::Live, Layout::Unified, section)
}

/// What changed in one text, section by section, each with its comparison.
fn document_news(visitor: &Visitor, changes: &DocumentChanges) -> Markup {
    let words = visitor.words();
    let addresses = Addresses::of(visitor, changes.document);
    let comparison = |section: Option<&SectionId>| {
        changes.version.map(|version| since_version(&addresses, version, section))
    };
    html! {
        h3 { a href=(addresses.text()) { (changes.title) } }
        p .meta {
            (phrases::changes_in(visitor.language, changes.comparison.summary.changes, changes.sections.len()))
            @if let Some(address) = comparison(None) { " · " a href=(address) { (words.compare_whole) } }
        }
        ul {
            @for (section, title) in &changes.sections {
                li {
                    @match comparison(Some(section)) {
                        Some(address) => { a href=(address) { (title) } }
                        None => { a href={ (addresses.text()) "#section-" (section) } { (title) } }
                    }
                }
            }
        }
    }
}

/// «Il Mulino: apre la sala il giovedì».
fn promise(actor: &str, what: &str) -> Markup {
    html! { @if !actor.is_empty() { strong { (actor) } ": " } (what) }
}
