//! Tokens of programs: made, listed and revoked by an administrator.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use opkald_storage::book::{Error, NewToken, TokenInfo, TokenScope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shape::{Answer, answer};
use crate::asked::Named;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;
use crate::wrong::Wrong;

/// What a token is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenToMake {
    /// What people call it: 1 to 64 letters.
    name: String,
    /// What it may do: `read`, `sql`.
    scopes: Vec<String>,
    /// From when on it lets nobody in: within a year from now.
    ends_at: DateTime<Utc>,
}

impl<S: Send + Sync> FromRequest<S> for TokenToMake {
    type Rejection = PortalError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let read = Json::<Self>::from_request(request, state).await;
        read.map(|Json(body)| body).map_err(|rejection| match rejection {
            JsonRejection::MissingJsonContentType(_) => PortalError::NotJson,
            _ => PortalError::parameter("body", Wrong::NoToken),
        })
    }
}

/// A token; the secret is told once, when it is made.
#[derive(Debug, Serialize, ToSchema)]
struct TokenRow {
    id: String,
    name: String,
    scopes: Vec<&'static str>,
    created_at: String,
    /// To the minute; null where it never was.
    last_used_at: Option<String>,
    ends_at: String,
    revoked_at: Option<String>,
    /// The secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl TokenRow {
    fn new(signed: &Signed, info: TokenInfo, token: Option<String>) -> Self {
        let stamp = |at| signed.stamp(at);
        Self {
            id: info.id.to_string(),
            name: info.name,
            scopes: info.scopes.iter().map(|scope| scope.word()).collect(),
            created_at: stamp(info.created_at),
            last_used_at: info.last_used_at.map(stamp),
            ends_at: stamp(info.ends_at),
            revoked_at: info.revoked_at.map(stamp),
            token,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Tokens {
    tokens: Vec<TokenRow>,
}

/// The tokens of the customer's programs, the newest first, without their secrets.
#[utoipa::path(get, path = "/tokens", tag = "Tokens", responses((status = 200, body = Answer<Tokens>)))]
pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<impl IntoResponse, PortalError> {
    signed.require_administrator()?;
    let tokens = state.book.tokens(&signed.customer).await.map_err(PortalError::failed)?;
    let tokens = tokens.into_iter().map(|info| TokenRow::new(&signed, info, None)).collect();
    Ok(answer(&signed, Tokens { tokens }))
}

/// Makes a token. Its secret is in the answer, and in no other.
#[utoipa::path(
    post, path = "/tokens", tag = "Tokens", request_body = TokenToMake,
    responses((status = 201, body = Answer<TokenRow>))
)]
pub(super) async fn make(
    State(state): State<AppState>,
    signed: Signed,
    to_make: TokenToMake,
) -> Result<Response, PortalError> {
    signed.require_administrator()?;
    let scope = |word: &String| TokenScope::from_word(word).ok_or(PortalError::parameter("scopes", Wrong::NoToken));
    let scopes = to_make.scopes.iter().map(scope).collect::<Result<_, _>>()?;
    let (secret, info) =
        made(&state, &signed, NewToken { name: to_make.name, scopes, ends_at: to_make.ends_at }).await?;
    let row = TokenRow::new(&signed, info, Some(secret));
    Ok((StatusCode::CREATED, answer(&signed, row)).into_response())
}

/// Makes a token, and tells its secret.
pub(crate) async fn made(state: &AppState, signed: &Signed, new: NewToken) -> Result<(String, TokenInfo), PortalError> {
    let made = state.book.make_token(&signed.customer, new, signed.now).await;
    let (token, info) = made.map_err(|error| match error {
        Error::InvalidToken => PortalError::parameter("body", Wrong::NoToken),
        other => PortalError::failed(other),
    })?;
    tracing::info!(customer = %signed.customer, token = %info.id, "a token was made");
    Ok((token.reveal().to_owned(), info))
}

/// Revokes a token: from now on it lets nobody in.
#[utoipa::path(
    delete, path = "/tokens/{token}", tag = "Tokens", responses((status = 204)),
    params(("token" = String, Path, description = "The id of a token"))
)]
pub(super) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Named(token): Named,
) -> Result<StatusCode, PortalError> {
    revoked(&state, &signed, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a token of the customer's.
pub(crate) async fn revoked(state: &AppState, signed: &Signed, id: &str) -> Result<(), PortalError> {
    signed.require_administrator()?;
    let id = id.parse().map_err(|_| PortalError::NotFound)?;
    let found = state.book.revoke_token(&signed.customer, id, signed.now).await.map_err(PortalError::failed)?;
    if !found {
        return Err(PortalError::NotFound);
    }
    tracing::info!(customer = %signed.customer, token = %id, "a token was revoked");
    Ok(())
}
