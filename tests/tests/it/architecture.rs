//! Do the arrows of `ARCHITECTURE.md` point down only? Held over `cargo metadata`, so that a dependency added in a
//! hurry is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What each crate may see of the others.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("pact-model", &[]),
    ("pact-wire", &[]),
    ("pact-sync", &["pact-model", "pact-wire"]),
    ("pact-store", &["pact-model"]),
    ("pact-convert", &["pact-model"]),
    ("pact-app", &["pact-model", "pact-wire", "pact-sync", "pact-store", "pact-convert"]),
    ("pact-server", &["pact-model", "pact-wire", "pact-sync", "pact-store", "pact-convert", "pact-app"]),
];

/// Libraries that only one crate may name.
const EXCLUSIVE: [(&str, &str); 4] = [
    ("axum", "pact-server"),
    ("sqlx", "pact-store"),
    ("yrs", "pact-sync"),
    ("pulldown-cmark", "pact-convert"),
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Dependencies of every workspace member, those of its tests left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    packages
        .iter()
        .map(|package| {
            let names = package["dependencies"].as_array().expect("a package lists its dependencies");
            let of_the_build = names.iter().filter(|dependency| dependency["kind"] != "dev");
            let names = of_the_build.map(|dependency| text(&dependency["name"])).collect();
            (text(&package["name"]), names)
        })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("names are strings").to_owned()
}

#[test]
fn arrows_point_down_only() {
    let dependencies = dependencies();
    for (name, allowed) in ALLOWED {
        let seen = dependencies[name].iter().filter(|dependency| dependency.starts_with("pact-"));
        for dependency in seen {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not see {dependency}");
        }
    }
}

#[test]
fn each_heavy_library_is_named_by_one_crate_only() {
    let dependencies = dependencies();
    for (library, owner) in EXCLUSIVE {
        for (name, of_this) in &dependencies {
            let is_owner = name == owner || name == "pact-tests";
            assert!(is_owner || !of_this.contains(library), "only {owner} may name {library}, not {name}");
        }
    }
}

#[test]
fn every_crate_is_on_the_map() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the map is there");
    for name in dependencies().keys().filter(|name| *name != "pact-tests") {
        assert!(map.contains(&format!("`crates/{name}`")), "{name} is missing in ARCHITECTURE.md");
    }
}
