//! What the pages of the history have in common: the way back, notices, fields of forms.

use axum::extract::Query;
use axum::http::Uri;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use pact_model::document::SectionId;
use pact_model::version::MAX_MESSAGE;
use pact_store::DocumentRow;
use serde::de::DeserializeOwned;

use super::addresses::Addresses;
use super::visitor::Visitor;
use crate::problem::{Code, Problem};
use crate::words::Words;

/// Largest form: passages to erase, at most some pages of text.
pub(super) const MAX_FORM_BYTES: usize = 64 * 1024;

/// What an address asks for behind the question mark.
pub(super) fn asked<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    let query = Query::<T>::try_from_uri(uri);
    query.map(|Query(asked)| asked).map_err(|_| Problem::new(Code::NoSuchAddress))
}

/// The section an address names. An empty one is none: forms send it so.
pub(super) fn section(text: Option<&str>) -> Result<Option<SectionId>, Problem> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| Problem::new(Code::SectionNotFound))).transpose()
}

/// A part of the address; one that cannot be read names nothing.
pub(super) fn part<T: std::str::FromStr>(text: &str, missing: Code) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::new(missing))
}

/// After a form was done: a page that can be loaded again without doing it twice.
pub(super) fn see(address: &str) -> Response {
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// The way from the process to this page. Each step but the last has an address.
pub(super) fn breadcrumb(visitor: &Visitor, steps: &[(&str, String)], here: &str) -> Markup {
    let words = Words::of(visitor.language);
    html! {
        nav .breadcrumb aria-label=(words.you_are_here) {
            ol {
                li { a href=(visitor.home()) { (words.home) } }
                @for (name, address) in steps {
                    li { a href=(address) { (name) } }
                }
                li aria-current="page" { (here) }
            }
        }
    }
}

/// The way to a page about a document's versions.
pub(super) fn document_steps<'a>(
    visitor: &Visitor,
    row: &'a DocumentRow,
    addresses: &Addresses,
) -> Vec<(&'a str, String)> {
    vec![(&*row.title, addresses.text().to_owned()), (visitor.words().versions, addresses.list(None))]
}

/// «Riferimento: …», when the document has one.
pub(super) fn reference(visitor: &Visitor, row: &DocumentRow) -> Markup {
    html! {
        @if !row.reference.is_empty() {
            p .reference { (Words::of(visitor.language).reference) ": " code { (row.reference) } }
        }
    }
}

/// Words for those who hear a link without what stands around it.
pub(super) fn unseen(words: &str) -> Markup {
    html! { span .unseen { ": " (words) } }
}

/// Something that was done.
pub(super) fn done(text: &str) -> Markup {
    html! { div .notice.done role="status" { p { (text) } } }
}

/// Why a form was not done: what it says first when it comes back.
pub(super) fn refusal(visitor: &Visitor, text: &str) -> Markup {
    html! {
        div .notice.refused role="alert" id="_errore" {
            p { strong { (visitor.words().form_refused) ": " } (text) }
        }
    }
}

/// What is wrong, by the names the fields have on the page.
pub(super) fn why(visitor: &Visitor, problem: &Problem) -> String {
    let words = visitor.words();
    let fields = problem.fields(visitor.language);
    if fields.is_empty() {
        return problem.detail(visitor.language);
    }
    let said = fields.iter().map(|field| {
        let mut steps = field.pointer.trim_start_matches('/').split('/');
        let name = match steps.next() {
            Some("message") => words.message,
            Some("reason") => words.reason,
            _ => words.passages,
        };
        let line = steps.next().and_then(|index| index.parse::<usize>().ok());
        let line = line.map(|index| format!(" ({})", index + 1)).unwrap_or_default();
        format!("{name}{line}: {}", field.detail)
    });
    said.collect::<Vec<_>>().join(" ")
}

/// The one line in which a version, a restore or an erasure is explained.
pub(super) fn line_field(name: &str, label: &str, hint: &str, value: &str, is_refused: bool) -> Markup {
    let (id, hint_id) = (format!("_{name}"), format!("_{name}-aiuto"));
    html! {
        div .field {
            label for=(id) { (label) }
            p .hint id=(hint_id) { (hint) }
            input type="text" id=(id) name=(name) value=(value) required maxlength=(MAX_MESSAGE)
                autocomplete="off" aria-describedby=(hint_id) aria-invalid=[is_refused.then_some("true")]
                aria-errormessage=[is_refused.then_some("_errore")];
        }
    }
}
