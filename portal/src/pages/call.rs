//! One call: its legs and its visits to queues.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::calls::table as legs_table;
use super::chrome::{Chrome, Section};
use super::page;
use super::table::Table;
use super::visits::table as visits_table;
use crate::data::calls::legs;
use crate::data::visits::of_call;
use crate::error::PortalError;
use crate::signed::Signed;

#[derive(Template)]
#[template(path = "call.html")]
struct CallPage {
    chrome: Chrome,
    call: String,
    legs: Table,
    visits: Table,
}

/// The page of one call.
pub(crate) async fn show(signed: Signed, Path(call): Path<String>) -> Result<Response, PortalError> {
    let legs = legs(&signed, &call).await?;
    let visits = of_call(&signed, &call).await?;
    if legs.is_empty() && visits.is_empty() {
        return Err(PortalError::NotFound);
    }
    let chrome = Chrome::new(&signed, Section::Calls);
    let t = chrome.t;
    page(&CallPage {
        call,
        legs: legs_table(&signed, t, legs, false),
        visits: visits_table(&signed, t, visits),
        chrome,
    })
}
