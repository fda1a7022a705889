//! Two texts too long to be compared at once: said so, with the sections to choose from.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use pact_app::versions::Point;
use pact_model::ids::DocumentId;

use super::addresses::Addresses;
use super::comparison::Question;
use super::parts::{breadcrumb, document_steps};
use super::phrases;
use super::visitor::Visitor;
use crate::problem::{Code, Problem};
use crate::state::ServerState;

/// The page in the place of the comparison.
pub(super) async fn answer(
    state: &ServerState,
    visitor: &Visitor,
    document: DocumentId,
    question: &Question,
) -> Result<Response, Problem> {
    let Question { from, to, layout, section } = question;
    let ((Point::Version(number), _) | (_, Point::Version(number))) = (*from, *to) else {
        return Err(Problem::new(Code::ComparisonTooLarge));
    };
    let view = state.app.version(visitor.reader(), document, number).await?;
    visitor.require(&view.process)?;
    let (words, addresses) = (visitor.words(), Addresses::of(visitor, document));
    let problem = Problem::new(Code::ComparisonTooLarge);
    let title = problem.title(visitor.language);
    let steps = document_steps(visitor, &view.document, &addresses);
    let main = html! {
        (breadcrumb(visitor, &steps, words.comparison))
        div .sheet.history {
            p .overline { (phrases::from_to(visitor.language, (*from, *to))) }
            h1 { (title) }
            @if section.is_none() {
                p .lead { (words.too_large) }
                h2 { (words.sections) }
                ul .sections {
                    @for section in &view.content.document.sections {
                        li {
                            a href=(addresses.comparison(*from, *to, *layout, Some(&section.id))) {
                                (phrases::section_title(section))
                            }
                        }
                    }
                }
            } @else {
                p .lead { (words.section_too_large) }
            }
        }
    };
    let page = visitor.page(state, &view.process, title);
    Ok(page.answer(StatusCode::UNPROCESSABLE_ENTITY, &main))
}
