//! In which form does a client want an answer? JSON, plain text or a page (RFC 9110, 12.5.1).

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;

/// A form a comparison can be answered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// `application/json`.
    Json,
    /// `text/plain`.
    Text,
    /// `text/html`.
    Page,
}

/// In the order in which they win a tie.
const FORMS: [(Wanted, &str, &str); 3] =
    [(Wanted::Json, "application", "json"), (Wanted::Text, "text", "plain"), (Wanted::Page, "text", "html")];

impl Wanted {
    /// The form a request asks for; JSON when it asks for nothing we have.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
        let mut best = (Self::Json, 0.0);
        for (form, kind, subtype) in FORMS {
            let weight = weight(accepted, kind, subtype);
            if weight > best.1 {
                best = (form, weight);
            }
        }
        best.0
    }
}

/// The weight of the range that names the type most exactly; 0 when none does.
fn weight(accepted: &str, kind: &str, subtype: &str) -> f32 {
    let mut best = (0, 0.0);
    for range in accepted.split(',') {
        let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
        let exactness = match name.trim().split_once('/') {
            Some((k, s)) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subtype) => 3,
            Some((k, "*")) if k.eq_ignore_ascii_case(kind) => 2,
            Some(("*", "*")) => 1,
            _ => 0,
        };
        if exactness > best.0 {
            let quality = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
            best = (exactness, quality.map_or(1.0, |quality| quality.parse().unwrap_or(0.0)));
        }
    }
    best.1
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accepted: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accepted.parse().unwrap());
        Wanted::of(&headers)
    }

    #[test]
    fn json_unless_something_else_is_wanted_more() {
        assert_eq!(Wanted::of(&HeaderMap::new()), Wanted::Json);
        assert_eq!(wanted("*/*"), Wanted::Json);
        assert_eq!(wanted("image/png"), Wanted::Json);
        assert_eq!(wanted("text/plain"), Wanted::Text);
        assert_eq!(wanted("text/*;q=0.5, text/html"), Wanted::Page);
        assert_eq!(wanted("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Wanted::Page);
        assert_eq!(wanted("text/html;q=0.1, text/plain;q=0.2, application/json;q=0"), Wanted::Text);
        assert_eq!(wanted("text/plain;q=molto"), Wanted::Json);
    }
}
