//! What differs between any two versions: a page with an address of its own, which prints as it reads.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use pact_app::versions::{ComparisonView, Point, Side};
use pact_app::{AppError, Caller};
use pact_convert::comparison::{Layout, change_list, comparison_html_beside};
use pact_model::ability::Ability;
use pact_model::comparison::SectionChange;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_model::process::Meeting;
use serde::Deserialize;

use super::addresses::{Addresses, SIDE_BY_SIDE, UNIFIED, point};
use super::parts::{asked, breadcrumb, document_steps, part, reference, section, unseen};
use super::phrases::{self, moment};
use super::too_large;
use super::visitor::{Visitor, shown};
use crate::api::compare;
use crate::hex::hex;
use crate::problem::{Code, Problem};
use crate::state::ServerState;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    da: Option<String>,
    a: Option<String>,
    vista: Option<String>,
    sezione: Option<String>,
    /// As what: a page, `testo` or `json`.
    forma: Option<String>,
    /// What was just done.
    fatto: Option<String>,
}

/// What is compared, and how it is to be shown.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) layout: Layout,
    pub(super) section: Option<SectionId>,
}

pub(super) async fn show(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path((_, document)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    let page = async {
        let asked: Asked = asked(&uri)?;
        let document: DocumentId = part(&document, Code::DocumentNotFound)?;
        let question = question(&state, &visitor, document, &asked).await?;
        let view = state
            .app
            .compare(visitor.reader(), document, question.from, question.to, question.section.as_ref())
            .await;
        let view = match view {
            Err(AppError::TooLarge(_)) => {
                return too_large::answer(&state, &visitor, document, &question).await;
            }
            view => view?,
        };
        visitor.require(&view.process)?;
        match asked.forma.as_deref() {
            Some("testo") => return Ok(compare::text(&view)),
            Some("json") => return Ok(compare::json(view, &names(&state, &visitor).await?).into_response()),
            _ => {}
        }
        let is_restored = asked.fatto.as_deref() == Some("ripristino");
        answer(&state, &visitor, &view, question.layout, is_restored).await
    };
    shown(visitor.language, page.await)
}

/// The page of a comparison that was made already.
pub(super) async fn answer(
    state: &ServerState,
    visitor: &Visitor,
    view: &ComparisonView,
    layout: Layout,
    is_restored: bool,
) -> Result<Response, Problem> {
    let compared = Compared {
        meetings: visitor.meetings(state).await?,
        addresses: Addresses::of(visitor, view.document.id),
        view,
        layout,
    };
    let title = format!("{} · {}", compared.title(visitor), view.document.title);
    let page = visitor.page(state, &view.process, &title);
    Ok(page.answer(StatusCode::OK, &compared.markup(visitor, is_restored)))
}

/// Points that were left out are the two newest versions; with one version only, that one and the text as it is now.
async fn question(
    state: &ServerState,
    visitor: &Visitor,
    document: DocumentId,
    asked: &Asked,
) -> Result<Question, Problem> {
    let read = |word: &Option<String>| {
        let word = word.as_deref().filter(|word| !word.is_empty());
        word.map(|word| point(word).ok_or(Problem::new(Code::VersionNotFound))).transpose()
    };
    let (mut from, mut to) = (read(&asked.da)?, read(&asked.a)?);
    if from.is_none() || to.is_none() {
        let history = state.app.versions(visitor.reader(), document).await?;
        let numbers: Vec<_> = history.versions.iter().take(2).map(|version| version.number).collect();
        let (before, after) = match (&*numbers, visitor.is_public()) {
            ([newest, second], _) => (Point::Version(*second), Point::Version(*newest)),
            ([only], false) => (Point::Version(*only), Point::Live),
            ([only], true) => (Point::Version(*only), Point::Version(*only)),
            _ => return Err(Problem::new(Code::VersionNotFound)),
        };
        from = from.or(Some(before));
        to = to.or(Some(after));
    }
    let layout =
        if asked.vista.as_deref() == Some(SIDE_BY_SIDE) { Layout::SideBySide } else { Layout::Unified };
    let missing = || Problem::new(Code::VersionNotFound);
    Ok(Question {
        from: from.ok_or_else(missing)?,
        to: to.ok_or_else(missing)?,
        layout,
        section: section(asked.sezione.as_deref())?,
    })
}

async fn names(
    state: &ServerState,
    visitor: &Visitor,
) -> Result<BTreeMap<pact_model::ids::ActorId, String>, Problem> {
    let process = match &visitor.identity {
        Some(identity) => Some(state.app.process(Caller::from(identity), &visitor.slug).await?),
        None => state.app.public_process(&visitor.slug).await?,
    };
    let actors = process.map(|process| process.actors).unwrap_or_default();
    Ok(actors.into_iter().map(|actor| (actor.id, actor.name)).collect())
}

/// A comparison about to be shown.
struct Compared<'a> {
    view: &'a ComparisonView,
    meetings: Vec<Meeting>,
    addresses: Addresses,
    layout: Layout,
}

/// The point a side stands for.
fn point_of(side: &Side) -> Point {
    side.version.as_ref().map_or(Point::Live, |version| Point::Version(version.number))
}

impl Compared<'_> {
    fn points(&self) -> (Point, Point) {
        (point_of(&self.view.from), point_of(&self.view.to))
    }

    fn title(&self, visitor: &Visitor) -> String {
        phrases::from_to(visitor.language, self.points())
    }

    /// The version of the two that is the older one: what a restore would bring back.
    fn older(&self) -> Option<u32> {
        let number = |side: &Side| side.version.as_ref().map(|version| version.number);
        match (number(&self.view.from), number(&self.view.to)) {
            (Some(from), Some(to)) => Some(from.min(to)),
            (from, to) => from.or(to),
        }
    }

    fn markup(&self, visitor: &Visitor, is_restored: bool) -> Markup {
        let (view, words) = (self.view, visitor.words());
        let steps = document_steps(visitor, &view.document, &self.addresses);
        let summary = &view.comparison.summary;
        html! {
            (breadcrumb(visitor, &steps, words.comparison))
            div .sheet.history.wide {
                @if is_restored { (self.restored(visitor)) }
                p .overline {
                    (view.document.title)
                    @if let Some(title) = self.section_title() { " · " (title) }
                }
                h1 { (self.title(visitor)) }
                (reference(visitor, &view.document))
                div .sides {
                    (self.side(visitor, words.before, &view.from))
                    (self.side(visitor, words.after, &view.to))
                }
                (self.tools(visitor))
                @if summary.identical {
                    div .nothing { h2 { (words.identical) } p { (words.identical_text) } }
                } @else {
                    p .summary { (phrases::summary(visitor.language, summary)) }
                    @if !view.contributors.is_empty() {
                        p .meta { (words.wrote) ": " (phrases::bodies(words, &view.contributors)) }
                    }
                    div .compared {
                        (self.changes(visitor))
                        section .differences aria-label=(words.what_changed) {
                            (legend(visitor))
                            (self.differences(visitor))
                        }
                    }
                }
            }
        }
    }

    fn section_title(&self) -> Option<String> {
        let contents = [&self.view.to.content.document, &self.view.from.content.document];
        self.view.section.as_ref().and_then(|id| phrases::title_in(id, &contents))
    }

    fn side(&self, visitor: &Visitor, label: &str, side: &Side) -> Markup {
        let words = visitor.words();
        html! {
            p {
                span .label { (label) } " "
                @match &side.version {
                    Some(version) => {
                        a href=(self.addresses.version(version.number, self.view.section.as_ref())) {
                            (phrases::number(visitor.language, version.number))
                        }
                        span .meta {
                            " · " (moment(visitor.language, version.created_at))
                            " · " (phrases::reason(visitor.language, version, &self.meetings))
                            " · " (words.hash) " " code { (phrases::short(&hex(&version.content_hash))) }
                        }
                        @if !version.message.is_empty() { span .message { (version.message) } }
                    }
                    None => { a href=(self.addresses.text()) { (words.live) } }
                }
            }
        }
    }

    /// How to show it, the other way round, elsewhere.
    fn tools(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        let (from, to) = self.points();
        let section = self.view.section.as_ref();
        let here = |layout| self.addresses.comparison(from, to, layout, section);
        let current = |layout| (self.layout == layout).then_some("true");
        let as_file = |form: &str| format!("{}&forma={form}", here(Layout::Unified));
        html! {
            nav .tools aria-label=(words.view) {
                span .switch {
                    a href=(here(Layout::Unified)) aria-current=[current(Layout::Unified)] data-view=(UNIFIED) {
                        (words.unified)
                    }
                    a href=(here(Layout::SideBySide)) aria-current=[current(Layout::SideBySide)] data-view=(SIDE_BY_SIDE) {
                        (words.side_by_side)
                    }
                }
                a href=(self.addresses.comparison(to, from, self.layout, section)) {
                    span aria-hidden="true" { "⇄ " } (words.swap)
                }
                @if section.is_some() {
                    a href=(self.addresses.comparison(from, to, self.layout, None)) { (words.whole_document) }
                }
                a href=(self.addresses.list(section)) { (words.other_versions) }
                a href=(as_file("testo")) { (words.as_text) }
                a href=(as_file("json")) { (words.as_json) }
            }
        }
    }

    /// «12 modifiche», each with a link to its place.
    fn changes(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        let (from, to) = (&self.view.from.content, &self.view.to.content);
        let lines = change_list(&self.view.comparison, from, to);
        html! {
            nav .changes aria-labelledby="_elenco" {
                h2 #_elenco { (words.list_of_changes) }
                ol {
                    @for line in lines { li { a href={ "#" (line.anchor) } { (line.label) } } }
                }
            }
        }
    }

    fn differences(&self, visitor: &Visitor) -> Markup {
        let (from, to) = (&self.view.from.content, &self.view.to.content);
        let beside = |change: &SectionChange| self.beside(visitor, change);
        comparison_html_beside(&self.view.comparison, from, to, self.layout, &beside)
    }

    /// Who wrote in a section that differs, and what can be done with it.
    fn beside(&self, visitor: &Visitor, change: &SectionChange) -> Markup {
        let words = visitor.words();
        let (from, to) = self.points();
        let contributors = phrases::in_section(&self.view.contributors, &change.id);
        let alone = self.addresses.comparison(from, to, self.layout, Some(&change.id));
        html! {
            p .beside lang=(visitor.language.tag()) {
                @if !contributors.is_empty() {
                    span .meta { (words.wrote) ": " (phrases::bodies(words, &contributors)) }
                }
                @if self.view.section.is_none() {
                    a href=(alone) { (words.only_section) (unseen(&change.title)) }
                }
                @if let Some(older) = self.restorable(visitor, change) {
                    a .act href=(self.addresses.restore(older, Some(&change.id))) {
                        (words.restore_section) (unseen(&change.title))
                    }
                }
            }
        }
    }

    /// The older version, when it has the section and the reader may bring it back.
    fn restorable(&self, visitor: &Visitor, change: &SectionChange) -> Option<u32> {
        let older = self.older().filter(|_| visitor.may(Ability::ManageVersions))?;
        let sides = [&self.view.from, &self.view.to];
        let side = sides.into_iter().find(|side| point_of(side) == Point::Version(older))?;
        phrases::section_of(&side.content.document, &change.id).map(|_| older)
    }

    /// After a restore: that it was done, and how to undo it.
    fn restored(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            div .notice.done role="status" {
                p {
                    (words.restored)
                    @if let (Some(older), true) = (self.older(), visitor.may(Ability::ManageVersions)) {
                        " "
                        a href=(self.addresses.restore(older, self.view.section.as_ref())) { (words.undo_restore) }
                    }
                }
            }
        }
    }
}

fn sign(sign: &str) -> Markup {
    html! { span .pact-sign aria-hidden="true" { (sign) } }
}

/// What the signs mean, in the very marks they are used in.
fn legend(visitor: &Visitor) -> Markup {
    let words = visitor.words();
    html! {
        p .legend {
            span .label { (words.legend) } " "
            ins { (sign("+")) (words.legend_added) } " "
            del { (sign("−")) (words.legend_gone) } " "
            span .pact-moved { (sign("↕")) (words.legend_moved) }
        }
    }
}
