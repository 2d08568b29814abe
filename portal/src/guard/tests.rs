#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn with(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

#[test]
fn another_sites_request_is_foreign() {
    assert!(is_foreign(&with(&[("sec-fetch-site", "cross-site")])));
    assert!(is_foreign(&with(&[("sec-fetch-site", "same-site")])));
    assert!(is_foreign(&with(&[("origin", "https://evil.example"), ("host", "portal.example")])));
    assert!(is_foreign(&with(&[("origin", "null"), ("host", "portal.example")])));
}

#[test]
fn our_own_pages_and_plain_clients_are_not() {
    assert!(!is_foreign(&with(&[("sec-fetch-site", "same-origin"), ("origin", "https://behind.proxy")])));
    assert!(!is_foreign(&with(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")])));
    assert!(!is_foreign(&with(&[("host", "portal.example")])));
}
