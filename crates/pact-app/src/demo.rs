//! A process to look around in, with links to walk in by. Loading it again changes nothing, and finds the same
//! links: their tokens are kept in a file beside the database, which knows only their hashes.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use pact_convert::demo::{SLUG, demo, register};
use pact_model::access::Role;
use pact_model::content::{Element, Node};
use pact_model::document::{Binding, BindingKind, DocumentKind};
use pact_model::ids::DocumentId;
use pact_model::process::ActorKind;
use pact_model::template::DocumentTemplate;
use pact_sync::RegisterFields;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::{App, Caller};
use crate::documents::{FirstTexts, PlannedDocument};
use crate::error::AppError;
use crate::ids::{Secret, hash_secret};
use crate::links::NewLink;

/// Name of the file with the tokens.
pub const LINKS_FILE: &str = "demo-links.json";
/// Setting that says that the demo was loaded.
const SETTING: &str = "demo";

/// Which of the demo's bodies is the parish.
const PARISH: usize = 1;

/// The demo as it stands.
#[derive(Clone, Debug)]
pub struct LoadedDemo {
    /// Name of its process in addresses.
    pub slug: String,
    /// Ways in.
    pub links: Vec<DemoLink>,
    /// A document everybody may read.
    pub public_document: Option<DocumentId>,
}

/// One way in.
#[derive(Clone, Debug)]
pub struct DemoLink {
    /// What its holders may be.
    pub role: Role,
    /// The body they act for.
    pub actor: Option<String>,
    /// What opens the door.
    pub secret: Secret,
}

#[derive(Serialize, Deserialize)]
struct StoredLink {
    role: Role,
    actor: Option<String>,
    token: String,
}

impl App {
    /// Loads the demo unless it is there already. Each step looks before it acts, so that an interrupted
    /// loading is finished by the next one.
    pub async fn load_demo(&self, data_dir: &Path) -> Result<LoadedDemo, AppError> {
        let file = data_dir.join(LINKS_FILE);
        let links = match read_links(&file)? {
            Some(links) => links,
            None => self.make_links(&file)?,
        };
        let mut tx = self.db.read().await?;
        let exists = tx.process_by_slug(SLUG).await?.is_some();
        drop(tx);
        if !exists {
            self.store_demo().await?;
        }
        for link in &links {
            self.store_demo_link(link).await?;
        }
        let mut tx = self.db.begin().await?;
        tx.put_setting(SETTING, SLUG).await?;
        tx.commit().await?;
        let documents = self.documents(Caller::Operator, SLUG).await?;
        let public_document = documents.iter().find(|row| row.published_at.is_some()).map(|row| row.id);
        Ok(LoadedDemo { slug: SLUG.to_owned(), links, public_document })
    }

    async fn store_demo(&self) -> Result<(), AppError> {
        let demo = demo();
        let planned = demo.process.plan(SLUG, self.clock.now(), || self.ids.uuid());
        let actors: Vec<String> = planned.actors.iter().map(|actor| actor.id.to_string()).collect();
        let titles = demo.process.documents.iter().map(|reference| reference.title.as_str());
        let documents = demo
            .documents
            .iter()
            .zip(titles)
            .map(|(template, title)| {
                let first = first_texts(template, &actors);
                PlannedDocument::from_template_with(self.ids.document(), template, title, &first)
            })
            .collect();
        let created = self.store_process(planned, documents, known(&actors)).await?;
        let patto = created.documents.iter().find(|row| row.kind == DocumentKind::PattoCollaborazione);
        if let Some(patto) = patto {
            self.set_published(Caller::Operator, patto.id, true).await?;
        }
        Ok(())
    }

    async fn store_demo_link(&self, link: &DemoLink) -> Result<(), AppError> {
        let known = {
            let mut tx = self.db.read().await?;
            tx.access_link_by_hash(&hash_secret(link.secret.expose())).await?
        };
        if known.is_none() {
            let new = NewLink { role: link.role, actor: link.actor.clone() };
            self.create_link_with(Caller::Operator, SLUG, &new, link.secret.clone()).await?;
        }
        Ok(())
    }

    /// Written before the links are stored: a link whose token nobody has would be lost.
    fn make_links(&self, file: &Path) -> Result<Vec<DemoLink>, AppError> {
        let body = |kind: ActorKind| {
            let found = demo().process.actors.iter().find(|actor| actor.kind == kind);
            found.map(|actor| actor.name.clone())
        };
        let wanted = [
            (Role::Coordinator, None),
            (Role::Member, body(ActorKind::Parish)),
            (Role::Member, body(ActorKind::ThirdSector)),
            (Role::Community, None),
        ];
        let mut links = Vec::with_capacity(wanted.len());
        for (role, actor) in wanted {
            links.push(DemoLink { role, actor, secret: self.ids.secret()? });
        }
        write_links(file, &links).map_err(|error| unusable(file, &error.to_string()))?;
        Ok(links)
    }
}

/// The register of the demo, around the bodies that were just planned.
fn known(actors: &[String]) -> RegisterFields {
    let flat = register(|n| actors.get(n).cloned().unwrap_or_default());
    let fields = flat.fields.into_iter().map(|(key, value)| (key, json!(value)));
    RegisterFields { fields: fields.collect(), texts: flat.texts.into_iter().collect() }
}

/// What the Patto shows of the register in its text, and what its sections are bound to.
fn first_texts(template: &DocumentTemplate, actors: &[String]) -> FirstTexts {
    let mut first = FirstTexts::default();
    if template.kind != DocumentKind::PattoCollaborazione {
        return first;
    }
    let actor = |n: usize| actors.get(n).map(String::as_str).unwrap_or_default();
    let added = [
        ("art-6", vec![atom("commitmentCard", "sala-del-giovedi")]),
        (
            "art-12",
            vec![Node::block(
                "p",
                vec![
                    Node::text("Il primo giovedì aperto è il "),
                    atom("milestoneDate", "primo-giovedi"),
                    Node::text(", da "),
                    atom("actorName", actor(PARISH)),
                    Node::text("."),
                ],
            )],
        ),
        (
            "art-14",
            vec![Node::block(
                "p",
                vec![
                    Node::text("A metà strada ci ritroviamo il "),
                    atom("milestoneDate", "verifica-di-meta"),
                    Node::text("."),
                ],
            )],
        ),
    ];
    for (section, nodes) in added {
        let Some(known) = template.section(section) else { continue };
        let body = known.body.iter().cloned().chain(nodes);
        first.bodies.insert(known.id.clone(), body.collect());
    }
    let bindings = [
        ("art-4", BindingKind::Action, "giovedi"),
        ("art-5", BindingKind::Actor, actor(PARISH)),
        ("art-6", BindingKind::Commitment, "sala-del-giovedi"),
        ("art-6", BindingKind::Commitment, "apertura-attrezzi"),
        ("art-7", BindingKind::Commitment, "assistente-per-le-antenne"),
        ("art-14", BindingKind::Milestone, "verifica-di-meta"),
    ];
    first.bindings = bindings
        .into_iter()
        .filter_map(|(section, kind, id)| {
            Some((template.section(section)?.id.clone(), Binding { kind, id: id.to_owned() }))
        })
        .collect();
    first
}

fn atom(name: &str, id: &str) -> Node {
    let attributes = BTreeMap::from([("id".to_owned(), Value::from(id))]);
    Node::Element(Element { name: name.to_owned(), attributes, children: Vec::new() })
}

fn read_links(file: &Path) -> Result<Option<Vec<DemoLink>>, AppError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(file, &error.to_string())),
    };
    let stored: Vec<StoredLink> =
        serde_json::from_str(&text).map_err(|error| unusable(file, &error.to_string()))?;
    let links = stored.into_iter().map(|link| DemoLink {
        role: link.role,
        actor: link.actor,
        secret: Secret::from_text(link.token),
    });
    Ok(Some(links.collect()))
}

/// Readable by nobody else, and whole or not at all.
fn write_links(file: &Path, links: &[DemoLink]) -> std::io::Result<()> {
    let stored: Vec<StoredLink> = links
        .iter()
        .map(|link| StoredLink {
            role: link.role,
            actor: link.actor.clone(),
            token: link.secret.expose().to_owned(),
        })
        .collect();
    let unfinished = file.with_extension("json.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&unfinished)?;
    out.write_all(&serde_json::to_vec_pretty(&stored)?)?;
    out.sync_all()?;
    std::fs::rename(unfinished, file)
}

fn unusable(file: &Path, why: &str) -> AppError {
    AppError::File { path: file.display().to_string(), why: why.to_owned() }
}
