//! Errors as pages: what happened, in the reader's language, and the way on.
//!
//! **A script that asked for new figures gets the error in their place**, never the old figures: the error stands in an
//! element of the same name, and the pages' configuration lets it be put in.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::address::Address;
use super::chrome::Chrome;
use super::page;
use crate::error::PortalError;
use crate::language::{self, Spoken};
use crate::text::text;

/// Set by the script that asks for a part of a page.
const BY_SCRIPT: HeaderName = HeaderName::from_static("hx-request");
/// Tells that script to leave the page altogether.
const LEAVE_FOR: HeaderName = HeaderName::from_static("hx-redirect");

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    chrome: Chrome,
    status: u16,
    what: &'static str,
    field: &'static str,
    advice: String,
}

/// Draws the error of a page's handler as a page; without a session, leads to the login.
pub(crate) async fn draw(mut request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let chosen = language::chosen(&uri, request.headers());
    let is_part = request.headers().contains_key(BY_SCRIPT);
    let spoken = Spoken::default();
    request.extensions_mut().insert(spoken.clone());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<PortalError>() else { return response };
    if matches!(error, PortalError::NotSignedIn) {
        let here = uri.path_and_query().map_or("/", |path| path.as_str());
        let wanted = if here == "/" { "" } else { here };
        let login = Address::of(&["login"]).with("next", wanted).build();
        // A redirect would put the login into the middle of the page that asked.
        return match HeaderValue::from_str(&login) {
            Ok(login) if is_part => (response.status(), [(LEAVE_FOR, login)]).into_response(),
            _ => Redirect::to(&login).into_response(),
        };
    }
    let language = spoken.heard().or(chosen).unwrap_or_default();
    let t = text(language);
    let (what, field, advice) = match error {
        PortalError::NotFound => (t.error_not_found, "", String::new()),
        PortalError::NotReady => (t.error_not_ready, "", String::new()),
        PortalError::Busy => (t.error_busy, "", String::new()),
        PortalError::BadParameter { field, why } => (t.error_parameter, t.of_field(field), why.advice(language)),
        PortalError::MethodNotAllowed => (t.error_method, "", String::new()),
        PortalError::ForeignOrigin => (t.error_foreign, "", String::new()),
        PortalError::NotAllowed(_) => (t.error_not_allowed, "", String::new()),
        _ => (t.error_failed, "", String::new()),
    };
    let status = response.status();
    let chrome = Chrome::outside(language, uri.path(), uri.query().unwrap_or_default());
    match page(&ErrorPage { chrome, status: status.as_u16(), what, field, advice }) {
        Ok(drawn) => (status, drawn).into_response(),
        Err(_) => response,
    }
}

/// There is no page at this address.
pub(crate) async fn nothing_here() -> PortalError {
    PortalError::NotFound
}

/// There is a page at this address, but it is not asked for like this.
pub(crate) async fn wrong_method() -> PortalError {
    PortalError::MethodNotAllowed
}
