//! «Versione 9 (di 9)»: the versions of a document, or those that touched one section, two of them to choose for a
//! comparison.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};
use pact_app::versions::{History, Point};
use pact_convert::comparison::Layout;
use pact_model::ability::Ability;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_model::process::Meeting;
use pact_model::version::Version;
use serde::Deserialize;

use super::addresses::{Addresses, word};
use super::parts::{
    asked, breadcrumb, document_steps, line_field, part, reference, refusal, section, see, unseen, why,
};
use super::phrases::{self, moment, number};
use super::visitor::{Visitor, shown};
use crate::problem::{Code, Problem};
use crate::state::ServerState;

/// Versions on one page: a process has 10 to 30, and a page of 200 is still quick on a phone.
const MAX_ROWS: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    sezione: Option<String>,
    /// The newest number to show.
    fino: Option<u32>,
}

/// What somebody typed who wanted to make a version.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Attempt {
    #[serde(default)]
    message: String,
}

pub(super) async fn show(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path((_, document)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    let page = async {
        let list = List::load(&state, &visitor, &document, &asked::<Asked>(&uri)?).await?;
        Ok(list.answer(&state, &visitor, StatusCode::OK, None))
    };
    shown(visitor.language, page.await)
}

/// Makes a version; when that is refused the form comes back with the message and the reason.
pub(super) async fn make(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path((_, document)): Path<(String, String)>,
    form: Result<Form<Attempt>, FormRejection>,
) -> Response {
    let page = async {
        let list = List::load(&state, &visitor, &document, &Asked::default()).await?;
        let Ok(Form(attempt)) = form else {
            let refused = (Attempt::default(), visitor.words().form_unreadable.to_owned());
            return Ok(list.answer(&state, &visitor, StatusCode::BAD_REQUEST, Some(&refused)));
        };
        match state.app.make_version(visitor.caller()?, list.history.document.id, &attempt.message).await {
            Ok(version) => {
                Ok(see(&format!("{}?fatto=versione", list.addresses.version(version.number, None))))
            }
            Err(error) => {
                let problem = Problem::from(error);
                let refused = (attempt, why(&visitor, &problem));
                Ok(list.answer(&state, &visitor, problem.code().status(), Some(&refused)))
            }
        }
    };
    shown(visitor.language, page.await)
}

/// A list about to be shown.
struct List {
    history: History,
    meetings: Vec<Meeting>,
    addresses: Addresses,
    section: Option<(SectionId, String)>,
    up_to: Option<u32>,
}

impl List {
    async fn load(
        state: &ServerState,
        visitor: &Visitor,
        document: &str,
        asked: &Asked,
    ) -> Result<Self, Problem> {
        let document: DocumentId = part(document, Code::DocumentNotFound)?;
        let mut history = state.app.versions(visitor.reader(), document).await?;
        visitor.require(&history.process)?;
        let section = match section(asked.sezione.as_deref())? {
            None => None,
            Some(id) => {
                let title = keep_those_of(state, visitor, &mut history, &id).await?;
                Some((id, title))
            }
        };
        Ok(Self {
            meetings: visitor.meetings(state).await?,
            addresses: Addresses::of(visitor, document),
            history,
            section,
            up_to: asked.fino,
        })
    }

    fn answer(
        &self,
        state: &ServerState,
        visitor: &Visitor,
        status: StatusCode,
        refused: Option<&(Attempt, String)>,
    ) -> Response {
        let words = visitor.words();
        let title = format!("{} · {}", words.versions, self.history.document.title);
        let page = visitor.page(state, &self.history.process, &title);
        page.answer(status, &self.markup(visitor, refused))
    }

    fn markup(&self, visitor: &Visitor, refused: Option<&(Attempt, String)>) -> Markup {
        let words = visitor.words();
        let row = &self.history.document;
        let mut steps = document_steps(visitor, row, &self.addresses);
        if self.section.is_none() {
            steps.pop();
        }
        let here = if self.section.is_some() { words.section_history } else { words.versions };
        html! {
            (breadcrumb(visitor, &steps, here))
            div .sheet.history {
                @match &self.section {
                    None => {
                        p .overline { (row.title) }
                        h1 { (words.versions) }
                        (reference(visitor, row))
                        p .lead {
                            strong { (number(visitor.language, self.history.total)) }
                            " (" (visitor.language.choose("di", "of")) " " (self.history.total) ")"
                        }
                        p .meta { (words.list_lead) }
                    }
                    Some((_, title)) => {
                        p .overline { (row.title) " · " (words.section_history) }
                        h1 { (title) }
                        p .meta {
                            (words.of_this_section) ". "
                            a href=(self.addresses.list(None)) { (words.whole_document) }
                        }
                    }
                }
                @if self.section.is_none() && visitor.may(Ability::ManageVersions) {
                    (make_form(visitor, &self.addresses, refused))
                }
                (self.chooser(visitor))
            }
        }
    }

    /// The versions of this page, and the first of the page after.
    fn shown(&self) -> (&[Version], Option<u32>) {
        let versions = &self.history.versions;
        let start = self.up_to.map_or(0, |newest| versions.partition_point(|v| v.number > newest));
        let rest = &versions[start..];
        let (page, older) = rest.split_at(rest.len().min(MAX_ROWS));
        (page, older.first().map(|version| version.number))
    }

    fn chooser(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        let (versions, older) = self.shown();
        let can_compare = self.history.versions.len() > 1 || !visitor.is_public();
        let chosen = chosen(versions, visitor.is_public());
        let section = self.section.as_ref().map(|(id, _)| id);
        html! {
            form .chooser method="get" action=(self.addresses.comparisons()) aria-label=(words.compare_two) {
                @if let Some(section) = section { input type="hidden" name="sezione" value=(section); }
                @if can_compare { p .hint.choose { (words.compare_hint) } }
                ol .versions {
                    @if can_compare && !visitor.is_public() && self.up_to.is_none() {
                        li .version {
                            (radios(visitor, Point::Live, words.live, chosen))
                            div .told {
                                h2 { a href=(self.addresses.text()) { (words.live) } }
                                p .meta { (words.as_it_is_now) }
                            }
                        }
                    }
                    @for version in versions {
                        li .version {
                            @if can_compare {
                                (radios(visitor, Point::Version(version.number), &number(visitor.language, version.number), chosen))
                            }
                            div .told { (self.line(visitor, version)) }
                        }
                    }
                }
                @if can_compare {
                    div .choose.bar-below { button .primary type="submit" { (words.compare) } }
                }
            }
            @if older.is_some() || self.up_to.is_some() {
                nav .pages aria-label=(words.versions) {
                    @let base = self.addresses.list(section);
                    @let sign = if section.is_some() { '&' } else { '?' };
                    @if let Some(older) = older {
                        a href={ (base) (sign) "fino=" (older) } { (words.show_older) }
                    }
                    @if self.up_to.is_some() { a href=(base) { (words.show_newest) } }
                }
            }
        }
    }

    /// One version in the list: when, why, in whose words, by whom, how much.
    fn line(&self, visitor: &Visitor, version: &Version) -> Markup {
        let (words, language) = (visitor.words(), visitor.language);
        let section = self.section.as_ref().map(|(id, _)| id);
        let contributors = match section {
            Some(section) => phrases::in_section(&version.contributors, section),
            None => version.contributors.clone(),
        };
        let before = self.before(version);
        html! {
            h2 {
                a href=(self.addresses.version(version.number, section)) {
                    (number(language, version.number))
                }
            }
            p .meta {
                (moment(language, version.created_at)) " · "
                (phrases::reason(language, version, &self.meetings))
                @if version.redacted_at.is_some() { " · " (words.erased_mark) }
            }
            @if !version.message.is_empty() { p .message { (version.message) } }
            @if !contributors.is_empty() {
                p .meta { (words.wrote) ": " (phrases::bodies(words, &contributors)) }
            }
            @match before {
                None if version.number == 1 => { p .counts { (words.first) } }
                None => {}
                Some(before) => {
                    p .counts {
                        @if let (Some(changed), None) = (phrases::changed(language, &version.changed), section) {
                            span { (changed) } " · "
                        }
                        a href=(self.addresses.comparison(
                            Point::Version(before), Point::Version(version.number), Layout::Unified, section,
                        )) {
                            (words.what_changed)
                            (unseen(&number(language, version.number)))
                        }
                    }
                }
            }
        }
    }

    /// The version before this one that this reader may see: of the document, also when only some are listed.
    fn before(&self, version: &Version) -> Option<u32> {
        let oldest = self.history.versions.last()?.number;
        (version.number > oldest).then(|| version.number - 1)
    }
}

/// «Prima» and «Dopo» when nobody chose: the two newest.
fn chosen(versions: &[Version], is_public: bool) -> (Option<Point>, Option<Point>) {
    let newest = versions.first().map(|version| Point::Version(version.number));
    match versions.get(1) {
        Some(second) => (Some(Point::Version(second.number)), newest),
        None => (newest, if is_public { newest } else { Some(Point::Live) }),
    }
}

fn radios(visitor: &Visitor, point: Point, name: &str, chosen: (Option<Point>, Option<Point>)) -> Markup {
    let words = visitor.words();
    let radio = |field: &str, label: &str, is_chosen: bool| {
        html! {
            label {
                input type="radio" name=(field) value=(word(point)) checked[is_chosen]
                    aria-label={ (label) ": " (name) };
                span { (label) }
            }
        }
    };
    html! {
        div .choose.picks {
            (radio("da", words.before, chosen.0 == Some(point)))
            (radio("a", words.after, chosen.1 == Some(point)))
        }
    }
}

fn make_form(visitor: &Visitor, addresses: &Addresses, refused: Option<&(Attempt, String)>) -> Markup {
    let words = visitor.words();
    let message = refused.map(|(attempt, _)| attempt.message.as_str()).unwrap_or_default();
    html! {
        details .make.form-only open[refused.is_some()] {
            summary { (words.make) }
            form method="post" action=(addresses.list(None)) {
                @if let Some((_, why)) = refused { (refusal(visitor, why)) }
                p { (words.make_text) }
                (line_field("message", words.message, words.make_hint, message, refused.is_some()))
                button .primary type="submit" { (words.make) }
            }
        }
    }
}

/// Leaves only the versions that touched a section, and the first one if it has it; answers what the section is called.
async fn keep_those_of(
    state: &ServerState,
    visitor: &Visitor,
    history: &mut History,
    section: &SectionId,
) -> Result<String, Problem> {
    let document = history.document.id;
    let missing = || Problem::new(Code::SectionNotFound);
    let (newest, oldest) = history.versions.first().zip(history.versions.last()).ok_or_else(missing)?;
    let (newest, oldest) = (newest.number, oldest.number);
    let first = state.app.version(visitor.reader(), document, oldest).await?.content.document;
    let last = state.app.version(visitor.reader(), document, newest).await?.content.document;
    let was_there = phrases::section_of(&first, section).is_some();
    history.versions.retain(|version| {
        version.changed.sections.contains(section) || (version.number == oldest && was_there)
    });
    phrases::title_in(section, &[&last, &first]).filter(|_| !history.versions.is_empty()).ok_or_else(missing)
}
