//! Lists as files: what the same address without the ending answers page by page, in one piece.

mod body;
pub(crate) mod calls;
mod costs;
pub(crate) mod lines;
pub(crate) mod usage;
pub(crate) mod uses;

use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use futures::stream::Stream;
use opkald_reports::{Column, Format, List, Value, Words};

use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::text;

/// Rows on their way into a file.
pub(crate) type Rows = Vec<Vec<Value>>;

/// A file that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File(Format);

impl<S: Send + Sync> FromRequestParts<S> for File {
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Format::of_name(parts.uri.path()).map(Self).ok_or(PortalError::NotFound)
    }
}

impl File {
    /// Answers with a file whose name begins so, of a list with these rows.
    ///
    /// What fails before the first rows are there is answered like any other fault; what fails later breaks the file off.
    pub(crate) async fn answer(
        self,
        state: &AppState,
        name: &str,
        list: List,
        rows: impl Stream<Item = Result<Rows, PortalError>> + Send + 'static,
    ) -> Result<Response, PortalError> {
        let body = body::of(self.0, list, rows, &state.exports).await?;
        let name = format!("attachment; filename=\"opkald-{name}.{}\"", self.0.suffix());
        Ok(([(CONTENT_TYPE, self.0.media_type().to_owned()), (CONTENT_DISPOSITION, name)], body).into_response())
    }

    /// The same of a list that is at hand.
    pub(crate) async fn answer_all(
        self,
        state: &AppState,
        name: &str,
        list: List,
        rows: Rows,
    ) -> Result<Response, PortalError> {
        self.answer(state, name, list, futures::stream::iter([Ok(rows)])).await
    }
}

/// A list with the words of the reader. The facts tell of the filter; whose list it is and how old come beside them.
pub(crate) fn list(signed: &Signed, title: &str, facts: Vec<(String, String)>, columns: Vec<Column>) -> List {
    let t = text(signed.language);
    let at = |at| format::moment(at, signed.zone, signed.language);
    let customer = (t.customer.to_owned(), format!("{} ({})", signed.name, signed.customer));
    let until = signed.data_until().map_or_else(|| t.data_missing.to_owned(), at);
    let age = [(t.data_until.to_owned(), until), (t.made_at.to_owned(), at(signed.now))];
    List {
        title: title.to_owned(),
        columns,
        zone: signed.zone,
        facts: [customer].into_iter().chain(facts).chain(age).collect(),
        meanings: Vec::new(),
        words: Words { front: t.overview, rows: t.rows_are, total: t.total, zone: t.zone },
    }
}
