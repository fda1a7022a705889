//! What the commands do: one use case each, and its answer as a line or as JSON.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use pact_app::links::NewLink;
use pact_app::processes::NewProcess;
use pact_app::register::MAX_IMPORT_BYTES;
use pact_app::{App, Caller};
use pact_store::DocumentRow;
use serde_json::{Value, json};

use super::{DocumentCommand, ExportFormat, LinkCommand, ProcessCommand, RegisterCommand};
use crate::config::Config;
use crate::serve::open_app;

pub(super) async fn process(config: &Config, command: ProcessCommand) -> anyhow::Result<ExitCode> {
    let app = open_app(config).await?;
    match command {
        ProcessCommand::Create { template, slug, output } => {
            let created = app.create_process(&NewProcess { template, slug }).await.map_err(|error| {
                let known: Vec<_> = app.templates.process_names().collect();
                anyhow::anyhow!("{error} (templates: {})", known.join(", "))
            })?;
            let documents: Vec<_> = created.documents.iter().map(document_json).collect();
            let value = json!({
                "slug": created.process.slug,
                "id": created.process.id,
                "register": created.register,
                "documents": documents,
            });
            answer(output.json, &value, || {
                let mut lines = vec![format!("process {} ({})", created.process.slug, created.process.id)];
                lines.push(format!("register {}", created.register));
                lines.extend(created.documents.iter().map(document_line));
                lines
            })?;
        }
        ProcessCommand::List { output } => {
            let processes = app.processes(Caller::Operator).await?;
            let values = processes
                .iter()
                .map(|process| json!({ "slug": process.slug, "id": process.id, "title": process.title }))
                .collect();
            answer(output.json, &Value::Array(values), || {
                processes.iter().map(|process| format!("{}  {}", process.slug, process.title)).collect()
            })?;
        }
    }
    close(app).await
}

pub(super) async fn link(config: &Config, command: LinkCommand) -> anyhow::Result<ExitCode> {
    let app = open_app(config).await?;
    let LinkCommand::Create { process, role, actor, output } = command;
    let link = app.create_link(Caller::Operator, &process, &NewLink { role, actor }).await?;
    let token = link.secret.expose();
    let url = format!("{}/e/{token}", config.base_url());
    let actor = link.actor.as_ref().map(|actor| actor.name.as_str());
    let value = json!({ "url": url, "token": token, "role": link.role, "actor": actor });
    answer(output.json, &value, || vec![url.clone()])?;
    close(app).await
}

pub(super) async fn document(config: &Config, command: DocumentCommand) -> anyhow::Result<ExitCode> {
    let app = open_app(config).await?;
    match command {
        DocumentCommand::Create { process, kind, title, output } => {
            let new = pact_app::documents::NewDocument { kind, title };
            let row = app.create_document(Caller::Operator, &process, &new).await?;
            answer(output.json, &document_json(&row), || vec![document_line(&row)])?;
        }
        DocumentCommand::List { process, output } => {
            let rows = app.documents(Caller::Operator, &process).await?;
            let values = rows.iter().map(document_json).collect();
            answer(output.json, &Value::Array(values), || rows.iter().map(document_line).collect())?;
        }
        DocumentCommand::Export { id, format } => {
            let view = app.export_document(Caller::Operator, id).await?;
            let (content, register) = (view.content, view.register.as_ref());
            let mut bytes = match format {
                ExportFormat::Json => content.canonical_json(),
                ExportFormat::Md => {
                    pact_convert::markdown::document_markdown(&content, register).into_bytes()
                }
                ExportFormat::Html => {
                    pact_convert::html::document_html(&content, register).into_string().into_bytes()
                }
            };
            bytes.push(b'\n');
            write_out(&bytes)?;
        }
    }
    close(app).await
}

pub(super) async fn register(config: &Config, command: RegisterCommand) -> anyhow::Result<ExitCode> {
    let app = open_app(config).await?;
    match command {
        RegisterCommand::Export { process } => {
            let mut bytes = app.export_register(&process).await?;
            bytes.push(b'\n');
            write_out(&bytes)?;
        }
        RegisterCommand::Import { process, file, output } => {
            let bytes = read_bounded(&file)?;
            let count = app.import_register(&process, &bytes).await?;
            answer(output.json, &json!({ "process": process, "entries": count }), || {
                vec![format!("{count} fields and texts set in the register of {process}")]
            })?;
        }
        RegisterCommand::Rebuild { process, output } => {
            let slugs = match process {
                Some(process) => vec![process],
                None => app.processes(Caller::Operator).await?.into_iter().map(|it| it.slug).collect(),
            };
            let mut rebuilt = Vec::new();
            for slug in slugs {
                let seq = app.rebuild_register(&slug).await?;
                rebuilt.push((slug, seq));
            }
            let values = rebuilt.iter().map(|(slug, seq)| json!({ "process": slug, "seq": seq })).collect();
            answer(output.json, &Value::Array(values), || {
                rebuilt.iter().map(|(slug, seq)| format!("{slug}: rows as of seq {seq}")).collect()
            })?;
        }
    }
    close(app).await
}

/// Never more of a file than would be taken in, and one byte.
fn read_bounded(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_IMPORT_BYTES)? + 1;
    let opened = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    opened.take(most).read_to_end(&mut bytes).with_context(|| file.display().to_string())?;
    Ok(bytes)
}

pub(super) async fn check(config: &Config, as_json: bool) -> anyhow::Result<ExitCode> {
    let app = open_app(config).await?;
    let report = app.check().await?;
    let ok = report.findings.is_empty();
    let mut value = serde_json::to_value(&report)?;
    value["ok"] = Value::Bool(ok);
    answer(as_json, &value, || {
        let mut lines: Vec<_> = report
            .findings
            .iter()
            .map(|it| format!("{}: {}\n  {}", it.document, it.what, it.advice))
            .collect();
        lines.push(format!(
            "{} documents, {} rows, {} snapshots, {} registers as rows, {} versions: {}",
            report.documents,
            report.rows,
            report.snapshots,
            report.projections,
            report.versions,
            if ok { "in order" } else { "NOT in order" }
        ));
        lines
    })?;
    close(app).await?;
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn document_json(row: &DocumentRow) -> Value {
    json!({ "id": row.id, "kind": row.kind, "title": row.title, "published": row.published_at })
}

fn document_line(row: &DocumentRow) -> String {
    format!("{}  {}  {}", row.id, row.kind, row.title)
}

pub(super) fn answer(
    as_json: bool,
    value: &Value,
    lines: impl FnOnce() -> Vec<String>,
) -> anyhow::Result<()> {
    let mut text = if as_json { value.to_string() } else { lines().join("\n") };
    text.push('\n');
    write_out(text.as_bytes())
}

/// Standard output may be a pipe that somebody closed: an error, not a panic.
fn write_out(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

pub(super) async fn close(app: App) -> anyhow::Result<ExitCode> {
    app.rooms.shutdown().await;
    app.db.close().await;
    Ok(ExitCode::SUCCESS)
}
