//! Logging in and out.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use opkald_queries::Scope;
use opkald_storage::CustomerNumber;
use opkald_storage::book::LoginError;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::PortalError;
use crate::signed::{begin_cookie, end_cookie, token};
use crate::state::AppState;
use crate::wrong::Wrong;

/// What one logs in with. It has no `Debug`, so that a PIN comes into no log.
#[derive(ToSchema)]
pub(super) struct Login {
    /// The customer number.
    customer: String,
    pin: String,
}

/// Who is logged in.
#[derive(Debug, Serialize, ToSchema)]
struct Begun {
    customer: String,
    /// What reached the source before this is in; null before anything is.
    data_until: Option<DateTime<Utc>>,
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

/// Begins a session: the answer sets its cookie.
#[utoipa::path(
    post, path = "/session", tag = "Session", request_body = Login, responses((status = 200, body = Begun)), security(())
)]
pub(super) async fn begin(State(state): State<AppState>, login: Login) -> Result<Response, PortalError> {
    let (customer, cookie) = log_in(&state, &login.customer, &login.pin).await?;
    let session = state.engine.session(Scope::Customer(customer.clone())).await.ok();
    let data_until = session.and_then(|session| session.data_until());
    let begun = Begun { customer: customer.to_string(), data_until };
    Ok(([(SET_COOKIE, cookie)], Json(begun)).into_response())
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
#[utoipa::path(delete, path = "/session", tag = "Session", responses((status = 204)), security(()))]
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
