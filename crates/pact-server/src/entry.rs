//! Coming in by a link: a page with one button, and the exchange of the token for the cookie.
//!
//! The exchange is a POST: messengers and mail scanners open every address they see, and must not go in.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use pact_app::entry::{EntryError, Invitation, SESSION_SECONDS};

use crate::cookie;
use crate::language::Language;
use crate::origin;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::state::ServerState;
use crate::words::{Words, role};

/// The entry page, and the front door without a link.
pub fn routes() -> Router<ServerState> {
    Router::new().route("/e/{token}", get(show).post(enter)).route("/", get(landing))
}

async fn show(State(state): State<ServerState>, Path(token): Path<String>, language: Language) -> Response {
    let response = match state.app.invitation(&token).await {
        Ok(invitation) => invitation_page(language, &invitation),
        Err(error) => refusal(error, language),
    };
    without_referrer(response)
}

async fn enter(
    State(state): State<ServerState>,
    Path(token): Path<String>,
    language: Language,
    headers: HeaderMap,
) -> Response {
    if !origin::is_own_form(&headers, &state.config) {
        let words = Words::of(language);
        return without_referrer(page::message(
            language,
            StatusCode::FORBIDDEN,
            words.other_site,
            words.other_site_text,
        ));
    }
    let entered = match state.app.enter(&token, cookie::read(&headers)).await {
        Ok(entered) => entered,
        Err(error) => return without_referrer(refusal(error, language)),
    };
    let mut headers = HeaderMap::new();
    if let Ok(location) = HeaderValue::from_str(&format!("/t/{}", entered.process.slug)) {
        headers.insert(LOCATION, location);
    }
    if let Some(cookie) = entered
        .cookie
        .and_then(|secret| cookie::set(secret.expose(), SESSION_SECONDS, state.config.is_https()))
    {
        headers.insert(SET_COOKIE, cookie);
    }
    without_referrer((StatusCode::SEE_OTHER, headers).into_response())
}

async fn landing(State(state): State<ServerState>, language: Language, headers: HeaderMap) -> Response {
    if let Some(value) = cookie::read(&headers)
        && let Ok(identity) = state.app.identify_cookie(value).await
        && let Ok(processes) = state.app.processes(pact_app::Caller::from(&identity)).await
        && let Some(process) = processes.first()
    {
        return (StatusCode::SEE_OTHER, [(LOCATION, format!("/t/{}", process.slug))]).into_response();
    }
    let words = Words::of(language);
    page::message(language, StatusCode::OK, words.landing, words.landing_text)
}

fn invitation_page(language: Language, invitation: &Invitation) -> Response {
    let process = &invitation.process;
    let page = Page {
        language,
        title: format!("{} · Pattovivo", process.title),
        owner: &process.promoter,
        name: &process.title,
        home: None,
        indexed: false,
        footer: None,
    };
    page.answer(StatusCode::OK, &form(language, invitation))
}

/// The form's address is the page's own: the token stays where it is.
fn form(language: Language, invitation: &Invitation) -> Markup {
    let words = Words::of(language);
    let identity = &invitation.identity;
    let writes = identity.role.may_write();
    let (lead, name) = match &identity.actor_name {
        Some(name) if writes => (words.you_write_for, name.as_str()),
        Some(name) => (words.you_enter_as, name.as_str()),
        None => (words.you_enter_as, role(identity.role, language)),
    };
    html! {
        div .sheet .entry {
            p .overline { (words.participatory_process) }
            h1 { (invitation.process.title) }
            @if !invitation.process.subtitle.is_empty() { p .subtitle { (invitation.process.subtitle) } }
            form method="post" {
                p .who { span .label { (lead) } " " strong .actor { (name) } }
                button .primary type="submit" {
                    (if writes { words.enter_and_write } else { words.enter_and_read })
                }
            }
            p .note { (if writes { words.no_account } else { words.read_only_note }) }
        }
    }
}

fn refusal(error: EntryError, language: Language) -> Response {
    let words = Words::of(language);
    match error {
        EntryError::Unknown => {
            page::message(language, StatusCode::NOT_FOUND, words.unknown_link, words.unknown_link_text)
        }
        EntryError::Expired | EntryError::Revoked => {
            page::message(language, StatusCode::GONE, words.stale_link, words.stale_link_text)
        }
        failed => page::trouble(language, Problem::from(failed).code().status()),
    }
}

/// The address holds the token: it must not travel on in a `Referer`, nor stay in a cache.
fn without_referrer(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(axum::http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
