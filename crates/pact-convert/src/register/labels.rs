//! How are the stored names called on paper?

use pact_model::process::{ActorCategory, ActorKind, EngagementLevel};
use pact_model::register::{Basis, CommitmentState, MilestoneKind, ResourceKind};

pub(crate) fn state(state: CommitmentState) -> &'static str {
    match state {
        CommitmentState::Drafted => "abbozzato",
        CommitmentState::Declared => "dichiarato",
        CommitmentState::ToBeConfirmed => "da confermare",
        CommitmentState::Confirmed => "confermato",
        CommitmentState::Signed => "sottoscritto",
        CommitmentState::Underway => "in corso",
        CommitmentState::Kept => "mantenuto",
        CommitmentState::Reshaped => "rimodulato",
        CommitmentState::Released => "sciolto",
    }
}

pub(crate) fn resource(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Spaces => "spazi",
        ResourceKind::Skills => "competenze",
        ResourceKind::Time => "tempo",
        ResourceKind::Tools => "strumenti",
        ResourceKind::Contacts => "reti di contatto",
        ResourceKind::KnowHow => "know-how",
    }
}

pub(crate) fn milestone(kind: Option<MilestoneKind>) -> &'static str {
    match kind {
        Some(MilestoneKind::Deadline) => "Scadenza",
        Some(MilestoneKind::Review) => "Verifica collettiva",
        Some(MilestoneKind::Stage) | None => "Tappa",
    }
}

pub(crate) fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::PublicBody => "ente pubblico",
        ActorKind::ThirdSector => "ente del Terzo settore",
        ActorKind::SocialEnterprise => "impresa sociale",
        ActorKind::Parish => "parrocchia",
        ActorKind::School => "scuola",
        ActorKind::ConsultativeAssembly => "consulta",
        ActorKind::InformalGroup => "gruppo informale",
        ActorKind::Citizen => "persona",
    }
}

pub(crate) fn category(category: ActorCategory) -> &'static str {
    match category {
        ActorCategory::ProjectPartner => "partner di progetto",
        ActorCategory::SquareKilometre => "attori del chilometro quadrato",
        ActorCategory::Representation => "sistema rappresentativo",
        ActorCategory::Education => "mondo educativo",
        ActorCategory::SolidarityNetworks => "reti solidali",
        ActorCategory::CitizensToReach => "cittadinanza da attivare",
    }
}

pub(crate) fn level(level: EngagementLevel) -> &'static str {
    match level {
        EngagementLevel::FoundingCore => "nucleo fondativo",
        EngagementLevel::StrategicEnlargement => "allargamento strategico",
        EngagementLevel::CommunityValidation => "validazione comunitaria",
    }
}

pub(crate) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Signature => "la firma",
        Basis::Declared => "una data dichiarata",
    }
}
