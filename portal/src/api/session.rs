//! Logging in and out.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use opkald_queries::Scope;
use opkald_storage::CustomerNumber;
use opkald_storage::book::LoginError;
use serde_json::{Value, json};

use crate::error::PortalError;
use crate::signed::{begin_cookie, end_cookie, token};
use crate::state::AppState;
use crate::wrong::Wrong;

/// What one logs in with. It has no `Debug`, so that a PIN comes into no log.
pub(super) struct Login {
    customer: String,
    pin: String,
}

impl<S: Send + Sync> FromRequest<S> for Login {
    type Rejection = PortalError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let Json(mut body) =
            Json::<Value>::from_request(request, state).await.map_err(|rejection| match rejection {
                JsonRejection::MissingJsonContentType(_) => PortalError::NotJson,
                _ => PortalError::parameter("body", Wrong::NoLogin),
            })?;
        if !body.is_object() {
            return Err(PortalError::parameter("body", Wrong::NoLogin));
        }
        let mut text = |field| match body[field].take() {
            Value::String(text) => Ok(text),
            _ => Err(PortalError::parameter(field, Wrong::Missing)),
        };
        Ok(Self { customer: text("customer")?, pin: text("pin")? })
    }
}

/// Begins a session.
pub(super) async fn begin(State(state): State<AppState>, login: Login) -> Result<Response, PortalError> {
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
