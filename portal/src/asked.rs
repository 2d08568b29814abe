//! The parameters of an address, read so that one that cannot be read is answered like any other fault.

use axum::extract::{FromRequestParts, Query};
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
