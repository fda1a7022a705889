//! Does this request come from one of our own pages? Browsers send the cookie along with whatever page asks;
//! the `Origin` header says which page that is.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

use crate::config::Config;
use crate::cookie;

/// Whether the request may act on the strength of its cookie: its origin is this host, the public address or
/// a configured one. Without an origin it must not bring a cookie: then it is no browser.
#[must_use]
pub fn is_allowed(headers: &HeaderMap, config: &Config) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return cookie::read(headers).is_none();
    };
    origin.to_str().is_ok_and(|origin| is_own(origin, headers, config))
}

/// Whether the form of an entry page was sent by that page. The page sends no referrer, so browsers may call
/// its origin `null`; those that do say in `Sec-Fetch-Site` where the form was. The token in the address is
/// what opens the door: this only keeps another page from walking a visitor in.
#[must_use]
pub fn is_own_form(headers: &HeaderMap, config: &Config) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    match headers.get(ORIGIN).map(|origin| origin.to_str()) {
        None | Some(Ok("null")) => true,
        Some(origin) => origin.is_ok_and(|origin| is_own(origin, headers, config)),
    }
}

fn is_own(origin: &str, headers: &HeaderMap, config: &Config) -> bool {
    let same = |known: &str| known.trim_end_matches('/').eq_ignore_ascii_case(origin);
    if config.public_url.as_deref().is_some_and(same)
        || config.allowed_origins.iter().any(|known| same(known))
    {
        return true;
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let (_, of_origin) = origin.split_once("://").unwrap_or(("", origin));
    host.is_some_and(|host| !host.is_empty() && host.eq_ignore_ascii_case(of_origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_same_host_is_ours_and_another_is_not() {
        let config = Config::default();
        let ours = headers(&[
            ("host", "localhost:8080"),
            ("origin", "http://localhost:8080"),
            ("cookie", "pattovivo=x"),
        ]);
        assert!(is_allowed(&ours, &config));
        let other = headers(&[("host", "localhost:8080"), ("origin", "http://localhost:9090")]);
        assert!(!is_allowed(&other, &config));
        assert!(!is_allowed(&headers(&[("host", "a"), ("origin", "null")]), &config));
    }

    #[test]
    fn the_public_address_and_configured_origins_are_ours() {
        let config = Config {
            public_url: Some("https://patti.example".to_owned()),
            allowed_origins: vec!["https://www.comune.example".to_owned()],
            ..Config::default()
        };
        for origin in ["https://patti.example", "https://www.comune.example"] {
            assert!(is_allowed(&headers(&[("host", "10.0.0.3"), ("origin", origin)]), &config), "{origin}");
        }
        assert!(!is_allowed(&headers(&[("host", "10.0.0.3"), ("origin", "http://patti.example")]), &config));
    }

    #[test]
    fn without_an_origin_only_those_without_a_cookie_pass() {
        let config = Config::default();
        assert!(is_allowed(&headers(&[("host", "a")]), &config));
        assert!(!is_allowed(&headers(&[("host", "a"), ("cookie", "pattovivo=x")]), &config));
    }

    #[test]
    fn a_form_of_another_site_is_no_form_of_ours() {
        let config = Config::default();
        assert!(is_own_form(&headers(&[("host", "a"), ("origin", "null")]), &config));
        assert!(is_own_form(&headers(&[("sec-fetch-site", "same-origin"), ("origin", "null")]), &config));
        assert!(!is_own_form(&headers(&[("sec-fetch-site", "cross-site"), ("origin", "null")]), &config));
        assert!(!is_own_form(&headers(&[("host", "a"), ("origin", "https://b")]), &config));
    }
}
