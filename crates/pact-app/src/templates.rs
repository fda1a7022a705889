//! What processes and documents are made from: the built-in templates and the municipality's own.

use std::path::Path;

use pact_convert::template::{TemplateError, builtin, load_folder};
use pact_model::document::DocumentKind;
use pact_model::template::{DocumentTemplate, ProcessTemplate, Template};

use crate::error::{AppError, FieldError, FieldProblem};

/// The templates of this installation.
#[derive(Clone, Debug)]
pub struct Templates(Vec<Template>);

impl Templates {
    /// The built-in templates, with those of a folder beside them; an own one with the name of a built-in one
    /// takes its place. Files that cannot be used are named and left out.
    #[must_use]
    pub fn load(folder: Option<&Path>) -> (Self, Vec<TemplateError>) {
        let mut all = builtin().to_vec();
        let (own, refused) = folder.map(load_folder).unwrap_or_default();
        for template in own {
            match all.iter_mut().find(|other| other.name() == template.name()) {
                Some(other) => *other = template,
                None => all.push(template),
            }
        }
        (Self(all), refused)
    }

    /// Names of all process templates.
    pub fn process_names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|template| matches!(template, Template::Process(_))).map(Template::name)
    }

    /// The process template of this name.
    pub(crate) fn process(&self, name: &str) -> Result<&ProcessTemplate, AppError> {
        let found = self.0.iter().find_map(|template| match template {
            Template::Process(process) if process.name == name => Some(process),
            _ => None,
        });
        found.ok_or_else(|| unknown("template", name))
    }

    /// The document template of this name.
    pub(crate) fn document(&self, name: &str) -> Result<&DocumentTemplate, AppError> {
        let found = self.documents().find(|document| document.name == name);
        found.ok_or_else(|| unknown("template", name))
    }

    /// The template documents of this kind are made from: the built-in one, or the own one that has taken its
    /// name, or else the first own one of the kind.
    pub(crate) fn document_of_kind(&self, kind: DocumentKind) -> Result<&DocumentTemplate, AppError> {
        let found = self.documents().find(|document| document.kind == kind);
        found.ok_or_else(|| unknown("kind", kind.as_str()))
    }

    fn documents(&self) -> impl Iterator<Item = &DocumentTemplate> {
        self.0.iter().filter_map(|template| match template {
            Template::Document(document) => Some(document),
            Template::Process(_) => None,
        })
    }
}

fn unknown(field: &str, name: &str) -> AppError {
    FieldError::new(field, FieldProblem::Unknown(name.to_owned())).into()
}
