//! The calendar is one other programs read, and says what the register says.

use icalendar::parser::{read_calendar, unfold};
use icalendar::{Calendar as Parsed, CalendarDateTime, Component, DatePerhapsTime};
use pact_convert::calendar::{Calendar, CalendarInfo, milestones_calendar};
use pact_model::register::Register;
use pact_model::time::Timestamp;
use proptest::prelude::*;

use crate::registers::{field, register};

fn calendar(register: &Register) -> Calendar {
    let stamp = Timestamp::from_micros(1_795_824_000_000_000);
    milestones_calendar(register, &CalendarInfo { slug: "opificio", title: "Opificio, di comunità", stamp })
}

fn parsed(calendar: &Calendar) -> Parsed {
    let unfolded = unfold(&calendar.text);
    Parsed::from(read_calendar(&unfolded).expect("RFC 5545"))
}

#[test]
fn milestones_with_a_day_are_events_and_the_others_are_counted() {
    let fields = [
        field("milestone/m1/kind", "verifica_collettiva"),
        field("milestone/m1/title", "Come va; davvero?"),
        field("milestone/m1/date", "2027-03-15"),
        field("milestone/m1/actor", "a1"),
        field("milestone/m1/commitment/c1", true),
        field("milestone/m2/date", "M3"),
        field("milestone/m3/title", "senza data"),
        field("actor/a1/name", "Biblioteca"),
        field("commitment/c1/actor", "a1"),
        field("text:commitment/c1/what", "Apre la sala,\nil giovedì"),
    ];
    let calendar = self::calendar(&register(&fields));
    assert_eq!((calendar.written, calendar.left_out), (1, 2));
    let parsed = parsed(&calendar);
    assert_eq!(parsed.components.len(), 1);
    let event = parsed.components[0].as_event().expect("an event");
    assert_eq!(event.get_uid(), Some("m1@opificio.pattovivo"));
    assert_eq!(event.get_start(), Some(DatePerhapsTime::Date("2027-03-15".parse().expect("a day"))));
    assert_eq!(event.get_summary(), Some("Verifica collettiva: Come va; davvero? (Biblioteca)"));
    assert_eq!(event.get_description(), Some("Biblioteca: Apre la sala,\nil giovedì"));
    assert!(matches!(event.get_timestamp(), Some(at) if CalendarDateTime::from(at)
        == CalendarDateTime::Utc("2026-11-28T00:00:00Z".parse().expect("an instant"))));
    assert!(calendar.text.contains("DTSTART;VALUE=DATE:20270315\r\n"));
    assert!(calendar.text.contains("DTSTAMP:20261128T000000Z\r\n"));
}

#[test]
fn a_month_with_a_known_start_is_its_last_day() {
    let fields = [
        field("milestone/m2/date", "M3"),
        field("milestone/m2/title", "Festa"),
        field("timeline/main/start", "2027-01-01"),
    ];
    let calendar = self::calendar(&register(&fields));
    assert_eq!((calendar.written, calendar.left_out), (1, 0));
    assert!(calendar.text.contains("DTSTART;VALUE=DATE:20270331\r\n"));
    assert!(calendar.text.contains("DESCRIPTION:Entro M3 · marzo 2027\r\n"));
}

#[test]
fn the_same_milestone_keeps_its_identity_when_it_moves() {
    let uid = |date| {
        let calendar = self::calendar(&register(&[field("milestone/m1/date", date)]));
        calendar.text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned)
    };
    assert_eq!(uid("2027-03-15"), uid("2027-05-01"));
}

proptest! {
    #[test]
    fn any_title_is_folded_and_comes_back(title in "[;,\\\\:\"\\n🎪àè a-z]{1,200}") {
        let calendar = self::calendar(&register(&[
            field("milestone/m1/date", "2027-03-15"),
            field("milestone/m1/title", title.as_str()),
        ]));
        prop_assert!(calendar.text.split("\r\n").all(|line| line.len() <= 75));
        prop_assert!(!calendar.text.replace("\r\n", "").contains(['\r', '\n']));
        let expected = match title.trim() {
            "" => "Tappa".to_owned(),
            title => format!("Tappa: {title}"),
        };
        let parsed = parsed(&calendar);
        prop_assert_eq!(parsed.components[0].as_event().and_then(|event| event.get_summary()), Some(expected.as_str()));
    }
}
