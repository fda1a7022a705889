//! The built binary, from outside.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

fn pattovivo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pattovivo"));
    // A clean environment and folder: no configuration of the machine gets in.
    command.current_dir(folder).env_clear().arg("--data-dir").arg(folder.join("data"));
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    pattovivo(folder).args(arguments).output().unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn create(folder: &Path) -> Value {
    json(folder, &["process", "create", "--template", "opificio-di-comunita", "--slug", "opificio", "--json"])
}

struct Server {
    child: Child,
    url: String,
    lines: Vec<Value>,
}

impl Server {
    /// Starts on a free port and waits for the ready line and `more` lines after it.
    fn start(folder: &Path, arguments: &[&str], more: usize) -> Self {
        let mut child = pattovivo(folder)
            .args(["--json-logs", "serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
        let ready = next();
        assert_eq!(ready["event"], "ready");
        let url = ready["url"].as_str().unwrap().to_owned();
        let lines = (0..more).map(|_| next()).collect();
        Self { child, url, lines }
    }

    /// Status and text of an answer.
    fn get(&self, path: &str, token: Option<&str>) -> (u16, String) {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n{token}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    fn stop(mut self) -> std::process::ExitStatus {
        let killed = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(killed.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `stop`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_process_a_link_and_documents_are_made_beside_a_running_server() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), &[], 0);
    let process = create(folder.path());
    assert_eq!(process["slug"], "opificio");
    assert_eq!(process["documents"].as_array().unwrap().len(), 2);
    let link = json(
        folder.path(),
        &["link", "create", "--process", "opificio", "--role", "member", "--actor", "Il Mulino", "--json"],
    );
    assert_eq!((&link["role"], &link["actor"]), (&Value::from("member"), &Value::from("Il Mulino")));
    let token = link["token"].as_str().unwrap();
    assert!(link["url"].as_str().unwrap().ends_with(&format!("/e/{token}")));
    let open = json(
        folder.path(),
        &["document", "create", "--process", "opificio", "--kind", "open", "--title", "Appunti", "--json"],
    );
    let (status, answer) = server.get("/api/v1/processes/opificio", Some(token));
    assert_eq!(status, 200);
    assert!(answer.contains(open["id"].as_str().unwrap()));
    assert!(answer.contains(process["register"].as_str().unwrap()));
    assert_eq!(server.get(&format!("/e/{token}"), None).0, 200);
    let (status, metrics) = server.get("/metrics", None);
    assert_eq!(status, 200);
    assert!(metrics.contains("pattovivo_http_requests_total"));
    assert!(!metrics.contains(token));
    assert!(server.stop().success());
}

#[test]
fn documents_are_listed_and_written_out_in_three_forms() {
    let folder = TempDir::new().unwrap();
    create(folder.path());
    let documents = json(folder.path(), &["document", "list", "--process", "opificio", "--json"]);
    assert_eq!(documents.as_array().unwrap().len(), 3);
    let patto = documents.as_array().unwrap().iter().find(|d| d["kind"] == "patto_collaborazione").unwrap();
    let id = patto["id"].as_str().unwrap();
    let content = json(folder.path(), &["document", "export", id]);
    assert_eq!(content["kind"], "patto_collaborazione");
    for (format, words) in [("md", "## "), ("html", "<h2")] {
        let output = run(folder.path(), &["document", "export", id, "--format", format]);
        assert!(String::from_utf8(output.stdout).unwrap().contains(words), "{format}");
    }
    let processes = json(folder.path(), &["process", "list", "--json"]);
    assert_eq!(processes[0]["slug"], "opificio");
}

#[test]
fn the_check_answers_for_every_document() {
    let folder = TempDir::new().unwrap();
    create(folder.path());
    let report = json(folder.path(), &["check", "--json"]);
    assert_eq!((&report["ok"], &report["documents"]), (&Value::from(true), &Value::from(3)));
}

#[test]
fn a_register_goes_out_and_in_and_its_rows_are_made_again() {
    let folder = TempDir::new().unwrap();
    create(folder.path());
    let file = folder.path().join("registro.json");
    let words = r#"{"fields":{"commitment/c1/state":"in_corso"},"texts":{"text:commitment/c1/what":"apre"}}"#;
    std::fs::write(&file, words).unwrap();
    let path = file.to_str().unwrap();
    let import = |path: &str| run(folder.path(), &["register", "import", "--process", "opificio", path]);
    let done = import(path);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("2 fields and texts"));
    let out = json(folder.path(), &["register", "export", "--process", "opificio"]);
    assert_eq!(out["texts"]["text:commitment/c1/what"], "apre");
    assert_eq!(out["fields"]["line/welfare/name"], "Welfare personalizzato e comunitario");
    let rebuilt = json(folder.path(), &["register", "rebuild", "--json"]);
    assert_eq!((&rebuilt[0]["process"], &rebuilt[0]["seq"]), (&Value::from("opificio"), &Value::from(2)));
    let report = json(folder.path(), &["check", "--json"]);
    assert_eq!((&report["ok"], &report["projections"]), (&Value::from(true), &Value::from(1)));
    for (words, said) in [
        ("{", "EOF"),
        (r#"{"fields":{"promise/1/name":"x"}}"#, "promise/1/name: no field of the register"),
        (r#"{"fields":{"actor/1/name":{}}}"#, "actor/1/name: not a plain value"),
    ] {
        std::fs::write(&file, words).unwrap();
        let refused = import(path);
        let error = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && error.contains(said), "{error}");
    }
    let missing = import("/non/esiste.json");
    assert!(String::from_utf8(missing.stderr).unwrap().contains("/non/esiste.json"));
}

#[test]
fn the_demo_prints_its_links_and_the_same_ones_again() {
    let folder = TempDir::new().unwrap();
    let links = || {
        let server = Server::start(folder.path(), &["--demo"], 5);
        let links: Vec<(String, String)> = server
            .lines
            .iter()
            .map(|line| {
                assert_eq!(line["event"], "demo_link");
                let url = line["url"].as_str().unwrap().strip_prefix(&server.url).unwrap();
                (line["role"].as_str().unwrap().to_owned(), url.to_owned())
            })
            .collect();
        for (role, path) in &links {
            assert_eq!(server.get(path, None).0, 200, "{role}");
        }
        assert!(server.stop().success());
        links
    };
    let first = links();
    let roles: Vec<_> = first.iter().map(|(role, _)| role.as_str()).collect();
    assert_eq!(roles, ["coordinator", "member", "member", "community", "public"]);
    assert_eq!(first, links());
}

#[test]
fn mistakes_are_said_in_one_line_and_end_with_an_error() {
    let folder = TempDir::new().unwrap();
    create(folder.path());
    let cases: [(&[&str], &str); 7] = [
        (&["process", "create", "--template", "boh", "--slug", "altro"], "opificio-di-comunita"),
        (&["process", "create", "--template", "opificio-di-comunita", "--slug", "opificio"], "already"),
        (&["process", "create", "--template", "opificio-di-comunita", "--slug", "Due Parole"], "slug"),
        (&["link", "create", "--process", "boh", "--role", "member"], "no such process"),
        (&["link", "create", "--process", "opificio", "--role", "capo"], "capo"),
        (&["document", "export", "019aa13e-0000-7000-8000-000000000000"], "no such document"),
        (&["document", "create", "--process", "opificio", "--kind", "boh", "--title", "x"], "boh"),
    ];
    for (arguments, words) in cases {
        let output = run(folder.path(), arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(words), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_configuration_that_cannot_be_used_is_refused_with_its_key() {
    let folder = TempDir::new().unwrap();
    let check = |environment: &[(&str, &str)]| {
        let output =
            pattovivo(folder.path()).envs(environment.iter().copied()).args(["config", "check"]).output();
        let output = output.unwrap();
        let text =
            String::from_utf8(if output.status.success() { output.stdout } else { output.stderr }).unwrap();
        (output.status.success(), text)
    };
    let (ok, text) =
        check(&[("PATTOVIVO_DATABASE_URL", "postgres://u:segreto@h/d"), ("PATTOVIVO_DEMO", "1")]);
    assert!(ok && !text.contains("segreto") && text.contains("demo: true"), "{text}");
    for (key, value, words) in [
        ("PATTOVIVO_LISTN", "127.0.0.1:1", "listn"),
        ("PATTOVIVO_LISTEN", "ovunque", "listen"),
        ("PATTOVIVO_MAX_CONNECTIONS", "0", "max_connections"),
        ("PATTOVIVO_PUBLIC_URL", "patti", "public_url"),
        ("PATTOVIVO_BUS", "nats://h", "bus"),
        ("PATTOVIVO_TEMPLATES", "/non/esiste", "templates"),
    ] {
        let (ok, text) = check(&[(key, value)]);
        assert!(!ok && text.to_lowercase().contains(words), "{key}: {text}");
    }
    std::fs::write(folder.path().join("pattovivo.toml"), "max_connections = 7\ncolore = \"blu\"\n").unwrap();
    let (ok, text) = check(&[]);
    assert!(!ok && text.contains("colore"), "{text}");
    std::fs::write(folder.path().join("pattovivo.toml"), "max_connections = 7\n").unwrap();
    assert!(check(&[]).1.contains("max_connections: 7"));
    assert!(check(&[("PATTOVIVO_MAX_CONNECTIONS", "9")]).1.contains("max_connections: 9"));
}

#[test]
fn a_template_of_ones_own_is_used_and_a_broken_one_named() {
    let folder = TempDir::new().unwrap();
    let templates = folder.path().join("modelli");
    std::fs::create_dir(&templates).unwrap();
    std::fs::write(templates.join("rotto.md"), "niente intestazione\n").unwrap();
    let templates = templates.to_str().unwrap();
    let output = run(folder.path(), &["--templates", templates, "process", "list"]);
    assert!(output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("rotto.md, riga 1"), "{error}");
}

/// A process whose register then changes; the Patto's identity.
fn with_a_change(folder: &Path) -> String {
    let created = create(folder);
    let documents = created["documents"].as_array().unwrap();
    let patto = documents.iter().find(|it| it["kind"] == "patto_collaborazione").unwrap();
    let patto = patto["id"].as_str().unwrap().to_owned();
    let file = folder.join("registro.json");
    let words = r#"{"fields":{"commitment/c1/state":"in_corso"},"texts":{"text:commitment/c1/what":"apre"}}"#;
    std::fs::write(&file, words).unwrap();
    let import = ["register", "import", "--process", "opificio", file.to_str().unwrap()];
    assert!(run(folder, &import).status.success());
    patto
}

#[test]
fn versions_are_made_listed_and_compared_on_the_command_line() {
    let folder = TempDir::new().unwrap();
    let patto = with_a_change(folder.path());
    let list = || json(folder.path(), &["version", "list", "--document", &patto, "--json"]);
    let history = list();
    assert_eq!(
        (&history["total"], &history["versions"][0]["reason"]),
        (&Value::from(2), &Value::from("import"))
    );
    assert_eq!(history["versions"][0]["changed"]["commitments"], 1);
    assert_eq!(history["versions"][1]["chain_hash"].as_str().unwrap().len(), 64);
    let make = ["version", "create", "--document", &patto, "--message", "Ancora uguale"];
    let refused = run(folder.path(), &make);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("nothing changed"));
    let compared = json(
        folder.path(),
        &["version", "compare", "--document", &patto, "--from", "1", "--to", "live", "--json"],
    );
    assert_eq!((&compared["identical"], &compared["to"]), (&Value::from(false), &Value::from("live")));
    assert_eq!(compared["from"]["number"], 1);
    let wrong = ["version", "compare", "--document", &patto, "--from", "1", "--to", "domani"];
    let refused = run(folder.path(), &wrong);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`live`"));
    // What is given out is a version; given out again it is the same one.
    for _ in 0..2 {
        json(folder.path(), &["document", "export", &patto]);
    }
    assert_eq!(list()["total"], 2);
}

#[test]
fn verify_and_check_say_what_was_changed() {
    let folder = TempDir::new().unwrap();
    let patto = with_a_change(folder.path());
    let verify = |arguments: &[&str]| run(folder.path(), &[&["version", "verify"], arguments].concat());
    let report = json(folder.path(), &["version", "verify", "--json"]);
    assert_eq!((&report["ok"], &report["versions"]), (&Value::from(true), &Value::from(4)));
    assert!(verify(&["--document", &patto]).status.success());
    let check = json(folder.path(), &["check", "--json"]);
    assert_eq!((&check["ok"], &check["versions"]), (&Value::from(true), &Value::from(4)));

    let url = format!("sqlite://{}", folder.path().join("data/pattovivo.sqlite").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let sql = "update version set message = 'Approvata da tutti' where number = 2";
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let report = verify(&["--document", &patto, "--json"]);
    assert!(!report.status.success());
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(report["ok"], false);
    let found = &report["findings"][0];
    assert_eq!((&found["version"], &found["kind"]), (&Value::from(2), &Value::from("message")));
    assert_eq!(found["document"], *patto);
    let check = run(folder.path(), &["check"]);
    assert!(!check.status.success());
    assert!(String::from_utf8_lossy(&check.stdout).contains("version 2: "), "{check:?}");
}
