//! Erasing words everywhere: what will happen, the words, why, and that there is no way back.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use pact_app::redaction::{RedactionOrder, RedactionReport};
use pact_model::ability::Ability;
use pact_model::process::Process;
use serde::Deserialize;

use super::parts::{breadcrumb, line_field, refusal, why};
use super::phrases;
use super::visitor::{Visitor, shown};
use crate::problem::Problem;
use crate::state::ServerState;

/// What somebody typed who wanted to erase words.
#[derive(Default, Deserialize)]
pub(super) struct Attempt {
    #[serde(default)]
    words: String,
    #[serde(default)]
    reason: String,
    /// Present when the box was ticked.
    understood: Option<String>,
}

pub(super) async fn show(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Response {
    let page = async {
        let process = process(&state, &visitor, &slug).await?;
        Ok(answer(&state, &visitor, &process, StatusCode::OK, &form(&visitor, &Attempt::default(), None)))
    };
    shown(visitor.language, page.await)
}

/// Erases, and says how much; when that is refused the form comes back with what was typed and the reason.
pub(super) async fn erase(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    attempt: Result<Form<Attempt>, FormRejection>,
) -> Response {
    let page = async {
        let words = visitor.words();
        let process = process(&state, &visitor, &slug).await?;
        let refuse = |status, attempt: &Attempt, why: &str| {
            Ok(answer(&state, &visitor, &process, status, &form(&visitor, attempt, Some(why))))
        };
        let Ok(Form(attempt)) = attempt else {
            return refuse(StatusCode::BAD_REQUEST, &Attempt::default(), words.form_unreadable);
        };
        if attempt.understood.is_none() {
            return refuse(StatusCode::UNPROCESSABLE_ENTITY, &attempt, words.understood_missing);
        }
        let order = RedactionOrder { words: passages(&attempt.words), reason: attempt.reason.clone() };
        match state.app.redact(visitor.caller()?, &slug, &order).await {
            Ok(report) => {
                // Shown at once and not by another address: neither the words nor the figures belong in one.
                Ok(answer(&state, &visitor, &process, StatusCode::OK, &outcome(&visitor, &report)))
            }
            Err(error) => {
                let problem = Problem::from(error);
                refuse(problem.code().status(), &attempt, &why(&visitor, &problem))
            }
        }
    };
    shown(visitor.language, page.await)
}

async fn process(state: &ServerState, visitor: &Visitor, slug: &str) -> Result<Process, Problem> {
    let caller = visitor.caller()?;
    caller.require(Ability::Redact)?;
    Ok(state.app.process(caller, slug).await?.process)
}

/// One passage a line; browsers end lines of a form with CR LF.
fn passages(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn answer(
    state: &ServerState,
    visitor: &Visitor,
    process: &Process,
    status: StatusCode,
    main: &Markup,
) -> Response {
    let words = visitor.words();
    let page = visitor.page(state, process, words.erase);
    let main = html! {
        (breadcrumb(visitor, &[], words.erase))
        div .sheet.history { h1 { (words.erase) } (main) }
    };
    page.answer(status, &main)
}

fn form(visitor: &Visitor, attempt: &Attempt, refused: Option<&str>) -> Markup {
    let words = visitor.words();
    html! {
        p .lead { (words.erase_lead) }
        ul .consequences {
            li { (words.erase_where) }
            li { (words.erase_numbers) }
            li { (words.erase_pages) }
            li { strong { (words.erase_final) } }
        }
        form .erase.form-only method="post" action={ (visitor.home()) "/oscura" } {
            @if let Some(why) = refused { (refusal(visitor, why)) }
            div .field {
                label for="_words" { (words.passages) }
                p .hint #_words-aiuto { (words.passages_hint) }
                textarea id="_words" name="words" rows="4" required spellcheck="false" autocomplete="off"
                    aria-describedby="_words-aiuto" aria-errormessage=[refused.map(|_| "_errore")] {
                    (attempt.words)
                }
            }
            (line_field("reason", words.reason, words.reason_hint, &attempt.reason, false))
            div .field.check {
                input type="checkbox" id="_understood" name="understood" value="si" required;
                label for="_understood" { (words.understood) }
            }
            div .buttons {
                button .primary.danger type="submit" { (words.erase) }
                a href=(visitor.home()) { (words.give_up) }
            }
        }
    }
}

fn outcome(visitor: &Visitor, report: &RedactionReport) -> Markup {
    let words = visitor.words();
    html! {
        div .notice.done role="status" {
            p { strong { (words.erased) ": " } (phrases::erasure(visitor.language, report)) }
            @if report.passages == 0 && report.versions == 0 { p { (words.erased_nowhere) } }
        }
        p { a href=(visitor.home()) { (words.back_home) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_a_line_that_says_something() {
        assert_eq!(passages("051 555 0100\r\n\r\n  Maria Rossi \r\n"), ["051 555 0100", "Maria Rossi"]);
    }
}
