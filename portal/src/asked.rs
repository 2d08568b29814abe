//! What an address asks by: the part of its path that names a thing, and its parameters.
//!
//! **What cannot be read is answered like any other fault**, not in the words of the framework.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::Uri;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::PortalError;
use crate::wrong::Wrong;

/// What a request asks by. Parameters that it does not know are left alone.
#[derive(Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Self::of(&parts.uri)
    }
}

impl<T: DeserializeOwned> Asked<T> {
    /// Reads the parameters of an address.
    pub(crate) fn of(uri: &Uri) -> Result<Self, PortalError> {
        let read = Query::<T>::try_from_uri(uri);
        read.map(|Query(asked)| Self(asked)).map_err(|_| PortalError::parameter("address", Wrong::Unreadable))
    }
}

/// The one thing that a path names: the id of a queue or of a call.
#[derive(Debug)]
pub(crate) struct Named(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(name)) => Ok(Self(name)),
            Err(PathRejection::FailedToDeserializePathParams(error)) => {
                Err(PortalError::parameter(field(&error.into_kind()), Wrong::Garbled))
            }
            Err(other) => Err(PortalError::failed(other)),
        }
    }
}

/// The part of the path that cannot be read, by the name that its route gives it.
fn field(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::InvalidUtf8InPathParam { key } if key == "call" => "call",
        ErrorKind::InvalidUtf8InPathParam { key } if key == "queue" => "queue",
        ErrorKind::InvalidUtf8InPathParam { key } if key == "token" => "token",
        _ => "address",
    }
}
