//! R15: is every mandatory section there?

use super::{Check, Rule, SectionFacts, SectionState, Subject};
use crate::document::SectionKind;

/// R15: a mandatory section is empty and nobody said that it does not apply.
pub(super) fn empty(sections: &[SectionFacts], out: &mut Vec<Check>) {
    for section in sections {
        if !section.mandatory || !matches!(section.state, SectionState::Empty | SectionState::Aside) {
            continue;
        }
        let title = &section.title;
        let (case, message) = match (section.kind, section.number) {
            (SectionKind::Article, Some(n)) => ("article", format!("Manca l'articolo {n}: {title}.")),
            (_, Some(n)) => ("part", format!("Manca la parte {n}: {title}.")),
            (_, None) => ("section", format!("Manca la sezione «{title}».")),
        };
        let subject = Subject::section(&section.document, &section.section);
        let check = Check::new(Rule::R15, subject, message).with("title", title.clone()).with("case", case);
        out.push(match section.number {
            Some(n) => check.with("n", n.to_string()),
            None => check,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(number: Option<u32>) -> SectionFacts {
        SectionFacts {
            document: "d1".to_owned(),
            section: "art-6".to_owned(),
            kind: SectionKind::Article,
            number,
            title: "Impegni dei soggetti".to_owned(),
            mandatory: true,
            state: SectionState::Empty,
        }
    }

    fn messages(sections: &[SectionFacts]) -> Vec<String> {
        let mut out = Vec::new();
        empty(sections, &mut out);
        out.into_iter().map(|check| check.message).collect()
    }

    #[test]
    fn r15_an_empty_mandatory_section_is_missing() {
        assert_eq!(messages(&[facts(Some(6))]), ["Manca l'articolo 6: Impegni dei soggetti."]);
        assert_eq!(messages(&[facts(None)]), ["Manca la sezione «Impegni dei soggetti»."]);
        let part = SectionFacts { kind: SectionKind::Part, ..facts(Some(2)) };
        assert_eq!(messages(&[part]), ["Manca la parte 2: Impegni dei soggetti."]);
        let aside = SectionFacts { state: SectionState::Aside, ..facts(Some(6)) };
        assert_eq!(messages(&[aside]).len(), 1, "setting aside is no way around");
    }

    #[test]
    fn r15_a_section_that_does_not_apply_is_not_missing() {
        let sections = [
            SectionFacts { state: SectionState::NotApplicable, ..facts(Some(6)) },
            SectionFacts { mandatory: false, ..facts(Some(6)) },
            SectionFacts { state: SectionState::Filled, ..facts(Some(6)) },
        ];
        assert!(messages(&sections).is_empty());
    }
}
