//! How are the stored names called on paper?

use pact_model::register::{CommitmentState, MilestoneKind, ResourceKind};

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
