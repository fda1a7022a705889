use serde_json::json;

use super::*;
use crate::checks::{CheckSettings, Material, check};
use crate::register::{ConflictValue, Value};

fn register() -> Register {
    let fields = [
        ("actor/a1/name", "Circolo"),
        ("commitment/c1/actor", "a1"),
        ("commitment/c1/from", "M1"),
        ("commitment/c1/to", "2027-06-30"),
        ("commitment/c1/ally/a2", "claimed"),
        ("resource/r1/commitment", "c1"),
        ("resource/r1/kind", "spazi"),
        ("resource/r2/label", "furgone"),
        ("milestone/m1/date", "M3"),
        ("line/l1/removed", "doppione"),
    ];
    let texts = [("text:commitment/c1/what", "Apre la sala")];
    Register::read(fields.into_iter().map(|(key, text)| (key, Value::from(text))), texts.into_iter())
}

#[test]
fn the_json_has_the_shape_of_the_interface() {
    let register = register();
    let conflict = FieldConflict {
        key: "commitment/c1/to".to_owned(),
        entity: "commitment".to_owned(),
        id: "c1".to_owned(),
        field: "to".to_owned(),
        values: vec![ConflictValue { value: Value::from("M5"), actor: Some("Circolo".to_owned()) }],
    };
    let conflicts = [conflict];
    let checks = check(&Material::of(&register), &CheckSettings::default());
    let json = serde_json::to_value(RegisterView::new(&register, &conflicts, &checks)).expect("plain values");

    let expected = json!({
        "id": "c1", "actor": "a1", "department": null, "what": "Apre la sala", "action": null, "from": "M1",
        "to": "2027-06-30", "verification": "", "flexibility": "", "state": "abbozzato", "reason": "", "life": [],
        "order": null, "allies": [{ "actor": "a2", "confirmed": false }],
        "resources": [{
            "id": "r1", "actor": null, "commitment": "c1", "kind": "spazi", "label": "", "quantity": null,
            "unit": "", "conditions": "", "from": null, "to": null
        }],
        "conflicts": [{
            "key": "commitment/c1/to", "entity": "commitment", "id": "c1", "field": "to",
            "values": [{ "value": "M5", "actor": "Circolo" }]
        }],
    });
    assert_eq!(json["commitments"], json!([expected]));
    assert_eq!(json["resources"][0]["label"], "furgone");
    assert_eq!(json["timeline"], json!({ "start": null, "months": 12, "basis": null }));
    assert_eq!(json["removed"][0]["reason"], "doppione");
    let warning = &json["checks"][0];
    assert_eq!((&warning["code"], &warning["severity"]), (&json!("R6"), &json!("W")));
    assert_eq!(warning["subject"], json!({ "kind": "commitment", "id": "c1" }));
}

#[test]
fn a_register_reads_back_from_its_json() {
    let register = register();
    let json = serde_json::to_string(&register).expect("plain values");
    assert_eq!(serde_json::from_str::<Register>(&json).expect("what was written"), register);
}

#[test]
fn the_canonical_form_is_by_id_and_composed() {
    let read = |fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(key, text)| (*key, Value::from(*text)));
        Register::read(fields, std::iter::empty()).canonical_json()
    };
    let composed = read(&[("actor/a1/name", "Zà"), ("actor/a2/name", "Alba")]);
    assert_eq!(composed, read(&[("actor/a2/name", "Alba"), ("actor/a1/name", "Za\u{300}")]));
    let text = String::from_utf8(composed).expect("JSON is UTF-8");
    assert!(text.find("a1").expect("there") < text.find("a2").expect("there"));
}
