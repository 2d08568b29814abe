//! One call: its legs, its visits to queues, and how its price came about.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::calls::table as legs_table;
use super::chrome::{Chrome, Section};
use super::page;
use super::receipt::ReceiptCard;
use super::table::Table;
use super::visit_table::table as visits_table;
use crate::api::calls::DayQuery;
use crate::asked::{Asked, Named};
use crate::data::names::QueueNames;
use crate::data::one_call::OneCall;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "call.html")]
struct CallPage {
    chrome: Chrome,
    call: String,
    legs: Table,
    visits: Table,
    receipts: Vec<ReceiptCard>,
}

/// The page of one call.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Named(call): Named,
    Asked(query): Asked<DayQuery>,
) -> Result<Response, PortalError> {
    let found = async { OneCall::find(&signed, &call, query.day.as_deref()).await?.with_receipts(&signed).await };
    let (found, names) = tokio::try_join!(found, QueueNames::of(&signed, &state.book))?;
    let with_receipt = found.legs.iter().filter_map(|leg| Some((leg, found.receipt(leg)?)));
    let receipts = with_receipt.map(|(leg, receipt)| ReceiptCard::of_leg(&signed, leg, receipt)).collect();
    let chrome = Chrome::new(&signed, Section::Calls);
    page(&CallPage {
        call,
        receipts,
        legs: legs_table(&signed, &names, found.legs, false),
        visits: visits_table(&signed, &names, found.visits, None),
        chrome,
    })
}
