//! Errors as pages: what happened, in the reader's language, and the way on.

use askama::Template;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::address::Address;
use super::chrome::Chrome;
use super::page;
use crate::error::PortalError;
use crate::language;
use crate::text::text;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    chrome: Chrome,
    status: u16,
    what: &'static str,
    detail: String,
}

/// Draws the error of a page's handler as a page; without a session, leads to the login.
pub(crate) async fn draw(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let language = language::chosen(&uri, request.headers()).unwrap_or_default();
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<PortalError>() else { return response };
    if matches!(error, PortalError::NotSignedIn) {
        let here = uri.path_and_query().map_or("/", |path| path.as_str());
        let wanted = if here == "/" { "" } else { here };
        return Redirect::to(&Address::of(&["login"]).with("next", wanted).build()).into_response();
    }
    let t = text(language);
    let (what, detail) = match error {
        PortalError::NotFound => (t.error_not_found, String::new()),
        PortalError::NotReady => (t.error_not_ready, String::new()),
        PortalError::BadParameter { .. } => (t.error_parameter, error.to_string()),
        PortalError::ForeignOrigin => (t.error_foreign, String::new()),
        _ => (t.error_failed, String::new()),
    };
    let status = response.status();
    let chrome = Chrome::outside(language, uri.path(), uri.query().unwrap_or_default());
    match page(&ErrorPage { chrome, status: status.as_u16(), what, detail }) {
        Ok(drawn) => (status, drawn).into_response(),
        Err(_) => response,
    }
}

/// There is no page at this address.
pub(crate) async fn nothing_here() -> PortalError {
    PortalError::NotFound
}
