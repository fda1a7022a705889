//! Since when? `visit`, `meeting:<identity>` or a moment, as addresses say it; pages say it in Italian.

use pact_app::changes::Since;
use pact_model::time::Timestamp;

/// What an address says; none when it says nothing that can be understood.
#[must_use]
pub fn read(text: &str) -> Option<Since> {
    match text.split_once(':') {
        Some(("meeting" | "incontro", id)) => id.parse().ok().map(Since::Meeting),
        _ if matches!(text, "visit" | "visita") => Some(Since::Visit),
        _ => moment(text).map(Since::Time),
    }
}

/// RFC 3339. A plus sign that was not escaped has become a space on the way.
fn moment(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = text.replace(' ', "+").parse().ok()?;
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_a_meeting_and_a_moment_are_understood() {
        let id = "0199b9a5-0000-7000-8000-000000000000";
        assert_eq!(read("visita"), Some(Since::Visit));
        assert_eq!(read("visit"), read("visita"));
        assert_eq!(read(&format!("incontro:{id}")), Some(Since::Meeting(id.parse().unwrap())));
        assert_eq!(read(&format!("meeting:{id}")), read(&format!("incontro:{id}")));
        let moment = Some(Since::Time(Timestamp::from_micros(1_763_650_800_000_000)));
        assert_eq!(read("2025-11-20T15:00:00Z"), moment);
        assert_eq!(read("2025-11-20T16:00:00 01:00"), moment);
        for nonsense in ["", "ieri", "incontro:boh", "2025-99-99T00:00:00Z"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
