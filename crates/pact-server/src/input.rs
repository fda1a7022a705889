//! What was sent? Parts of the address and JSON bodies, read strictly, with refusals that name the place.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};

/// Largest JSON body: texts travel by other ways, these are titles and reasons.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// The only parameter of the address, read as what it has to be.
#[derive(Clone, Debug)]
pub struct PathPart<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for PathPart<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let [part] = path_parts(parts, state).await?;
        Ok(Self(read(&part)?))
    }
}

/// Both parameters of the address.
#[derive(Clone, Debug)]
pub struct PathParts<T, U>(pub T, pub U);

impl<S: Send + Sync, T: FromStr, U: FromStr> FromRequestParts<S> for PathParts<T, U> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let [first, second] = path_parts(parts, state).await?;
        Ok(Self(read(&first)?, read(&second)?))
    }
}

async fn path_parts<S: Send + Sync, const N: usize>(
    parts: &mut Parts,
    state: &S,
) -> Result<[String; N], Problem> {
    let parameters = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| Problem::invalid_address(parts.uri.path()))?;
    let texts: Vec<String> = parameters.iter().map(|(_, text)| text.to_owned()).collect();
    texts.try_into().map_err(|_| Problem::new(Code::NoSuchAddress))
}

fn read<T: FromStr>(part: &str) -> Result<T, Problem> {
    part.parse().map_err(|_| Problem::invalid_address(part))
}

/// What the address asks for behind the question mark.
#[derive(Clone, Debug)]
pub struct Queried<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Queried<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        let Query(asked) =
            query.map_err(|_| Problem::invalid_address(parts.uri.query().unwrap_or_default()))?;
        Ok(Self(asked))
    }
}

/// A JSON body.
#[derive(Clone, Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(is_json) {
            return Err(Problem::new(Code::UnsupportedMediaType));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| unread(&rejection))?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let pointer = pointer(error.path());
            let why = error.inner().to_string();
            if error.inner().is_data() {
                Problem::invalid_value(pointer, why)
            } else {
                Problem::invalid_json(why)
            }
        })?;
        json.end().map_err(|error| Problem::invalid_json(error.to_string()))?;
        Ok(Self(value))
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn unread(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::body_too_large(MAX_BODY_BYTES)
    } else {
        Problem::invalid_json("the body ended early".to_owned())
    }
}

/// serde's path as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path {
        let text = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        out.push('/');
        out.push_str(&text);
    }
    out
}
