//! What everybody may read: the process and its published documents, as plain pages that print well.
//!
//! Nothing that is not published leaves a trace here: unknown and unpublished get the same answer.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use maud::{Markup, html};
use pact_app::AppError;
use pact_app::documents::DocumentView;
use pact_app::processes::ProcessView;
use pact_app::versions::Reader;
use pact_convert::html::{document_html, register_html};
use pact_model::content::DocumentContent;
use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;
use pact_model::process::{Meeting, Process};
use pact_model::register::Register;
use pact_store::DocumentRow;

use crate::dates;
use crate::history::{self, HistoryWords};
use crate::language::Language;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::state::ServerState;
use crate::words::{Words, kind};

/// The public pages.
pub fn routes() -> Router<ServerState> {
    Router::new().route("/p/{slug}", get(process)).route("/p/{slug}/d/{document}", get(document))
}

async fn process(State(state): State<ServerState>, Path(slug): Path<String>, language: Language) -> Response {
    match state.app.public_process(&slug).await {
        Ok(Some(view)) => {
            let today = dates::day_of(state.app.clock.now());
            let page = page_of(&state, language, &view.process, view.process.title.clone(), None);
            page.answer(StatusCode::OK, &process_markup(language, &view, today))
        }
        Ok(None) => page::not_found(language),
        Err(error) => page::trouble(language, Problem::from(error).code().status()),
    }
}

async fn document(
    State(state): State<ServerState>,
    Path((slug, document)): Path<(String, String)>,
    language: Language,
) -> Response {
    let Ok(id) = document.parse::<DocumentId>() else { return page::not_found(language) };
    let found = async {
        let Some(view) = state.app.public_document(&slug, id).await? else { return Ok(None) };
        let Some(process) = state.app.public_process(&slug).await? else { return Ok(None) };
        let versions = newest_version(&state, &slug, id).await?;
        Ok::<_, AppError>(Some((process, view, versions)))
    };
    match found.await {
        Ok(Some((process, view, versions))) => {
            let today = dates::day_of(state.app.clock.now());
            let home = format!("/p/{}", process.process.slug);
            let title = format!("{} · {}", view.row.title, process.process.title);
            let page = page_of(&state, language, &process.process, title, Some(home));
            page.answer(StatusCode::OK, &document_markup(language, &process, &view, versions, today))
        }
        Ok(None) => page::not_found(language),
        Err(error) => page::trouble(language, Problem::from(error).code().status()),
    }
}

/// Number of the newest version the public may see, and how many there are; none before the first.
async fn newest_version(
    state: &ServerState,
    slug: &str,
    document: DocumentId,
) -> Result<Option<(u32, u32)>, AppError> {
    match state.app.versions(Reader::Public(slug), document).await {
        Ok(history) => Ok(history.versions.first().map(|version| (version.number, history.total))),
        Err(AppError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn page_of<'a>(
    state: &'a ServerState,
    language: Language,
    process: &'a Process,
    title: String,
    home: Option<String>,
) -> Page<'a> {
    Page {
        language,
        title,
        owner: &process.promoter,
        name: &process.title,
        home,
        indexed: true,
        footer: Some(&state.config),
    }
}

fn process_markup(language: Language, view: &ProcessView, today: Date) -> Markup {
    let words = Words::of(language);
    let process = &view.process;
    html! {
        div .sheet {
            p .overline { (words.participatory_process) }
            h1 { (process.title) }
            @if !process.subtitle.is_empty() { p .subtitle { (process.subtitle) } }
            (facts(words, process))
            (where_we_are(language, view, today, None))
            section aria-labelledby="_documenti" {
                h2 #_documenti { (words.documents) }
                ul .documents {
                    @for document in &view.documents {
                        li {
                            a href={ "/p/" (process.slug) "/d/" (document.id) } { (document.title) }
                            p .meta {
                                @let kind = kind_beside(&document.title, document.kind, language);
                                @if let Some(kind) = kind { (kind) }
                                @if let Some(at) = document.published_at {
                                    @if kind.is_some() { " · " }
                                    (words.published_on) " " (dates::long(dates::day_of(at), language))
                                }
                            }
                        }
                    }
                }
            }
            section aria-labelledby="_fasi" {
                h2 #_fasi { (words.phases) }
                @for phase in &view.phases {
                    section .phase {
                        h3 { (phase.title) }
                        @if !phase.goal.is_empty() { p { (phase.goal) } }
                        @if !phase.key_question.is_empty() {
                            p .question { span .label { (words.key_question) } " " q { (phase.key_question) } }
                        }
                        ul .meetings {
                            @for meeting in view.meetings.iter().filter(|meeting| meeting.phase == phase.id) {
                                li { (meeting_line(language, meeting)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn document_markup(
    language: Language,
    process: &ProcessView,
    view: &DocumentView,
    versions: Option<(u32, u32)>,
    today: Date,
) -> Markup {
    let words = Words::of(language);
    let register = view.register.as_ref().filter(|register| says_something(register));
    html! {
        nav .breadcrumb aria-label=(words.you_are_here) {
            ol {
                li { a href={ "/p/" (process.process.slug) } { (words.home) } }
                li aria-current="page" { (view.row.title) }
            }
        }
        div .sheet {
            @if let Some(kind) = kind_beside(&view.row.title, view.row.kind, language) {
                p .overline { (kind) }
            }
            h1 { (view.row.title) }
            @if !view.row.reference.is_empty() {
                p .reference { (words.reference) ": " code { (view.row.reference) } }
            }
            p .meta { (words.written_by) " · " (process.process.title) }
            @if let Some((number, total)) = versions {
                p .version-line {
                    strong { (history::number(language, number)) } " (" (language.choose("di", "of")) " " (total) ") "
                    a href={ "/p/" (process.process.slug) "/d/" (view.row.id) "/versioni" } {
                        (HistoryWords::of(language).see_others)
                    }
                }
            }
            (where_we_are(language, process, today, Some(&view.row)))
            (contents(words, &view.content, register.is_some()))
            section .text aria-label=(words.text) { (document_html(&view.content, view.register.as_ref())) }
            @if let Some(register) = register {
                section .text aria-labelledby="_impegni" {
                    h2 #_impegni { (words.commitments_and_timeline) }
                    div .pact-document.pact-wide lang="it" { (register_html(register)) }
                }
            }
        }
    }
}

/// A register that holds nothing but bodies and lines has nothing to show below a text.
pub(crate) fn says_something(register: &Register) -> bool {
    !register.commitments.is_empty() || !register.milestones.is_empty()
}

/// What the document is, unless its title already says it in the same words.
fn kind_beside(title: &str, of: DocumentKind, language: Language) -> Option<&'static str> {
    let name = kind(of, language);
    (name.to_lowercase() != title.trim().to_lowercase()).then_some(name)
}

fn facts(words: &Words, process: &Process) -> Markup {
    let facts = [
        (words.promoter, &process.promoter),
        (words.decider, &process.decider),
        (words.law, &process.law),
        (words.reference, &process.reference),
    ];
    html! {
        dl .facts {
            @for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
                dt { (name) }
                dd { (value) }
            }
        }
    }
}

/// Which phase is running, which meeting comes next, and how far the text is.
fn where_we_are(
    language: Language,
    view: &ProcessView,
    today: Date,
    document: Option<&DocumentRow>,
) -> Markup {
    let words = Words::of(language);
    let dated = || view.meetings.iter().filter_map(|meeting| meeting.date.map(|date| (date, meeting)));
    let next = dated().filter(|(date, _)| *date >= today).min_by_key(|(date, _)| *date);
    let last = dated().max_by_key(|(date, _)| *date);
    let phase_of = |meeting: &Meeting| view.phases.iter().find(|phase| phase.id == meeting.phase);
    html! {
        section .where aria-labelledby="_a-che-punto-siamo" {
            h2 #_a-che-punto-siamo { (words.where_we_are) }
            @if let Some(at) = document.and_then(|document| document.published_at) {
                p { (words.published_on) " " (dates::long(dates::day_of(at), language)) ". " (words.may_change) }
            }
            @match (next, last) {
                (Some((_, meeting)), _) => {
                    @if let Some(phase) = phase_of(meeting) {
                        p { span .label { (words.in_phase) } " " (phase.title) }
                    }
                    p { span .label { (words.next_meeting) } " " (meeting_line(language, meeting)) }
                }
                (None, Some((_, meeting))) => {
                    p { (words.no_next_meeting) }
                    p { span .label { (words.last_meeting) } " " (meeting_line(language, meeting)) }
                }
                (None, None) => { p { (words.no_next_meeting) } }
            }
        }
    }
}

fn meeting_line(language: Language, meeting: &Meeting) -> Markup {
    html! {
        (meeting.title) ", "
        @match meeting.date {
            Some(date) => { time datetime=(date) { (dates::long(date, language)) } }
            None => { (Words::of(language).to_be_decided) }
        }
        @if let (Some(_), Some(starts)) = (meeting.date, meeting.starts) {
            " " (dates::hour(starts, language))
            @if let Some(ends) = meeting.ends { "–" (dates::hour(ends, language)) }
        }
    }
}

fn contents(words: &Words, content: &DocumentContent, has_register: bool) -> Markup {
    html! {
        nav .contents aria-labelledby="_indice" {
            h2 #_indice { (words.index) }
            ol {
                @for section in content.sections.iter().filter(|section| section.aside.is_none()) {
                    li {
                        a href={ "#" (section.id) } {
                            @if let Some(number) = section.number { span .number { (number) ". " } }
                            (section.title)
                        }
                    }
                }
                @if has_register {
                    li { a href="#_impegni" { (words.commitments_and_timeline) } }
                }
            }
        }
    }
}
