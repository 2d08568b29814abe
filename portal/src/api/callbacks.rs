//! The callback list.

use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shape::{Answer, Listed, answer};
use crate::asked::Asked;
use crate::data::callbacks::{Callback, CallbackFilter, anonymous, list as page_of};
use crate::data::paging::Paging;
use crate::error::PortalError;
use crate::signed::Signed;

/// What lost numbers can be asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallbackQuery {
    /// The id of a queue.
    pub(crate) queue: Option<String>,
    /// `open`, `attempted`, `recovered` or `expired`.
    pub(crate) state: Option<String>,
    /// Rows of a page.
    pub(crate) limit: Option<String>,
    /// Where the page begins: `next` of the page before.
    pub(crate) cursor: Option<String>,
}

impl CallbackQuery {
    /// Reads the filter and the page.
    pub(crate) fn read(&self) -> Result<(CallbackFilter, Paging), PortalError> {
        let filter = CallbackFilter {
            queue: self.queue.clone().unwrap_or_default(),
            state: self.state.clone().unwrap_or_default(),
        };
        Ok((filter.checked()?, Paging::parse(self.limit.as_deref(), self.cursor.as_deref())?))
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct CallbackRow {
    queue: String,
    number: String,
    first_lost_at: String,
    last_lost_at: String,
    times_lost: i64,
    times_short: i64,
    state: String,
    resolved_at: Option<String>,
}

impl CallbackRow {
    fn new(signed: &Signed, callback: Callback) -> Self {
        Self {
            queue: callback.queue,
            number: callback.number,
            first_lost_at: signed.stamp(callback.first_lost_at),
            last_lost_at: signed.stamp(callback.last_lost_at),
            times_lost: callback.times_lost,
            times_short: callback.times_short,
            state: callback.state,
            resolved_at: callback.resolved_at.map(|at| signed.stamp(at)),
        }
    }
}

/// Losses of the filter's queue, or of all, whose callers have no number: there is nobody to call.
#[derive(Debug, Serialize, ToSchema)]
struct AnonymousLosses {
    times_lost: i64,
    times_short: i64,
    /// They are those of the last 7 days, as long as a number stays open.
    since: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Callbacks {
    callbacks: Vec<CallbackRow>,
    anonymous: AnonymousLosses,
    #[serde(flatten)]
    listed: Listed,
}

/// Callers who left a queue unanswered, the latest loss first.
#[utoipa::path(
    get, path = "/callbacks", tag = "Queues", params(CallbackQuery),
    responses((status = 200, body = Answer<Callbacks>))
)]
pub(super) async fn list(signed: Signed, Asked(query): Asked<CallbackQuery>) -> Result<impl IntoResponse, PortalError> {
    let (filter, paging) = query.read()?;
    let asked = page_of(&signed, &filter, &paging);
    let ((page, total), anonymous) = tokio::try_join!(asked, anonymous(&signed, &filter))?;
    let anonymous = AnonymousLosses {
        times_lost: anonymous.times_lost,
        times_short: anonymous.times_short,
        since: signed.stamp(anonymous.since),
    };
    let callbacks = page.rows.into_iter().map(|callback| CallbackRow::new(&signed, callback)).collect();
    Ok(answer(
        &signed,
        Callbacks {
            callbacks,
            anonymous,
            listed: Listed { total: total.filter(|_| paging.cursor.is_none()), next: page.next },
        },
    ))
}
