//! The login page.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::chrome::Chrome;
use super::page;
use crate::api::session::{log_in, log_out};
use crate::error::PortalError;
use crate::language;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    chrome: Chrome,
    next: String,
    customer: String,
    refused: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// What the form sends. It has no `Debug`, so that a PIN comes into no log.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    customer: String,
    pin: String,
    next: Option<String>,
}

/// The form.
pub(crate) async fn show(uri: Uri, headers: HeaderMap, Query(query): Query<Next>) -> Result<Response, PortalError> {
    draw(&uri, &headers, query.next, String::new(), false)
}

fn draw(
    uri: &Uri,
    headers: &HeaderMap,
    next: Option<String>,
    customer: String,
    refused: bool,
) -> Result<Response, PortalError> {
    let language = language::chosen(uri, headers).unwrap_or_default();
    let chrome = Chrome::outside(language, "/login", uri.query().unwrap_or_default());
    page(&LoginPage { chrome, next: next.unwrap_or_default(), customer, refused })
}

/// Logs in, and goes on to where one was going.
pub(crate) async fn submit(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, PortalError> {
    match log_in(&state, &form.customer, &form.pin).await {
        Ok((_, cookie)) => Ok(([(SET_COOKIE, cookie)], Redirect::to(own_path(form.next.as_deref()))).into_response()),
        Err(PortalError::WrongLogin | PortalError::BadParameter { .. }) => {
            let form_again = draw(&uri, &headers, form.next, form.customer, true)?;
            Ok((StatusCode::UNAUTHORIZED, form_again).into_response())
        }
        Err(other) => Err(other),
    }
}

/// Only a path of our own is gone on to: `//elsewhere` is another site.
fn own_path(next: Option<&str>) -> &str {
    let own =
        next.filter(|next| next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']));
    own.unwrap_or("/")
}

/// Logs out.
pub(crate) async fn leave(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, PortalError> {
    let cookie = log_out(&state, &headers).await?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

#[cfg(test)]
mod tests;
