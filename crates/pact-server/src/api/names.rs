//! Closed sets of names, described from the model's own lists.

use pact_model::access::Role;
use pact_model::document::{DocumentKind, SectionKind};
use pact_model::process::{
    ActorCategory, ActorKind, DeliverableStatus, Door, EngagementLevel, MeetingKind, MeetingMode,
    QuestionList,
};
use pact_model::version::VersionReason;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};

fn one_of(names: impl Iterator<Item = &'static str>) -> Schema {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(names)).into()
}

macro_rules! names {
    ($($function:ident = $set:ident),+ $(,)?) => {$(
        pub(super) fn $function() -> Schema {
            one_of($set::ALL.iter().map(|name| name.as_str()))
        }
    )+};
}

names! {
    role = Role,
    section_kind = SectionKind,
    meeting_kind = MeetingKind,
    meeting_mode = MeetingMode,
    door = Door,
    question_list = QuestionList,
    deliverable_status = DeliverableStatus,
    actor_kind = ActorKind,
    actor_category = ActorCategory,
    engagement_level = EngagementLevel,
    version_reason = VersionReason,
}

pub(super) fn document_kind() -> Schema {
    let kinds = [
        DocumentKind::PattoFondativo,
        DocumentKind::PattoCollaborazione,
        DocumentKind::Docpp,
        DocumentKind::Register,
        DocumentKind::Open,
    ];
    one_of(kinds.into_iter().map(DocumentKind::as_str))
}

pub(super) fn actor_categories() -> Schema {
    ArrayBuilder::new().items(RefOr::T(actor_category())).into()
}
