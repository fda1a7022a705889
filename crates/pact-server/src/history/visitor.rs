//! Who reads these pages? Somebody of the table by their cookie under `/t/…`, anybody under `/p/…`.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use pact_app::Caller;
use pact_app::versions::Reader;
use pact_model::ability::{Ability, may};
use pact_model::access::Identity;
use pact_model::process::{Meeting, Process};

use super::words::HistoryWords;
use crate::cookie;
use crate::language::Language;
use crate::origin;
use crate::page::{self, Page};
use crate::problem::{Code, Problem};
use crate::state::ServerState;
use crate::words::Words;

/// A reader with their language and the process in their address.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    pub(super) language: Language,
    pub(super) slug: String,
    /// None for the public.
    pub(super) identity: Option<Identity>,
}

impl Visitor {
    /// In whose name versions are asked for.
    pub(super) fn reader(&self) -> Reader<'_> {
        match &self.identity {
            Some(identity) => Reader::Table(Caller::from(identity)),
            None => Reader::Public(&self.slug),
        }
    }

    /// In whose name something is done; what the public may not do does not exist for it.
    pub(super) fn caller(&self) -> Result<Caller<'_>, Problem> {
        self.identity.as_ref().map(Caller::from).ok_or(Problem::new(Code::NoSuchAddress))
    }

    pub(super) fn is_public(&self) -> bool {
        self.identity.is_none()
    }

    pub(super) fn may(&self, ability: Ability) -> bool {
        self.identity.as_ref().is_some_and(|identity| may(identity.role, ability))
    }

    pub(super) fn words(&self) -> &'static HistoryWords {
        HistoryWords::of(self.language)
    }

    /// The process's page.
    pub(super) fn home(&self) -> String {
        format!("/{}/{}", if self.is_public() { 'p' } else { 't' }, self.slug)
    }

    /// The address names the process this belongs to; under another name it does not exist.
    pub(super) fn require(&self, process: &Process) -> Result<(), Problem> {
        if process.slug == self.slug { Ok(()) } else { Err(Problem::new(Code::DocumentNotFound)) }
    }

    /// The meetings of the process, to say which one a version belongs to.
    pub(super) async fn meetings(&self, state: &ServerState) -> Result<Vec<Meeting>, Problem> {
        let process = match &self.identity {
            Some(identity) => Some(state.app.process(Caller::from(identity), &self.slug).await?),
            None => state.app.public_process(&self.slug).await?,
        };
        Ok(process.map(|process| process.meetings).unwrap_or_default())
    }

    /// The frame of a page about this process.
    pub(super) fn page<'a>(&self, state: &'a ServerState, process: &'a Process, title: &str) -> Page<'a> {
        Page {
            language: self.language,
            title: format!("{title} · {}", process.title),
            owner: &process.promoter,
            name: &process.title,
            home: Some(self.home()),
            // Search engines should find the text as it is now.
            indexed: false,
            footer: self.is_public().then_some(&*state.config),
        }
    }
}

impl FromRequestParts<ServerState> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Response> {
        let language = Language::of(&parts.headers);
        let parameters = RawPathParams::from_request_parts(parts, state).await.ok();
        let slug = parameters.iter().flatten().find(|(name, _)| *name == "slug");
        let slug = slug.map(|(_, slug)| slug.to_owned()).ok_or_else(|| page::not_found(language))?;
        if parts.uri.path().starts_with("/p/") {
            return Ok(Self { language, slug, identity: None });
        }
        let cookie = cookie::read(&parts.headers).ok_or_else(|| not_signed_in(language))?;
        if parts.method != Method::GET
            && parts.method != Method::HEAD
            && !origin::is_allowed(&parts.headers, &state.config)
        {
            return Err(other_site(language));
        }
        let identity = state.app.identify_cookie(cookie).await;
        let identity = identity.map_err(|error| refused(language, &Problem::from(error)))?;
        Ok(Self { language, slug, identity: Some(identity) })
    }
}

/// A page, or what stands in its way in words.
pub(super) fn shown(language: Language, answer: Result<Response, Problem>) -> Response {
    answer.unwrap_or_else(|problem| refused(language, &problem))
}

fn refused(language: Language, problem: &Problem) -> Response {
    let status = problem.code().status();
    match status {
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => page::not_found(language),
        StatusCode::UNAUTHORIZED if problem.code() == Code::NotSignedIn => not_signed_in(language),
        _ if status.is_server_error() => page::trouble(language, status),
        _ => page::message(language, status, problem.title(language), &problem.detail(language)),
    }
}

fn not_signed_in(language: Language) -> Response {
    let words = HistoryWords::of(language);
    page::message(language, StatusCode::UNAUTHORIZED, words.not_signed_in, words.not_signed_in_text)
}

fn other_site(language: Language) -> Response {
    let words = HistoryWords::of(language);
    let title = Words::of(language).other_site;
    page::message(language, StatusCode::FORBIDDEN, title, words.other_site_text)
}
