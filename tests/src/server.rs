//! The real binary under test: started, stopped, killed and asked, like an installation.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::http::{self, Answer};
use crate::{figures, raw};

/// A debug build with an empty database starts well within this on a busy machine.
const START_PATIENCE: Duration = Duration::from_secs(30);
/// A check reads every log from its first row, in a debug build.
const CHECK_PATIENCE: Duration = Duration::from_mins(2);
/// Lines of the log kept for the message of a failing test.
const LOG_LINES: usize = 200;
/// The built-in template of a whole process.
const TEMPLATE: &str = "opificio-di-comunita";

/// How to start a server.
#[derive(Clone, Debug, Default)]
pub struct Options {
    environment: Vec<(String, String)>,
    data: Option<PathBuf>,
    port: u16,
}

impl Options {
    /// Sets a limit or another setting, by the part of its name after `PATTOVIVO_`.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.environment.push((format!("PATTOVIVO_{name}"), value.to_string()));
        self
    }

    /// Uses this folder instead of a temporary one.
    #[must_use]
    pub fn data(mut self, folder: &Path) -> Self {
        self.data = Some(folder.to_owned());
        self
    }

    /// Listens here instead of on a free port.
    #[must_use]
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }
}

/// What `process create` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Process {
    /// Name in addresses.
    pub slug: String,
    /// Its id.
    pub id: String,
    /// Document id of the register.
    pub register: String,
    /// Documents of the template.
    pub documents: Vec<ProcessDocument>,
}

/// A document of a created process.
#[derive(Clone, Debug, Deserialize)]
pub struct ProcessDocument {
    /// Its id.
    pub id: String,
    /// Stored name of its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
}

impl Process {
    /// The pact among its documents.
    pub fn pact(&self) -> Result<&ProcessDocument> {
        self.documents
            .iter()
            .find(|document| document.kind.starts_with("patto"))
            .context("the process has no pact")
    }
}

/// What `link create` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Link {
    /// Address for people.
    pub url: String,
    /// The secret in it.
    pub token: String,
}

/// A running server, killed when dropped.
pub struct Server {
    child: Option<Child>,
    pid: u32,
    port: u16,
    data: PathBuf,
    options: Options,
    log: Arc<Mutex<Vec<String>>>,
    _folder: Option<TempDir>,
}

/// The binary to test: `PATTOVIVO_BIN`, or the one built beside this test.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PATTOVIVO_BIN") {
        return Ok(path.into());
    }
    let this = std::env::current_exe()?;
    let found =
        this.ancestors().skip(1).take(3).map(|folder| folder.join("pattovivo")).find(|path| path.is_file());
    found.with_context(|| {
        format!(
            "no binary `pattovivo` beside {}: build it first with `cargo build -p pact-server`",
            this.display()
        )
    })
}

impl Server {
    /// Starts with default settings in a fresh folder.
    pub async fn start() -> Result<Self> {
        Self::with(Options::default()).await
    }

    /// Starts a server and waits until it says that it is ready.
    pub async fn with(options: Options) -> Result<Self> {
        let folder = match options.data {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("pattovivo-test-").tempdir()?),
        };
        let data = match (&options.data, &folder) {
            (Some(path), _) => path.clone(),
            (None, Some(folder)) => folder.path().to_owned(),
            (None, None) => unreachable!("one of both was made above"),
        };
        let port = options.port;
        let mut server =
            Self { child: None, pid: 0, port, data, options, log: Arc::default(), _folder: folder };
        server.launch().await?;
        Ok(server)
    }

    async fn launch(&mut self) -> Result<()> {
        let mut command = self.command()?;
        command
            .arg("serve")
            .args(["--listen", &format!("127.0.0.1:{}", self.port), "--json-logs"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().context("the binary does not start")?;
        let (lines, mut ready) = mpsc::channel(1);
        keep(BufReader::new(child.stdout.take().context("stdout is piped")?), self.log.clone(), Some(lines));
        keep(BufReader::new(child.stderr.take().context("stderr is piped")?), self.log.clone(), None);
        self.pid = child.id().context("it has just started")?;
        self.child = Some(child);
        let Ok(Some(url)) = timeout(START_PATIENCE, ready.recv()).await else {
            bail!("no ready line; its log:\n{}", self.log());
        };
        self.port =
            url.rsplit(':').next().and_then(|port| port.parse().ok()).context("no port in the ready line")?;
        Ok(())
    }

    /// The binary with this installation's settings and nothing else from the environment.
    fn command(&self) -> Result<Command> {
        let mut command = Command::new(binary()?);
        command.env_clear().current_dir(&self.data).kill_on_drop(true).stdin(Stdio::null());
        for name in ["PATH", "HOME", "RUST_BACKTRACE", "RUST_LOG", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("PATTOVIVO_DATA_DIR", &self.data).envs(self.options.environment.iter().cloned());
        Ok(command)
    }

    /// What `pattovivo check` says of everything stored; its exit code says the same as `ok`.
    pub async fn check(&self) -> Result<Value> {
        let output = timeout(CHECK_PATIENCE, self.command()?.args(["check", "--json"]).output()).await??;
        let report: Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("`pattovivo check`: {}", String::from_utf8_lossy(&output.stderr)))?;
        if report["ok"] != output.status.success() {
            bail!("`pattovivo check` ended with {} and says {report}", output.status);
        }
        Ok(report)
    }

    /// Runs a command of the binary beside the server and reads its JSON.
    pub async fn cli(&self, arguments: &[&str]) -> Result<Value> {
        let output = timeout(START_PATIENCE, self.command()?.args(arguments).output()).await??;
        if !output.status.success() {
            bail!(
                "`pattovivo {}` ended with {}: {}",
                arguments.join(" "),
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
        }
        serde_json::from_slice(&output.stdout).with_context(|| {
            format!("`pattovivo {}` said: {}", arguments.join(" "), String::from_utf8_lossy(&output.stdout))
        })
    }

    /// Creates a process from the built-in template.
    pub async fn create_process(&self, slug: &str) -> Result<Process> {
        let answer =
            self.cli(&["process", "create", "--template", TEMPLATE, "--slug", slug, "--json"]).await?;
        Ok(serde_json::from_value(answer)?)
    }

    /// Creates a link and returns its token.
    pub async fn link(&self, slug: &str, role: &str, actor: Option<&str>) -> Result<String> {
        let mut arguments = vec!["link", "create", "--process", slug, "--role", role, "--json"];
        if let Some(actor) = actor {
            arguments.extend(["--actor", actor]);
        }
        let link: Link = serde_json::from_value(self.cli(&arguments).await?)?;
        Ok(link.token)
    }

    /// Creates a document of kind `open` and returns its id.
    pub async fn open_document(&self, slug: &str, title: &str) -> Result<String> {
        let arguments =
            ["document", "create", "--process", slug, "--kind", "open", "--title", title, "--json"];
        let answer = self.cli(&arguments).await?;
        answer["id"].as_str().map(str::to_owned).with_context(|| format!("no id in {answer}"))
    }

    /// Creates an `open` document over the HTTP interface, as coordinator: quicker than a command each.
    pub async fn post_document(&self, slug: &str, coordinator: &str, title: &str) -> Result<String> {
        let body = serde_json::json!({ "kind": "open", "title": title });
        let path = format!("/api/v1/processes/{slug}/documents");
        let answer = http::post(&self.url(), &path, Some(coordinator), &body).await?.expect(201)?;
        answer["id"].as_str().map(str::to_owned).with_context(|| format!("no id in {answer}"))
    }

    /// `GET` below `/api/v1`.
    pub async fn get(&self, path: &str, token: &str) -> Result<Answer> {
        http::get(&self.url(), &format!("/api/v1/{path}"), Some(token)).await
    }

    /// A raw client in a document.
    pub async fn raw(&self, protocol: raw::Protocol, document: &str, token: &str) -> Result<raw::RawClient> {
        raw::RawClient::open(&self.address(), protocol, document, token).await
    }

    /// `127.0.0.1:port`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `http://127.0.0.1:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Address of the native endpoint.
    #[must_use]
    pub fn collab(&self) -> String {
        format!("ws://{}/collab", self.address())
    }

    /// Address of the y-websocket endpoint, to which providers add `/document`.
    #[must_use]
    pub fn y(&self) -> String {
        format!("ws://{}/y", self.address())
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its process id.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// Its folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Resident memory in KiB.
    #[must_use]
    pub fn resident_kib(&self) -> u64 {
        figures::resident_kib(self.pid)
    }

    /// The last lines of its log.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.lock().join("\n")
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// `kill -9`, and waits for the end.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// `SIGTERM`, and waits for the orderly end.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        let mut child = self.child.take().context("it does not run")?;
        let sent = Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await?;
        if !sent.success() {
            bail!("kill: {sent}");
        }
        timeout(START_PATIENCE, child.wait()).await.context("it does not end on SIGTERM")?.map_err(Into::into)
    }

    /// Starts again on the same port and folder.
    pub async fn restart(&mut self) -> Result<()> {
        self.kill().await?;
        self.launch().await
    }
}

/// Keeps the last lines of an output and passes the address of the ready line on.
fn keep(
    reader: impl AsyncBufRead + Unpin + Send + 'static,
    log: Arc<Mutex<Vec<String>>>,
    ready: Option<mpsc::Sender<String>>,
) {
    tokio::spawn(async move {
        let mut lines = reader.lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(ready) = &ready
                && let Ok(event) = serde_json::from_str::<Value>(&line)
                && event["event"] == "ready"
                && let Some(url) = event["url"].as_str()
            {
                drop(ready.try_send(url.to_owned()));
            }
            let mut log = log.lock();
            log.push(line);
            if log.len() > LOG_LINES {
                log.remove(0);
            }
        }
    });
}
