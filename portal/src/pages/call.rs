//! One call: its legs, its visits to queues, and how its price came about.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;

use super::calls::table as legs_table;
use super::chrome::{Chrome, Section};
use super::page;
use super::receipt::ReceiptCard;
use super::recordings::Players;
use super::table::Table;
use super::visit_table::table as visits_table;
use crate::api::calls::DayQuery;
use crate::asked::{Asked, Named};
use crate::data::calls::Leg;
use crate::data::names::QueueNames;
use crate::data::one_call::OneCall;
use crate::data::paging::Paging;
use crate::data::recordings::{Recording, RecordingFilter, list};
use crate::error::PortalError;
use crate::period::Window;
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
    recordings: Players,
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
    let recordings = recordings_of(&signed, &state, &call, &found.legs).await?;
    let with_receipt = found.legs.iter().filter_map(|leg| Some((leg, found.receipt(leg)?)));
    let receipts = with_receipt.map(|(leg, receipt)| ReceiptCard::of_leg(&signed, leg, receipt)).collect();
    let chrome = Chrome::new(&signed, Section::Calls);
    page(&CallPage {
        call,
        receipts,
        recordings: Players::new(&signed, &names, recordings),
        legs: legs_table(&signed, &names, found.legs, false),
        visits: visits_table(&signed, &names, found.visits, None),
        chrome,
    })
}

/// What was recorded of a call; a leg is recorded within a day of its beginning.
async fn recordings_of(
    signed: &Signed,
    state: &AppState,
    call: &str,
    legs: &[Leg],
) -> Result<Vec<Recording>, PortalError> {
    let begins = legs.iter().map(|leg| leg.started_at);
    let Some((first, last)) = begins.clone().min().zip(begins.max()) else { return Ok(Vec::new()) };
    let any = String::new;
    let filter = RecordingFilter {
        window: Window { from: first, to: last + TimeDelta::days(1) },
        call: call.to_owned(),
        line: any(),
        number: any(),
        queue: any(),
        agent: any(),
    };
    Ok(list(signed, &state.book, &filter, &Paging::parse(None, None)?).await?.rows)
}
