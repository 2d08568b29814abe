//! Mobiles, with what they cost and used in a month.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::IntoResponse;
use opkald_storage::book::Mobile;
use opkald_storage::money::Ore;
use opkald_storage::money::rating::Receipt;
use serde::Serialize;
use utoipa::ToSchema;

use super::shape::{Answer, Covered, answer_of};
use super::usage::UsageQuery;
use crate::asked::{Asked, Named};
use crate::data::mobile::find;
use crate::data::usage::{Costs, Usage, costs};
use crate::data::uses::LineUse;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

/// What a mobile comes to in one currency. Money is text, so that no float touches it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CostRow {
    currency: String,
    /// By kind: `subscription`, `addon`, `calls`, `data`, `sms`, `mms`, `roaming`, `fee`.
    kinds: BTreeMap<String, String>,
    ex_vat: String,
    /// Against the month before.
    change_ex_vat: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct MobileRow {
    number: String,
    employee: Option<String>,
    user_name: String,
    invoice_text: String,
    costs: Vec<CostRow>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Mobiles {
    month: String,
    #[serde(flatten)]
    covered: Covered,
    mobiles: Vec<MobileRow>,
}

/// What all numbers come to in a month, and did in the one before.
pub(super) struct Months<'a> {
    now: BTreeMap<(&'a str, &'a str), Costs<'a>>,
    before: BTreeMap<(&'a str, &'a str), Costs<'a>>,
}

impl<'a> Months<'a> {
    pub(super) fn of(usage: &'a Usage) -> Self {
        Self { now: costs(usage.of_month()), before: costs(usage.of_month_before()) }
    }

    /// What a number comes to, in every currency that either month has.
    pub(super) fn costs(&self, number: &str) -> Vec<CostRow> {
        let own = |month: &BTreeMap<(&'a str, &'a str), Costs<'a>>| -> Vec<&'a str> {
            let from = month.range((number, "")..).take_while(|((of, _), _)| *of == number);
            from.map(|((_, currency), _)| *currency).collect()
        };
        let currencies: BTreeSet<&str> = own(&self.now).into_iter().chain(own(&self.before)).collect();
        let row = |currency: &str| {
            let kinds = self.now.get(&(number, currency)).cloned().unwrap_or_default();
            let sum = |kinds: &Costs<'_>| kinds.values().copied().sum::<Ore>();
            let change = sum(&kinds) - self.before.get(&(number, currency)).map(sum).unwrap_or_default();
            CostRow {
                currency: currency.to_owned(),
                ex_vat: sum(&kinds).to_string(),
                change_ex_vat: change.to_string(),
                kinds: kinds.into_iter().map(|(kind, amount)| (kind.to_owned(), amount.to_string())).collect(),
            }
        };
        currencies.into_iter().map(row).collect()
    }
}

impl MobileRow {
    fn new(months: &Months<'_>, mobile: Mobile) -> Self {
        let costs = months.costs(&mobile.number);
        let Mobile { number, employee, user_name, invoice_text, .. } = mobile;
        Self { number, employee, user_name, invoice_text, costs }
    }
}

/// All mobiles of the account book, each with what it comes to in a month.
#[utoipa::path(
    get, path = "/mobiles", tag = "Mobiles", params(UsageQuery), responses((status = 200, body = Answer<Mobiles>))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<UsageQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let mobiles = async { state.book.mobiles(&signed.customer).await.map_err(PortalError::failed) };
    let (usage, mobiles) = tokio::try_join!(Usage::load(&signed, &state, query.month.as_deref()), mobiles)?;
    let months = Months::of(&usage);
    let rows = mobiles.into_iter().map(|mobile| MobileRow::new(&months, mobile)).collect();
    let covered = Covered::window(&signed, usage.window);
    answer_of(&signed, usage.window, Mobiles { month: usage.month.to_string(), covered, mobiles: rows })
}

#[derive(Debug, Serialize, ToSchema)]
struct OneMobile {
    month: String,
    #[serde(flatten)]
    covered: Covered,
    #[serde(flatten)]
    mobile: MobileRow,
}

/// One mobile, with what it comes to in a month.
#[utoipa::path(
    get, path = "/mobiles/{number}", tag = "Mobiles", responses((status = 200, body = Answer<OneMobile>)),
    params(("number" = String, Path, description = "The number of a mobile"), UsageQuery)
)]
pub(super) async fn one(
    State(state): State<AppState>,
    signed: Signed,
    Named(number): Named,
    Asked(query): Asked<UsageQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let found = find(&signed, &state, &number);
    let (mobile, usage) = tokio::try_join!(found, Usage::load(&signed, &state, query.month.as_deref()))?;
    let covered = Covered::window(&signed, usage.window);
    let mobile = MobileRow::new(&Months::of(&usage), mobile);
    answer_of(&signed, usage.window, OneMobile { month: usage.month.to_string(), covered, mobile })
}

#[derive(Debug, Serialize, ToSchema)]
struct UseRow {
    kind: String,
    at: String,
    /// The call, the event, or the plan.
    id: String,
    leg: Option<i64>,
    to_number: Option<String>,
    country: Option<String>,
    talk_seconds: Option<f64>,
    bytes: Option<i64>,
    price: String,
    currency: Option<String>,
    /// How the price came about; null where prices have changed and it is not charged anew yet.
    receipt: Option<Receipt>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Uses {
    month: String,
    #[serde(flatten)]
    covered: Covered,
    number: String,
    uses: Vec<UseRow>,
}

/// All that a mobile had and used in a month and that costs something or might have, each with its receipt.
#[utoipa::path(
    get, path = "/mobiles/{number}/usage", tag = "Mobiles", responses((status = 200, body = Answer<Uses>)),
    params(("number" = String, Path, description = "The number of a mobile"), UsageQuery)
)]
pub(super) async fn uses(
    State(state): State<AppState>,
    signed: Signed,
    Named(number): Named,
    Asked(query): Asked<UsageQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let number = find(&signed, &state, &number).await?.number;
    let (month, window) = Usage::month(&signed, query.month.as_deref())?;
    let row = |one: LineUse| UseRow {
        kind: one.kind,
        at: signed.stamp(one.at),
        id: one.id,
        leg: one.leg,
        to_number: one.to_number,
        country: one.country,
        talk_seconds: one.talk_seconds,
        bytes: one.bytes,
        price: one.price,
        currency: one.currency,
        receipt: one.receipt,
    };
    let uses = LineUse::of_line(&signed, &number, month).await?.into_iter().map(row).collect();
    let covered = Covered::window(&signed, window);
    answer_of(&signed, window, Uses { month: month.to_string(), covered, number, uses })
}
