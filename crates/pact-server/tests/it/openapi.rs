use std::path::Path;

use pact_server::problem::Code;
use serde_json::Value;

use crate::world::world;

/// The checked-in description is the one made from the code. `UPDATE=1` rewrites it.
#[test]
fn the_description_in_the_repository_is_the_present_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let mut present = serde_json::to_string_pretty(&pact_server::api::description()).unwrap();
    present.push('\n');
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &present).unwrap();
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(stored == present, "docs/openapi.json is not up to date: run the test with UPDATE=1");
}

#[tokio::test]
async fn the_description_is_served_to_everybody() {
    let world = world().await;
    let answer = world.get("/api/v1/openapi.json").send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["info"]["title"], "Pattovivo");
}

#[test]
fn every_code_and_every_schema_named_is_described() {
    let description = serde_json::to_value(pact_server::api::description()).unwrap();
    let codes = description["components"]["schemas"]["Code"]["enum"].as_array().unwrap();
    for code in Code::ALL {
        assert!(codes.contains(&Value::from(code.as_str())), "{}", code.as_str());
    }
    let text = description.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(!description["components"]["schemas"][name].is_null(), "{name} is not described");
    }
}
