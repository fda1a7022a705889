//! Does `docs/limits.md` say what the code does? Read from the sources, so that private constants count too: every
//! value in its tables is the code's, every bound of the code is in a table, every quoted text is one that is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Constants whose name sounds like a bound and that are none.
const NO_BOUNDS: [(&str, &str); 3] = [
    ("pact_wire::varint::MAX_SAFE_INTEGER", "what JavaScript counts exactly: part of the format"),
    ("pact_sync::hello::MAX_GIVEN", "which half of the client ids is given out"),
    ("pact_store::dialect::SQLITE_JOURNAL_LIMIT", "how far a file of SQLite's own is cut back after a burst"),
];

/// Names that bounds have: how they begin, how they end.
const BEGINNINGS: [&str; 1] = ["MAX_"];
const ENDINGS: [&str; 5] = ["_LIMIT", "_PATIENCE", "_DEADLINE", "_BUDGET", "_GRACE"];

/// What is quoted is written in one of these.
const TEXTS: [&str; 3] =
    ["web/src/i18n/it", "crates/pact-server/src/problem.rs", "crates/pact-convert/src/template/problem.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files_under(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() { files_under(&path, out) } else { out.push(path) }
    }
}

/// The sources of all crates, by crate (`pact_app`) and the parts of their path (`rooms`, `owner`).
struct Sources(Vec<Source>);

struct Source {
    krate: String,
    modules: Vec<String>,
    text: String,
}

impl Sources {
    fn read() -> Self {
        let mut sources = Vec::new();
        for entry in fs::read_dir(root().join("crates")).unwrap() {
            let folder = entry.unwrap().path();
            let krate = folder.file_name().unwrap().to_str().unwrap().replace('-', "_");
            let mut files = Vec::new();
            files_under(&folder.join("src"), &mut files);
            for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs")) {
                let inside = file.strip_prefix(folder.join("src")).unwrap().with_extension("");
                let modules = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect::<Vec<_>>();
                let text = read(file);
                // Constants of tests are no bounds.
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                sources.push(Source { krate: krate.clone(), modules, text });
            }
        }
        Self(sources)
    }

    /// The value of `krate::module::NAME`, in milliseconds when it is a time. A lower-case name is a field that is
    /// given a value.
    fn value(&self, place: &str) -> Result<u128, String> {
        let parts: Vec<&str> = place.split("::").collect();
        let (Some((name, modules)), Some(krate)) = (parts[1..].split_last(), parts.first()) else {
            return Err(format!("{place} is no path"));
        };
        let is_meant = |source: &&Source| {
            source.krate == *krate && modules.iter().all(|module| source.modules.iter().any(|m| m == module))
        };
        let found: Vec<(&Source, &str)> = self
            .0
            .iter()
            .filter(is_meant)
            .filter_map(|source| Some((source, definition(&source.text, name)?)))
            .collect();
        let [(source, expression)] = found[..] else {
            return Err(format!("{place} is defined in {} places", found.len()));
        };
        let value = Reader { sources: self, source, rest: expression }.expression();
        let value = value.map_err(|why| format!("{place} = {expression}: {why}"))?;
        Ok(if name.ends_with("_SECONDS") { value * 1000 } else { value })
    }

    /// Every constant whose name is that of a bound.
    fn bounds(&self) -> BTreeSet<String> {
        let mut bounds = BTreeSet::new();
        for source in &self.0 {
            for line in source.text.lines() {
                let Some((_, after)) = line.split_once("const ") else { continue };
                let Some((name, _)) = after.split_once(':') else { continue };
                let is_bound = BEGINNINGS.iter().any(|begin| name.starts_with(begin))
                    || ENDINGS.iter().any(|end| name.ends_with(end));
                let is_name = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
                if is_bound && is_name {
                    let module = source.modules.iter().rfind(|module| *module != "mod" && *module != "lib");
                    bounds.insert(format!("{}::{}::{name}", source.krate, module.unwrap()));
                }
            }
        }
        bounds
    }
}

/// What a constant or a field of a value is set to.
fn definition<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    if name.starts_with(|first: char| first.is_ascii_uppercase()) {
        let at = text.find(&format!("const {name}:"))?;
        let (_, value) = text[at..].split_once(" = ")?;
        return Some(value.split_once(';')?.0);
    }
    let key = format!("{name}: ");
    text.match_indices(&key)
        .map(|(at, _)| text[at + key.len()..].split([',', '}', '\n']).next().unwrap_or_default().trim())
        // A type would be written there too: a number, or the constant of another crate.
        .find(|value| value.starts_with(|first: char| first.is_ascii_digit()) || value.starts_with("pact_"))
}

/// Reads the arithmetic that constants are written in.
struct Reader<'s> {
    sources: &'s Sources,
    source: &'s Source,
    rest: &'s str,
}

impl Reader<'_> {
    fn expression(mut self) -> Result<u128, String> {
        let value = self.sum()?;
        self.skip_spaces();
        if self.rest.is_empty() { Ok(value) } else { Err(format!("«{}» is left", self.rest)) }
    }

    fn sum(&mut self) -> Result<u128, String> {
        let mut value = self.product()?;
        loop {
            if self.eat("<<") {
                value <<= self.product()?;
            } else if self.eat("+") {
                value += self.product()?;
            } else if self.eat("-") {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<u128, String> {
        let mut value = self.atom()?;
        while self.eat("*") {
            value *= self.atom()?;
        }
        Ok(value)
    }

    fn atom(&mut self) -> Result<u128, String> {
        if self.eat("(") {
            let value = self.sum()?;
            return if self.eat(")") { Ok(value) } else { Err("a parenthesis is open".to_owned()) };
        }
        let times = [
            ("Duration::from_millis", 1),
            ("Duration::from_secs", 1000),
            ("Duration::from_mins", 60_000),
            ("Duration::from_hours", 3_600_000),
        ];
        for (name, millis) in times {
            if self.eat(name) {
                return Ok(self.atom()? * millis);
            }
        }
        let word = self.word();
        let value = if word.starts_with(|first: char| first.is_ascii_digit()) {
            word.replace('_', "")
                .trim_end_matches(".0")
                .parse()
                .map_err(|_| format!("«{word}» is no number"))?
        } else if word == "u32::MAX" {
            u128::from(u32::MAX)
        } else {
            self.named(&word)?
        };
        if self.eat("as ") {
            self.word();
        }
        Ok(value)
    }

    /// Another constant: of the same file, else of the same crate.
    fn named(&self, name: &str) -> Result<u128, String> {
        let (sources, source) = (self.sources, self.source);
        match definition(&source.text, name) {
            Some(expression) => Reader { sources, source, rest: expression }.expression(),
            // Of another crate, by its path.
            None if name.contains("::") => sources.value(name),
            None => sources.value(&format!("{}::{name}", source.krate)),
        }
    }

    fn word(&mut self) -> String {
        self.skip_spaces();
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_:.".contains(c);
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn eat(&mut self, what: &str) -> bool {
        self.skip_spaces();
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

/// `8 MiB + 1 KiB`, `10 000`, `30 d`: bytes, a count, or milliseconds.
fn stated(value: &str) -> Option<u128> {
    let part = |part: &str| {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        let unit = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').trim();
        let factor = match unit {
            "" | "ms" => 1,
            "KiB" => 1024,
            "MiB" => 1024 * 1024,
            "s" => 1000,
            "d" => 24 * 3600 * 1000,
            _ => return None,
        };
        Some(digits.parse::<u128>().ok()? * factor)
    };
    value.split('+').map(part).sum()
}

/// Place in the code and value of every row.
fn rows(page: &str) -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, value, place, why, told] = cells[..] else { panic!("not five columns: {line}") };
        if value == "value" {
            continue;
        }
        assert!(!why.is_empty() && !told.is_empty(), "{line}");
        let place = place.trim_matches('`').to_owned();
        assert!(rows.insert(place, value.to_owned()).is_none(), "twice: {line}");
    }
    rows
}

fn page() -> String {
    read(&root().join("docs/limits.md"))
}

#[test]
fn every_value_on_the_page_is_the_codes() {
    let sources = Sources::read();
    let mut wrong = Vec::new();
    for (place, value) in rows(&page()) {
        let expected = stated(&value).unwrap_or_else(|| panic!("{place}: «{value}» is no value"));
        match sources.value(&place) {
            Ok(found) if found == expected => {}
            Ok(found) => wrong.push(format!("{place}: the page says {value} ({expected}), the code {found}")),
            Err(why) => wrong.push(why),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_bound_of_the_code_is_on_the_page() {
    let rows = rows(&page());
    let missing: Vec<String> = Sources::read()
        .bounds()
        .into_iter()
        .filter(|bound| !rows.contains_key(bound) && !NO_BOUNDS.iter().any(|(name, _)| name == bound))
        .collect();
    assert!(missing.is_empty(), "missing in docs/limits.md: {missing:#?}");
}

#[test]
fn every_quoted_text_is_one_that_is_shown() {
    let mut shown = String::new();
    for place in TEXTS.map(|place| root().join(place)) {
        let mut files = Vec::new();
        if place.is_dir() {
            files_under(&place, &mut files);
        } else {
            files.push(place);
        }
        for file in files {
            shown.push_str(&read(&file));
        }
    }
    let page = page().split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted: Vec<&str> = page.split('«').skip(1).filter_map(|rest| rest.split('»').next()).collect();
    assert!(quoted.len() > 10, "{quoted:?}");
    let unknown: Vec<&str> = quoted.into_iter().filter(|text| !shown.contains(*text)).collect();
    assert!(unknown.is_empty(), "nobody is shown: {unknown:#?}");
}
