//! Whatever is stored, the register is read and checked; and the order of the fields means nothing.

use pact_model::checks::{BoundText, CheckSettings, Material, Moment, check};
use pact_model::register::{CommitmentFilter, Register, RegisterView, Value};
use proptest::prelude::*;

fn keys() -> impl Strategy<Value = String> {
    let entity = prop::sample::select(vec![
        "actor",
        "line",
        "action",
        "commitment",
        "resource",
        "milestone",
        "timeline",
        "text:commitment",
        "?",
        "",
    ]);
    let id = prop::sample::select(vec!["a", "b", "main", "", "é/è"]);
    let field = prop::sample::select(vec![
        "name",
        "kind",
        "primary",
        "secondary/reti_solidali",
        "level",
        "department/a",
        "at_table",
        "order",
        "line/a",
        "actor",
        "department",
        "action",
        "from",
        "to",
        "ally/a",
        "ally/b",
        "state",
        "reason",
        "life/1",
        "commitment",
        "label",
        "quantity",
        "unit",
        "conditions",
        "title",
        "date",
        "commitment/a",
        "start",
        "months",
        "basis",
        "removed",
        "what",
        "verification",
        "",
        "?",
    ]);
    (entity, id, field).prop_map(|(entity, id, field)| format!("{entity}/{id}/{field}"))
}

fn values() -> impl Strategy<Value = Value> {
    let known = prop::sample::select(vec![
        "",
        "a",
        "b",
        "M1",
        "M6",
        "M60",
        "M61",
        "2027-01-31",
        "9999-12-31",
        "-009999-01-01",
        "ente_pubblico",
        "scuola",
        "verifica_collettiva",
        "scadenza",
        "sciolto",
        "da_confermare",
        "claimed",
        "confirmed",
        "spazi",
        r#"{"at":"2026-11-28","state":"dichiarato","from_actor":"b"}"#,
    ]);
    prop_oneof![
        4 => known.prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::Boolean),
        1 => any::<f64>().prop_map(Value::Number),
        1 => (0..70).prop_map(|n| Value::Number(f64::from(n))),
        1 => ".{0,12}".prop_map(Value::Text),
    ]
}

fn read(fields: &[(String, Value)], texts: &[(String, String)]) -> Register {
    Register::read(
        fields.iter().map(|(key, value)| (key.as_str(), value.clone())),
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_fields_are_read_and_checked(
        fields in prop::collection::btree_map(keys(), values(), 0..60),
        what in "(Promuovere|entro|fino a|da|a|marzo|2027|15|M3|3|a|b|[. ]|.){0,20}",
    ) {
        let mut fields: Vec<_> = fields.into_iter().collect();
        let texts = [("text:commitment/a/what".to_owned(), what.clone()), ("text:x".to_owned(), what.clone())];
        let register = read(&fields, &texts);

        let bound = BoundText {
            document: "d".to_owned(),
            section: "s".to_owned(),
            words: what.clone(),
            commitments: vec!["a".to_owned(), "b".to_owned()],
        };
        let texts_bound = [bound];
        for moment in [Moment::Working, Moment::Signing] {
            let material = Material { register: &register, texts: &texts_bound, sections: &[], moment };
            let checks = check(&material, &CheckSettings::default());
            prop_assert!(checks.iter().all(|check| !check.message.is_empty() && check.severity == check.code.severity()));
            prop_assert!(serde_json::to_string(&RegisterView::new(&register, &[], &checks)).is_ok());
        }
        let json = serde_json::to_string(&register).expect("plain values");
        prop_assert_eq!(&serde_json::from_str::<Register>(&json).expect("what was written"), &register);

        let canonical = register.canonical_json();
        fields.reverse();
        let reversed = read(&fields, &texts);
        prop_assert_eq!(&reversed, &register);
        prop_assert_eq!(reversed.canonical_json(), canonical);
    }

    #[test]
    fn any_filter_is_read_and_reads_back(text in "([a-z]{0,6}[=&: ]?){0,8}") {
        let filter = CommitmentFilter::read(&text);
        prop_assert_eq!(CommitmentFilter::read(&filter.to_string()), filter);
    }
}
