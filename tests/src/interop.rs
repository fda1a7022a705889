//! One Node process with any number of stock clients, driven over JSON lines.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tokio::time::timeout;

/// A command that takes longer hangs; commands with bounds of their own stay below.
const PATIENCE: Duration = Duration::from_mins(4);

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// The Node process; ended when dropped.
pub struct Interop {
    _child: Child,
    input: AsyncMutex<ChildStdin>,
    waiting: Waiting,
    next: AtomicU64,
}

impl Interop {
    /// Starts it.
    pub fn start() -> Result<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("interop");
        if !folder.join("node_modules/yjs").is_dir() {
            bail!("the stock clients are not installed: run `npm ci` in {}", folder.display());
        }
        let mut child = Command::new("node")
            .arg("clients.mjs")
            .current_dir(&folder)
            .kill_on_drop(true)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node does not start; version 20 or later is needed")?;
        let input = AsyncMutex::new(child.stdin.take().context("stdin is piped")?);
        let mut lines = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
        let waiting = Waiting::default();
        let answers = waiting.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(answer) = serde_json::from_str::<Value>(&line) else { continue };
                let sender = answer["id"].as_u64().and_then(|id| answers.lock().remove(&id));
                if let Some(sender) = sender {
                    drop(sender.send(answer));
                }
            }
            // Everybody who still waits learns that the process has ended.
            answers.lock().clear();
        });
        Ok(Self { _child: child, input, waiting, next: AtomicU64::new(1) })
    }

    /// Runs a command of `clients.mjs` and returns its answer.
    pub async fn call(&self, command: &str, mut options: Value) -> Result<Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        options["id"] = json!(id);
        options["cmd"] = json!(command);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().insert(id, sender);
        self.input.lock().await.write_all(format!("{options}\n").as_bytes()).await?;
        let mut answer = timeout(PATIENCE, receiver)
            .await
            .with_context(|| format!("{command}: no answer in {PATIENCE:?}"))?
            .with_context(|| format!("{command}: the Node process has ended"))?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{command}: {error}");
        }
        Ok(answer["answer"].take())
    }

    /// Opens a document with a stock client of the native protocol and waits for the text.
    pub async fn hocuspocus(&self, name: &str, url: &str, document: &str, token: &str) -> Result<()> {
        let options =
            json!({ "client": name, "kind": "hocuspocus", "url": url, "document": document, "token": token });
        self.call("open", options).await?;
        self.wait(name, "connected").await.map(drop)
    }

    /// Opens a document with a stock y-websocket client and waits for the text.
    pub async fn ywebsocket(&self, name: &str, url: &str, document: &str, token: &str) -> Result<()> {
        let options =
            json!({ "client": name, "kind": "ywebsocket", "url": url, "document": document, "token": token });
        self.call("open", options).await?;
        self.wait(name, "connected").await.map(drop)
    }

    /// Waits until a client is in a state; returns its status.
    pub async fn wait(&self, name: &str, what: &str) -> Result<Value> {
        self.call("wait", json!({ "client": name, "what": what })).await
    }

    /// Waits until the document of a client holds these words.
    pub async fn wait_text(&self, name: &str, contains: &str) -> Result<Value> {
        self.call("wait", json!({ "client": name, "what": "text", "contains": contains })).await
    }

    /// Waits for a Stateless message that holds this text.
    pub async fn wait_stateless(&self, name: &str, contains: &str) -> Result<Value> {
        self.call("wait", json!({ "client": name, "what": "stateless", "contains": contains })).await
    }

    /// What a client knows about its connection.
    pub async fn status(&self, name: &str) -> Result<Value> {
        self.call("status", json!({ "client": name })).await
    }

    /// Carries edits out in one transaction; see `src/edits.mjs`.
    pub async fn edit(&self, name: &str, edits: Value) -> Result<()> {
        self.call("edit", json!({ "client": name, "edits": edits })).await.map(drop)
    }

    /// Types into a root text.
    pub async fn type_text(&self, name: &str, root: &str, text: &str) -> Result<()> {
        self.edit(name, json!([{ "op": "text", "root": root, "insert": text }])).await
    }

    /// Content, state vector and delete set.
    pub async fn dump(&self, name: &str) -> Result<Value> {
        self.call("dump", json!({ "client": name })).await
    }

    /// Waits until clients are equal in content, state vector and delete set; returns what they hold.
    pub async fn equal(&self, names: &[&str]) -> Result<Value> {
        self.call("equal", json!({ "names": names })).await
    }

    /// What fresh stock documents hold after these updates, one answer for each list of updates; see
    /// `src/hostile.mjs`.
    pub async fn integrate(&self, cases: &[Vec<impl AsRef<[u8]>>]) -> Result<Vec<Value>> {
        let cases: Vec<Vec<String>> =
            cases.iter().map(|updates| updates.iter().map(|update| hex(update.as_ref())).collect()).collect();
        let answer = self.call("integrate", json!({ "cases": cases })).await?;
        Ok(serde_json::from_value(answer)?)
    }

    /// Histories of people who take back what they did, as the updates that a server hears, each with whether Yjs itself
    /// reads the document alike once it is passed on; see `src/undoing.mjs`.
    pub async fn undoing(&self, seed: u64, count: u64, steps: u64) -> Result<Vec<Retold>> {
        let answer = self.call("undoing", json!({ "seed": seed, "count": count, "steps": steps })).await?;
        let histories: Vec<Vec<Value>> = serde_json::from_value(answer)?;
        let update = |said: &Value| {
            let bytes = from_hex(said["update"].as_str().unwrap_or_default())?;
            Ok((bytes, said["alike"] == true))
        };
        histories.iter().map(|updates| updates.iter().map(update).collect()).collect()
    }

    /// Leaves and forgets.
    pub async fn close(&self, name: &str) -> Result<()> {
        self.call("close", json!({ "client": name })).await.map(drop)
    }
}

/// A history: each update, and whether Yjs itself reads the document alike once it is passed on.
pub type Retold = Vec<(Vec<u8>, bool)>;

/// Hex as bytes.
pub fn from_hex(text: &str) -> Result<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| Ok(u8::from_str_radix(&text[at..at + 2], 16)?)).collect()
}

/// Bytes as hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}
