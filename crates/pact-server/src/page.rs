//! The frame of pages made by the server: head, header, footer. No script; everything reads without.

use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::assets::site_url;
use crate::config::Config;
use crate::language::Language;
use crate::words::Words;

/// Nothing but our own style, fonts and forms.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page about to be written.
pub struct Page<'a> {
    /// The reader's language.
    pub language: Language,
    /// Title of the window.
    pub title: String,
    /// What stands above the title in the header: who promotes the process; nobody on messages.
    pub owner: &'a str,
    /// What stands in the header: the process.
    pub name: &'a str,
    /// Where the header's name leads.
    pub home: Option<String>,
    /// Whether search engines may list it.
    pub indexed: bool,
    /// Addresses for the footer; none on entry pages.
    pub footer: Option<&'a Config>,
}

impl Page<'_> {
    /// The page as an answer.
    #[must_use]
    pub fn answer(&self, status: StatusCode, main: &Markup) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(self.language.tag()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.append(VARY, HeaderValue::from_static("accept-language"));
        (status, headers, self.markup(main).into_string()).into_response()
    }

    fn markup(&self, main: &Markup) -> Markup {
        let words = Words::of(self.language);
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light";
                    @if !self.indexed { meta name="robots" content="noindex"; }
                    title { (self.title) }
                    link rel="icon" href="/favicon.svg" type="image/svg+xml";
                    link rel="stylesheet" href=(site_url());
                }
                body {
                    a .skip href="#_contenuto" { (words.skip_to_content) }
                    header .site-header {
                        @if !self.owner.is_empty() { div .slim { div .frame { (self.owner) } } }
                        div .bar {
                            div .frame {
                                @if let Some(home) = &self.home {
                                    a .name href=(home) { (self.name) }
                                } @else {
                                    span .name { (self.name) }
                                }
                            }
                        }
                    }
                    main #_contenuto .frame tabindex="-1" { (main) }
                    @if let Some(config) = self.footer { (footer(words, config, self.owner)) }
                }
            }
        }
    }
}

/// Slots a municipality fills by configuration; `data-element` names are those of the Italian public sites.
fn footer(words: &Words, config: &Config, owner: &str) -> Markup {
    html! {
        footer .site-footer aria-label=(words.footer) {
            div .frame {
                p .owner data-element="owner" { (owner) }
                ul .links {
                    @if let Some(url) = &config.privacy_url {
                        li { a href=(url) data-element="privacy-policy-link" { (words.privacy) } }
                    }
                    @if let Some(url) = &config.accessibility_url {
                        li { a href=(url) data-element="accessibility-link" { (words.accessibility) } }
                    }
                    @if let Some(url) = &config.contacts_url {
                        li { a href=(url) data-element="contacts" { (words.contacts) } }
                    }
                }
                p .licence data-element="legal-notes" {
                    (words.licence_before) " "
                    a rel="license" href="https://creativecommons.org/licenses/by/4.0/" { (words.licence_name) }
                    "."
                }
            }
        }
    }
}

/// A page that says one thing: nothing here, not valid, went wrong.
#[must_use]
pub fn message(language: Language, status: StatusCode, title: &str, text: &str) -> Response {
    let page = Page {
        language,
        title: format!("{title} · Pattovivo"),
        owner: "",
        name: "Pattovivo",
        home: None,
        indexed: false,
        footer: None,
    };
    page.answer(status, &html! { div .sheet { h1 { (title) } p .lead { (text) } } })
}

/// There is no such page, or it is not public: the same answer for both.
#[must_use]
pub fn not_found(language: Language) -> Response {
    let words = Words::of(language);
    message(language, StatusCode::NOT_FOUND, words.not_found, words.not_found_text)
}

/// Something failed on our side.
#[must_use]
pub fn trouble(language: Language, status: StatusCode) -> Response {
    let words = Words::of(language);
    message(language, status, words.trouble, words.trouble_text)
}
