//! What a customer uses and has by the month.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::IntoResponse;
use opkald_storage::money::Ore;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shape::{Answer, Covered, answer, answer_of};
use crate::asked::Asked;
use crate::data::usage::{InvoiceLine, Sum, Usage, compared};
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

/// What usage can be asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsageQuery {
    /// A month such as `2026-10`; the one that is going on where it is absent.
    pub(crate) month: Option<String>,
}

/// A line of the invoice. Money is text, so that no float touches it.
#[derive(Debug, Serialize, ToSchema)]
struct LineRow {
    line: String,
    kind: String,
    quantity: f64,
    unit: String,
    /// With four decimals, as it adds up of the charges.
    amount: String,
    /// Rounded once, as it stands on the invoice.
    invoiced: String,
    currency: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SumRow {
    currency: String,
    ex_vat: String,
    vat: String,
    incl_vat: String,
    /// Against the month before, without VAT.
    change_ex_vat: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct MonthUsage {
    month: String,
    #[serde(flatten)]
    covered: Covered,
    totals: Vec<SumRow>,
    lines: Vec<LineRow>,
}

impl From<&InvoiceLine> for LineRow {
    fn from(line: &InvoiceLine) -> Self {
        Self {
            line: line.line.clone(),
            kind: line.kind.clone(),
            quantity: line.quantity,
            unit: line.unit.clone(),
            amount: line.amount.to_string(),
            invoiced: line.rounded().to_string(),
            currency: line.currency.clone(),
        }
    }
}

/// The sums of a month, with the change against another.
fn totals(compared: BTreeMap<String, (Sum, Ore)>) -> Vec<SumRow> {
    let row = |(currency, (sum, change)): (String, (Sum, Ore))| SumRow {
        change_ex_vat: change.to_string(),
        ex_vat: sum.ex_vat.to_string(),
        vat: sum.vat.to_string(),
        incl_vat: sum.incl_vat.to_string(),
        currency,
    };
    compared.into_iter().map(row).collect()
}

/// A month: its lines, and what they come to.
#[utoipa::path(
    get, path = "/usage", tag = "Usage", params(UsageQuery), responses((status = 200, body = Answer<MonthUsage>))
)]
pub(super) async fn month(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<UsageQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let usage = Usage::load(&signed, &state, query.month.as_deref()).await?;
    let month = MonthUsage {
        month: usage.month.to_string(),
        covered: Covered::window(&signed, usage.window),
        totals: totals(usage.compared()),
        lines: usage.of_month().map(LineRow::from).collect(),
    };
    answer_of(&signed, usage.window, month)
}

#[derive(Debug, Serialize, ToSchema)]
struct KindRow {
    kind: String,
    amount: String,
    currency: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct HistoryRow {
    start: String,
    end: String,
    totals: Vec<SumRow>,
    kinds: Vec<KindRow>,
}

#[derive(Debug, Serialize, ToSchema)]
struct History {
    months: Vec<HistoryRow>,
}

/// Thirteen months: what each comes to, and what of it is of which kind.
#[utoipa::path(
    get, path = "/usage/history", tag = "Usage", params(UsageQuery), responses((status = 200, body = Answer<History>))
)]
pub(super) async fn history(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<UsageQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let usage = Usage::load(&signed, &state, query.month.as_deref()).await?;
    let mut months = Vec::new();
    let mut before = BTreeMap::new();
    for month in &usage.months {
        let sums = usage.sums(usage.of(month.start));
        let mut kinds: BTreeMap<(&str, &str), Ore> = BTreeMap::new();
        for line in usage.of(month.start) {
            *kinds.entry((&line.kind, &line.currency)).or_default() += line.rounded();
        }
        let kind = |((kind, currency), amount): ((&str, &str), Ore)| KindRow {
            kind: kind.to_owned(),
            amount: amount.to_string(),
            currency: currency.to_owned(),
        };
        months.push(HistoryRow {
            start: signed.stamp(month.start),
            end: signed.stamp(month.end),
            totals: totals(compared(&sums, &before)),
            kinds: kinds.into_iter().map(kind).collect(),
        });
        before = sums;
    }
    Ok(answer(&signed, History { months }))
}
