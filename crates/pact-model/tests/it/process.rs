//! Processes, meetings and bodies as values.

use jiff::civil::{date, time};
use pact_model::ids::{MeetingId, PhaseId, QuestionId};
use pact_model::process::{
    ActorCategory, Door, EngagementLevel, GuidingQuestion, Meeting, MeetingGuide, MeetingKind, MeetingMode,
    MeetingPart, Participants, QuestionList, is_slug,
};
use uuid::Uuid;

#[test]
fn the_level_is_proposed_from_the_category() {
    use EngagementLevel::{CommunityValidation, FoundingCore, StrategicEnlargement};
    let levels: Vec<_> = ActorCategory::ALL.iter().map(|category| category.proposed_level()).collect();
    assert_eq!(
        levels,
        [
            FoundingCore,
            FoundingCore,
            StrategicEnlargement,
            StrategicEnlargement,
            StrategicEnlargement,
            CommunityValidation
        ]
    );
}

#[test]
fn stored_names_read_back() {
    for category in ActorCategory::ALL {
        assert_eq!(category.as_str().parse(), Ok(*category));
        assert_eq!(serde_json::to_value(category).unwrap(), category.as_str());
    }
    let unknown = "assemblea".parse::<MeetingKind>().unwrap_err();
    assert_eq!(unknown.to_string(), "unknown meeting kind: assemblea");
}

#[test]
fn participants_are_a_level_or_words() {
    let read = |text: &str| serde_json::from_value::<Participants>(text.into()).unwrap();
    assert_eq!(read("nucleo_fondativo"), Participants::Level(EngagementLevel::FoundingCore));
    assert_eq!(read("Comitato di Garanzia"), Participants::Group("Comitato di Garanzia".to_owned()));
}

#[test]
fn a_meeting_reads_back_from_json() {
    let meeting = Meeting {
        id: MeetingId::from_uuid(Uuid::from_u128(1)),
        phase: PhaseId::from_uuid(Uuid::from_u128(2)),
        position: 4,
        kind: MeetingKind::TableSession,
        title: "Seconda sessione".to_owned(),
        date: Some(date(2025, 10, 23)),
        starts: Some(time(17, 30, 0, 0)),
        ends: None,
        mode: MeetingMode::InPerson,
        participants: vec![Participants::Level(EngagementLevel::FoundingCore)],
        focus: "linee produttive e governance".to_owned(),
        objectives: Vec::new(),
        questions: vec![GuidingQuestion {
            id: QuestionId::from_uuid(Uuid::from_u128(3)),
            text: "Vi riconoscete?".to_owned(),
            part: Some(2),
            list: QuestionList::Programme,
        }],
        parts: vec![MeetingPart {
            position: 1,
            door: Door::Closed,
            title: "Prima parte".to_owned(),
            participants: Vec::new(),
            objectives: Vec::new(),
        }],
        guide: MeetingGuide::default(),
        held: None,
        opened_at: None,
        closed_at: None,
    };
    let json = serde_json::to_value(&meeting).unwrap();
    assert_eq!(json["date"], "2025-10-23");
    assert_eq!(json["starts"], "17:30:00");
    assert_eq!(json["parts"][0]["door"], "closed");
    assert_eq!(serde_json::from_value::<Meeting>(json).unwrap(), meeting);
}

#[test]
fn slugs_are_simple() {
    for good in ["opificio", "opificio-2025", "a", "9"] {
        assert!(is_slug(good), "{good}");
    }
    for bad in ["", "-a", "a-", "a--b", "Opificio", "città", "a/b", "a b", &"a".repeat(61)] {
        assert!(!is_slug(bad), "{bad}");
    }
}
