//! The cookie that keeps somebody inside: written and read by hand, because it is one name and five attributes.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// Name of the cookie.
pub const NAME: &str = "pattovivo";

/// The cookie's value in a request, if there is one.
#[must_use]
pub fn read(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty())
        .map(|(_, value)| value)
}

/// A `Set-Cookie` value. `HttpOnly`: no script reads it. `SameSite=Lax`: no other page sends it along with a
/// write. `Secure` wherever the installation is reached over https.
#[must_use]
pub fn set(value: &str, lifetime_seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{NAME}={value}; Path=/; Max-Age={lifetime_seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok().map(|mut header| {
        header.set_sensitive(true);
        header
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; pattovivo=abc; b=2"));
        assert_eq!(read(&headers), Some("abc"));
        assert_eq!(read(&HeaderMap::new()), None);
    }

    #[test]
    fn the_cookie_is_for_this_site_and_no_script() {
        let header = set("v", 60, true).unwrap();
        let text = header.to_str().unwrap();
        assert_eq!(text, "pattovivo=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        assert!(!set("v", 60, false).unwrap().to_str().unwrap().contains("Secure"));
    }
}
