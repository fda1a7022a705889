//! `pattovivo version …`: the history of a document on the command line, and whether it still says what it said.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Subcommand;
use pact_app::Caller;
use pact_app::versions::{ComparisonView, Point, Reader, Side, VerifyFinding};
use pact_model::ids::DocumentId;
use pact_model::version::Version;
use serde_json::{Value, json};

use super::Output;
use super::commands::{answer, close};
use crate::config::Config;
use crate::serve::open_app;

/// What can be asked about versions.
#[derive(Debug, Subcommand)]
pub(super) enum VersionCommand {
    /// List the versions of a document, newest first
    List {
        /// Identity of the document
        #[arg(long)]
        document: DocumentId,
        #[command(flatten)]
        output: Output,
    },
    /// Make a version, unless nothing changed since the newest
    Create {
        /// Identity of the document
        #[arg(long)]
        document: DocumentId,
        /// What it is made for
        #[arg(long)]
        message: String,
        #[command(flatten)]
        output: Output,
    },
    /// Show what differs between two versions, either way round
    Compare {
        /// Identity of the document
        #[arg(long)]
        document: DocumentId,
        /// Number of a version, or `live` for the text as it is now
        #[arg(long)]
        from: AtPoint,
        /// Number of a version, or `live` for the text as it is now
        #[arg(long)]
        to: AtPoint,
        #[command(flatten)]
        output: Output,
    },
    /// Compute every hash again from the stored states and from the log
    Verify {
        /// Identity of the document [default: all]
        #[arg(long)]
        document: Option<DocumentId>,
        #[command(flatten)]
        output: Output,
    },
}

/// A version or the present, as it is written on the command line.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtPoint(Point);

impl FromStr for AtPoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "live" {
            return Ok(Self(Point::Live));
        }
        let number =
            text.parse().map_err(|_| format!("{text:?} is neither the number of a version nor `live`"))?;
        Ok(Self(Point::Version(number)))
    }
}

pub(super) async fn version(config: &Config, command: VersionCommand) -> anyhow::Result<ExitCode> {
    let app = open_app(config).await?;
    let table = Reader::Table(Caller::Operator);
    let mut code = ExitCode::SUCCESS;
    match command {
        VersionCommand::List { document, output } => {
            let history = app.versions(table, document).await?;
            let values = history.versions.iter().map(version_json).collect();
            let value = json!({ "total": history.total, "versions": Value::Array(values) });
            answer(output.json, &value, || history.versions.iter().map(version_line).collect())?;
        }
        VersionCommand::Create { document, message, output } => {
            let made = app.make_version(Caller::Operator, document, &message).await?;
            answer(output.json, &version_json(&made), || vec![version_line(&made)])?;
        }
        VersionCommand::Compare { document, from, to, output } => {
            let view = app.compare(table, document, from.0, to.0, None).await?;
            answer(output.json, &comparison_json(&view)?, || vec![comparison_text(&view)])?;
        }
        VersionCommand::Verify { document, output } => {
            let report = app.verify_versions(document).await?;
            let ok = report.findings.is_empty();
            let mut value = serde_json::to_value(&report)?;
            value["ok"] = Value::Bool(ok);
            answer(output.json, &value, || {
                let mut lines: Vec<String> = report.findings.iter().map(finding_line).collect();
                lines.push(format!(
                    "{} documents, {} versions, {} of them also from the log, {} with erased words: {}",
                    report.documents,
                    report.versions,
                    report.from_log,
                    report.redacted,
                    if ok { "in order" } else { "NOT in order" }
                ));
                lines
            })?;
            if !ok {
                code = ExitCode::FAILURE;
            }
        }
    }
    close(app).await?;
    Ok(code)
}

fn version_json(version: &Version) -> Value {
    json!({
        "number": version.number,
        "reason": version.reason,
        "message": version.message,
        "meeting": version.meeting,
        "actor": version.actor,
        "contributors": version.contributors,
        "created_at": version.created_at,
        "content_hash": hex(&version.content_hash),
        "chain_hash": hex(&version.chain_hash),
        "changed": {
            "sections": version.changed.sections.len(),
            "commitments": version.changed.commitments.len(),
            "others": version.changed.others,
        },
        "changed_sections": version.changed.sections,
        "changed_commitments": version.changed.commitments,
        "redacted_at": version.redacted_at,
    })
}

fn version_line(version: &Version) -> String {
    let mut line = format!("{}  {}  {}", version.number, version.created_at, version.reason);
    if !version.message.is_empty() {
        let _ = write!(line, "  {}", version.message);
    }
    let _ = write!(line, "  {}", &hex(&version.chain_hash)[..16]);
    line
}

fn comparison_json(view: &ComparisonView) -> anyhow::Result<Value> {
    let mut value = serde_json::to_value(&view.comparison)?;
    value["identical"] = Value::Bool(view.comparison.summary.identical);
    value["from"] = side_json(&view.from);
    value["to"] = side_json(&view.to);
    value["contributors"] = serde_json::to_value(&view.contributors)?;
    Ok(value)
}

fn side_json(side: &Side) -> Value {
    side.version.as_ref().map_or_else(|| Value::from("live"), version_json)
}

fn comparison_text(view: &ComparisonView) -> String {
    pact_convert::comparison::comparison_text(&view.comparison, &view.from.content, &view.to.content)
}

fn finding_line(found: &VerifyFinding) -> String {
    let version = found.version.map(|number| format!(" version {number}")).unwrap_or_default();
    format!("{}{version}: {} ({})", found.document, found.what, found.kind)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
