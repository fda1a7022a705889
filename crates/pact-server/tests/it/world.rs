//! A server over a fresh database, asked without a socket.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use pact_app::clock::Clock;
use pact_app::ids::Ids;
use pact_app::links::NewLink;
use pact_app::processes::{CreatedProcess, NewProcess};
use pact_app::rescues::{RefusedWords, keep_rescue};
use pact_app::rooms::{Author, RoomSettings, Rooms};
use pact_app::templates::Templates;
use pact_app::{App, Caller};
use pact_model::access::{Identity, Role};
use pact_model::ids::DocumentId;
use pact_model::rescue::RescuedPart;
use pact_model::time::Timestamp;
use pact_server::collab::Hub;
use pact_server::config::Config;
use pact_server::{ServerState, router};
use pact_store::Database;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// 20 November 2025, 16:00 in Italy.
pub const NOW: Timestamp = Timestamp::from_micros(1_763_650_800_000_000);
/// The process of most tests.
pub const SLUG: &str = "opificio";
/// The host requests are sent to.
pub const HOST: &str = "patti.test";

pub struct World {
    pub app: Arc<App>,
    pub clock: Clock,
    router: Router,
    _folder: TempDir,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The status and the stable code of a problem, after checking its whole shape.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16());
        let code = body["code"].as_str().unwrap().to_owned();
        assert_eq!(body["type"], format!("urn:pact:problem:{code}"));
        for field in ["title", "detail"] {
            assert!(!body[field].as_str().unwrap().is_empty(), "{field} of {code}");
        }
        assert_eq!(body["instance"], format!("urn:uuid:{}", self.header("x-request-id")));
        (self.status.as_u16(), code)
    }
}

/// A request being put together.
pub struct Ask<'w> {
    world: &'w World,
    method: Method,
    address: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Ask<'_> {
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// As a page of our own would ask.
    pub fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", format!("pattovivo={cookie}")).header("origin", format!("http://{HOST}"))
    }

    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub fn raw(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    pub async fn send(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(self.address).header("host", HOST);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }
}

pub async fn world() -> World {
    world_with(Config::default()).await
}

pub async fn world_with(config: Config) -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("t.sqlite").display());
    let database = Database::connect(&url).await.unwrap();
    let clock = Clock::fixed(NOW);
    let rooms = Rooms::new(database.clone(), clock.clone(), Ids::new(clock.clone()), RoomSettings::default());
    let (templates, _) = Templates::load(None);
    let app = Arc::new(App::new(database, rooms, clock.clone(), Ids::new(clock.clone()), templates));
    let state = ServerState {
        app: app.clone(),
        config: Arc::new(config),
        hub: Arc::new(Hub::default()),
        metrics: None,
    };
    World { app, clock, router: router(state), _folder: folder }
}

impl World {
    pub fn ask(&self, method: Method, address: impl Into<String>) -> Ask<'_> {
        Ask { world: self, method, address: address.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn get(&self, address: impl Into<String>) -> Ask<'_> {
        self.ask(Method::GET, address)
    }

    pub fn post(&self, address: impl Into<String>) -> Ask<'_> {
        self.ask(Method::POST, address)
    }

    pub fn patch(&self, address: impl Into<String>) -> Ask<'_> {
        self.ask(Method::PATCH, address)
    }

    pub async fn process(&self, slug: &str) -> CreatedProcess {
        let new = NewProcess { template: "opificio-di-comunita".to_owned(), slug: slug.to_owned() };
        self.app.create_process(&new).await.unwrap()
    }

    pub async fn token(&self, role: Role, actor: Option<&str>) -> String {
        let new = NewLink { role, actor: actor.map(str::to_owned) };
        let link = self.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
        link.secret.expose().to_owned()
    }

    /// Words of an update that was refused: kept, and their identity.
    pub async fn refused_words(&self, document: DocumentId, by: &Identity, text: &str) -> String {
        let part = |section: Option<&str>, text: &str| RescuedPart {
            section: section.map(|id| id.parse().unwrap()),
            text: text.to_owned(),
        };
        let words = RefusedWords {
            document,
            epoch: 1,
            author: Author { person: Some(by.person), actor: by.actor },
            client: None,
            code: "locked",
            bytes: vec![0, 0].into(),
            text: vec![part(Some("art-1"), text), part(None, "e basta")],
        };
        let kept = keep_rescue(&self.app.db, &self.clock, &self.app.ids, words).await.unwrap();
        kept.unwrap().to_string()
    }

    /// Somebody who came in by a link and has a cookie.
    pub async fn cookie(&self, role: Role) -> String {
        let token = self.token(role, None).await;
        self.app.enter(&token, None).await.unwrap().cookie.unwrap().expose().to_owned()
    }
}
