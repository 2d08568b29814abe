//! Local numbers, with what they cost and how they talked in a month.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::IntoResponse;
use opkald_storage::book::LineKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::mobiles::{CostRow, Months};
use super::shape::{Answer, Covered, answer_of};
use super::usage::UsageQuery;
use crate::asked::Asked;
use crate::data::lines::CustomerLines;
use crate::data::usage::Usage;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Debug, Serialize, ToSchema)]
struct LocalNumberRow {
    /// Empty stands for what was charged of no line.
    number: String,
    name: Option<String>,
    /// In and out.
    calls: i64,
    talk_seconds: f64,
    costs: Vec<CostRow>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LocalNumbers {
    month: String,
    #[serde(flatten)]
    covered: Covered,
    local_numbers: Vec<LocalNumberRow>,
}

/// All local numbers, each with what it comes to in a month.
#[utoipa::path(
    get, path = "/local-numbers", tag = "Usage", params(UsageQuery),
    responses((status = 200, body = Answer<LocalNumbers>))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<UsageQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let (month, window) = Usage::month(&signed, query.month.as_deref())?;
    let lines = CustomerLines::read(&signed, &state.book, window);
    let (usage, lines) = tokio::try_join!(Usage::load(&signed, &state, query.month.as_deref()), lines)?;
    let months = Months::of(&usage);
    let costs = lines.costs(&usage, LineKind::Local);
    let numbers: BTreeSet<&str> = costs.keys().map(|(number, _)| *number).collect();
    let row = |number: &str| {
        let (calls, talk_seconds) = lines.talked(number);
        let name = lines.name(number).map(str::to_owned);
        LocalNumberRow { number: number.to_owned(), name, calls, talk_seconds, costs: months.costs(number) }
    };
    let local_numbers = numbers.into_iter().map(row).collect();
    let covered = Covered::window(&signed, usage.window);
    answer_of(&signed, window, LocalNumbers { month: month.to_string(), covered, local_numbers })
}
