//! What does an error look like from outside? The one place that turns errors into codes, statuses and texts
//! (RFC 9457). Handlers answer with a [`Problem`]; [`render`] writes it in the reader's language, together with
//! what axum itself refuses (unknown addresses and methods).

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, UPGRADE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use pact_app::entry::EntryError;
use pact_app::rooms::RoomError;
use pact_app::{AppError, FieldError, FieldProblem, Thing};
use pact_model::ability::Ability;
use pact_model::document::DocumentKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::language::Language;
use crate::request_id::RequestId;

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $text:literal, $status:ident, $italian:literal, $english:literal;)+) => {
        /// What went wrong, as a name that never changes. Clients decide on this, never on the texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Code { $($(#[$meta])* $variant),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }

            /// The status it goes with.
            #[must_use]
            pub fn status(self) -> StatusCode { match self { $(Self::$variant => StatusCode::$status),+ } }

            fn title(self, language: Language) -> &'static str {
                match self { $(Self::$variant => language.choose($italian, $english)),+ }
            }
        }
    };
}

codes! {
    /// Neither cookie nor token, or none that is known.
    NotSignedIn = "not-signed-in", UNAUTHORIZED, "Non sei entrato", "You are not in";
    /// The session or link is over.
    EntryExpired = "entry-expired", UNAUTHORIZED, "Il tuo accesso è scaduto", "Your access has expired";
    /// The coordination took the link back.
    EntryRevoked = "entry-revoked", UNAUTHORIZED, "Il collegamento non è più valido", "The link is no longer valid";
    /// The role may not do this.
    Forbidden = "forbidden", FORBIDDEN, "Non puoi farlo con il tuo ruolo", "Your role does not allow this";
    /// The request was sent by a page of another site.
    OriginRefused = "origin-refused", FORBIDDEN, "Richiesta da un altro sito", "Request from another site";
    /// No such address.
    NoSuchAddress = "no-such-address", NOT_FOUND, "Indirizzo sconosciuto", "Unknown address";
    /// No such process, or not for you.
    ProcessNotFound = "process-not-found", NOT_FOUND, "Percorso non trovato", "Process not found";
    /// No such document, or not for you.
    DocumentNotFound = "document-not-found", NOT_FOUND, "Documento non trovato", "Document not found";
    /// No such section in this document.
    SectionNotFound = "section-not-found", NOT_FOUND, "Sezione non trovata", "Section not found";
    /// No such words that did not enter, or not yours to see.
    RescueNotFound = "rescue-not-found", NOT_FOUND, "Testo non entrato: non trovato", "Text that did not enter: not found";
    /// No such version of this document, or not for you.
    VersionNotFound = "version-not-found", NOT_FOUND, "Versione non trovata", "Version not found";
    /// No such meeting in this process.
    MeetingNotFound = "meeting-not-found", NOT_FOUND, "Incontro non trovato", "Meeting not found";
    /// The address does not take this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "Metodo non ammesso", "Method not allowed";
    /// A part of the address is not of the right form.
    InvalidAddress = "invalid-address", BAD_REQUEST, "Indirizzo malformato", "Malformed address";
    /// The body cannot be read as JSON.
    InvalidJson = "invalid-json", BAD_REQUEST, "JSON malformato", "Malformed JSON";
    /// The address takes `WebSocket` handshakes only.
    UpgradeRequired = "upgrade-required", UPGRADE_REQUIRED, "Serve un WebSocket", "A WebSocket is needed";
    /// As many sockets are open as the installation allows.
    TooManyConnections = "too-many-connections", SERVICE_UNAVAILABLE,
        "Troppe connessioni aperte", "Too many open connections";
    /// The body is not of the right content type.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE,
        "Tipo di contenuto non ammesso", "Unsupported media type";
    /// The body is larger than allowed.
    BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE, "Richiesta troppo grande", "Request too large";
    /// Some values cannot be used; see `errors`.
    InvalidValues = "invalid-values", UNPROCESSABLE_ENTITY, "Valori non validi", "Invalid values";
    /// The short name is taken.
    SlugTaken = "slug-taken", CONFLICT, "Nome già usato", "Name already taken";
    /// This kind of document has no sections.
    NoSections = "no-sections", CONFLICT, "Documento senza sezioni", "Document without sections";
    /// Nothing changed since the newest version, or nothing would by what was asked for.
    NothingChanged = "nothing-changed", CONFLICT, "Nessuna modifica", "Nothing changed";
    /// Two versions are too large to be compared in time.
    ComparisonTooLarge = "comparison-too-large", UNPROCESSABLE_ENTITY,
        "Confronto troppo grande", "Comparison too large";
    /// Somebody else changed the same thing in the meantime.
    Conflict = "conflict", CONFLICT, "Modificato nel frattempo", "Changed in the meantime";
    /// The same request may work in a moment.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Servizio non disponibile", "Service unavailable";
    /// Our fault.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Errore del server", "Server error";
}

/// One value that cannot be used.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer (RFC 6901) into the body.
    pub pointer: String,
    /// What is wrong with it, in the reader's language.
    pub detail: String,
}

/// An error as it is sent (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:pact:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// One line, the same for every occurrence.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What happened, what is safe, what to do.
    pub detail: String,
    /// Name that never changes.
    pub code: Code,
    /// Identity of the request, to find it in the logs.
    pub instance: String,
    /// The values that cannot be used, for code `invalid-values`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
}

/// An error on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    about: About,
}

/// What a text needs beyond its code.
#[derive(Clone, Debug)]
enum About {
    Nothing,
    Ability(Ability),
    Kind(DocumentKind),
    Limit(usize),
    Words(String),
    Fields(Vec<FieldError>),
    /// Fields whose errors were found by serde, in its words.
    Parsed(String, String),
}

impl Problem {
    /// A problem that needs no further words.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, about: About::Nothing }
    }

    /// A body larger than this many bytes.
    #[must_use]
    pub fn body_too_large(limit: usize) -> Self {
        Self { code: Code::BodyTooLarge, about: About::Limit(limit) }
    }

    /// A body that is not JSON.
    #[must_use]
    pub fn invalid_json(why: String) -> Self {
        Self { code: Code::InvalidJson, about: About::Words(why) }
    }

    /// A value at this pointer that is not of the right type, missing or unknown.
    #[must_use]
    pub fn invalid_value(pointer: String, why: String) -> Self {
        Self { code: Code::InvalidValues, about: About::Parsed(pointer, why) }
    }

    /// A part of the address that is not of the right form.
    #[must_use]
    pub fn invalid_address(part: &str) -> Self {
        Self { code: Code::InvalidAddress, about: About::Words(part.to_owned()) }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The title in a language.
    #[must_use]
    pub fn title(&self, language: Language) -> &'static str {
        self.code.title(language)
    }

    /// The problem as it is sent.
    #[must_use]
    pub fn body(&self, language: Language, request: &RequestId) -> ProblemBody {
        ProblemBody {
            kind: format!("urn:pact:problem:{}", self.code.as_str()),
            title: self.code.title(language).to_owned(),
            status: self.code.status().as_u16(),
            detail: self.detail(language),
            code: self.code,
            instance: request.urn(),
            errors: self.fields(language),
        }
    }

    /// What happened, what is safe, what to do.
    #[must_use]
    pub fn detail(&self, language: Language) -> String {
        let say = |italian: &str, english: &str| language.choose(italian, english).to_owned();
        match (self.code, &self.about) {
            (Code::NotSignedIn, _) => say(
                "Apri il collegamento che ti ha dato il coordinamento, oppure mostra il suo token.",
                "Open the link the coordination gave you, or show its token.",
            ),
            (Code::EntryExpired | Code::EntryRevoked, _) => say(
                "Chiedi al coordinamento un nuovo collegamento. Quello che hai scritto resta al suo posto.",
                "Ask the coordination for a new link. What you wrote stays where it is.",
            ),
            (Code::Forbidden, About::Ability(ability)) => forbidden(*ability, language),
            (Code::OriginRefused, _) => say(
                "La pagina da cui arriva la richiesta non appartiene a questo sito. Non è stato cambiato nulla.",
                "The page that sent the request does not belong to this site. Nothing was changed.",
            ),
            (
                Code::ProcessNotFound
                | Code::DocumentNotFound
                | Code::SectionNotFound
                | Code::RescueNotFound
                | Code::VersionNotFound
                | Code::MeetingNotFound,
                _,
            ) => say(
                "Non esiste, oppure non è visibile con questo accesso.",
                "It does not exist, or is not visible with this access.",
            ),
            (Code::InvalidAddress, About::Words(part)) => language.choose(
                format!("«{part}» non ha la forma giusta."),
                format!("“{part}” is not of the right form."),
            ),
            (Code::InvalidJson, About::Words(why)) => language.choose(
                format!("Il corpo della richiesta non si può leggere come JSON: {why}."),
                format!("The body cannot be read as JSON: {why}."),
            ),
            (Code::UnsupportedMediaType, _) => {
                say("Manda il corpo come application/json.", "Send the body as application/json.")
            }
            (Code::BodyTooLarge, About::Limit(limit)) => language.choose(
                format!("Il corpo della richiesta può avere al massimo {limit} byte."),
                format!("The body may have at most {limit} bytes."),
            ),
            (Code::InvalidValues, _) => self
                .fields(language)
                .iter()
                .map(|field| format!("{}: {}", field.pointer, field.detail))
                .collect::<Vec<_>>()
                .join(" "),
            (Code::SlugTaken, About::Words(slug)) => language.choose(
                format!("Esiste già un percorso «{slug}»: scegli un altro nome."),
                format!("There is a process “{slug}” already: choose another name."),
            ),
            (Code::NoSections, About::Kind(kind)) => language.choose(
                format!("Un documento di tipo {kind} non ha sezioni."),
                format!("A document of kind {kind} has no sections."),
            ),
            (Code::NothingChanged, _) => say(
                "Non c'è niente di diverso dall'ultima versione: non serve farne un'altra.",
                "Nothing differs from the newest version: no other one is needed.",
            ),
            (Code::ComparisonTooLarge, _) => say(
                "Le due versioni sono troppo lunghe per essere confrontate insieme. Confronta una sezione alla volta.",
                "The two versions are too long to be compared at once. Compare one section at a time.",
            ),
            (Code::Conflict, _) => say(
                "Qualcun altro ha modificato la stessa cosa nel frattempo. Rileggi e riprova.",
                "Somebody else changed the same thing in the meantime. Read it again and retry.",
            ),
            (Code::UpgradeRequired, _) => say(
                "Questo indirizzo accetta solo connessioni WebSocket, versione 13.",
                "This address takes WebSocket handshakes only, version 13.",
            ),
            (Code::TooManyConnections, _) => say(
                "In questo momento ci sono troppe connessioni aperte. Riprova tra poco.",
                "There are too many open connections at the moment. Retry shortly.",
            ),
            (Code::Unavailable, _) => say(
                "Riprova tra qualche secondo. Nulla è andato perso.",
                "Retry in a few seconds. Nothing was lost.",
            ),
            (Code::Internal, _) => say(
                "Qualcosa è andato storto dalla nostra parte. Quello che era salvato resta salvato.",
                "Something went wrong on our side. What was saved stays saved.",
            ),
            (code, _) => code.title(language).to_owned() + ".",
        }
    }

    /// The values that cannot be used, with what is wrong with each.
    #[must_use]
    pub fn fields(&self, language: Language) -> Vec<ProblemField> {
        match &self.about {
            About::Fields(errors) => errors
                .iter()
                .map(|error| ProblemField {
                    pointer: error.pointer.clone(),
                    detail: field_detail(&error.problem, language),
                })
                .collect(),
            About::Parsed(pointer, why) => vec![ProblemField {
                pointer: pointer.clone(),
                detail: language
                    .choose(format!("non si può usare ({why})."), format!("cannot be used ({why}).")),
            }],
            _ => Vec::new(),
        }
    }
}

fn forbidden(ability: Ability, language: Language) -> String {
    let (italian, english) = match ability {
        Ability::Read => ("Non puoi leggere questo percorso.", "You may not read this process."),
        Ability::Write => ("Puoi leggere, non scrivere.", "You may read, not write."),
        Ability::ManageSections => (
            "Le sezioni le aggiunge, sposta, chiude e mette da parte il coordinamento; è lui che mette in pausa.",
            "Sections are added, moved, closed and set aside by the coordination; so are pauses.",
        ),
        Ability::CreateDocuments => {
            ("I documenti li crea il coordinamento.", "Documents are created by the coordination.")
        }
        Ability::Publish => {
            ("I documenti li pubblica il coordinamento.", "Documents are published by the coordination.")
        }
        Ability::ManageLinks => {
            ("I collegamenti li dà il coordinamento.", "Links are given out by the coordination.")
        }
        Ability::SettleRescues => (
            "I testi non entrati li vede chi li ha scritti e il coordinamento.",
            "Text that did not enter is seen by who wrote it and by the coordination.",
        ),
        Ability::ManageChecks => (
            "Le soglie dei suggerimenti le sceglie il coordinamento.",
            "The thresholds of the suggestions are chosen by the coordination.",
        ),
        Ability::ReadAuthorship => {
            ("Chi ha scritto che cosa lo vede il tavolo.", "Who wrote what is seen by the table.")
        }
        Ability::ManageVersions => (
            "Le versioni le fa e le ripristina il coordinamento.",
            "Versions are made and restored by the coordination.",
        ),
        Ability::Redact => ("Le parole le oscura il coordinamento.", "Words are erased by the coordination."),
    };
    language.choose(italian, english).to_owned()
}

fn field_detail(problem: &FieldProblem, language: Language) -> String {
    let english = || format!("{problem}.");
    match (language, problem) {
        (Language::English, _) => english(),
        (Language::Italian, FieldProblem::Empty) => "è vuoto.".to_owned(),
        (Language::Italian, FieldProblem::TooLong(longest)) => format!("supera i {longest} caratteri."),
        (Language::Italian, FieldProblem::TooShort(shortest)) => {
            format!("ha meno di {shortest} caratteri.")
        }
        (Language::Italian, FieldProblem::TooMany(most)) => format!("sono più di {most}."),
        (Language::Italian, FieldProblem::ControlCharacters) => "contiene caratteri di controllo.".to_owned(),
        (Language::Italian, FieldProblem::NotASlug) => {
            "può avere solo a-z, 0-9 e trattini singoli.".to_owned()
        }
        (Language::Italian, FieldProblem::Unknown(name)) => format!("«{name}» non è conosciuto."),
        (Language::Italian, FieldProblem::NoSuchSection(id)) => {
            format!("in questo documento non c'è una sezione {id}.")
        }
        (Language::Italian, FieldProblem::Impossible(_)) => "questa modifica non si può fare.".to_owned(),
        (Language::Italian, FieldProblem::HoldsWords) => "ripete le parole da oscurare.".to_owned(),
        (Language::Italian, FieldProblem::OneRegister) => "un percorso ha un solo registro.".to_owned(),
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let (code, about) = match error {
            AppError::NotFound(Thing::Process) => (Code::ProcessNotFound, About::Nothing),
            AppError::NotFound(Thing::Document) => (Code::DocumentNotFound, About::Nothing),
            AppError::NotFound(Thing::Section) => (Code::SectionNotFound, About::Nothing),
            AppError::NotFound(Thing::Rescue) => (Code::RescueNotFound, About::Nothing),
            AppError::NotFound(Thing::Version) => (Code::VersionNotFound, About::Nothing),
            AppError::NotFound(Thing::Meeting) => (Code::MeetingNotFound, About::Nothing),
            AppError::NothingChanged => (Code::NothingChanged, About::Nothing),
            AppError::TooLarge(_) => (Code::ComparisonTooLarge, About::Nothing),
            AppError::Forbidden(ability) => (Code::Forbidden, About::Ability(ability)),
            AppError::Invalid(fields) => (Code::InvalidValues, About::Fields(fields)),
            AppError::SlugTaken(slug) => (Code::SlugTaken, About::Words(slug)),
            AppError::NoSections(kind) => (Code::NoSections, About::Kind(kind)),
            AppError::Conflict => (Code::Conflict, About::Nothing),
            AppError::Unavailable(_) => {
                tracing::warn!(error = %chain(&error), "a request found the store or a room unavailable");
                (Code::Unavailable, About::Nothing)
            }
            AppError::Room(RoomError::Closed) => (Code::Unavailable, About::Nothing),
            AppError::Store(_) | AppError::Room(_) | AppError::NoRandomness(_) | AppError::File { .. } => {
                tracing::error!(error = %chain(&error), "a request failed");
                (Code::Internal, About::Nothing)
            }
        };
        Self { code, about }
    }
}

impl From<EntryError> for Problem {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::Unknown => Self::new(Code::NotSignedIn),
            EntryError::Expired => Self::new(Code::EntryExpired),
            EntryError::Revoked => Self::new(Code::EntryRevoked),
            EntryError::Store(error) => AppError::from(error).into(),
            EntryError::NoRandomness(error) => AppError::from(error).into(),
        }
    }
}

/// An error and its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        let headers = response.headers_mut();
        match self.code {
            Code::NotSignedIn | Code::EntryExpired | Code::EntryRevoked => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Code::UpgradeRequired => {
                headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
            }
            Code::Unavailable | Code::TooManyConnections => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of every problem, in the language of the request. Outermost layer of the JSON interface.
pub async fn render(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let id = request.extensions().get::<RequestId>().copied().unwrap_or_default();
    let mut response = next.run(request).await;
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Problem::new(Code::MethodNotAllowed),
        None => return response,
    };
    let body = serde_json::to_vec(&problem.body(language, &id)).expect("text and numbers are JSON");
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_name_with_hyphens_and_an_error_status() {
        for code in Code::ALL {
            assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", code.as_str());
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
    }

    #[test]
    fn every_problem_has_words_in_both_languages() {
        for code in Code::ALL {
            for language in [Language::Italian, Language::English] {
                let body = Problem::new(*code).body(language, &RequestId::default());
                assert!(!body.title.is_empty());
                assert!(*code == Code::InvalidValues || !body.detail.is_empty(), "{}", code.as_str());
            }
        }
    }
}
