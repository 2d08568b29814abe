//! Logging in and out.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use opkald_queries::Scope;
use opkald_storage::CustomerNumber;
use opkald_storage::book::LoginError;
use serde::Deserialize;
use serde_json::json;

use crate::error::PortalError;
use crate::signed::{begin_cookie, end_cookie, token};
use crate::state::AppState;
use crate::wrong::Wrong;

/// What one logs in with. It has no `Debug`, so that a PIN comes into no log.
#[derive(Deserialize)]
pub(super) struct Login {
    customer: String,
    pin: String,
}

/// Begins a session.
pub(super) async fn begin(
    State(state): State<AppState>,
    body: Result<Json<Login>, JsonRejection>,
) -> Result<Response, PortalError> {
    let Ok(Json(login)) = body else {
        return Err(PortalError::parameter("body", Wrong::NoLogin));
    };
    let (customer, cookie) = log_in(&state, &login.customer, &login.pin).await?;
    let session = state.engine.session(Scope::Customer(customer.clone())).await.ok();
    let data_until = session.and_then(|session| session.data_until());
    let body = json!({ "customer": customer.as_str(), "data_until": data_until });
    Ok(([(SET_COOKIE, cookie)], Json(body)).into_response())
}

/// Checks a login and begins a session; answers its cookie.
pub(crate) async fn log_in(
    state: &AppState,
    customer: &str,
    pin: &str,
) -> Result<(CustomerNumber, String), PortalError> {
    let customer = CustomerNumber::new(customer.trim())
        .map_err(|error| PortalError::parameter("customer", Wrong::NoCustomer(error.to_string())))?;
    let token = state.book.login(&customer, pin.trim(), (state.now)()).await.map_err(|error| match error {
        LoginError::Refused => PortalError::WrongLogin,
        other => PortalError::failed(other),
    })?;
    let cookie = begin_cookie(&token, state.options.https);
    Ok((customer, cookie))
}

/// Ends the session, if there is one.
pub(super) async fn end(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, PortalError> {
    let cookie = log_out(&state, &headers).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

/// Ends the session in the book; answers the cookie that ends it in the browser.
pub(crate) async fn log_out(state: &AppState, headers: &HeaderMap) -> Result<String, PortalError> {
    if let Some(token) = token(headers) {
        state.book.logout(&token).await.map_err(PortalError::failed)?;
    }
    Ok(end_cookie())
}
