//! Processes, phases, meetings, deliverables, bodies.

use pact_model::ids::{ActorId, DeliverableId, MeetingId, PhaseId, ProcessId};
use pact_store::{DeliverableRow, MeetingRow, PhaseRow, StoreError};
use serde_json::json;

use crate::support::{TestDatabase, actor, at, id, on_both_engines, process};

on_both_engines! {
    a_process_is_found_by_id_and_by_slug,
    processes_are_listed_oldest_first,
    a_slug_is_taken_once,
    phases_meetings_and_deliverables_come_in_order,
    a_meeting_is_opened_and_closed,
    a_phase_of_no_process_is_refused,
    bodies_are_found_by_id_and_by_name,
    a_name_is_taken_once_in_a_process,
}

async fn a_process_is_found_by_id_and_by_slug(db: &TestDatabase) {
    let row = db.process().await;
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.process(row.id).await.unwrap(), Some(row.clone()));
    assert_eq!(tx.process_by_slug(&row.slug).await.unwrap(), Some(row));
    assert_eq!(tx.process(ProcessId::from_uuid(id())).await.unwrap(), None);
    assert_eq!(tx.process_by_slug("nessuno").await.unwrap(), None);
}

async fn processes_are_listed_oldest_first(db: &TestDatabase) {
    let mut younger = process();
    younger.created_at = at(10);
    let older = process();
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.processes().await.unwrap(), vec![]);
    tx.insert_process(&younger).await.unwrap();
    tx.insert_process(&older).await.unwrap();
    assert_eq!(tx.processes().await.unwrap(), vec![older, younger]);
}

async fn a_slug_is_taken_once(db: &TestDatabase) {
    let mut second = process();
    second.slug = db.process().await.slug;
    let mut tx = db.database.begin().await.unwrap();
    let error = tx.insert_process(&second).await.unwrap_err();
    assert!(matches!(&error, StoreError::Duplicate { what } if what.contains("slug")), "{error:?}");
}

async fn phases_meetings_and_deliverables_come_in_order(db: &TestDatabase) {
    let process = db.process().await.id;
    let other = db.process().await.id;
    let mut phases: Vec<_> = (0..3)
        .map(|position| PhaseRow {
            id: PhaseId::from_uuid(id()),
            process,
            position,
            title: format!("Fase {position}"),
            goal: "Capire dov’è l’acqua".to_owned(),
            key_question: "Perché qui?".to_owned(),
        })
        .collect();
    let phase = phases[0].id;
    let mut meetings: Vec<_> = (0..3)
        .map(|position| MeetingRow {
            id: MeetingId::from_uuid(id()),
            process,
            phase,
            position,
            kind: "table_session".to_owned(),
            title: format!("Sessione {position}"),
            date: (position > 0).then(|| "2026-10-04".to_owned()),
            starts: (position > 0).then(|| "20:30:00".to_owned()),
            ends: (position > 1).then(|| "22:30:00".to_owned()),
            mode: "in_person".to_owned(),
            focus: "Spazi".to_owned(),
            participants: json!(["core", "comunità"]),
            objectives: json!(["decidere \"chi\" apre"]),
            questions: json!([{"id": "q-1", "text": "Chi apre?", "part": 1}]),
            guide: json!({"method": "Cantiere operativo"}),
            parts: json!([{"position": 0, "door": "closed", "title": "Tavolo", "objectives": []}]),
            held: (position == 0).then(|| json!({"present": 12})),
            opened_at: (position == 0).then(|| at(30)),
            closed_at: None,
        })
        .collect();
    let mut deliverables: Vec<_> = (0..3)
        .map(|position| DeliverableRow {
            id: DeliverableId::from_uuid(id()),
            process,
            phase,
            position,
            title: format!("Elaborato {position}"),
            status: "draft".to_owned(),
        })
        .collect();

    let mut tx = db.database.begin().await.unwrap();
    for phase in phases.iter().rev() {
        tx.insert_phase(phase).await.unwrap();
    }
    for meeting in meetings.iter().rev() {
        tx.insert_meeting(meeting).await.unwrap();
    }
    for deliverable in deliverables.iter().rev() {
        tx.insert_deliverable(deliverable).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.phases(process).await.unwrap(), std::mem::take(&mut phases));
    assert_eq!(tx.meetings(process).await.unwrap(), std::mem::take(&mut meetings));
    assert_eq!(tx.deliverables(process).await.unwrap(), std::mem::take(&mut deliverables));
    assert_eq!(tx.phases(other).await.unwrap(), phases);
    assert_eq!(tx.meetings(other).await.unwrap(), meetings);
    assert_eq!(tx.deliverables(other).await.unwrap(), deliverables);
}

async fn a_phase_of_no_process_is_refused(db: &TestDatabase) {
    let mut tx = db.database.begin().await.unwrap();
    let error = tx
        .insert_phase(&PhaseRow {
            id: PhaseId::from_uuid(id()),
            process: ProcessId::from_uuid(id()),
            position: 0,
            title: String::new(),
            goal: String::new(),
            key_question: String::new(),
        })
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Dangling { .. }), "{error:?}");
}

async fn bodies_are_found_by_id_and_by_name(db: &TestDatabase) {
    let process = db.process().await.id;
    let first = db.actor(process).await;
    let second = db.actor(process).await;
    assert_eq!((first.position, second.position), (0, 1));
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.actor(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(tx.actor_by_name(process, &second.name).await.unwrap(), Some(second.clone()));
    assert_eq!(tx.actors(process).await.unwrap(), vec![first.clone(), second]);
    assert_eq!(tx.next_actor_position(process).await.unwrap(), 2);
    assert_eq!(tx.actor(ActorId::from_uuid(id())).await.unwrap(), None);
    assert_eq!(tx.actor_by_name(ProcessId::from_uuid(id()), &first.name).await.unwrap(), None);
}

async fn a_name_is_taken_once_in_a_process(db: &TestDatabase) {
    let process = db.process().await.id;
    let first = db.actor(process).await;
    let elsewhere = db.process().await.id;
    let mut tx = db.database.begin().await.unwrap();
    let mut same = actor(elsewhere, 0);
    same.name.clone_from(&first.name);
    tx.insert_actor(&same).await.unwrap();
    let mut same = actor(process, 1);
    same.name = first.name;
    let error = tx.insert_actor(&same).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate { .. }), "{error:?}");
}

async fn a_meeting_is_opened_and_closed(db: &TestDatabase) {
    let process = db.process().await.id;
    let phase = PhaseRow {
        id: PhaseId::from_uuid(id()),
        process,
        position: 0,
        title: "Fase".to_owned(),
        goal: String::new(),
        key_question: String::new(),
    };
    let meeting = MeetingRow {
        id: MeetingId::from_uuid(id()),
        process,
        phase: phase.id,
        position: 0,
        kind: "table_session".to_owned(),
        title: "Sessione".to_owned(),
        date: None,
        starts: None,
        ends: None,
        mode: "in_person".to_owned(),
        focus: String::new(),
        participants: json!([]),
        objectives: json!([]),
        questions: json!([]),
        parts: json!([]),
        guide: json!({}),
        held: None,
        opened_at: None,
        closed_at: None,
    };
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_phase(&phase).await.unwrap();
    tx.insert_meeting(&meeting).await.unwrap();
    for times in [(Some(at(5)), None), (Some(at(5)), Some(at(9))), (None, None)] {
        assert!(tx.set_meeting_times(meeting.id, times.0, times.1).await.unwrap());
        let stored = tx.meetings(process).await.unwrap().remove(0);
        assert_eq!((stored.opened_at, stored.closed_at), times);
    }
    assert!(!tx.set_meeting_times(MeetingId::from_uuid(id()), None, None).await.unwrap());
}
