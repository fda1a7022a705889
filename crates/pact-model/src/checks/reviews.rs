//! R17: when does the table meet again to look at how it goes?

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Check, CheckSettings, Rule, Subject};
use crate::register::{Entity, MilestoneKind, Register, Timeline, When};

/// A gap counts as too long only beyond this: an assembly is set on an evening that suits, not on the very day.
const GRACE_DAYS: i64 = 7;

/// R17: no collective verification is planned, or too many months pass without one, counted from the beginning of the
/// pact and to its end. While the start is unknown, only months of the pact can be counted.
pub(super) fn too_far_apart(register: &Register, settings: &CheckSettings, out: &mut Vec<Check>) {
    let reviews: Vec<When> = register
        .milestones
        .iter()
        .filter(|milestone| milestone.kind == Some(MilestoneKind::Review))
        .filter_map(|milestone| milestone.date)
        .collect();
    // A register nobody has begun to fill needs no advice.
    if register.commitments.is_empty() && register.milestones.is_empty() {
        return;
    }
    let case = if reviews.is_empty() {
        "none"
    } else if has_gap(&register.timeline, &reviews, settings.max_gap_months) {
        "gap"
    } else {
        return;
    };
    let subject = Subject::of(Entity::Timeline, "main");
    let check = Check::new(Rule::R17, subject, "Quando ci ritroviamo a vedere come va?");
    out.push(check.with("case", case).with("max_months", settings.max_gap_months.to_string()));
}

fn has_gap(timeline: &Timeline, reviews: &[When], most: u32) -> bool {
    match timeline.span() {
        Some((start, end)) => {
            let mut days: Vec<Date> = reviews.iter().filter_map(|when| timeline.ends(*when)).collect();
            days.extend([start, end]);
            days.sort_unstable();
            days.windows(2).any(|pair| is_too_long(pair[0], pair[1], most))
        }
        None => months_have_gap(timeline, reviews, most),
    }
}

fn is_too_long(from: Date, to: Date, most: u32) -> bool {
    let latest =
        from.checked_add(i64::from(most).months()).and_then(|day| day.checked_add(GRACE_DAYS.days()));
    latest.is_ok_and(|latest| to > latest)
}

fn months_have_gap(timeline: &Timeline, reviews: &[When], most: u32) -> bool {
    let mut ends = vec![0, timeline.months];
    for review in reviews {
        match review {
            When::Month(month) => ends.push(month.number()),
            // Nobody can say how far a day is from a month.
            When::Day(_) => return false,
        }
    }
    ends.sort_unstable();
    ends.windows(2).any(|pair| u32::from(pair[1] - pair[0]) > most)
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;
    use super::*;

    fn case(lines: &str) -> Option<String> {
        said(Rule::R17, lines).first().map(|check| check.params["case"].clone())
    }

    fn with_reviews(dates: &[&str]) -> String {
        let mut lines = vec!["commitment/c1/actor = a1".to_owned()];
        for (n, date) in dates.iter().enumerate() {
            lines.push(format!("milestone/m{n}/kind = verifica_collettiva"));
            lines.push(format!("milestone/m{n}/date = {date}"));
        }
        lines.join("\n")
    }

    #[test]
    fn r17_a_pact_without_a_verification_is_asked_when() {
        assert_eq!(case(&with_reviews(&[])).as_deref(), Some("none"));
        assert_eq!(case("actor/a1/name = Scuola"), None, "nothing to verify yet");
    }

    #[test]
    fn r17_half_a_year_is_the_most() {
        for fine in [&["M6"][..], &["M4", "M6", "M12"], &["M12", "M6"], &["2027-06-20"]] {
            assert_eq!(case(&with_reviews(fine)), None, "{fine:?}");
        }
        for far in [&["M12"][..], &["M3"], &["M1", "M8"]] {
            assert_eq!(case(&with_reviews(far)).as_deref(), Some("gap"), "{far:?}");
        }
    }

    #[test]
    fn r17_counts_days_once_the_start_is_known() {
        let started = |dates: &[&str]| format!("{}\ntimeline/main/start = 2027-01-01", with_reviews(dates));
        for fine in [&["M6"][..], &["2027-07-03"], &["2027-06-30", "2027-12-20"]] {
            assert_eq!(case(&started(fine)), None, "{fine:?}");
        }
        for far in [&["2027-07-20"][..], &["M5"], &["2027-02-01", "M12"]] {
            assert_eq!(case(&started(far)).as_deref(), Some("gap"), "{far:?}");
        }
    }
}
