//! All that a mobile used in a month, as a file.

use axum::extract::State;
use axum::response::Response;
use opkald_reports::{Column, Kind, Value};
use opkald_storage::money::Amount;

use super::{File, list};
use crate::api::usage::UsageQuery;
use crate::asked::{Asked, Named};
use crate::data::mobile::find;
use crate::data::usage::Usage;
use crate::data::uses::LineUse;
use crate::error::PortalError;
use crate::format;
use crate::pages::usage::kind_name;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

/// The file.
pub(crate) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    file: File,
    Named(number): Named,
    Asked(query): Asked<UsageQuery>,
) -> Result<Response, PortalError> {
    let number = find(&signed, &state, &number).await?.number;
    let (month, window) = Usage::month(&signed, query.month.as_deref())?;
    let t = text(signed.language);
    let facts = vec![
        (t.number.to_owned(), number.clone()),
        (t.month.to_owned(), format::month(window.from, signed.zone, signed.language)),
    ];
    let list = list(&signed, t.amount_used, facts, columns(t));
    let uses = LineUse::of_line(&signed, &number, month).await?;
    let rows = uses.into_iter().map(|one| row(t, one)).collect::<Result<_, _>>()?;
    file.answer_all(&state, &format!("{}-{month}", number.trim_start_matches('+')), list, rows).await
}

fn columns(t: &'static Text) -> Vec<Column> {
    vec![
        Column::new("at", t.started_at, Kind::Instant),
        Column::new("kind", t.kind, Kind::Text),
        Column::new("to_number", t.to, Kind::Text),
        Column::new("country", t.country, Kind::Text),
        Column::new("talk_seconds", t.talk, Kind::Seconds).summed(),
        Column::new("bytes", t.bytes, Kind::Whole).summed(),
        Column::new("price", t.price, Kind::Money).summed(),
        Column::new("currency", t.currency, Kind::Text),
        Column::new("id", t.id, Kind::Text),
        Column::new("leg", t.leg, Kind::Whole),
    ]
}

fn row(t: &'static Text, one: LineUse) -> Result<Vec<Value>, PortalError> {
    let word = if one.kind == "call" { t.call } else { kind_name(t, &one.kind) };
    Ok(vec![
        one.at.into(),
        Value::Named { word: word.to_owned(), name: one.kind },
        one.to_number.into(),
        one.country.into(),
        one.talk_seconds.into(),
        one.bytes.into(),
        one.price.parse::<Amount>().map_err(PortalError::failed)?.into(),
        one.currency.into(),
        one.id.into(),
        one.leg.into(),
    ])
}
