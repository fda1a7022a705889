//! One version, read as it was: the whole text with its register, or one section at a time, forwards and back.

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};
use pact_app::versions::{Point, VersionView};
use pact_convert::comparison::Layout;
use pact_convert::html::{register_html, section_html};
use pact_model::ability::Ability;
use pact_model::content::SectionContent;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_model::process::Meeting;
use serde::Deserialize;

use super::addresses::Addresses;
use super::parts::{asked, breadcrumb, document_steps, done, part, reference, section, unseen};
use super::phrases::{self, moment, number, numbered};
use super::stepper::{Steps, stepper, stepper_below};
use super::visitor::{Visitor, shown};
use crate::hex::hex;
use crate::problem::Code;
use crate::public::says_something;
use crate::state::ServerState;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    sezione: Option<String>,
    /// What was just done.
    fatto: Option<String>,
}

pub(super) async fn show(
    State(state): State<ServerState>,
    visitor: Visitor,
    Path((_, document, number)): Path<(String, String, String)>,
    uri: Uri,
) -> Response {
    let page = async {
        let asked: Asked = asked(&uri)?;
        let document: DocumentId = part(&document, Code::DocumentNotFound)?;
        let number: u32 = part(&number, Code::VersionNotFound)?;
        let view = state.app.version(visitor.reader(), document, number).await?;
        visitor.require(&view.process)?;
        let reading = Reading {
            meetings: visitor.meetings(&state).await?,
            addresses: Addresses::of(&visitor, document),
            view,
        };
        let is_made = asked.fatto.as_deref() == Some("versione");
        let main = match section(asked.sezione.as_deref())? {
            None => reading.whole(&visitor, is_made),
            Some(id) => {
                let steps = Steps::of_section(&state, &visitor, &reading.view, &id).await?;
                reading.one_section(&visitor, &id, &steps)
            }
        };
        let title = format!(
            "{} · {}",
            numbered(visitor.language, number, reading.view.total),
            reading.view.document.title
        );
        let page = visitor.page(&state, &reading.view.process, &title);
        Ok(page.answer(StatusCode::OK, &main))
    };
    shown(visitor.language, page.await)
}

/// A version about to be shown.
struct Reading {
    view: VersionView,
    meetings: Vec<Meeting>,
    addresses: Addresses,
}

impl Reading {
    fn number(&self) -> u32 {
        self.view.version.number
    }

    fn whole(&self, visitor: &Visitor, is_made: bool) -> Markup {
        let (view, words) = (&self.view, visitor.words());
        let steps = Steps::of_versions(view);
        let content = &view.content.document;
        let (aside, here): (Vec<_>, Vec<_>) =
            content.sections.iter().partition(|section| section.aside.is_some());
        let register = says_something(&view.content.register);
        html! {
            (self.breadcrumb(visitor))
            div .sheet.history {
                @if is_made { (done(words.made)) }
                p .overline { (view.document.title) }
                h1 { (numbered(visitor.language, self.number(), view.total)) }
                (reference(visitor, &view.document))
                (self.about(visitor))
                (stepper(visitor, &self.addresses, &steps, None))
                (self.links(visitor))
                section .text aria-label=(crate::words::Words::of(visitor.language).text) {
                    article .pact-document lang=(content.language) {
                        @for section in here {
                            (section_html(section, Some(&view.content.register)))
                            (self.beside(visitor, section))
                        }
                    }
                    @if !aside.is_empty() { (set_aside(visitor, &aside)) }
                }
                @if register {
                    section .text aria-labelledby="_impegni" {
                        h2 #_impegni { (words.register_then) }
                        div .pact-document.pact-wide lang="it" { (register_html(&view.content.register)) }
                    }
                }
                (stepper_below(visitor, &self.addresses, &steps))
            }
        }
    }

    fn one_section(&self, visitor: &Visitor, id: &SectionId, steps: &Steps) -> Markup {
        let (view, words) = (&self.view, visitor.words());
        let content = &view.content.document;
        let section = phrases::section_of(content, id);
        html! {
            (self.breadcrumb(visitor))
            div .sheet.history {
                p .overline {
                    (view.document.title) " · " (numbered(visitor.language, self.number(), view.total))
                }
                h1 { (steps.title) }
                (self.about(visitor))
                (stepper(visitor, &self.addresses, steps, Some(id)))
                p .links {
                    a href=(self.addresses.version(self.number(), None)) { (words.whole_version) }
                    a href=(self.addresses.list(Some(id))) { (words.section_history) }
                    @if let Some(before) = steps.before {
                        a href=(self.comparison(before, Some(id))) { (words.what_changed) }
                    }
                    (self.restore_link(visitor, Some((id, &steps.title))))
                }
                section .text.one-section aria-label=(steps.title) {
                    article .pact-document lang=(content.language) {
                        @match section {
                            Some(section) => {
                                @if let Some(reason) = &section.aside {
                                    p .pact-not-applicable {
                                        (words.set_aside) @if !reason.is_empty() { ": " (reason) }
                                    }
                                }
                                (section_html(section, Some(&view.content.register)))
                            }
                            None => { p .pact-empty { (words.not_there_yet) } }
                        }
                    }
                }
            }
        }
    }

    fn breadcrumb(&self, visitor: &Visitor) -> Markup {
        let steps = document_steps(visitor, &self.view.document, &self.addresses);
        breadcrumb(visitor, &steps, &number(visitor.language, self.number()))
    }

    /// When, why, in whose words, by whom, and how to be sure of it.
    fn about(&self, visitor: &Visitor) -> Markup {
        let (words, version) = (visitor.words(), &self.view.version);
        let (content, chain) = (hex(&version.content_hash), hex(&version.chain_hash));
        html! {
            p .meta {
                (moment(visitor.language, version.created_at)) " · "
                (phrases::reason(visitor.language, version, &self.meetings))
            }
            @if !version.message.is_empty() { p .message { (version.message) } }
            @if !version.contributors.is_empty() {
                p .meta { (words.wrote) ": " (phrases::bodies(words, &version.contributors)) }
            }
            @if let Some(at) = version.redacted_at {
                p .meta { (phrases::erased(visitor.language, at)) }
            }
            details .fingerprint {
                summary { (words.hash) " " code { (phrases::short(&content)) } }
                dl {
                    dt { (words.hash_whole) }
                    dd { code { (content) } p .hint { (words.hash_text) } }
                    dt { (words.chain) }
                    dd { code { (chain) } p .hint { (words.chain_text) } }
                }
            }
        }
    }

    /// Other places from here.
    fn links(&self, visitor: &Visitor) -> Markup {
        let words = visitor.words();
        let is_newest = self.number() == self.view.total;
        html! {
            p .links {
                @if let Some(before) = self.view.neighbours.0 {
                    a href=(self.comparison(before, None)) { (words.compare_with_previous) }
                }
                @if !visitor.is_public() {
                    a href=(self.addresses.comparison(Point::Version(self.number()), Point::Live, Layout::Unified, None)) {
                        (words.compare_with_live)
                    }
                } @else if !is_newest {
                    a href=(self.addresses.comparison(
                        Point::Version(self.number()), Point::Version(self.view.total), Layout::Unified, None,
                    )) { (words.compare_with_newest) }
                }
                a href=(self.addresses.list(None)) { (words.see_others) }
                (self.restore_link(visitor, None))
            }
        }
    }

    fn comparison(&self, before: u32, section: Option<&SectionId>) -> String {
        let (from, to) = (Point::Version(before), Point::Version(self.number()));
        self.addresses.comparison(from, to, Layout::Unified, section)
    }

    /// What can be done with one section, at its end.
    fn beside(&self, visitor: &Visitor, section: &SectionContent) -> Markup {
        let words = visitor.words();
        let title = phrases::section_title(section);
        html! {
            p .beside lang=(visitor.language.tag()) {
                a href=(self.addresses.version(self.number(), Some(&section.id))) {
                    (words.section_through_time) (unseen(&title))
                }
                a href=(self.addresses.list(Some(&section.id))) { (words.section_history) (unseen(&title)) }
                (self.restore_link(visitor, Some((&section.id, &title))))
            }
        }
    }

    fn restore_link(&self, visitor: &Visitor, section: Option<(&SectionId, &str)>) -> Markup {
        let words = visitor.words();
        html! {
            @if visitor.may(Ability::ManageVersions) {
                a .act href=(self.addresses.restore(self.number(), section.map(|(id, _)| id))) {
                    @match section {
                        Some((_, title)) => { (words.restore_section) (unseen(title)) }
                        None => { (words.restore_all) }
                    }
                }
            }
        }
    }
}

/// Sections that were set aside, with why.
fn set_aside(visitor: &Visitor, sections: &[&SectionContent]) -> Markup {
    html! {
        section .pact-aside aria-labelledby="_messe-da-parte" {
            h2 #_messe-da-parte { (visitor.words().aside_sections) }
            ul {
                @for section in sections {
                    li {
                        (phrases::section_title(section))
                        @if let Some(reason) = section.aside.as_deref().filter(|reason| !reason.is_empty()) {
                            ": " (reason)
                        }
                    }
                }
            }
        }
    }
}
