//! The login page.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use opkald_storage::book::Language;
use serde::Deserialize;

use super::chrome::Chrome;
use super::page;
use crate::api::session::{log_in, log_out};
use crate::asked::Asked;
use crate::error::PortalError;
use crate::language;
use crate::state::AppState;
use crate::text::text;
use crate::wrong::Wrong;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    chrome: Chrome,
    next: String,
    customer: String,
    /// Why the form stands here again; empty the first time.
    problem: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// What the form sends. It has no `Debug`, so that a PIN comes into no log.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoginForm {
    customer: String,
    pin: String,
    next: Option<String>,
}

/// The form.
pub(crate) async fn show(uri: Uri, headers: HeaderMap, Asked(query): Asked<Next>) -> Result<Response, PortalError> {
    let language = language::chosen(&uri, &headers).unwrap_or_default();
    draw(&uri, language, query.next, String::new(), String::new())
}

fn draw(
    uri: &Uri,
    language: Language,
    next: Option<String>,
    customer: String,
    problem: String,
) -> Result<Response, PortalError> {
    let chrome = Chrome::outside(language, "/login", uri.query().unwrap_or_default());
    page(&LoginPage { chrome, next: next.unwrap_or_default(), customer, problem })
}

/// Logs in, and goes on to where one was going.
pub(crate) async fn submit(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Result<Response, PortalError> {
    let language = language::chosen(&uri, &headers).unwrap_or_default();
    // What cannot be read is treated as what was not filled in.
    let Form(form) = form.unwrap_or_default();
    if form.customer.is_empty() || form.pin.is_empty() {
        let form_again = draw(&uri, language, form.next, form.customer, Wrong::NoLogin.advice(language))?;
        return Ok((StatusCode::BAD_REQUEST, form_again).into_response());
    }
    match log_in(&state, &form.customer, &form.pin).await {
        Ok((_, cookie)) => Ok(([(SET_COOKIE, cookie)], Redirect::to(own_path(form.next.as_deref()))).into_response()),
        Err(PortalError::WrongLogin | PortalError::BadParameter { .. }) => {
            let refused = text(language).login_refused.to_owned();
            let form_again = draw(&uri, language, form.next, form.customer, refused)?;
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
