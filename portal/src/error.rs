//! What can go wrong for a request, by what the one who asked does next.
//!
//! **One error type, two faces**: the API answers it as RFC 9457 problem details; `pages::errors` draws the same as a page.

use std::sync::Arc;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use opkald_storage::book::TokenScope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wrong::Wrong;

/// The media type of problem details.
pub(crate) const PROBLEM: &str = "application/problem+json";

/// Problem details, as RFC 9457 has them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status says what kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// What is wrong, and what would be right.
    detail: String,
    /// What of the request does not fit, as it is written in the address or the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

/// What somebody lacks for what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// An administrator who is logged in.
    Administrator,
    /// A token that may do this.
    Scope(TokenScope),
}

impl std::fmt::Display for Needs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Administrator => f.write_str("an administrator who is logged in with a PIN"),
            Self::Scope(scope) => write!(f, "a token with the scope {}", scope.word()),
        }
    }
}

/// Why a request got no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum PortalError {
    /// Log in, then ask again.
    #[error("log in first: the session is missing or over")]
    NotSignedIn,
    /// Have another token made.
    #[error(
        "this token lets nobody in: it is none, has ended or was revoked; an administrator makes another in the portal"
    )]
    WrongToken,
    /// Ask somebody who may, or use a token that does.
    #[error("this needs {0}")]
    NotAllowed(Needs),
    /// Look at the invoice, then try again.
    #[error("the customer number or the PIN is wrong, or there were too many attempts; try again in a while")]
    WrongLogin,
    /// Nothing to do: a browser sent this on another site's behalf.
    #[error("this request was sent by another site")]
    ForeignOrigin,
    /// Ask for something that is there; what belongs to another customer is not.
    #[error("there is no such thing here")]
    NotFound,
    /// Mend the named parameter.
    #[error("{field}: {why}")]
    BadParameter {
        /// The parameter, as it is written in the address or the body.
        field: &'static str,
        /// What is wrong with it, and what would be right.
        why: Wrong,
    },
    /// Ask in one of the ways that the header `Allow` names.
    #[error("this cannot be asked for in this way; the header Allow names the methods that are known here")]
    MethodNotAllowed,
    /// Send the body as what it is.
    #[error("body: must be JSON, and be called so by Content-Type: application/json")]
    NotJson,
    /// Ask again in a moment.
    #[error("no data is loaded yet: try again in a moment")]
    NotReady,
    /// Ask again in a while: others' files are being made, or others watch.
    #[error("too much is asked for at once: try again in a minute")]
    Busy,
    /// Report it: the reason stands in the log.
    #[error("the answer could not be made; the reason is in the server's log")]
    Failed(Arc<dyn std::error::Error + Send + Sync>),
}

impl PortalError {
    /// A parameter that does not fit.
    pub(crate) fn parameter(field: &'static str, why: Wrong) -> Self {
        Self::BadParameter { field, why }
    }

    /// A failure of what lies below.
    pub(crate) fn failed(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(Arc::new(source))
    }

    /// What of the request does not fit, as it is written in the address or the body.
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadParameter { field, .. } => Some(field),
            Self::NotJson => Some("body"),
            _ => None,
        }
    }

    /// The status that says it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::WrongLogin | Self::WrongToken => StatusCode::UNAUTHORIZED,
            Self::ForeignOrigin | Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadParameter { .. } => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotReady | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for PortalError {
    fn into_response(self) -> Response {
        let status = self.status();
        if let Self::Failed(source) = &self {
            tracing::error!(error = %source, "a request failed");
        }
        let problem = Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: self.to_string(),
            field: self.field(),
        };
        let mut response = (status, Json(problem)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        if matches!(self, Self::WrongToken) {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
