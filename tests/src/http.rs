//! As much of an HTTP client as the tests need: one request, one connection, no redirects.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// No answer of ours takes longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Larger answers are a mistake.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, without transfer coding.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, whatever the status.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("{}: {}", self.status, self.text()))
    }

    /// The body as JSON; an error unless the status is the expected one.
    pub fn expect(&self, status: u16) -> Result<Value> {
        if self.status != status {
            bail!("expected {status}, got {}: {}", self.status, self.text());
        }
        if self.body.is_empty() { Ok(Value::Null) } else { self.json() }
    }
}

/// Sends one request to `base` (`http://host:port`). A token goes into the `Authorization` header.
pub async fn request(
    method: &str,
    base: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> Result<Answer> {
    let host = base.strip_prefix("http://").context("only http:// is spoken here")?.trim_end_matches('/');
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    if let Some(token) = token {
        text.push_str("authorization: Bearer ");
        text.push_str(token);
        text.push_str("\r\n");
    }
    let body = body.map(Value::to_string);
    if let Some(body) = &body {
        text.push_str("content-type: application/json\r\ncontent-length: ");
        text.push_str(&body.len().to_string());
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body.as_deref().unwrap_or_default());
    let exchange = async {
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(text.as_bytes()).await?;
        let mut bytes = Vec::new();
        stream.take(MAX_ANSWER as u64).read_to_end(&mut bytes).await?;
        anyhow::Ok(bytes)
    };
    let bytes = tokio::time::timeout(PATIENCE, exchange)
        .await
        .with_context(|| format!("{method} {path}: no answer in {PATIENCE:?}"))??;
    parse(&bytes).with_context(|| format!("{method} {path}"))
}

/// `GET`.
pub async fn get(base: &str, path: &str, token: Option<&str>) -> Result<Answer> {
    request("GET", base, path, token, None).await
}

/// `POST` with a JSON body.
pub async fn post(base: &str, path: &str, token: Option<&str>, body: &Value) -> Result<Answer> {
    request("POST", base, path, token, Some(body)).await
}

/// `PATCH` with a JSON body.
pub async fn patch(base: &str, path: &str, token: Option<&str>, body: &Value) -> Result<Answer> {
    request("PATCH", base, path, token, Some(body)).await
}

fn parse(bytes: &[u8]) -> Result<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").context("no end of the headers")?;
    let head = std::str::from_utf8(&bytes[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = &bytes[end + 4..];
    let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if is_chunked { unchunked(body)? } else { body.to_vec() };
    Ok(Answer { status, headers, body })
}

fn unchunked(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n").context("truncated chunk")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end])?.trim(), 16)?;
        if length == 0 {
            return Ok(body);
        }
        let chunk = bytes.get(end + 2..end + 2 + length).context("truncated chunk")?;
        body.extend_from_slice(chunk);
        bytes = bytes.get(end + 4 + length..).context("truncated chunk")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunked_answer_is_put_together() {
        let answer =
            parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assert_eq!(answer.expect("well formed").text(), "abcde");
    }
}
