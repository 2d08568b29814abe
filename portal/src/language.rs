//! In which language a page speaks: the one asked for, else the one chosen before, else the customer's own.

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::Response;
use opkald_storage::book::Language;

use crate::signed::cookie;

/// The language that a request turned out to speak, told by its handler to what is around it.
///
/// An error is drawn outside the handler, which alone knows whose session it is and what that customer speaks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spoken(Arc<OnceLock<Language>>);

impl Spoken {
    /// The first who knows it says it.
    pub(crate) fn say(&self, language: Language) {
        // Whoever comes later knows no better.
        let _ = self.0.set(language);
    }

    /// What was said, if anybody knew.
    pub(crate) fn heard(&self) -> Option<Language> {
        self.0.get().copied()
    }
}

const COOKIE: &str = "opkald_language";

/// The language of a request, if it names one.
pub(crate) fn chosen(uri: &Uri, headers: &HeaderMap) -> Option<Language> {
    asked(uri).or_else(|| Language::from_code(cookie(headers, COOKIE)?))
}

fn asked(uri: &Uri) -> Option<Language> {
    let pairs = uri.query()?.split('&');
    pairs.filter_map(|pair| pair.strip_prefix("lang=")).find_map(Language::from_code)
}

/// Keeps the language that was asked for by `?lang=` for the pages to come.
pub(crate) async fn remember(request: Request, next: Next) -> Response {
    let language = asked(request.uri());
    let mut response = next.run(request).await;
    if let Some(language) = language {
        let value = format!("{COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", language.code());
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}
