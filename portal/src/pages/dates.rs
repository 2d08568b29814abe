//! The two dates of a filter's form, and the address that they become.
//!
//! **An hour stays an hour**: a list that was opened for part of a day keeps its instants while other filters change,
//! and gives them up for the dates when those change.

use askama::Template;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::address::{Address, end};
use crate::asked::Asked;
use crate::error::PortalError;
use crate::period::{Window, instant};
use crate::signed::Signed;
use crate::text::{Text, text};
use crate::wrong::Wrong;

/// The fields of a form that choose a window of time.
#[derive(Debug, Template)]
#[template(path = "dates.html")]
pub(crate) struct DateFields {
    t: &'static Text,
    from: String,
    through: String,
    /// The instants of a window that is not of whole days, which no date can say.
    exact: Option<(String, String)>,
}

impl DateFields {
    /// The fields for a window.
    pub(crate) fn new(signed: &Signed, window: Window) -> Self {
        let (first, last) = window.dates(signed.zone);
        let exact = (window != window.whole_days(signed.zone))
            .then(|| (end(window.from, signed.zone), end(window.to, signed.zone)));
        Self { t: text(signed.language), from: first.to_string(), through: last.to_string(), exact }
    }
}

/// The address of the same list over whole days; empty where it is over whole days already.
pub(crate) fn widened(signed: &Signed, window: Window, here: &Address) -> String {
    let whole = window.whole_days(signed.zone);
    if whole == window { String::new() } else { here.clone().between(whole.from, whole.to, signed.zone).build() }
}

/// What such a form sends.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    from: Option<String>,
    through: Option<String>,
    exact_from: Option<String>,
    exact_to: Option<String>,
}

/// A form gives its last day as `through`; the address that stays says `to`, which is the day after. Where the form also
/// tells the instants that it was opened with, and the dates are still theirs, those stay.
pub(crate) fn redirect(signed: &Signed) -> Result<Option<Response>, PortalError> {
    let Asked(sent) = Asked::<Sent>::of(&signed.uri)?;
    let Some(through) = sent.through.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let fault = |why| PortalError::parameter("through", why);
    let last = through.parse::<NaiveDate>().map_err(|_| fault(Wrong::NoTime(through.to_owned())))?;
    let to = last.checked_add_days(Days::new(1)).ok_or_else(|| fault(Wrong::OutOfYears))?;
    let ends = match kept_window(signed, &sent, last)? {
        Some(window) => {
            vec![("from", end(window.from, signed.zone)), ("to", end(window.to, signed.zone))]
        }
        None => vec![("from", sent.from.unwrap_or_default()), ("to", to.to_string())],
    };
    Ok(Some(Redirect::to(&settled(&signed.uri, ends)).into_response()))
}

/// The instants that the form was opened with, if its dates are still theirs.
fn kept_window(signed: &Signed, sent: &Sent, last: NaiveDate) -> Result<Option<Window>, PortalError> {
    let from = instant("exact_from", sent.exact_from.as_deref(), signed.zone)?;
    let to = instant("exact_to", sent.exact_to.as_deref(), signed.zone)?;
    let (Some(from), Some(to)) = (from, to) else { return Ok(None) };
    let window = Window { from, to };
    let (first, until) = window.dates(signed.zone);
    let same = sent.from.as_deref() == Some(first.to_string().as_str()) && until == last && from < to;
    Ok(same.then_some(window))
}

/// The address that stays: what was sent, without what was empty, and with the ends of the period.
fn settled(uri: &Uri, ends: Vec<(&str, String)>) -> String {
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        !value.is_empty() && !matches!(name, "from" | "to" | "through" | "exact_from" | "exact_to")
    });
    let mut address = Address::at(uri.path());
    for pair in kept {
        address = address.pair(pair);
    }
    for (name, value) in ends {
        address = address.with(name, &value);
    }
    address.build()
}
