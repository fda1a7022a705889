//! In which language does this visitor read? Italian first; English when the browser asks for it before.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

/// A language with a complete catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Italian.
    Italian,
    /// English.
    English,
}

impl Language {
    /// BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Italian => "it",
            Self::English => "en",
        }
    }

    /// One of two texts.
    #[must_use]
    pub fn choose<T>(self, italian: T, english: T) -> T {
        match self {
            Self::Italian => italian,
            Self::English => english,
        }
    }

    /// The language a request asks for (RFC 9110, 12.5.4).
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let weight = |tag: &str| {
            accepted
                .split(',')
                .filter_map(parse_range)
                .find(|(range, _)| *range == tag)
                .map(|(_, weight)| weight)
        };
        match (weight("it"), weight("en")) {
            (None, Some(english)) if english > 0.0 => Self::English,
            (Some(italian), Some(english)) if english > italian => Self::English,
            _ => Self::Italian,
        }
    }
}

/// `en-GB;q=0.8` is (`en`, 0.8).
fn parse_range(text: &str) -> Option<(&str, f32)> {
    let (range, parameters) = text.split_once(';').unwrap_or((text, ""));
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.parse().ok()?,
        None => 1.0,
    };
    let primary = range.trim().split('-').next()?;
    Some((primary, weight))
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(accepted: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
        Language::of(&headers)
    }

    #[test]
    fn italian_unless_english_is_asked_for_before() {
        assert_eq!(Language::of(&HeaderMap::new()), Language::Italian);
        assert_eq!(language("it-IT,it;q=0.9,en;q=0.8"), Language::Italian);
        assert_eq!(language("en-GB,en;q=0.9,it;q=0.5"), Language::English);
        assert_eq!(language("de-DE,en;q=0.4"), Language::English);
        assert_eq!(language("de"), Language::Italian);
        assert_eq!(language("*"), Language::Italian);
        assert_eq!(language("en;q=pluto"), Language::Italian);
    }
}
