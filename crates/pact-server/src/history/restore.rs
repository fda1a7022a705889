//! Putting back a section, or the whole text, as a version had it: what would change, why, and the button.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};
use pact_app::AppError;
use pact_app::restore::RestoreOrder;
use pact_app::versions::{ComparisonView, Point, VersionView};
use pact_convert::comparison::{Layout, comparison_html};
use pact_model::ability::Ability;
use pact_model::comparison::Comparison;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use serde::Deserialize;

use super::addresses::Addresses;
use super::parts::{asked, breadcrumb, document_steps, line_field, part, refusal, section, see, why};
use super::phrases::{self, number};
use super::visitor::{Visitor, shown};
use crate::problem::{Code, Problem};
use crate::state::ServerState;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    sezione: Option<String>,
}

/// What somebody typed who wanted to restore.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Attempt {
    #[serde(default)]
    message: String,
}

type Place = Path<(String, String, String)>;

pub(super) async fn show(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path((_, document, number)): Place,
    uri: Uri,
) -> Response {
    let page = async {
        let form = RestoreForm::load(&state, &visitor, &document, &number, &uri).await?;
        Ok(form.answer(&state, &visitor, StatusCode::OK, None))
    };
    shown(visitor.language, page.await)
}

/// Restores, and shows what it changed; when that is refused the form comes back with the message and the reason.
pub(super) async fn restore(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path((_, document, number)): Place,
    uri: Uri,
    attempt: Result<Form<Attempt>, FormRejection>,
) -> Response {
    let page = async {
        let form = RestoreForm::load(&state, &visitor, &document, &number, &uri).await?;
        let Ok(Form(attempt)) = attempt else {
            let refused = (Attempt::default(), visitor.words().form_unreadable.to_owned());
            return Ok(form.answer(&state, &visitor, StatusCode::BAD_REQUEST, Some(&refused)));
        };
        let order = RestoreOrder {
            version: form.view.version.number,
            section: form.section.clone(),
            message: attempt.message.clone(),
        };
        match state.app.restore(visitor.caller()?, form.view.document.id, &order).await {
            Ok(made) => Ok(see(&form.result(made))),
            Err(error) => {
                let problem = Problem::from(error);
                let refused = (attempt, why(&visitor, &problem));
                Ok(form.answer(&state, &visitor, problem.code().status(), Some(&refused)))
            }
        }
    };
    shown(visitor.language, page.await)
}

/// The form about to be shown.
struct RestoreForm {
    view: VersionView,
    section: Option<SectionId>,
    /// From the text as it is now to the version; none when that is too much to compare.
    comparison: Option<ComparisonView>,
    addresses: Addresses,
}

impl RestoreForm {
    async fn load(
        state: &ServerState,
        visitor: &Visitor,
        document: &str,
        number: &str,
        uri: &Uri,
    ) -> Result<Self, Problem> {
        visitor.caller()?.require(Ability::ManageVersions)?;
        let section = section(asked::<Asked>(uri)?.sezione.as_deref())?;
        let document: DocumentId = part(document, Code::DocumentNotFound)?;
        let number: u32 = part(number, Code::VersionNotFound)?;
        let view = state.app.version(visitor.reader(), document, number).await?;
        visitor.require(&view.process)?;
        if let Some(id) = &section
            && phrases::section_of(&view.content.document, id).is_none()
        {
            return Err(Problem::new(Code::SectionNotFound));
        }
        let (from, to) = (Point::Live, Point::Version(number));
        let comparison = match state.app.compare(visitor.reader(), document, from, to, section.as_ref()).await
        {
            Ok(comparison) => Some(comparison),
            Err(AppError::TooLarge(_)) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { view, section, comparison, addresses: Addresses::of(visitor, document) })
    }

    /// What the restore changed: the version made after it beside the one before.
    fn result(&self, made: u32) -> String {
        let (from, to) = (Point::Version(made.saturating_sub(1).max(1)), Point::Version(made));
        let comparison = self.addresses.comparison(from, to, Layout::Unified, self.section.as_ref());
        format!("{comparison}&fatto=ripristino")
    }

    fn answer(
        &self,
        state: &ServerState,
        visitor: &Visitor,
        status: StatusCode,
        refused: Option<&(Attempt, String)>,
    ) -> Response {
        let title = format!("{} · {}", visitor.words().restore, self.view.document.title);
        let page = visitor.page(state, &self.view.process, &title);
        page.answer(status, &self.markup(visitor, refused))
    }

    fn markup(&self, visitor: &Visitor, refused: Option<&(Attempt, String)>) -> Markup {
        let words = visitor.words();
        let version = number(visitor.language, self.view.version.number);
        let mut steps = document_steps(visitor, &self.view.document, &self.addresses);
        steps.push((&version, self.addresses.version(self.view.version.number, None)));
        html! {
            (breadcrumb(visitor, &steps, words.restore))
            div .sheet.history.wide {
                p .overline { (self.view.document.title) }
                h1 { (self.heading(visitor)) }
                p { (if self.section.is_some() { words.restore_section_text } else { words.restore_all_text }) }
                @if self.changes_nothing() {
                    div .nothing { p { (words.nothing_to_restore) } }
                    p .links { a href=(self.back()) { (words.give_up) } }
                } @else {
                    (self.form(visitor, refused))
                    (self.preview(visitor))
                }
            }
        }
    }

    fn heading(&self, visitor: &Visitor) -> String {
        let section = self.section.as_ref();
        let title = section.and_then(|id| phrases::title_in(id, &[&self.view.content.document]));
        phrases::restore(visitor.language, title.as_deref(), self.view.version.number)
    }

    fn back(&self) -> String {
        self.addresses.version(self.view.version.number, self.section.as_ref())
    }

    /// The register is never restored: what differs in it alone makes no difference here.
    fn changes_nothing(&self) -> bool {
        self.comparison.as_ref().is_some_and(|view| view.comparison.summary.sections.is_empty())
    }

    fn form(&self, visitor: &Visitor, refused: Option<&(Attempt, String)>) -> Markup {
        let words = visitor.words();
        let message = refused.map(|(attempt, _)| attempt.message.as_str()).unwrap_or_default();
        html! {
            form .restore.form-only method="post"
                action=(self.addresses.restore(self.view.version.number, self.section.as_ref())) {
                @if let Some((_, why)) = refused { (refusal(visitor, why)) }
                (line_field("message", words.message, words.restore_hint, message, refused.is_some()))
                p .hint { (words.restore_safe) }
                div .buttons {
                    button .primary type="submit" { (words.restore) }
                    a href=(self.back()) { (words.give_up) }
                }
            }
        }
    }

    fn preview(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        html! {
            section .differences aria-labelledby="_anteprima" {
                h2 #_anteprima { (words.would_change) }
                @match &self.comparison {
                    Some(view) => {
                        (comparison_html(&of_text(view), &view.from.content, &view.to.content, Layout::Unified))
                    }
                    None => { p { (words.too_large_to_preview) } }
                }
            }
        }
    }
}

/// The comparison without its register, which a restore leaves as it is.
fn of_text(view: &ComparisonView) -> Comparison {
    Comparison { register: Vec::new(), removed: Vec::new(), ..view.comparison.clone() }
}
